"""How old an answer of Stripe may be, who asks for a new one, and what is shown if Stripe fails."""
