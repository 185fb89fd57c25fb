"""Saved views: who sees which, what they ask for, and what is said when part of one is gone."""

from __future__ import annotations

import datetime
import re
from html import escape, unescape
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from dashboard.housekeeping import clean_up
from sessions_browser import services
from sessions_browser.conf import get_conf
from sessions_browser.desk.saved_views import tabs_for, views_for
from sessions_browser.models import SavedView
from tests.roles import of_role, someone
from tests.running import Emulator
from tests.views.page import LIST, chips, ids, link, text_of

VIEWS = "/demo/views/"
TAB = re.compile(r"<nav class=\"view-tabs\".*?</nav>", re.DOTALL)
PAID = "outcome=paid&created=last_7_days"


def tabs(client: Client, address: str = LIST) -> list[str]:
    """The names of the tabs above the list."""
    found = TAB.search(client.get(address).content.decode())
    return re.findall(r"<bdi>(.*?)</bdi>", found[0]) if found else []


def save(client: Client, query: str = PAID, **said: Any) -> Any:
    form = {"name": "Paid", "sharing": "own", **said}
    return client.post(f"{VIEWS}new/?{query}", form)


def member(name: str, *groups: str) -> Client:
    """Of support, and of groups that no role is."""
    person = someone(name, "Support")
    person.groups.add(*(Group.objects.get_or_create(name=group)[0] for group in groups))
    client = Client()
    client.force_login(User.objects.get(pk=person.pk))
    return client


def key_of(group: str) -> str:
    return f"group-{Group.objects.get(name=group).pk}"


def test_a_list_is_saved_and_opened_again(signed_in: Client, upstream: Emulator) -> None:
    page = text_of(signed_in.get(f"{LIST}?{PAID}"))
    assert (
        f'href="{VIEWS}new/?{PAID.replace("&", "&amp;")}"'
        in signed_in.get(f"{LIST}?{PAID}").content.decode()
    )
    assert "view-tabs" not in page
    form = text_of(signed_in.get(f"{VIEWS}new/?{PAID}"))
    assert "Outcome Paid; Created" in form
    answer = save(signed_in)
    assert answer["Location"] == f"{LIST}?{PAID}"
    shown = signed_in.get(answer["Location"])
    assert "The view “Paid” is saved." in text_of(shown)
    assert 'aria-current="page" ><bdi>Paid</bdi>' in text_of(shown)
    assert chips(shown) == chips(signed_in.get(f"{LIST}?{PAID}"))
    assert 'aria-current="page">All sessions' in text_of(signed_in.get(LIST))


def test_only_the_first_page_is_saved(signed_in: Client, upstream: Emulator) -> None:
    last = ids(signed_in.get(LIST))[-1]
    save(signed_in, f"status=complete&starting_after={last}")
    assert SavedView.objects.get().query == "status=complete"


def test_nobody_sees_the_own_view_of_another_or_of_another_group(
    upstream: Emulator, db: None
) -> None:
    ana, ben = member("ana", "North"), member("ben", "South")
    save(ana, name="Mine")
    save(ana, "status=open", name="Ours", sharing=key_of("North"))
    save(ben, "status=expired", name="Theirs", sharing=key_of("South"))
    carl, dora = member("carl", "North"), member("dora", "South")
    for _ in range(2):
        assert tabs(ana) == ["Mine", "Ours"]
        assert tabs(carl) == ["Ours"]
        assert tabs(ben) == tabs(dora) == ["Theirs"]
    own = SavedView.objects.get(name="Mine")
    for stranger in (ben, carl, dora):
        assert "Mine" not in text_of(stranger.get(VIEWS))
        assert stranger.get(f"{VIEWS}{own.pk}/").status_code == HTTPStatus.NOT_FOUND
        gone = stranger.post(f"{VIEWS}{own.pk}/delete/")
        assert gone.status_code == HTTPStatus.NOT_FOUND
    assert SavedView.objects.count() == 3


def test_whoever_leaves_a_group_sees_its_views_no_longer(upstream: Emulator, db: None) -> None:
    ana, ben = member("ana", "North"), member("ben", "North")
    save(ana, name="Ours", sharing=key_of("North"))
    assert tabs(ben) == ["Ours"]
    User.objects.get(username="ben").groups.remove(Group.objects.get(name="North"))
    assert tabs(ben) == []


def test_tabs_are_the_views_that_one_sees(upstream: Emulator, db: None) -> None:
    """Both rules in one place each: in SQL for the list, in the ORM for all else."""
    names = ("ana", "ben", "carl")
    clients = [member("ana", "North"), member("ben", "North", "South"), member("carl")]
    for client, group in zip(clients, ("North", "South", "Support"), strict=True):
        for sharing in ("own", key_of(group)):
            save(client, name=f"{sharing} of {group}", sharing=sharing)
    SavedView.objects.create(account="demo", name="All", sharing="everybody")
    SavedView.objects.create(account="demo", name="Nobody's", sharing="own")
    SavedView.objects.create(account="other", name="Elsewhere", sharing="everybody")
    (demo,) = get_conf().accounts
    seen = []
    for name in names:
        person = User.objects.get(username=name)
        expected = [(one.pk, one.name, one.query) for one in views_for(person, demo)]
        assert [*tabs_for(person, demo)] == expected
        seen.append(len(expected))
    assert seen == [4, 5, 3]


def test_a_view_is_shared_only_with_own_groups(upstream: Emulator, db: None) -> None:
    ana = member("ana")
    Group.objects.create(name="North")
    for sharing in (key_of("North"), "everybody", "nonsense"):
        answer = save(ana, sharing=sharing)
        assert answer.status_code == HTTPStatus.BAD_REQUEST, sharing
    assert not SavedView.objects.exists()


def test_a_manager_shares_with_everybody_and_changes_what_is_shared(
    upstream: Emulator, db: None
) -> None:
    manager, ana, ben = of_role("Manager"), member("ana"), member("ben")
    save(manager, name="Monday", sharing="everybody")
    assert tabs(ana) == tabs(ben) == ["Monday"]
    view = SavedView.objects.get()
    page = text_of(ana.get(f"{VIEWS}{view.pk}/"))
    assert "Begin with this view" in page
    assert "Delete this view" not in page
    assert ana.post(f"{VIEWS}{view.pk}/delete/").status_code == HTTPStatus.FORBIDDEN
    ana.post(f"{VIEWS}{view.pk}/", {"name": "Mine now", "sharing": "own"})
    assert SavedView.objects.get().name == "Monday"
    save(ana, "status=open", name="Team", sharing=key_of("Support"))
    team = SavedView.objects.get(name="Team")
    # Of a group that the manager is not in, which is as good as not there.
    assert manager.get(f"{VIEWS}{team.pk}/").status_code == HTTPStatus.NOT_FOUND
    other = Client()
    other.force_login(someone("olga", "Manager"))
    form = {"name": "Tuesday", "sharing": "everybody"}
    assert other.post(f"{VIEWS}{view.pk}/", form)["Location"] == VIEWS
    assert tabs(ben) == ["Team", "Tuesday"]


def test_dates_stay_relative_and_a_permalink_freezes_them(
    signed_in: Client, upstream: Emulator
) -> None:
    save(signed_in)
    view = SavedView.objects.get()
    assert view.query == PAID
    page = signed_in.get(VIEWS).content.decode()
    found = re.search(r'data-copy-link="([^"]*)"', page)
    assert found
    asked = parse_qs(urlsplit(found[1].replace("&amp;", "&")).query)
    today = datetime.datetime.now(datetime.UTC).date()
    assert "created" not in asked
    assert abs((datetime.date.fromisoformat(asked["created_to"][0]) - today).days) <= 1
    assert asked["outcome"] == ["paid"]
    assert asked["tz"]


def test_one_view_is_where_an_account_begins(signed_in: Client, upstream: Emulator) -> None:
    assert signed_in.get("/demo/")["Location"] == LIST
    save(signed_in, landing="on")
    save(signed_in, "status=open", name="Open")
    for start in ("/", "/demo/"):
        assert signed_in.get(start)["Location"] == f"{LIST}?{PAID}"
    other = SavedView.objects.get(name="Open")
    signed_in.post(f"{VIEWS}{other.pk}/", {"name": "Open", "sharing": "own", "landing": "on"})
    assert signed_in.get("/")["Location"] == f"{LIST}?status=open"
    signed_in.post(f"{VIEWS}{other.pk}/", {"name": "Open", "sharing": "own"})
    assert signed_in.get("/")["Location"] == LIST


def test_the_beginning_of_one_is_not_that_of_another(upstream: Emulator, db: None) -> None:
    manager, ana = of_role("Manager"), member("ana")
    save(manager, sharing="everybody", landing="on")
    assert manager.get("/demo/")["Location"] == f"{LIST}?{PAID}"
    assert ana.get("/demo/")["Location"] == LIST
    view = SavedView.objects.get()
    ana.post(f"{VIEWS}{view.pk}/", {"landing": "on"})
    assert ana.get("/demo/")["Location"] == f"{LIST}?{PAID}"
    manager.post(f"{VIEWS}{view.pk}/", {"name": "Paid", "sharing": "own"})
    assert ana.get("/demo/")["Location"] == LIST


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("outcome=vanished&limit=10", "Outcome: Choose paid, processing"),
        ("shade=blue&limit=10", "shade: This page no longer knows this filter."),
        ("payment_link=plink_gone&limit=10", "Payment link: The account has no payment link"),
        ("tz=Mars/Olympus&limit=10", "Time zone: Enter a time zone by its name"),
    ],
    ids=["value", "name", "link", "zone"],
)
def test_a_view_that_no_longer_holds_says_which_part_and_why(
    signed_in: Client, person: User, upstream: Emulator, query: str, says: str
) -> None:
    view = SavedView.objects.create(account="demo", name="Old", query=query, owner=person)
    signed_in.get("/demo/payment-links/")
    own = f"{VIEWS}{view.pk}/"
    page = text_of(signed_in.get(LIST))
    assert f'href="{own}" class="broken"' in page
    assert "(no longer holds)" in page
    views = text_of(signed_in.get(VIEWS))
    assert says in views
    assert f'<a href="{own}"><bdi>Old</bdi></a>' in views
    shown = text_of(signed_in.get(own))
    assert "Part of this view no longer holds." in shown
    assert says in shown
    assert f'href="{LIST}?limit=10"' in shown
    signed_in.post(own, {"name": "Old", "sharing": "own", "landing": "on"})
    assert signed_in.get("/")["Location"] == own


def test_a_view_of_one_customer_is_not_kept(signed_in: Client, upstream: Emulator) -> None:
    query = "email=ana.souza@example.com"
    assert "Save view…" not in text_of(signed_in.get(f"{LIST}?{query}"))
    answer = save(signed_in, query)
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert "A view keeps no e-mail address." in text_of(answer)
    answer = save(signed_in, "outcome=vanished")
    assert "Please correct a filter." in text_of(answer)
    unwanted = ("for ana@example.com", "ana\uff20x.com", "ana\ufe6bx.com", "4242 4242 4242 4242")
    for name in (*unwanted, " ", "\u200b", "\u2060\ufeff"):
        assert save(signed_in, name=name).status_code == HTTPStatus.BAD_REQUEST
    assert not SavedView.objects.exists()


def test_a_name_is_replaced_only_when_one_says_so(signed_in: Client, upstream: Emulator) -> None:
    save(signed_in)
    answer = save(signed_in, "status=open")
    assert "There is a view of this name already." in text_of(answer)
    assert "Replace my view of this name" in text_of(answer)
    save(signed_in, "status=open", replace="on")
    assert SavedView.objects.get().query == "status=open"
    save(signed_in, name="Other")
    other = SavedView.objects.get(name="Other")
    answer = signed_in.post(f"{VIEWS}{other.pk}/", {"name": "Paid", "sharing": "own"})
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    signed_in.post(f"{VIEWS}{other.pk}/delete/")
    assert tabs(signed_in) == ["Paid"]


def test_one_has_fifty_views_at_most(signed_in: Client, person: User, upstream: Emulator) -> None:
    SavedView.objects.bulk_create(
        SavedView(account="demo", name=f"View {number:02}", owner=person) for number in range(50)
    )
    assert save(signed_in).status_code == HTTPStatus.BAD_REQUEST
    assert len(tabs(signed_in)) == 8
    assert "42 more views" in text_of(signed_in.get(LIST))


def test_views_are_of_an_account(signed_in: Client, upstream: Emulator, settings: Any) -> None:
    key = "rk_test_emulator"
    settings.STRIPE_ACCOUNTS = {"demo": key, "shop-two": key}
    save(signed_in)
    assert tabs(signed_in) == ["Paid"]
    assert tabs(signed_in, "/shop-two/sessions/") == []


def test_own_views_of_whoever_is_gone_are_deleted_and_shared_ones_stay(
    upstream: Emulator, db: None
) -> None:
    ana, ben = member("ana", "North"), member("ben", "North")
    save(ana, name="Mine")
    save(ana, name="Ours", sharing=key_of("North"))
    User.objects.get(username="ana").delete()
    clean_up()
    assert [view.name for view in SavedView.objects.all()] == ["Ours"]
    assert "by <bdi>somebody who is gone</bdi>" in text_of(ben.get(VIEWS))


def test_the_tabs_are_there_while_stripe_fails(signed_in: Client, settings: Any) -> None:
    save(signed_in)
    answer = signed_in.get(f"{LIST}?{PAID}")
    assert answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
    assert tabs(signed_in) == ["Paid"]


SCAN = "outcome=processing&outcome=left_known&least=20&created=last_7_days&order=oldest"


def test_a_scan_is_saved_with_its_sort_and_opened_again(
    signed_in: Client, upstream: Emulator
) -> None:
    page = signed_in.get(f"/demo/scan/?{SCAN}")
    address = link(page, "save-view")
    assert address.startswith(f"{VIEWS}new/?of=scan&")
    form = text_of(signed_in.get(address))
    assert "Scan; Last 7 days; Processing / Abandoned, known; Amount from 20; Oldest first" in form
    opened = signed_in.post(address, {"name": "Chase", "sharing": "own", "landing": "on"})
    assert urlsplit(opened["Location"]).path == "/demo/scan/"
    asked = parse_qs(urlsplit(opened["Location"]).query)
    assert asked == parse_qs(SCAN)
    shown = signed_in.get(opened["Location"])
    assert "The view “Chase” is saved." in text_of(shown)
    tab = f'href="{escape(opened["Location"])}"'
    assert tabs(signed_in) == ["Chase"]
    assert tab in signed_in.get(LIST).content.decode()
    assert signed_in.get("/demo/")["Location"] == opened["Location"]
    assert tab in signed_in.get(VIEWS).content.decode()


def test_the_dates_of_a_scan_are_frozen_by_a_permalink(
    signed_in: Client, upstream: Emulator
) -> None:
    save(signed_in, f"of=scan&{SCAN}&tz=Asia/Tokyo")
    page = signed_in.get(VIEWS).content.decode()
    fixed = unescape(re.findall(r'data-copy-link="([^"]+)"', page)[0])
    asked = parse_qs(urlsplit(fixed).query)
    today = datetime.datetime.now(ZoneInfo("Asia/Tokyo")).date()
    assert asked["created_from"] == [str(today - datetime.timedelta(days=6))]
    assert asked["created_to"] == [str(today)]
    assert (asked["tz"], "created" in asked) == (["Asia/Tokyo"], False)
    assert (asked["outcome"], asked["order"]) == (["processing", "left_known"], ["oldest"])
    assert signed_in.get(fixed).status_code == HTTPStatus.OK


def test_a_saved_scan_that_no_longer_holds_says_which_part(
    signed_in: Client, upstream: Emulator
) -> None:
    signed_in.get("/demo/payment-links/")
    services.wait_for_background()
    broken = "of=scan&created=all&outcome=stolen&payment_link=plink_gone00000000&colour=red"
    view = SavedView.objects.create(account="demo", name="Old", query=broken, sharing="everybody")
    assert "Old (no longer holds)" in re.sub("<[^>]+>", "", text_of(signed_in.get(LIST)))
    page = text_of(signed_in.get(f"{VIEWS}{view.pk}/"))
    assert "Outcome: Select a valid choice. stolen is not one" in page
    assert "no payment link plink_gone00000000 any more" in page
    assert "colour: This page no longer knows this filter." in page
    assert 'href="/demo/scan/?created=all"' in page


@pytest.mark.parametrize("query", ["of=scan&least=x", "of=scan&least=9&most=1"])
def test_a_scan_that_cannot_be_applied_is_not_kept(
    signed_in: Client, upstream: Emulator, query: str
) -> None:
    answer = save(signed_in, query)
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert "A view is saved once its filters can be applied." in text_of(answer)
    assert not SavedView.objects.exists()


def test_no_text_that_is_looked_for_is_kept_in_a_view(
    signed_in: Client, upstream: Emulator
) -> None:
    save(signed_in, f"of=scan&{SCAN}&name=Ana&email=ana@example.com")
    assert "ana" not in SavedView.objects.get().query.lower()
