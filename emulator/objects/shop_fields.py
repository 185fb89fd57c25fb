"""The fields of a session that its shop chose: references, questions, what a client asked for."""

from __future__ import annotations

from emulator.objects.context import Context, Json
from emulator.objects.payment_links import CHANNELS, custom_field
from emulator.world.made import MadeSession
from emulator.world.session_facts import SessionFacts
from emulator.world.visit_kinds import VisitKind
from emulator.world.world import OPEN

_MADE_BY = {VisitKind.AHEAD: "reminders", VisitKind.AGENT: "agent"}
_CAMPAIGNS = ("autumn", "newsletter-41", "instagram", "partner-7")


def as_asked(context: Context, facts: SessionFacts, made: MadeSession) -> Json:
    """What a client asked for who made the session, and its page on this machine."""
    fields = {**made.fields}
    if facts.complete and fields.get("automatic_tax", {}).get("status"):
        fields["automatic_tax"] = fields["automatic_tax"] | {"status": "complete"}
    if not facts.link:
        fields["consent"] = _consent(facts, fields.get("consent_collection"))
    embedded = fields.get("ui_mode", "hosted_page") != "hosted_page"
    id_ = context.ids.encode("checkout.session", facts.number)
    if embedded:
        secret = context.ids.token("secret", facts.number, 40)
        fields["client_secret"] = f"{id_}_secret_{secret}"
    open_page = facts.status == OPEN and not embedded
    fields["url"] = f"{context.pages}/c/pay/{id_}" if open_page else None
    return fields


def _consent(facts: SessionFacts, collected: Json | None) -> Json | None:
    """What the buyer agreed to, as far as they were asked."""
    if collected is None or not facts.complete:
        return None
    promotions = "opt_in" if facts.promotions_accepted else "opt_out"
    return {
        "promotions": promotions if collected["promotions"] == "auto" else None,
        "terms_of_service": "accepted" if collected["terms_of_service"] == "required" else None,
    }


def order_number(facts: SessionFacts) -> str | None:
    """The shop's order number, the same for every session of one visit."""
    if facts.made:
        return None
    return None if facts.link else f"order-{10_000 + facts.visit.number % 90_000}"


def metadata(facts: SessionFacts) -> dict[str, str]:
    if facts.made and not facts.link:
        return {}
    if facts.link:
        return {"channel": CHANNELS[(facts.link_number or 0) % 3]}
    number = facts.visit.number
    fields = {
        "order_id": f"order-{10_000 + number % 90_000}",
        "cart": f"{number * 2_654_435_761 % (1 << 32):08x}",
        "campaign": _CAMPAIGNS[number % len(_CAMPAIGNS)],
    }
    if facts.kind in _MADE_BY:
        fields["made_by"] = _MADE_BY[facts.kind]
    return fields


def custom_fields(facts: SessionFacts) -> list[Json]:
    if not facts.link:
        return []
    custom_fields = []
    for index, field in enumerate(facts.link.custom_fields):
        answers = {
            "dropdown": [option.lower() for option in field.options],
            "numeric": ["7", "8", "11"],
            "text": [facts.person.name, "vegetarian", "عسل", "no nuts, please"],
        }[field.type]
        answer = answers[(facts.visit.number + index) % len(answers)] if facts.complete else None
        custom_fields.append(custom_field(field, value=answer))
    return custom_fields
