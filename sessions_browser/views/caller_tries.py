"""How many tries of a caller check are allowed, counted in the record of who checked what."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from sessions_browser.models import Verification
from sessions_browser.session.caller_check import Result

# The most tries without a match within an hour.
TRIES_OF_A_PERSON_FOR_A_SESSION = 5
TRIES_OF_A_PERSON = 20
# By anybody, so that many people together cannot guess what a session holds.
TRIES_FOR_A_SESSION = 15
WITHIN = timedelta(hours=1)

# What a row of the record says when no comparison has ended yet, and when a lead lifted a lock.
CLAIMED = "claimed"
LIFTED = "lifted"

# Any number that nothing else uses: it names our lock in PostgreSQL.
_LOCK = 7_325_001

_Rows = QuerySet[Verification]


class TooManyTriesError(Exception):
    """The text says in plain words which limit is reached. can_be_lifted: by a lead."""

    def __init__(self, text: str, *, can_be_lifted: bool) -> None:
        super().__init__(text)
        self.can_be_lifted = can_be_lifted


def claim(person: str, account: str, session_id: str, asked: str) -> Verification:
    """Take one try before anything is compared, so that tries at once cannot pass the limit.

    person: user name.
    asked: names of what was said, such as "email postcode".
    Raises TooManyTriesError, and then nothing is recorded.
    """
    with transaction.atomic():
        _one_at_a_time()
        # Written before it is counted: that is what makes others wait in SQLite.
        taken = _write(person, account, session_id, asked, CLAIMED)
        reached = _limit_reached(person, session_id, more_than=0)
        if reached is not None:
            raise reached
    return taken


def refusal_of_next(person: str, session_id: str) -> TooManyTriesError | None:
    """Why the next try of this person would be refused; None when it would not."""
    return _limit_reached(person, session_id, more_than=-1)


def locked_for(session_id: str) -> list[str]:
    """User names who have no tries left for this session; "everybody" when nobody has."""
    counted = _of_session(session_id)
    people = counted.order_by().values("person").annotate(tries=Count("pk"))
    full = people.filter(tries__gte=TRIES_OF_A_PERSON_FOR_A_SESSION).order_by("person")
    everybody = [_("everybody")] if counted.count() >= TRIES_FOR_A_SESSION else []
    return everybody or [str(row["person"]) for row in full]


def lift(person: str, account: str, session_id: str) -> bool:
    """Begin the tries for this session anew, on record. False when nobody was locked.

    person: user name of the lead. The tries still count for the person who made them.
    """
    with transaction.atomic():
        _one_at_a_time()
        locked = bool(locked_for(session_id))
        if locked:
            _write(person, account, session_id, "", LIFTED)
    return locked


def _one_at_a_time() -> None:
    """In PostgreSQL, wait until no other transaction is here.

    In SQLite the first write of a transaction takes the one lock for writing.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _write(person: str, account: str, session_id: str, asked: str, result: str) -> Verification:
    return Verification.objects.create(
        person=person, account=account, session_id=session_id, asked=asked, result=result
    )


def _limit_reached(person: str, session_id: str, more_than: int) -> TooManyTriesError | None:
    """more_than: 0 to count a claim that was just made, -1 to ask before one is made."""
    of_session = _of_session(session_id)
    own = of_session.filter(person=person).count()
    if own > TRIES_OF_A_PERSON_FOR_A_SESSION + more_than:
        words = _("You have made %(count)s tries for this session within an hour.")
        words %= {"count": TRIES_OF_A_PERSON_FOR_A_SESSION}
        return TooManyTriesError(words, can_be_lifted=True)
    if of_session.count() > TRIES_FOR_A_SESSION + more_than:
        words = _("There were %(count)s tries for this session within an hour.")
        return TooManyTriesError(words % {"count": TRIES_FOR_A_SESSION}, can_be_lifted=True)
    if _recent().filter(person=person).count() > TRIES_OF_A_PERSON + more_than:
        words = _("You have made %(count)s tries within an hour. Wait before the next one.")
        return TooManyTriesError(words % {"count": TRIES_OF_A_PERSON}, can_be_lifted=False)
    return None


def _recent() -> _Rows:
    """The tries that count: all of the last hour but matches."""
    recent = Verification.objects.filter(at__gte=timezone.now() - WITHIN)
    return recent.exclude(result__in=(Result.MATCH.value, LIFTED))


def _of_session(session_id: str) -> _Rows:
    """The tries for a session that count since its lock was lifted last."""
    lifted = Verification.objects.filter(session_id=session_id, result=LIFTED)
    last = lifted.order_by("-pk").values_list("pk", flat=True).first()
    return _recent().filter(session_id=session_id, pk__gt=last or 0)
