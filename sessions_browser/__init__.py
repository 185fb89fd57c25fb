"""Browse Stripe Checkout Sessions: filter, page through, read. It never writes to Stripe."""
