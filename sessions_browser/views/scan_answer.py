"""What facts answer to a scan: rows, how many there are, and how far they reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, TypedDict

from django.http import HttpRequest, QueryDict
from django.utils.safestring import SafeString

from sessions_browser.access.decisions import is_masked_for
from sessions_browser.conf import Account, get_conf
from sessions_browser.facts import queries
from sessions_browser.facts.cells import Became, codes_of_account
from sessions_browser.facts.fact_pages import count_of, matching
from sessions_browser.facts.only import Chosen, Only
from sessions_browser.objects.list_query import Pairs
from sessions_browser.objects.payment_links import PaymentLinks
from sessions_browser.overview.filling import keep_up
from sessions_browser.overview.reading import known_part, open_words
from sessions_browser.presentation.page_urls import urls_of
from sessions_browser.presentation.times import Clock
from sessions_browser.read_log.keys import digest_of_ids
from sessions_browser.read_log.kinds import ReadKind
from sessions_browser.read_log.notes import note
from sessions_browser.scans.ready import READY, ReadyAsked
from sessions_browser.services import account_data, fact_store
from sessions_browser.shared_state.database import give_back_connections
from sessions_browser.views import scan_words
from sessions_browser.views.export_asked import facts_query
from sessions_browser.views.fact_rows import read_rows, shown_rows
from sessions_browser.views.scan_form import ScanAsked

A_PAGE = 25
# A first page costs no more calls than these; the other rows are read behind it.
FIRST_CALLS = 3
MOST_COUNTED = 100_000
# Parameters of the address that are no part of the question.
AFTER, ORDER, EACH = "after", "order", "each"
OLDEST = "oldest"
OPEN = Only(outcomes=frozenset((Became.OPEN,)))


@dataclass(frozen=True, slots=True)
class FactsAsked:
    """[begin, end) in Unix seconds. pairs: of the address, without its place.

    filters: of Stripe's, which all that match have in common. turned: the address of the other
    order, or None.
    """

    begin: int
    end: int
    chosen: Chosen
    pairs: Pairs
    filters: Pairs
    oldest_first: bool = False
    turned: Pairs | None = None
    title: str = ""
    sentence: str = ""
    conditions: tuple[str, ...] = ()
    asks_for_given: bool = False


class CoverageTold(NamedTuple):
    """How much was looked through, in sentences. is_whole: nothing of the range is left out.

    has_gaps: some of it is read only when somebody has all sessions read.
    matches: how many match; None where they are very many.
    """

    words: str
    is_whole: bool
    is_any: bool
    has_gaps: bool
    matches: int | None


class ScanResults(TypedDict):
    """Of `_scan_results.html`. title: of a ready view.

    missing: the question once more, where something of its range was not read.
    save_url: where the question becomes a saved view; "" of one that is ready.
    needs_all: whether all sessions have to be read for it, as nothing of its range was, or as it
        cannot be read by itself.
    each_url: which reads the rows that are missing, or "".
    """

    title: str
    sentence: str
    conditions: tuple[str, ...]
    coverage: str
    missing: Pairs
    needs_all: bool
    notice: str
    each_url: str
    rows: SafeString
    span: str
    first_url: str
    further_url: str
    oldest_first: bool
    turn_url: str
    export_url: str
    save_url: str
    zone_name: str
    zone_place: str


def oldest_of(account: Account, now: float) -> int:
    """The Unix second before which nothing is remembered; 0 where nothing is at all."""
    return fact_store(account.slug).oldest(now) if get_conf().facts_keep_days else 0


def what_is_asked(
    account: Account, query: QueryDict, asked: ScanAsked, clock: Clock, links: PaymentLinks
) -> FactsAsked:
    """query: the parameters of which `asked` was made. Raises DatabaseError."""
    view = query.get(scan_words.VIEW, "")
    if view in READY:
        return ready_asked(account, view, clock, oldest_of(account, clock.now))
    oldest_first = query.get(ORDER) == OLDEST
    return facts_asked(account, asked, links, oldest_first=oldest_first)


def ready_asked(account: Account, view: str, clock: Clock, oldest: int) -> FactsAsked:
    """view: a name of READY. Raises DatabaseError."""
    day = clock.today - timedelta(days=1)
    yesterday = int(datetime(day.year, day.month, day.day, tzinfo=clock.zone).timestamp())
    asked = ReadyAsked(account.slug, _number(account), int(clock.now), yesterday, oldest)
    query = READY[view](asked)
    title = scan_words.READY_WORDS[view][0]
    sentence = scan_words.ready_sentence(
        view, has_webhook=account.slug in get_conf().webhook_secrets
    )
    return FactsAsked(
        begin=query.begin,
        end=query.end,
        chosen=query.chosen,
        pairs=((scan_words.VIEW, view),),
        filters=query.filters,
        oldest_first=query.oldest_first,
        title=str(title),
        sentence=sentence,
    )


def facts_asked(
    account: Account, asked: ScanAsked, links: PaymentLinks, *, oldest_first: bool
) -> FactsAsked:
    """Raises DatabaseError."""
    ordered = (*asked.pairs, (ORDER, OLDEST))
    return FactsAsked(
        begin=asked.range.begin,
        end=asked.range.end,
        chosen=asked.wanted.chosen(_number(account)),
        pairs=ordered if oldest_first else asked.pairs,
        filters=asked.wanted.filters(),
        oldest_first=oldest_first,
        turned=asked.pairs if oldest_first else ordered,
        conditions=tuple(scan_words.conditions_of(asked.wanted, links)),
        asks_for_given=bool(asked.wanted.has | asked.wanted.lacks),
    )


def _number(account: Account) -> int:
    return queries.reach(account.slug, 0, 1).account or 0


def results_of(
    request: HttpRequest, account: Account, asked: FactsAsked, clock: Clock
) -> ScanResults:
    """Raises DatabaseError."""
    masked, data = is_masked_for(request.user), account_data(account)
    urls, links = urls_of(account, hides_people=masked), data.directory.known_payment_links()
    after = request.GET.get(AFTER, "")
    page = matching(
        account.slug,
        asked.begin,
        asked.end,
        asked.chosen,
        oldest_first=asked.oldest_first,
        after=after,
        limit=A_PAGE,
    )
    covered = coverage_told(account.slug, asked, clock)
    give_back_connections()
    each = bool(request.GET.get(EACH))
    rows, notice, missing = read_rows(
        data, page.rows, filters=asked.filters, pages=FIRST_CALLS, each=each
    )
    names = " ".join(sorted({name for name, _value in asked.pairs}))
    ids = digest_of_ids(row.id for row in rows)
    note(request, kind=ReadKind.SCAN, rows=len(rows), ids=ids, detail=names)
    here = (*asked.pairs, *([(AFTER, after)] if after else []))
    further = (*asked.pairs, (AFTER, page.further)) if page.further else None
    return {
        "title": asked.title,
        "sentence": asked.sentence,
        "conditions": asked.conditions,
        "coverage": covered.words,
        "missing": () if covered.is_whole or asked.title else asked.pairs,
        "needs_all": not covered.is_any or (covered.has_gaps and bool(asked.title)),
        "notice": notice,
        "each_url": urls.scan((*here, (EACH, "1"))) if missing and not each else "",
        "rows": shown_rows(request.user, account, rows, clock, links, urls),
        "span": clock.span(rows[::-1] if asked.oldest_first else rows),
        "first_url": urls.scan(asked.pairs) if after else "",
        "further_url": urls.scan(further) if further else "",
        "oldest_first": asked.oldest_first,
        "turn_url": "" if asked.turned is None else urls.scan(asked.turned),
        "export_url": urls.new_export(facts_query(asked.pairs)),
        "save_url": "" if asked.title else urls.new_view(facts_query(asked.pairs)),
        "zone_name": clock.zone_words,
        "zone_place": clock.place,
    }


def coverage_told(slug: str, asked: FactsAsked, clock: Clock) -> CoverageTold:
    """Raises DatabaseError."""
    known, made = queries.counts(slug, asked.begin, asked.end)
    part = known_part(known)
    counted = count_of(slug, asked.begin, asked.end, asked.chosen, MOST_COUNTED)
    count = None if counted >= MOST_COUNTED else counted
    unknown = _unknown(slug, asked) if asked.asks_for_given else 0
    if part.is_behind:
        # As on the overview, what is new is read for whoever looks.
        keep_up(slug, clock.now, known.read_at, is_told=slug in get_conf().webhook_secrets)
    words = [
        scan_words.coverage_words(part, made.made, count, clock),
        scan_words.behind_words(part, clock),
        open_words(queries.counts(slug, asked.begin, asked.end, OPEN)[1].made),
        scan_words.unknown_words(unknown),
    ]
    is_whole = part.is_whole and not part.is_behind and not unknown
    return CoverageTold(
        " ".join(filter(None, words)), is_whole, part.is_any, not part.is_whole, count
    )


def _unknown(slug: str, asked: FactsAsked) -> int:
    """Of which it is not remembered what is known of the customer."""
    number = queries.reach(slug, 0, 1).account or 0
    bounds = codes_of_account(number, coarse=False)
    missing = Chosen("c.code BETWEEN %s AND %s AND f.given IS NULL", bounds)
    return count_of(slug, asked.begin, asked.end, missing, MOST_COUNTED)
