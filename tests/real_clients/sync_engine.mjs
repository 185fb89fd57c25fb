// What an engine that copies Stripe into PostgreSQL does with the emulator.
// Arguments: its package, the emulator, the database, the port and the secret of its webhook.
import { createServer } from "node:http";
import { createRequire } from "node:module";
import pg from "pg";

const [engine, address, database, port, secret] = process.argv.slice(2);
// That of Supabase makes no tables as a module (findings/supabase_sync_engine_makes_no_tables.sh).
const { StripeSync, runMigrations } = createRequire(import.meta.url)(engine);
const quiet = { info() {}, warn: console.error, error: console.error, debug() {} };

const client = new pg.Client({ connectionString: database });
await client.connect();
// Their SQL names this owner.
await client.query("create role postgres");
await runMigrations({ databaseUrl: database, schema: "stripe", logger: quiet });
const sync = new StripeSync({
  poolConfig: { connectionString: database },
  stripeSecretKey: "sk_test_emulator",
  stripeWebhookSecret: secret,
  logger: quiet,
});
// Neither has a setting for the address; both show the client that they have made.
const { hostname, port: place } = new URL(address);
for (const [name, value] of Object.entries({ host: hostname, port: place, protocol: "http" })) {
  sync.stripe._setApiField(name, value);
}

await sync.syncBackfill({ object: "product" });
await sync.syncBackfill({ object: "price" });
await sync.syncBackfill({ object: "checkout_sessions" });

async function count(from) {
  return Number((await client.query(`select count(*) from stripe.${from}`)).rows[0].count);
}
const seen = {
  sessions: await count("checkout_sessions"),
  items: await count("checkout_session_line_items"),
  prices: await count("prices"),
};

const failed = [];
const server = createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  const signature = request.headers["stripe-signature"];
  await sync
    .processWebhook(Buffer.concat(parts), signature)
    .then(() => response.writeHead(200).end())
    .catch((error) => {
      failed.push(error.message);
      response.writeHead(500).end();
    });
});
await new Promise((ready) => server.listen(Number(port), "127.0.0.1", ready));

const key = { headers: { Authorization: "Bearer sk_test_emulator" } };
const open = await fetch(`${address}/v1/checkout/sessions?status=open&limit=6`, key);
const ids = (await open.json()).data.map(({ id }) => id);
for (const [n, id] of ids.entries()) {
  await fetch(`${address}/_emulator/${n % 2 ? "expire" : "complete"}?session=${id}`, { method: "POST" });
}
const listed = ids.map((id) => `'${id}'`).join();
const until = Date.now() + 20_000;
do {
  await new Promise((later) => setTimeout(later, 200));
  seen.ended = await count(`checkout_sessions where status <> 'open' and id in (${listed})`);
} while (seen.ended < ids.length && Date.now() < until);
seen.wanted = ids.length;
for (const problem of new Set(failed)) console.error(problem);
server.close();
server.closeAllConnections();
await client.end();
console.log(JSON.stringify(seen));
process.exit(0);
