"""Ask any server whether it lists Checkout Sessions as Stripe does: `python -m emulator check`.

Imports nothing of the emulator, so that it judges the emulator as it judges any other.
"""
