#!/usr/bin/env bash
# stripe-replit-sync (npm) 1.0.0: a first backfill that broke off is never made whole by the next one.
# Promised: syncBackfill() goes on where it was: a cursor is kept for each kind of object ("Incremental
#           sync from cursor"), and what came before an error is saved. One would call it again.
# Happens:  Stripe lists the newest first, and after each 100 objects the newest `created` of them is
#           kept as the cursor. So after the first page the cursor is at the newest object there is, and
#           the next backfill asks for `created >= cursor` alone. What the first one had not reached is
#           never asked for again, and the state of the sync is "complete".
# Output:   in one go: 250 of 250, complete
#           first: 100 of 250, then an error (503 for the second page)
#           again: 1 synced, 100 of 250, complete
# We allow for it in: docs/emulator.md (the engine is run to its end there)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --legacy-peer-deps stripe-replit-sync@1.0.0 stripe@23.1.0 \
  @electric-sql/pglite@0.5.14 @electric-sql/pglite-socket@0.2.17
cat > twice.mjs <<'NODE'
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { PGlite } from "@electric-sql/pglite";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";
import Stripe from "stripe";
import { StripeSync, runMigrations } from "stripe-replit-sync";

// 250 Checkout Sessions, a minute apart, the newest first as Stripe lists them.
const sessions = Array.from({ length: 250 }, (_, n) => ({
  id: `cs_test_${n}`,
  object: "checkout.session",
  created: 1795000000 - 60 * n,
}));
let broken = false;

function listed(path, asked) {
  if (!path.endsWith("/sessions")) return { object: "list", data: [], has_more: false, url: path };
  const since = Number(asked.get("created[gte]") ?? 0);
  const found = sessions.filter(({ created }) => created >= since);
  const first = found.findIndex(({ id }) => id === asked.get("starting_after")) + 1;
  const end = first + Number(asked.get("limit"));
  return { object: "list", data: found.slice(first, end), has_more: end < found.length, url: path };
}

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, "http://127.0.0.1");
  response.setHeader("Content-Type", "application/json");
  if (broken && searchParams.has("starting_after")) {
    response.writeHead(503).end('{"error":{"type":"api_error","message":"Try again later."}}');
  } else {
    const account = { id: "acct_1", object: "account" };
    response.end(JSON.stringify(pathname === "/v1/account" ? account : listed(pathname, searchParams)));
  }
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));

async function engine() {
  const db = await PGlite.create();
  const socket = new PGLiteSocketServer({ db, port: 0, host: "127.0.0.1" });
  const place = await new Promise((ready) => {
    socket.addEventListener("listening", ({ detail }) => ready(detail));
    socket.start();
  });
  const databaseUrl = `postgresql://postgres@127.0.0.1:${place.port}/postgres`;
  const logger = { info() {}, warn() {}, error() {} };
  await runMigrations({ databaseUrl, logger });
  const poolConfig = { connectionString: databaseUrl, max: 1 };
  const sync = new StripeSync({ poolConfig, stripeSecretKey: "sk_test_made_up", logger });
  const here = { protocol: "http", host: "127.0.0.1", port: server.address().port, maxNetworkRetries: 0 };
  sync.stripe = new Stripe("sk_test_made_up", here);
  const one = async (sql) => Object.values((await db.query(sql)).rows[0])[0];
  return {
    backfill: () => sync.syncBackfill({ object: "checkout_sessions" }),
    count: async () => Number(await one("select count(*) from stripe.checkout_sessions")),
    state: () => one("select status from stripe._sync_status where resource = 'checkout_sessions'"),
  };
}

const seen = {};
const whole = await engine();
await whole.backfill();
seen.whole = [await whole.count(), await whole.state()];
console.log(`in one go: ${seen.whole[0]} of 250, ${seen.whole[1]}`);

const other = await engine();
broken = true;
seen.error = await other.backfill().then(() => null, (error) => error.statusCode);
seen.first = await other.count();
console.log(`first: ${seen.first} of 250, then an error (${seen.error} for the second page)`);
broken = false;
const { synced } = (await other.backfill()).checkoutSessions;
seen.again = [synced, await other.count(), await other.state()];
console.log(`again: ${synced} synced, ${seen.again[1]} of 250, ${seen.again[2]}`);
assert.deepEqual(
  seen,
  { whole: [250, "complete"], error: 503, first: 100, again: [1, 100, "complete"] },
  "the behaviour has changed",
);
process.exit(0);
NODE
node twice.mjs
