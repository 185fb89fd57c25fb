"""Who somebody is and what they may is what Django's own backend says, in two queries."""

from __future__ import annotations

import pytest
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser, Group, Permission, User
from pytest_django import DjangoAssertNumQueries

from dashboard.sign_in.backends import ReadySqlBackend

pytestmark = pytest.mark.django_db


def person(name: str, **fields: bool) -> User:
    """With a right of their own, one of two groups, and one that all three give."""
    user = User.objects.create(username=name, **fields)
    own, first, second, all_three, _none = Permission.objects.order_by("codename")[:5]
    user.user_permissions.add(own, all_three)
    for right, group in ((first, "Support"), (second, "Managers")):
        found, _ = Group.objects.get_or_create(name=group)
        found.permissions.add(right, all_three)
        user.groups.add(found)
    return user


def again(user: User) -> User:
    """As another request has it."""
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize(
    "fields", [{}, {"is_staff": True}, {"is_superuser": True}, {"is_active": False}]
)
def test_it_says_what_django_says(fields: dict[str, bool]) -> None:
    person("another")
    user = person("ana", **fields)
    User.objects.create(username="nobody special")
    assert again(user).get_all_permissions() == ModelBackend().get_all_permissions(again(user))
    assert AnonymousUser().get_all_permissions() == set()


@pytest.mark.parametrize("is_active", [True, False])
def test_it_finds_whom_django_finds(is_active: bool) -> None:
    person("another")
    user = person("ana", is_active=is_active)
    found, djangos = (one().get_user(user.pk) for one in (ReadySqlBackend, ModelBackend))
    assert found == djangos
    for field in User._meta.concrete_fields if found else ():
        assert getattr(found, field.attname) == getattr(djangos, field.attname)
    assert ReadySqlBackend().get_user(0) is None


def test_one_query_tells_all(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    user = again(person("ana"))
    expected = ModelBackend().get_all_permissions(again(user))
    with django_assert_num_queries(1):
        assert user.get_all_permissions() == expected
        assert not user.has_perm("sessions_browser.nothing_of_that_name")


def test_a_right_is_gone_with_the_next_request() -> None:
    user = person("ana")
    name = user.user_permissions.order_by("codename").first()
    assert name is not None
    codename = f"{name.content_type.app_label}.{name.codename}"
    assert again(user).has_perm(codename)
    user.user_permissions.remove(name)
    assert not again(user).has_perm(codename)
