"""The only way to Stripe: HTTP, errors, and the limits before each call."""
