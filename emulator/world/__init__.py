"""The made-up data: people, visits and the Checkout Sessions that they leave."""
