"""What a shop asks of its buyers on the payment page, and the words that it puts there."""

from __future__ import annotations

from emulator.objects.context import Json
from emulator.objects.payment_links import custom_field, no_custom_text
from emulator.web import errors, write_errors
from emulator.web.form import Form
from emulator.world.catalog import CustomField

_MOST_QUESTIONS = 3
_TYPES = ("dropdown", "numeric", "text")
_LONGEST_LABEL, _LONGEST_MESSAGE = 50, 1200


def asked_fields(form: Form) -> Json:
    """The fields of the session that follow from these parameters. Raises ApiError."""
    fields: Json = {}
    if form.has("custom_fields"):
        fields["custom_fields"] = _questions(form)
    text = form.inner("custom_text")
    if text:
        fields["custom_text"] = _messages(text)
    pricing = form.inner("adaptive_pricing")
    if pricing:
        pricing.refuse_unknown(("enabled",))
        fields["adaptive_pricing"] = {"enabled": bool(pricing.boolean("enabled"))}
    if form.has("customer_update") and not form.has("customer"):
        raise write_errors.refused(
            "`customer_update` can only be used with `customer`.", "customer_update"
        )
    return fields


def answered(questions: list[Json], answers: dict[str, str]) -> str:
    """Fill the answers in. Returns what is wrong with them in words for the buyer, or ""."""
    for question in questions:
        value = answers.get(field_name(question), "").strip()
        if not value and not question["optional"]:
            return f"Answer the question: {question['label']['custom']}"
        if question["type"] == "numeric" and value and not value.isdecimal():
            return f"Answer with digits: {question['label']['custom']}"
        question[question["type"]]["value"] = value or None
    return ""


def field_name(question: Json) -> str:
    """Of the field of the page's form."""
    return f"custom-{question['key']}"


def _questions(form: Form) -> list[Json]:
    """docs.stripe.com/payments/checkout/custom-fields"""
    asked = form.each("custom_fields")
    if len(asked) > _MOST_QUESTIONS:
        raise write_errors.too_many("custom_fields", _MOST_QUESTIONS)
    return [_question(one) for one in asked]


def _question(form: Form) -> Json:
    form.refuse_unknown(("key", "label", "type", "optional", *_TYPES))
    label, kind = form.inner("label"), form.choice("type", _TYPES)
    if label is None or kind is None:
        raise errors.missing_parameter(form.name("type" if label else "label"))
    if label.choice("type", ("custom",)) is None:
        raise errors.missing_parameter(label.name("type"))
    words = label.text("custom", _LONGEST_LABEL) or label.required("custom")
    optional = bool(form.boolean("optional"))
    question = custom_field(CustomField(form.required("key"), words, kind, (), optional))
    if kind == "dropdown":
        question["dropdown"]["options"] = _options(form)
    return question


def _options(form: Form) -> list[Json]:
    dropdown = form.inner("dropdown")
    options = dropdown.each("options") if dropdown else []
    if not options:
        raise errors.missing_parameter(form.name("dropdown"))
    return [
        {"label": option.required("label"), "value": option.required("value")} for option in options
    ]


def _messages(form: Form) -> Json:
    form.refuse_unknown(no_custom_text())
    messages = no_custom_text()
    for position in messages:
        inner = form.inner(position)
        if inner:
            messages[position] = {"message": inner.text("message", _LONGEST_MESSAGE) or ""}
    return messages
