"""Which sessions are looked for, as far as facts tell: the one filter for the page and the job."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sessions_browser.facts.cells import LEFT, Became, Mode, Origin, codes_of_account, conditions
from sessions_browser.facts.numbers import currencies_by, known_numbers
from sessions_browser.facts.only import Chosen
from sessions_browser.facts.session_fact import Given, SessionFact
from sessions_browser.objects.list_query import Pairs
from sessions_browser.objects.money import exponent

# What Stripe's `status` is for each; the others can have any.
_STATUSES = dict.fromkeys(LEFT, "expired") | {
    Became.OPEN: "open",
    **dict.fromkeys((Became.PAID, Became.PROCESSING, Became.NOTHING_DUE), "complete"),
}
# The dimension of each, and which of the kinds of names it is, or "".
CHOICES = {
    "outcomes": ("outcome", ""),
    "modes": ("mode", ""),
    "origins": ("origin", ""),
    "currencies": ("currency", "currency"),
    "links": ("link", "link"),
}
SqlPart = tuple[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """An empty set is any. currencies, links: "" is none, as of sessions without a link.

    without: which of CHOICES are those that are not wanted.
    least, most: in units of the session's own currency.
    has, lacks: what has to be known of the customer, and what must not.
    """

    outcomes: frozenset[Became] = frozenset()
    modes: frozenset[Mode] = frozenset()
    origins: frozenset[Origin] = frozenset()
    currencies: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    least: Decimal | None = None
    most: Decimal | None = None
    has: Given = Given.NOTHING
    lacks: Given = Given.NOTHING

    def to_json(self) -> dict[str, Any]:
        """What is not the usual, as JSON."""
        values: dict[str, Any] = {
            name: sorted(getattr(self, name)) for name in (*CHOICES, "without")
        }
        values |= {"has": int(self.has), "lacks": int(self.lacks)}
        bounds = {"least": self.least, "most": self.most}
        values |= {name: "" if one is None else str(one) for name, one in bounds.items()}
        return {name: value for name, value in values.items() if value}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Wanted:
        return cls(**{name: _READERS[name](value) for name, value in values.items()})

    def fits(self, fact: SessionFact) -> bool:
        """A session that was just read. Once read, that an agent paid is not told by a list."""
        found = {
            "outcomes": fact.outcome,
            "modes": fact.mode,
            "origins": fact.origin,
            "currencies": fact.currency,
            "links": fact.link,
        }
        for name, value in found.items():
            wanted = getattr(self, name)
            if wanted and (value in wanted) == (name in self.without):
                return False
        return self._amount_fits(fact) and self._is_given(fact.given)

    def _amount_fits(self, fact: SessionFact) -> bool:
        if self.least is None and self.most is None:
            return True
        if not fact.currency:
            return False
        amount = Decimal(fact.amount).scaleb(-exponent(fact.currency))
        return (self.least is None or amount >= self.least) and (
            self.most is None or amount <= self.most
        )

    def _is_given(self, given: Given) -> bool:
        return given & self.has == self.has and not given & self.lacks

    def filters(self) -> Pairs:
        """What Stripe itself can filter of it, for what has to be read."""
        found = list[tuple[str, str]]()
        statuses = {_STATUSES.get(one, "") for one in self.outcomes}
        if len(statuses) == 1 and "outcomes" not in self.without and statuses != {""}:
            found.append(("status", statuses.pop()))
        if len(self.links) == 1 and "links" not in self.without and "" not in self.links:
            found.append(("payment_link", min(self.links)))
        return tuple(sorted(found))

    def chosen(self, account: int) -> Chosen:
        """As a condition on the codes of cells `c` and on the facts `f`."""
        first, last = codes_of_account(account, coarse=False)
        parts = [("c.code BETWEEN %s AND %s", [first, last])]
        parts += [self._one_of(name) for name in CHOICES if getattr(self, name)]
        parts += filter(None, (self._amount_sql(), self._given_sql()))
        values = [value for _, some in parts for value in some]
        return Chosen(" AND ".join(sql for sql, _ in parts), tuple(values))

    def _one_of(self, name: str) -> SqlPart:
        """name: of CHOICES. A text that no fact names is nobody's value."""
        dimension, kind = CHOICES[name]
        values: Iterable[Any] = getattr(self, name)
        numbers = known_numbers(kind, values) if kind else [int(value) for value in values]
        is_not = name in self.without
        if not numbers:
            return ("1 = 1" if is_not else "1 = 0"), []
        ((mask, wanted),) = conditions({dimension: numbers})
        marks = ", ".join(["%s"] * len(wanted))
        return f"(c.code & %s) {'NOT ' if is_not else ''}IN ({marks})", [mask, *wanted]

    def _amount_sql(self) -> SqlPart | None:
        """By currency, since they differ in what their smallest unit is."""
        if self.least is None and self.most is None:
            return None
        parts, parameters = list[str](), list[Any]()
        for decimals, numbers in currencies_by(exponent).items():
            ((mask, codes),) = conditions({"currency": numbers})
            marks = ", ".join(["%s"] * len(codes))
            part = [f"(c.code & %s) IN ({marks})"]
            parameters += [mask, *codes]
            for bound, sign in ((self.least, ">="), (self.most, "<=")):
                if bound is not None:
                    part.append(f"f.amount {sign} %s")
                    parameters.append(_minor(bound, decimals, up=sign == ">="))
            parts.append(f"({' AND '.join(part)})")
        return (f"({' OR '.join(parts)})" if parts else "1 = 0"), parameters

    def _given_sql(self) -> SqlPart | None:
        mask = int(self.has | self.lacks)
        return ("(f.given & %s) = %s", [mask, int(self.has)]) if mask else None


_READERS: dict[str, Any] = {
    "outcomes": lambda values: frozenset(map(Became, values)),
    "modes": lambda values: frozenset(map(Mode, values)),
    "origins": lambda values: frozenset(map(Origin, values)),
    "currencies": frozenset,
    "links": frozenset,
    "without": frozenset,
    "least": Decimal,
    "most": Decimal,
    "has": Given,
    "lacks": Given,
}


def _minor(amount: Decimal, decimals: int, *, up: bool) -> int:
    """In smallest units; one between two of them is rounded into the range."""
    scaled = amount.scaleb(decimals)
    whole = int(scaled)
    return whole + 1 if up and scaled > whole else whole
