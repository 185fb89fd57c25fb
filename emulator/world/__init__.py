"""The made-up data: countries, people, visits, and the Checkout Sessions that they lead to."""
