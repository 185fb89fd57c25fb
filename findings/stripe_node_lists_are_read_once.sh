#!/usr/bin/env bash
# stripe (npm) 23.1.0: a list that was looped over is empty in the next loop, and no error says so.
# Promised: what list() gives can be awaited, as often as one likes, for its first page, and be looped
#           over with "for await" (README, "Auto-pagination"). Common sense: each loop begins anew, or
#           all loops share one place and divide what is there.
# Happens:  it keeps one place for all loops, callbacks and arrays. After a whole loop the second
#           finds nothing; after a break it goes on where the first stopped. Yet two loops at the same
#           time get every session each. An empty second loop looks like an account without sessions.
# Output:   awaited twice: 10 and 10
#           looped twice: 25 and 0
#           stopped at the third, then looped: begins at cs_3
#           autoPagingToArray({ limit: 12 }) twice: begins at cs_0 and at cs_12
#           two loops at once: 25 and 25
# We allow for it in: tests/real_clients/client.mjs (asks for each list anew)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund stripe@23.1.0
cat > twice.mjs <<'NODE'
import assert from "node:assert/strict";
import { createServer } from "node:http";
import Stripe from "stripe";

const sessions = Array.from({ length: 25 }, (_, n) => ({ id: `cs_${n}`, object: "checkout.session" }));
const server = createServer((request, response) => {
  const asked = new URL(request.url, "http://127.0.0.1").searchParams;
  const first = sessions.findIndex(({ id }) => id === asked.get("starting_after")) + 1;
  const end = first + Number(asked.get("limit"));
  const data = sessions.slice(first, end);
  response.setHeader("Content-Type", "application/json");
  response.end(
    JSON.stringify({ object: "list", url: "/v1/checkout/sessions", has_more: end < 25, data }),
  );
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const { port } = server.address();
const stripe = new Stripe("sk_test_made_up", { protocol: "http", host: "127.0.0.1", port });
const list = () => stripe.checkout.sessions.list({ limit: 10 });

async function loop(page, most = Infinity) {
  const ids = [];
  for await (const { id } of page) {
    ids.push(id);
    if (ids.length === most) break;
  }
  return ids;
}

const seen = {};
let page = list();
seen.awaited = [(await page).data.length, (await page).data.length];
console.log(`awaited twice: ${seen.awaited.join(" and ")}`);
page = list();
seen.looped = [(await loop(page)).length, (await loop(page)).length];
console.log(`looped twice: ${seen.looped.join(" and ")}`);
page = list();
await loop(page, 3);
seen.stopped = (await loop(page))[0];
console.log(`stopped at the third, then looped: begins at ${seen.stopped}`);
page = list();
const arrays = [await page.autoPagingToArray({ limit: 12 }), await page.autoPagingToArray({ limit: 12 })];
seen.arrays = arrays.map(([first]) => first.id);
console.log(`autoPagingToArray({ limit: 12 }) twice: begins at ${seen.arrays.join(" and at ")}`);
page = list();
seen.together = (await Promise.all([loop(page), loop(page)])).map((ids) => ids.length);
console.log(`two loops at once: ${seen.together.join(" and ")}`);
server.close();
server.closeAllConnections();
assert.deepEqual(
  seen,
  {
    awaited: [10, 10],
    looped: [25, 0],
    stopped: "cs_3",
    arrays: ["cs_0", "cs_12"],
    together: [25, 25],
  },
  "the behaviour has changed",
);
NODE
node twice.mjs
