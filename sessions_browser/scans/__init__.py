"""Sessions that are looked for by what Stripe cannot filter: by facts at once, by text in a job."""
