"""Customers listed without e-mail, and found by Stripe's search language."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import pytest
import stripe

from emulator.web.errors import ApiError
from emulator.web.search_query import parse
from emulator.world.stories import STORY_INDEX
from emulator.world.world import World
from tests.emulator.conftest import START, Server, all_sessions, api
from tests.emulator.test_flatness import work
from tests.emulator.test_official_client import client_of

Json = dict[str, Any]
CUSTOMERS = "/v1/customers"
SEARCH = f"{CUSTOMERS}/search"
# A page takes as many steps in a world of any size; the customers lie closer in a large one.
MOST_GROWTH = 1.6
JANE: Json = {
    "email": "Jane.Doe@example.com",
    "name": "Jane Doe",
    "phone": None,
    "created": 1000,
    "metadata": {"member_no": "M-00007"},
}


@pytest.fixture(scope="module")
def crowd() -> World:
    """400 sessions, and the stories of customers that share an address."""
    world = World(3, 400, START)
    for name in ("three-customers", "subscription-twice"):
        world.add_story(STORY_INDEX[name])
    return world


def search(world: World, query: str, **more: Any) -> Json:
    extra = "".join(f"&{name}={quote(str(value))}" for name, value in more.items())
    return api(world).get(SEARCH, f"query={quote(query)}{extra}")


def every(world: World, query: str = "") -> list[Json]:
    """All customers, newest first, in pages of seven."""
    found: list[Json] = []
    while True:
        cursor = f"&starting_after={found[-1]['id']}" if found else ""
        answer = api(world).get(CUSTOMERS, f"limit=7{cursor}&{query}")
        found += answer["data"]
        if not answer["has_more"]:
            return found


def test_all_customers_of_the_sessions_are_listed_once(crowd: World) -> None:
    ids = [customer["id"] for customer in every(crowd)]
    lookup = api(crowd)
    named = {session["customer"] for session in all_sessions(crowd)} - {None}
    alive = {id_ for id_ in named if not lookup.get(f"{CUSTOMERS}/{id_}", "").get("deleted")}
    assert len(ids) == len(set(ids)) > 50
    assert set(ids) == alive


def test_the_list_of_customers_goes_both_ways(crowd: World) -> None:
    ids = [customer["id"] for customer in every(crowd)]
    back = api(crowd).get(CUSTOMERS, f"limit=5&ending_before={ids[20]}")
    assert [customer["id"] for customer in back["data"]] == ids[15:20]
    assert back["has_more"] is True
    first = api(crowd).get(CUSTOMERS, f"limit=5&ending_before={ids[3]}")
    assert ([c["id"] for c in first["data"]], first["has_more"]) == (ids[:3], False)


@pytest.mark.parametrize("bounds", [("gte", "lt"), ("gt", "lte")])
def test_customers_by_time_of_creation(crowd: World, bounds: tuple[str, str]) -> None:
    customers = every(crowd)
    low, high = (sorted(c["created"] for c in customers)[n] for n in (15, 40))
    found = every(crowd, f"created[{bounds[0]}]={low}&created[{bounds[1]}]={high}")
    inside = [
        c["id"]
        for c in customers
        if (low <= c["created"] < high if bounds[0] == "gte" else low < c["created"] <= high)
    ]
    assert [c["id"] for c in found] == inside
    assert inside
    assert len(every(crowd, f"created={low}")) >= 1


def test_several_customers_have_one_e_mail(crowd: World) -> None:
    found = every(crowd, "email=three.customers@example.com")
    assert len(found) == 3
    assert {customer["email"] for customer in found} == {"three.customers@example.com"}
    page = api(crowd).get(CUSTOMERS, "email=three.customers@example.com&limit=2")
    assert (len(page["data"]), page["has_more"]) == (2, True)
    assert every(crowd, "email=Three.Customers@example.com") == []


def test_a_search_ignores_case(crowd: World) -> None:
    answer = search(crowd, 'email:"THREE.Customers@Example.com"')
    assert answer["object"] == "search_result"
    assert (answer["url"], answer["has_more"], answer["next_page"]) == (SEARCH, False, None)
    assert len(answer["data"]) == 3
    assert search(crowd, 'email:"three.customers"')["data"] == []


def test_a_search_has_pages(crowd: World) -> None:
    query = 'email:"three.customers@example.com" OR email:"two@example.com"'
    whole = search(crowd, query)["data"]
    assert len(whole) == 5
    found: list[Json] = []
    page: Json = {}
    for _ in range(3):
        answer = search(crowd, query, limit=2, **page)
        assert answer["has_more"] is (answer["next_page"] is not None)
        found += answer["data"]
        page = {"page": answer["next_page"]}
    assert page == {"page": None}
    assert found == whole


def test_a_search_by_a_part(crowd: World) -> None:
    expected = [c["id"] for c in every(crowd) if "sOn".lower() in c["email"].lower()]
    found = search(crowd, 'email~"sOn"', limit=100)["data"]
    assert [customer["id"] for customer in found] == expected
    assert expected


def test_the_official_client_searches(server: Server) -> None:
    client = client_of(server)
    someone = client.v1.customers.list({"limit": 1}).data[0]
    found = client.v1.customers.search({"query": f'email:"{(someone.email or "").upper()}"'})
    assert [customer.id for customer in found.data] == [someone.id]
    everyone = client.v1.customers.search({"query": "created>1", "limit": 30})
    assert len({customer.id for customer in everyone.auto_paging_iter()}) > 60


def test_a_key_without_the_right_searches_nothing(server: Server) -> None:
    with pytest.raises(stripe.PermissionError):
        client_of(server, "rk_test_only_sessions").v1.customers.search({"query": 'name:"ana"'})


@pytest.mark.parametrize(
    "text",
    [
        'email:"jane.doe@EXAMPLE.com"',
        "email:'Jane.Doe@example.com'",
        'email~"DOE@"',
        'name:"doe"',
        'name:"Jane doe"',
        '-email:"john@example.com"',
        "phone:null",
        "-name:null",
        'metadata["member_no"]:"m-00007"',
        "created>=1000 created<1001",
        'name~"jan" and email~"doe"',
        'email:"x@example.com" OR name:"jane"',
    ],
)
def test_a_query_that_matches(text: str) -> None:
    assert parse(text).matches(JANE)


@pytest.mark.parametrize(
    "text",
    [
        'email:"doe@example.com"',
        'email:"jane.doe"',
        'name:"Ja"',
        'name~"jack"',
        'phone:"+49"',
        'metadata["other"]:"m"',
        "created<1000",
        'name:"jane" AND email~"john"',
        '-name:"jane"',
        'email:"a@example.com" or email:"b@example.com"',
    ],
)
def test_a_query_that_does_not_match(text: str) -> None:
    assert not parse(text).matches(JANE)


@pytest.mark.parametrize(
    "text",
    [
        "jane",
        "email:jane@example.com",
        'email:"a" AND name:"b" OR name:"c"',
        'email~"ja"',
        'email>"a"',
        'color:"red"',
        'email:"a"name:"b"',
        'metadata:"a"',
        "created:null",
        "created~12",
        '(name:"a")',
        'name:"a" AND',
    ],
)
def test_a_query_that_is_refused(text: str) -> None:
    with pytest.raises(ApiError) as refused:
        parse(text)
    assert (refused.value.status, refused.value.param) == (400, "query")


@pytest.mark.parametrize(
    "query",
    ["", "query=", "query=name:%22a%22&limit=101", "query=name:%22a%22&page=x", "query=a&email=b"],
)
def test_a_search_that_is_refused(server: Server, query: str) -> None:
    assert server.get(f"{SEARCH}?{query}").status == HTTPStatus.BAD_REQUEST


@pytest.mark.slow
def test_pages_and_searches_by_e_mail_cost_the_same_in_a_large_world() -> None:
    steps: dict[str, list[int]] = {"list": [], "search": []}
    for size in (2_000, 60_000):
        world = World(1, size, START)
        middle = world.created[size // 2]
        deep = api(world).get(CUSTOMERS, f"limit=1&created[lt]={middle}")["data"][0]
        query = f"limit=10&starting_after={deep['id']}"
        steps["list"].append(work(lambda w=world, q=query: api(w).get(CUSTOMERS, q)))  # type: ignore[misc]
        asked = f'email:"{deep["email"].upper()}"'
        steps["search"].append(work(lambda w=world, q=asked: search(w, q)))  # type: ignore[misc]
    for small, large in steps.values():
        assert large < MOST_GROWTH * small
