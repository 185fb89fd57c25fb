"""Django's command without guesses: a changed text has no translation until somebody writes it."""

from __future__ import annotations

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    """Sorted by text, so that two branches rarely change the same lines."""

    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]  # noqa: RUF012
    msgattrib_options = [*makemessages.Command.msgattrib_options, "--sort-output"]  # noqa: RUF012
