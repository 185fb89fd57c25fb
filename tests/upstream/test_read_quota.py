"""Every attempt counts as one of the month's reads, in all processes together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps

from sessions_browser import services
from sessions_browser.conf import Account
from sessions_browser.models import ReadCount
from sessions_browser.objects.list_query import ListQuery
from sessions_browser.stripe_api.errors import APIError, BusyError
from sessions_browser.stripe_api.read_quota import DAYS, ReadQuota
from tests.clients import admission_of, client_of
from tests.faults.server import FaultyServer
from tests.upstream.conftest import A_CALL


@pytest.mark.django_db
def test_every_attempt_counts_as_a_read(upstream: FaultyServer) -> None:
    reads = ReadQuota()
    client = client_of(upstream.address, admission=admission_of(read_quota=reads))
    client.list(ListQuery())
    upstream.switch("s500")
    with pytest.raises(APIError):
        client.list(ListQuery())
    assert reads.in_30_days("demo") == 3 == len(upstream.calls)
    reads.flush()
    assert ReadCount.objects.get(account="demo").count == 3
    assert reads.in_30_days("demo") == 3


@pytest.mark.django_db
def test_processes_add_up_and_old_days_fall_out() -> None:
    today = datetime.now(UTC).date()
    for age, count in ((DAYS, 1000), (DAYS - 1, 100), (1, 10)):
        ReadCount.objects.create(account="demo", day=today - timedelta(days=age), count=count)
    one, other = ReadQuota(), ReadQuota()
    for reads, count in ((one, 2), (other, 3)):
        for _ in range(count):
            reads.count("demo")
        reads.flush()
    one.flush()
    assert [reads.in_30_days("demo") for reads in (one, other)] == [115, 115]
    assert one.in_30_days("another") == 0


def test_past_the_allowance_only_people_are_served() -> None:
    reads = ReadQuota()
    admission = admission_of(read_quota=reads, allowance=2)
    for _ in range(2):
        with admission.permit(0.0):
            pass
    with pytest.raises(BusyError), admission.permit(0.0):
        pass
    with admission.permit(A_CALL):
        pass
    assert reads.in_30_days("demo") == 3


@pytest.mark.django_db
def test_the_models_have_their_migrations() -> None:
    from django.core.management import call_command

    call_command("makemigrations", "--check", "--dry-run", "--skip-checks", verbosity=0)


def test_f7_a_new_key_does_not_begin_the_month_anew() -> None:
    """Nor the seconds: Stripe counts by account, and both keys are of one."""
    old, new = (Account("shop", f"rk_test_{key}", "http://127.0.0.1:9", "") for key in ("1", "2"))
    with services.get_admission(old).permit(1):
        pass
    admission = services.get_admission(new)
    assert services.get_read_quota().in_30_days(admission.account) == 1
    left, of = admission.rate_limit.remaining(admission.account)
    assert left == of - 1


@pytest.mark.django_db(transaction=True)
def test_f7_counts_of_old_keys_are_added_up() -> None:
    today = datetime.now(UTC).date()
    for account, count in (("shop:a", 3), ("shop:b", 4), ("other:a", 1)):
        ReadCount.objects.create(account=account, day=today, count=count)
    migration = import_module("sessions_browser.migrations.0003_reads_by_slug")
    migration.drop_fingerprints(apps, None)
    assert dict(ReadCount.objects.values_list("account", "count")) == {"shop": 7, "other": 1}
