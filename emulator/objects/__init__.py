"""Stripe's objects as JSON: one module per object, built from the world on every read."""
