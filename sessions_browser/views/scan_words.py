"""What a scan asks for, and how far it reaches, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sessions_browser.conf import Account
from sessions_browser.facts.cells import Mode, Origin
from sessions_browser.objects.formats import grouped
from sessions_browser.objects.payment_links import PaymentLinks
from sessions_browser.overview.groups import mode_words, money_name, origin_words
from sessions_browser.overview.numbers_in_words import whole_share
from sessions_browser.overview.periods import range_text
from sessions_browser.overview.reading import KnownPart
from sessions_browser.presentation.page_urls import urls_of
from sessions_browser.presentation.times import Clock
from sessions_browser.scans.records import Question
from sessions_browser.scans.texts import ScanTexts
from sessions_browser.scans.wanted import Wanted
from sessions_browser.views.scan_form import BECAME, GIVEN, ScanForm

# The parameter of a scan's address that names a ready view.
VIEW = "view"
# By name of the ready view: its name, and what it shows.
READY_WORDS = {
    "processing": (
        gettext_lazy("Processing for over 3 days"),
        gettext_lazy(
            "Made more than three days ago, completed, and not paid as far as a list tells. Oldest"
            " first. Open one to see: a bank debit may have failed, and of an amount that was"
            " reserved a part may have been collected."
        ),
    ),
    "write_to": (
        gettext_lazy("Abandoned, may be written to"),
        gettext_lazy(
            "Expired without a payment, with an e-mail or a phone number, consent to promotion,"
            " and a recovery link that still holds. Left out is whoever has completed a later one,"
            " as far as that is remembered."
        ),
    ),
    "several_open": (
        gettext_lazy("Several open of one customer"),
        gettext_lazy("Two or more open sessions of one person, who may pay twice."),
    ),
    "untold": (
        gettext_lazy("Completed without an event"),
        gettext_lazy(
            "Completed in the last seven days, and no event of Stripe's has told of it. Many in a"
            " row mean that the webhook is dead."
        ),
    ),
    "high": (
        gettext_lazy("High value, abandoned lately"),
        gettext_lazy(
            "Made yesterday or today and expired without a payment, worth as much as the dearest"
            " tenth that is remembered of the last 30 days in the same currency."
        ),
    ),
}
# Of "untold" where none can have come.
NO_WEBHOOK = gettext_lazy(
    "Completed in the last seven days. No webhook is set up here for this account, so no event can"
    " have told of any, and all of them are shown."
)


@dataclass(frozen=True, slots=True)
class ReadyLink:
    name: str
    label: str
    url: str
    is_chosen: bool


def ready_links(account: Account, chosen: str = "") -> list[ReadyLink]:
    urls = urls_of(account)
    return [
        ReadyLink(name, str(label), urls.scan(((VIEW, name),)), name == chosen)
        for name, (label, _sentence) in READY_WORDS.items()
    ]


def ready_sentence(view: str, *, has_webhook: bool) -> str:
    """What a ready view shows. view: a name of READY_WORDS."""
    is_deaf = view == "untold" and not has_webhook
    return str(NO_WEBHOOK if is_deaf else READY_WORDS[view][1])


def question_words(question: Question, links: PaymentLinks, clock: Clock) -> list[str]:
    """All but its texts, the range first."""
    days = range_text(question.begin, question.end, clock.zone, clock.this_year)
    return [days, *conditions_of(question.wanted, links)]


def conditions_of(wanted: Wanted, links: PaymentLinks) -> list[str]:
    """All but the range."""
    lines = [
        _either("outcomes", wanted, (str(BECAME[one]) for one in sorted(wanted.outcomes))),
        _either("modes", wanted, (mode_words(Mode(one)) for one in sorted(wanted.modes))),
        _either("origins", wanted, (origin_words(Origin(one)) for one in sorted(wanted.origins))),
        _either("currencies", wanted, map(money_name, sorted(wanted.currencies))),
        _either("links", wanted, (_link_words(one, links) for one in sorted(wanted.links))),
        _amounts(wanted.least, wanted.most),
    ]
    for one, label in GIVEN.items():
        if wanted.has & one:
            lines.append(_("%(what)s known") % {"what": label})
        if wanted.lacks & one:
            lines.append(_("%(what)s not known") % {"what": label})
    return [line for line in lines if line]


def text_words(texts: ScanTexts) -> list[str]:
    return [f"{ScanForm.base_fields[name].label}: {value}" for name, value in texts.given.items()]


def _either(name: str, wanted: Wanted, words: Iterable[str]) -> str:
    joined = " / ".join(words)
    return _("not %(values)s") % {"values": joined} if joined and name in wanted.without else joined


def _link_words(link: str, links: PaymentLinks) -> str:
    return links.words_for(link) or _("Without a payment link")


def _amounts(least: Decimal | None, most: Decimal | None) -> str:
    words = {"least": least, "most": most}
    if least is None:
        return "" if most is None else _("Amount up to %(most)s") % words
    if most is None:
        return _("Amount from %(least)s") % words
    return _("Amount %(least)s to %(most)s") % words


def coverage_words(known: KnownPart, made: int, count: int | None, clock: Clock) -> str:
    """How many were looked through by what is remembered, and of which part of the range.

    made: all sessions of it. count: of those that match, None where there are very many.
    """
    if not known.is_any or known.back_to is None:
        return _("Nothing of this range is remembered yet.")
    words: dict[str, Any] = {
        "match": _matches(count),
        "made": grouped(made),
        "begin": clock.moment(known.begin).text,
        "end": clock.moment(known.end).text,
        "back": clock.moment(known.back_to).text,
        "percent": whole_share(known.percent, 100),
    }
    if known.is_whole:
        return (
            _("Looked through all %(made)s sessions made from %(begin)s to %(end)s: %(match)s.")
            % words
        )
    return (
        _(
            "Only %(percent)s of this range is remembered, without a gap from %(end)s back to"
            " %(back)s. Looked through these %(made)s sessions: %(match)s."
        )
        % words
    )


def behind_words(known: KnownPart, clock: Clock) -> str:
    """What was made since."""
    if not known.is_behind:
        return ""
    end = clock.moment(known.end).text
    return _("Sessions made after %(end)s are not looked through yet.") % {"end": end}


def unknown_words(count: int) -> str:
    """Of sessions that were remembered before it was looked at what is known of the customer."""
    if not count:
        return ""
    return ngettext(
        "Of %(count)s session it is not remembered what is known of the customer; it is left out.",
        "Of %(count)s sessions it is not remembered what is known of the customer; they are left"
        " out.",
        count,
    ) % {"count": grouped(count)}


def _matches(count: int | None) -> str:
    if count is None:
        return _("very many match")
    return ngettext("%(count)s matches", "%(count)s match", count) % {"count": grouped(count)}
