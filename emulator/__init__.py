"""An emulator of the part of Stripe's API that lists and shows Checkout Sessions.

It runs as a separate process on loopback and needs only the standard library:

    python -m emulator --port 12111 --sessions 5000 --seed 1

It prints one line when it is ready, and ends on SIGTERM or SIGINT. All people, orders and payments
are made up. They depend only on the seed, the number of sessions and the time of the start.
`world/rates.py` says how often a payment has which state.
`--now` stops the clock at a Unix time, so that two runs give the same bytes.

Packages, each of which imports only those after it:

    web       HTTP: server, endpoints, parameters, errors, API keys, test controls
    objects   Stripe's objects as JSON, built from the world
    world     the made-up data: people, visits and sessions

API keys:

    --api-key               may read everything
    rk_test_emulator        may read everything
    rk_test_no_sessions     may read everything except Checkout Sessions
    rk_test_only_sessions   may read Checkout Sessions only
    sk_test_expired         has expired
    pk_test_...             is publishable
    rk_test_second          reads the second account, with `--second-account 50` of 50 sessions

All other keys are unknown. Neither account sees the objects of the other.

Test controls, which need no key and answer with JSON:

    GET  /_emulator/requests                  the requests to /v1 since the last reset
    POST /_emulator/reset                     clear the log of requests
    POST /_emulator/arrive?count=3            create 3 new sessions now
    POST /_emulator/story?name=refunded       add a session with this story, see below
    GET  /_emulator/stories                   the names of all stories, a sentence each
    POST /_emulator/complete?session=cs_...   complete an open session
    POST /_emulator/expire?session=cs_...     expire an open session
    POST /_emulator/advance?seconds=3600      move the clock forward
    POST /_emulator/latency?ms=300            delay every answer of the API

The controls change the first account. The log has the requests to both.

A story is a payment state, or what one buyer did: a voucher that waits, a dispute, two payments a
minute apart. It has one session or several. Each is the newest, or stands where its age puts it if
what it tells began days ago.
`--story NAME`, which can be repeated, adds one at the start. The ids of all others stay the same.

Differences from Stripe: `GET /v1/customers/search` finds new customers at once, and searches by
e-mail, name, phone, metadata and time of creation only.
"""
