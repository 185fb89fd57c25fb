"""An emulator of the part of Stripe's API that lists and shows Checkout Sessions.

It runs as a process of its own on loopback and needs the standard library alone:

    python -m emulator --port 12111 --sessions 5000 --seed 1

It prints one line when it is ready, and ends on SIGTERM or SIGINT. All people, orders and payments
are made up; what they are depends on the seed, the number of sessions and the moment of the start
alone. `--now` stops the clock at a moment, so that two runs give the same bytes.

Keys: that of `--api-key` and `rk_test_emulator` may read everything; `rk_test_no_sessions` lacks
the right to Checkout Sessions, and `rk_test_only_sessions` has no other right; `sk_test_expired`
has expired; any `pk_test_...` is publishable. All others are unknown. With `--second-account 50`
the key `rk_test_second` sees a world of its own with so many sessions, which the others do not see.

For tests there are levers beside the API, which need no key and answer with JSON:

    GET  /_emulator/requests                  the requests to /v1 since the last reset
    POST /_emulator/reset                     forget them
    POST /_emulator/arrive?count=3            so many new sessions at the top, now
    POST /_emulator/complete?session=cs_...   somebody pays for an open session
    POST /_emulator/expire?session=cs_...     an open session expires
    POST /_emulator/advance?seconds=3600      the clock jumps ahead
    POST /_emulator/latency?ms=300            every answer of the API takes so much longer

Customers are listed by e-mail alone: `GET /v1/customers?email=...`. The levers move the first
account, and the requests are those to both.
"""
