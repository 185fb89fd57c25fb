"""Stripe's objects as frozen values, read defensively. Imports nothing else of the app."""
