"""Questions about the list: its shape, its order, its cursors, its filters, its expansions."""

from __future__ import annotations

from emulator.check.probe import SESSIONS, Probe, escaped
from emulator.check.questions import (
    EXPANDING,
    LIST,
    PAGES,
    RECORDED,
    SPEC,
    UNKNOWN,
    Question,
    need,
)

_REQUIRED = (
    "automatic_tax created custom_fields custom_text expires_at id livemode mode object"
    " payment_method_types payment_status shipping_options"
)


def _shape(probe: Probe) -> None:
    heard = probe.listed("limit=3")
    need(set(heard.body) == {"object", "data", "has_more", "url"}, sorted(heard.body))
    need(heard.body["object"] == "list" and heard.body["url"] == SESSIONS, heard.body["url"])


def _nothing(probe: Probe) -> None:
    heard = probe.listed("created[lt]=1000000000")
    need(heard.data == [] and heard.body["has_more"] is False, heard.short)


def _ten(probe: Probe) -> None:
    count = len(probe.get(SESSIONS).data)
    need(count == min(10, len(probe.sample)), count)


def _clamped(limit: str, most: int) -> Question:
    def judge(probe: Probe) -> None:
        heard = probe.listed(f"limit={limit}")
        need(len(heard.data) == min(most, len(probe.sample)), len(heard.data))

    should = "one session" if most == 1 else "a hundred at most, and no error"
    return Question(f"limit={limit}", should, RECORDED, judge)


def _newest_first(probe: Probe) -> None:
    created = [session["created"] for session in probe.sample]
    need(created == sorted(created, reverse=True), created[:10])


def _fields(probe: Probe) -> None:
    for session in probe.sample:
        lacking = [name for name in _REQUIRED.split() if name not in session]
        need(not lacking, f"lacks {lacking}")
        need(session["object"] == "checkout.session", session["object"])


def _no_items(probe: Probe) -> None:
    need(not any("line_items" in session for session in probe.sample), "it has line_items")


def _one_mode(probe: Probe) -> None:
    need(len({session["livemode"] for session in probe.sample}) == 1, "both")


def _pairs(probe: Probe) -> None:
    known = {
        ("open", "unpaid"), ("open", "no_payment_required"), ("complete", "paid"),
        ("complete", "unpaid"), ("complete", "no_payment_required"), ("expired", "unpaid"),
        ("expired", "no_payment_required"),
    }  # fmt: skip
    found = {(session["status"], session["payment_status"]) for session in probe.sample}
    need(found <= known, found - known)


def _url_while_open(probe: Probe) -> None:
    shown = [session["id"] for session in probe.sample if session["status"] != "open"]
    with_url = [s["id"] for s in probe.sample if s["id"] in shown and s.get("url")]
    need(not with_url, f"{len(with_url)} ended sessions have a url")


def _page(query: str, first: int, end: int, has_more: bool | None, *cursors: int) -> Question:
    """query: with {0} for the id of the session in the place that `cursors` names first."""

    def judge(probe: Probe) -> None:
        heard = probe.listed(query.format(*(probe.ids[place] for place in cursors)))
        places = [probe.ids.index(id_) if id_ in probe.ids else id_ for id_ in heard.ids]
        need(heard.ids == probe.ids[first:end], f"places {places}")
        if has_more is not None:
            need(heard.body["has_more"] is has_more, f"has_more {heard.body['has_more']}")

    asked = query.format(*(f"session {place}" for place in cursors))
    more = "" if has_more is None else f", has_more {str(has_more).lower()}"
    return Question(asked, f"sessions {first} to {end - 1}{more}", PAGES, judge)


def _above_the_first(probe: Probe) -> None:
    heard = probe.listed(f"ending_before={probe.ids[0]}")
    need(heard.data == [] and heard.body["has_more"] is False, heard.short)


def _below_the_last(probe: Probe) -> None:
    oldest = probe.sample[-1]["created"]
    window = f"created[gte]={oldest}&limit=100"
    heard = probe.listed(f"{window}&starting_after={probe.listed(window).ids[-1]}")
    need(heard.data == [] and heard.body["has_more"] is False, heard.short)


def _both_cursors(probe: Probe) -> None:
    heard = probe.listed(f"starting_after={probe.ids[0]}&ending_before={probe.ids[3]}")
    words = "Received both starting_after and ending_before parameters."
    need(heard.status == 400 and words in str(heard.error.get("message")), heard.short)
    need("code" not in heard.error and "param" not in heard.error, heard.short)


def _both_and_one_unknown(probe: Probe) -> None:
    heard = probe.listed(f"starting_after={probe.ids[0]}&ending_before={UNKNOWN}")
    found = (heard.status, heard.error.get("code"), heard.error.get("param"))
    need(found == (400, "resource_missing", "ending_before"), heard.short)


def _cursor_outside_the_filter(probe: Probe) -> None:
    other = probe.some("that expired or is open", lambda one: one["status"] != "complete")
    heard = probe.listed(f"status=complete&limit=100&starting_after={other['id']}")
    older = probe.ids[probe.ids.index(other["id"]) + 1 :]
    wanted = [s["id"] for s in probe.sample if s["status"] == "complete" and s["id"] in older]
    need(heard.ids[: len(wanted)] == wanted, heard.short)


def _status(status: str) -> Question:
    def judge(probe: Probe) -> None:
        heard = probe.listed(f"status={status}&limit=100")
        need({one["status"] for one in heard.data} <= {status}, "others too")
        wanted = [one["id"] for one in probe.sample if one["status"] == status]
        need(heard.ids[: len(wanted)] == wanted, f"{len(heard.ids)} of {len(wanted)}")

    return Question(f"status={status}", "these alone, and all of them", LIST, judge)


def _at_a_second(probe: Probe) -> None:
    created = probe.sample[3]["created"]
    wanted = [one["id"] for one in probe.sample if one["created"] == created]
    need(probe.listed(f"created={created}&limit=100").ids == wanted, "others")


def _between(probe: Probe) -> None:
    low, high = probe.sample[5]["created"], probe.sample[1]["created"]
    wanted = [one["id"] for one in probe.sample if low <= one["created"] < high]
    found = probe.listed(f"created[gte]={low}&created[lt]={high}&limit=100").ids
    need(found == wanted, f"{len(found)} of {len(wanted)}")


def _with_email(probe: Probe) -> tuple[str, str]:
    session = probe.some(
        "with an e-mail address", lambda one: (one.get("customer_details") or {}).get("email")
    )
    return session["id"], session["customer_details"]["email"]


def _by_email(probe: Probe) -> None:
    id_, email = _with_email(probe)
    heard = probe.listed(f"customer_details[email]={escaped(email)}&limit=100")
    need(id_ in heard.ids, heard.short)
    found = {(one.get("customer_details") or {}).get("email") for one in heard.data}
    need(found == {email}, f"{len(found)} addresses")


def _by_escaped_email(probe: Probe) -> None:
    id_, email = _with_email(probe)
    heard = probe.listed(f"customer_details%5Bemail%5D={escaped(email)}&limit=100")
    need(id_ in heard.ids, heard.short)


def _email_in_capitals(probe: Probe) -> None:
    _, email = _with_email(probe)
    heard = probe.listed(f"customer_details[email]={escaped(email.swapcase())}")
    need(heard.data == [], f"{len(heard.data)} sessions")


def _customer_details_alone(probe: Probe) -> None:
    heard = probe.listed("customer_details[name]=x")
    need(heard.status == 400, heard.short)


def _by(name: str) -> Question:
    def judge(probe: Probe) -> None:
        one = probe.some(f"with {name}", lambda session: isinstance(session.get(name), str))
        heard = probe.listed(f"{name}={one[name]}&limit=100")
        need(one["id"] in heard.ids, heard.short)
        need({session[name] for session in heard.data} == {one[name]}, "others too")

    return Question(f"{name}=…", "the sessions that name it, and no others", LIST, judge)


def _all_filters_hold(probe: Probe) -> None:
    one = probe.some("of a payment link", lambda session: session.get("payment_link"))
    heard = probe.listed(f"payment_link={one['payment_link']}&status=expired&limit=100")
    found = {(session["payment_link"], session["status"]) for session in heard.data}
    need(found <= {(one["payment_link"], "expired")}, found)


def _items(probe: Probe) -> None:
    for session in probe.listed("limit=5&expand[]=data.line_items").data:
        items = session.get("line_items") or {}
        need(items.get("object") == "list", items)
        need(items["url"] == f"{SESSIONS}/{session['id']}/line_items", items["url"])


def _indexed(probe: Probe) -> None:
    heard = probe.listed("limit=1&expand[0]=data.line_items")
    need("line_items" in heard.data[0], heard.short)


def _customer(probe: Probe) -> None:
    one = probe.some("with a customer", lambda session: isinstance(session.get("customer"), str))
    heard = probe.listed(f"customer={one['customer']}&limit=1&expand[]=data.customer")
    customer = heard.data[0]["customer"]
    need(isinstance(customer, dict) and customer.get("id") == one["customer"], customer)


def _embedded(probe: Probe) -> None:
    need(probe.listed("limit=1&expand[]=data.total_details").status == 200, "refused")


LIST_QUESTIONS = (
    Question("limit=3", "object, data, has_more, url and nothing else", SPEC, _shape),
    Question("created[lt]=1000000000", "an empty list, has_more false", LIST, _nothing),
    Question("without parameters", "ten sessions", LIST, _ten),
    _clamped("0", 1),
    _clamped("-1", 1),
    _clamped("200", 100),
    Question("limit=100", "the newest first", PAGES, _newest_first),
    Question("limit=100", "each has all required fields", SPEC, _fields),
    Question("limit=100", "line_items are left out unless expanded", SPEC, _no_items),
    Question("limit=100", "sessions of one mode", "docs.stripe.com/keys", _one_mode),
    Question("limit=100", "only known pairs of status and payment_status", SPEC, _pairs),
    Question("limit=100", "a url only while a session is open", SPEC, _url_while_open),
    _page("limit=3", 0, 3, True),
    _page("limit=2&starting_after={0}", 2, 4, True, 1),
    _page("limit=2&ending_before={0}", 3, 5, True, 5),
    _page("limit=5&ending_before={0}", 0, 5, False, 5),
    _page("limit=10&ending_before={0}", 0, 2, False, 2),
    Question("ending_before= the newest", "nothing, has_more false", PAGES, _above_the_first),
    Question("starting_after= the oldest", "nothing, has_more false", PAGES, _below_the_last),
    Question(
        "both cursors",
        "400 without code and param",
        "github.com/stripe/stripe-python#585",
        _both_cursors,
    ),
    Question("both cursors, one unknown", "400 for the unknown", RECORDED, _both_and_one_unknown),
    Question(
        "a cursor that the filter leaves out", "its place still counts", PAGES,
        _cursor_outside_the_filter,
    ),
    _status("open"),
    _status("complete"),
    _status("expired"),
    Question("created=…", "the sessions of this second", LIST, _at_a_second),
    Question("created[gte]=…&created[lt]=…", "the sessions between", LIST, _between),
    Question("customer_details[email]=…", "the sessions with this address", LIST, _by_email),
    Question(
        "customer_details%5Bemail%5D=…",
        "the same: clients escape the brackets",
        "PyPI: stripe 16.1.0",
        _by_escaped_email,
    ),
    Question(
        "the address in other letters",
        "nothing: letters and capitals differ",
        "github.com/stripe/stripe-dotnet#2240",
        _email_in_capitals,
    ),
    Question("customer_details[name]=x", "400", SPEC, _customer_details_alone),
    _by("payment_intent"),
    _by("payment_link"),
    _by("customer"),
    _by("subscription"),
    Question("payment_link=…&status=expired", "both hold", LIST, _all_filters_hold),
    Question("expand[]=data.line_items", "a list object with its url", EXPANDING, _items),
    Question("expand[0]=data.line_items", "the same", "PyPI: stripe 16.1.0", _indexed),
    Question("expand[]=data.customer", "the customer", EXPANDING, _customer),
    Question("expand[]=data.total_details", "is accepted and does nothing", RECORDED, _embedded),
)  # fmt: skip
