from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext, ngettext, pgettext, trans_real

from dashboard.empty_catalogues import forget_empty_catalogues


def chain(language: str) -> list[Any]:
    link: Any = trans_real.DjangoTranslation(language)
    found = []
    while link is not None:
        found.append(link)
        link = link._fallback
    return found


def test_english_texts_are_looked_up_in_no_empty_catalogue() -> None:
    assert any(not any(one._catalog.keys()) for one in chain("en-gb")[1:])
    # Done at the start; a test that overrides a setting of languages has them read anew.
    forget_empty_catalogues(settings.LANGUAGE_CODE)
    known: Any = trans_real.translation(settings.LANGUAGE_CODE)
    assert known._fallback is None


def test_no_text_of_any_language_changes() -> None:
    texts = ("Paid", "Please correct the error below.", "nothing of it", "Log out", "color")
    before = {}
    for language in ("en-gb", "de"):
        fresh = trans_real.DjangoTranslation(language)
        before[language] = [fresh.gettext(text) for text in texts]
    forget_empty_catalogues("de")
    for language in ("en-gb", "de"):
        with translation.override(language):
            assert [gettext(text) for text in texts] == before[language]
            assert ngettext("%(count)s x", "%(count)s xs", 1) == "%(count)s x"
            assert pgettext("nowhere", "x") == "x"
    with translation.override("de"):
        assert gettext("Paid") != "Paid"
