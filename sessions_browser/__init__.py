"""Browse Stripe Checkout Sessions: filter, page through, read. It never writes to Stripe."""

__version__ = "0.1.0"
