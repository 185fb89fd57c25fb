"""Tokens with which programs of staff read what their person may read."""

from __future__ import annotations

from django.db import models


class ApiToken(models.Model):
    """Of one person, for one account. Only a hash of it is kept.

    digest: SHA-256 in hex; a token is too long to be guessed, so no salt would add anything.
    shows_personal_data: unmasked, as far as the person sees it so.
    ways: how the person had signed in who made it, see the site's `sign_in.ways`.
    password_mark: what Django's sessions keep of a password, so that a new password ends it too.
    """

    person = models.ForeignKey("auth.User", on_delete=models.CASCADE)
    account = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    digest = models.CharField(max_length=64, unique=True)
    shows_personal_data = models.BooleanField(default=False)
    ways = models.CharField(max_length=60)
    password_mark = models.CharField(max_length=64)
    made = models.DateTimeField(auto_now_add=True)
    ends = models.DateTimeField(db_index=True)
    revoked = models.DateTimeField(null=True)
    used = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-made", "-pk")
        default_permissions = ("view",)
        constraints = (
            models.UniqueConstraint(fields=("person", "name"), name="one_token_of_a_name"),
        )

    def __str__(self) -> str:
        return f"{self.name}/{self.pk}"
