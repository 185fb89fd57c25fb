#!/usr/bin/env bash
# @supabase/stripe-sync-engine (npm) 0.48.5: runMigrations() of the module makes no table and resolves.
# Promised: `import { runMigrations } from '@supabase/stripe-sync-engine'; await runMigrations(…)`
#           makes and updates the tables (README, "Migrations").
# Happens:  imported so, the code looks for its SQL beside `__dirname`, which modules do not have. The
#           ReferenceError goes to the logger, if one is given, and the promise resolves. What is left
#           is an empty schema; each sync fails for tables that are not there. The same call after
#           require() makes them all.
# Output:   import: resolved, 0 tables, logged: __dirname is not defined
#           import, without a logger: resolved, 0 tables
#           require: resolved, tables: yes
# We allow for it in: tests/real_clients/sync_engine.mjs (loads it by require)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --legacy-peer-deps @supabase/stripe-sync-engine@0.48.5 \
  stripe@23.1.0 @electric-sql/pglite@0.5.14 @electric-sql/pglite-socket@0.2.17
cat > tables.mjs <<'NODE'
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { PGlite } from "@electric-sql/pglite";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";

async function tables(runMigrations, more) {
  const db = await PGlite.create();
  const socket = new PGLiteSocketServer({ db, port: 0, host: "127.0.0.1" });
  const place = await new Promise((ready) => {
    socket.addEventListener("listening", ({ detail }) => ready(detail));
    socket.start();
  });
  const databaseUrl = `postgresql://postgres@127.0.0.1:${place.port}/postgres`;
  await runMigrations({ databaseUrl, schema: "stripe", ...more });
  const counted = await db.query("select count(*) from pg_tables where schemaname = 'stripe'");
  return Number(counted.rows[0].count);
}

const name = "@supabase/stripe-sync-engine";
const imported = (await import(name)).runMigrations;
const logged = [];
const logger = { info() {}, error: (error) => logged.push(error.message) };
const seen = { module: await tables(imported, { logger }), quiet: await tables(imported, {}) };
console.log(`import: resolved, ${seen.module} tables, logged: ${logged}`);
console.log(`import, without a logger: resolved, ${seen.quiet} tables`);
const required = createRequire(import.meta.url)(name).runMigrations;
seen.required = (await tables(required, {})) > 10;
console.log(`require: resolved, tables: ${seen.required ? "yes" : "no"}`);
seen.logged = logged;
assert.deepEqual(
  seen,
  { module: 0, quiet: 0, required: true, logged: ["__dirname is not defined"] },
  "the behaviour has changed",
);
process.exit(0);
NODE
node tables.mjs
