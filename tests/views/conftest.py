"""Pages through Django's test client, over the emulator."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.cache import cache
from django.test import Client, override_settings
from django.utils import timezone
from pytest_django import Settings

from sessions_browser import services
from tests.marked_upstream import MarkingServer, marking
from tests.roles import give, of_role
from tests.running import Emulator
from tests.views import overview_page


@pytest.fixture(autouse=True)
def pages_find_static_files(static_files: None) -> None:
    """Each test here renders pages."""


@pytest.fixture(autouse=True)
def quick_passwords() -> Iterator[None]:
    """The real hasher takes a good part of a second on purpose; servers under test have it."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture
def upstream(emulator: Emulator, settings: Settings) -> Iterator[Emulator]:
    """The emulator, with nothing cached and nothing received yet."""
    settings.STRIPE_API_BASE = emulator.address
    cache.clear()
    emulator.reset()
    yield emulator
    services.wait_for_background()


@pytest.fixture
def known(upstream: Emulator, settings: Settings, db: None) -> Emulator:
    """The emulator whose sessions are all remembered, and which nobody has asked since."""
    settings.UPSTREAM_CALLS_PER_SECOND = 1000
    overview_page.fill()
    services.wait_for_background()
    upstream.reset()
    return upstream


@pytest.fixture
def marking_server(upstream: Emulator, settings: Settings) -> Iterator[MarkingServer]:
    """The emulator behind a server that marks what may be somebody's."""
    with marking(upstream.address) as server:
        settings.STRIPE_API_BASE = server.address
        yield server
        services.wait_for_background()


@pytest.fixture
def masked(db: None) -> Client:
    return of_role("Support (masked)")


@pytest.fixture
def person(db: None) -> User:
    """Of support, with nothing more."""
    return give(User.objects.create_user("ana", password="a long enough password"), "Support")


@pytest.fixture
def signed_in(client: Client, person: User) -> Client:
    client.force_login(person)
    return client


@pytest.fixture
def maker(person: User) -> User:
    """Of support, who sees personal data and may make tokens."""
    person.user_permissions.add(Permission.objects.get(codename="use_tokens"))
    person.last_login = timezone.now()
    person.save()
    return User.objects.get(pk=person.pk)


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """The description of what programs read."""
    from sessions_browser.conf import get_conf
    from sessions_browser.views.openapi import document

    account = get_conf().account("demo")
    assert account
    return document(account, "http://testserver")
