"""Pages through Django's test client, over the emulator."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from sessions_browser import services
from tests.running import Emulator


@pytest.fixture(scope="session", autouse=True)
def static_files() -> None:
    """Pages name static files by the hash of their content, as in production."""
    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture
def upstream(emulator: Emulator, settings: Settings) -> Iterator[Emulator]:
    """The emulator, with nothing cached and nothing received yet."""
    settings.STRIPE_API_BASE = emulator.address
    cache.clear()
    emulator.reset()
    yield emulator
    services.wait_for_background()


@pytest.fixture
def person(db: None) -> User:
    return User.objects.create_user("ana", password="a long enough password")


@pytest.fixture
def signed_in(client: Client, person: User) -> Client:
    client.force_login(person)
    return client
