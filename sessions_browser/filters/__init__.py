"""From the query string to the filter form to the query that goes to Stripe. Pure."""
