// What an official client of Node's does with the emulator. The address is the first argument.
import Stripe from "stripe";

const address = new URL(process.argv[2]);
const stripe = new Stripe("sk_test_emulator", {
  host: address.hostname,
  port: address.port,
  protocol: "http",
  maxNetworkRetries: 0,
});

async function all(list) {
  const found = [];
  for await (const entry of list) found.push(entry.id);
  return found;
}

const sessions = stripe.checkout.sessions;
const listed = await all(sessions.list({ limit: 100 }));
const events = await all(stripe.events.list({ limit: 100, type: "checkout.session.*" }));
const customers = await all(stripe.customers.list({ limit: 100 }));
const asked = {
  mode: "payment",
  success_url: `${address.origin}/_emulator/stories`,
  line_items: [
    { quantity: 2, price_data: { currency: "eur", unit_amount: 900, product_data: { name: "Tea" } } },
  ],
};
const made = await sessions.create(asked);
await fetch(made.url, { method: "POST", body: new URLSearchParams({ email: "kim@example.com" }) });
const paid = await sessions.retrieve(made.id, {
  expand: ["payment_intent.latest_charge", "line_items"],
});
const expired = await sessions.expire((await sessions.create(asked)).id);
const missing = await sessions.retrieve("cs_test_x").catch((error) => error.code);
console.log(
  JSON.stringify({
    client: `Node ${Stripe.PACKAGE_VERSION}`,
    sessions: listed.length,
    distinct: new Set(listed).size,
    events: events.length,
    customers: customers.length,
    paid: [paid.status, paid.payment_status, paid.payment_intent.latest_charge.status],
    expired: expired.status,
    missing,
  }),
);
