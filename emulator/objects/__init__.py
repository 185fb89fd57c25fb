"""Stripe's objects in their JSON form, built from the world whenever they are read."""

from __future__ import annotations
