"""An emulator of Stripe's API around Checkout Sessions. docs/emulator.md is its guide.

It runs as a separate process on loopback and needs only the standard library:

    python -m emulator --port 12111 --sessions 5000 --seed 1

It prints one line when it is ready, and ends on SIGTERM or SIGINT. All people, orders and payments
are made up. They depend only on the seed, the number of sessions and the time of the start.
`world/rates.py` says how often a payment has which state.
`--now` stops the clock at a Unix time, so that two runs give the same bytes.

Packages, each of which imports only those after it:

    check     asks any server what Stripe answers (`python -m emulator check`); stands apart
    web       HTTP: server, endpoints, payment pages, parameters, errors, API keys, test controls
    objects   Stripe's objects as JSON, built from the world
    world     the made-up data: people, visits and sessions

API keys:

    --api-key               may read everything
    rk_test_emulator        may read everything
    rk_test_no_sessions     may read everything except Checkout Sessions
    rk_test_only_sessions   may read Checkout Sessions only
    rk_test_without_dispute may read everything except disputes; so with any other kind
    rk_test_rolled          another key of the first account, may read everything
    sk_org_test_emulator    may read everything of the account that Stripe-Context names
    sk_test_expired         has expired
    pk_test_...             is publishable
    rk_test_second          reads the second account, with `--second-account 50` of 50 sessions
    rk_test_only_charge     may read charges only; `rk_test_only_charge-dispute` both of these

All other keys are unknown. `--account KEY=SESSIONS`, which can be repeated, adds an account that
this key reads. No account sees the objects of another, but with `--api-key` the others are
connected accounts (Stripe-Account, Stripe-Context). `--second-live`: the second is in live mode.

With `--api-key` sessions can be made (POST /v1/checkout/sessions) and expired. Their `url` is a
page on this machine; docs/emulator.md tells what can be done there.

Test controls, which need no key and answer with JSON:

    GET  /_emulator/accounts                  the ids of the accounts, for Stripe-Context
    GET  /_emulator/requests                  the requests to /v1 since the last reset
    POST /_emulator/reset                     clear the log of requests
    POST /_emulator/arrive?count=3            create 3 new sessions now
    POST /_emulator/story?name=refunded       add a session with this story, see below
    GET  /_emulator/stories                   the names of all stories, a sentence each
    POST /_emulator/complete?session=cs_...   complete an open session
    POST /_emulator/expire?session=cs_...     expire an open session
    POST /_emulator/advance?seconds=3600      move the clock forward
    POST /_emulator/latency?ms=300            delay every answer of the API
    POST /_emulator/faults?percent=10         let so many of 100 requests to the API fail with 500
    POST /_emulator/fail?status=503&count=2&after=1
                                              let one request pass and the next two fail
    POST /_emulator/delay?ms=800&count=2      delay the next two requests
    GET  /_emulator/deliveries                what webhooks were sent, and how it was answered
    POST /_emulator/webhooks?copies=2&late_ms=500&order=reversed
                                              how events are sent from now on, of all accounts
                                              or of the one that is named
    POST /_emulator/rate_limit?per_second=25  answer so many requests a second, then with 429

`status` is one of 400 to 599, or `reset` (no answer), `cut` (half of one) or `html` (the page of a
proxy). `fail` also takes `code`, `retry_after` and `path`.

The controls change the first account, or the one that `account=` names by its id or its key. The
log has the requests to all.

A story is a payment state, or what one buyer did: a voucher that waits, a dispute, two payments a
minute apart. It has one session or several. Each is the newest, or stands where its age puts it if
what it tells began days ago.
`--story NAME`, which can be repeated, adds one at the start. The ids of all others stay the same.

Differences from Stripe: lists of payments, charges, invoices and the like come in the order of
their sessions. `GET /v1/customers/search` finds new customers at once, and searches by e-mail,
name, phone, metadata and time of creation only.
"""
