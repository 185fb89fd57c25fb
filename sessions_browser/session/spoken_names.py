"""Is what somebody says the family name in a name? As it sounds, in the orders of names. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from sessions_browser.pastes.characters import cleaned


def _set_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TITLES = _set_of(
    """
    dr prof mr mrs ms miss mx sir herr frau
    """
)
_SUFFIXES = _set_of(
    """
    jr sr junior senior ii iii iv 2nd 3rd md phd dds dvm esq cpa rn jd llm mba msc bsc
    """
)
_COMPANIES = _set_of(
    """
    gmbh ag kg ug ohg ev inc llc llp ltd limited plc corp corporation company co sa sas sarl
    srl spa sl bv nv ab as oy aps kk pty pte
    """
)
# Small words before a family name. Alone they are no name.
_PARTICLES = _set_of(
    """
    de da do dos das du del della di la las los le van von vom zu zur der den ter ten af av al
    el bin ibn ben st san santa o mc mac y e
    """
)
# Second given names that are frequent; as the middle word of three they are no family name.
_SECOND_GIVEN = _set_of(
    """
    maria marie mary ann anne anna jane lee lynn louise rose grace jose luis carlos antonio
    manuel juan miguel javier eduardo fernando james john paul peter michael william robert
    thomas joseph david alexander andreas heinz hans
    """
)
# Where the family name is written first (folded, see `_folded`).
_VIETNAMESE = _set_of(
    """
    nguyen tran pham huynh hoang phan vu vo dang bui ngo duong truong dinh trinh
    """
)
_CJK = re.compile(r"[\u3040-\u30fa\u30fc-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# How many characters a family name has in a name without blanks of so many.
_FAMILY_LENGTHS = {2: (1,), 3: (1, 2), 4: (2,), 5: (2, 3)}
_UNDECOMPOSED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "æ": "ae", "œ": "oe"}
)
# Marks of Japanese syllables make other letters; accents do not.
_KEPT_MARKS = "\u3099\u309a"
_UMLAUTS = re.compile(r"([ao])e|ue|aa")


def name_fits(name: str, said: str) -> bool | None:
    """True: the family name, or a whole run of words of it. None: nobody can tell from `name`.

    A given name alone never fits. A company fits by its name with or without "Ltd".
    """
    spoken = _spoken(said)
    if not spoken:
        return False
    if not _same_script(name, said):
        return None
    if _without_legal_form(name) != _words(name):
        return company_fits(name, said)
    words = _words(name)
    if _CJK.search(name) and len(words) == 1:
        return _unspaced_fits(_joined(words), _joined(spoken))
    return _parsed(name).fits(spoken)


def company_fits(name: str, said: str) -> bool | None:
    """Only its whole name, with or without its legal form. None: of another script."""
    if not _same_script(name, said):
        return None
    wanted = _joined(_without_legal_form(name))
    return bool(wanted) and _joined(_without_legal_form(said)) == wanted


@dataclass(frozen=True, slots=True)
class _Name:
    """Words as they sound. unclear: they may belong to either side."""

    given: tuple[str, ...]
    unclear: tuple[str, ...]
    family: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        return self.given + self.unclear + self.family

    def fits(self, spoken: Sequence[str]) -> bool | None:
        if not self.family:
            return None
        if self._is_family(spoken) or self._is_whole(spoken):
            return True
        possible = self.unclear + self.family
        return None if self.unclear and _is_run(possible, spoken) else False

    def _is_family(self, spoken: Sequence[str]) -> bool:
        """A run of its words, or both surnames in the other order."""
        return _is_run(self.family, spoken) or (
            len(spoken) > 1 and sorted(_pieces(spoken)) == sorted(_pieces(self.family))
        )

    def _is_whole(self, spoken: Sequence[str]) -> bool:
        """Given names and the family name, in either order."""
        given = self.given + self.unclear
        if _joined(spoken) in (_joined(given + self.family), _joined(self.family + given)):
            return bool(given)
        halves = ((spoken[:at], spoken[at:]) for at in range(1, len(spoken)))
        return any(
            (_is_run(given, one) and self._is_family(other))
            or (self._is_family(one) and _is_run(given, other))
            for one, other in halves
        )


def seen(words: str) -> str:
    """In small letters of one width, without characters that cannot be seen."""
    return cleaned(unicodedata.normalize("NFKC", words).casefold())


def _parsed(name: str) -> _Name:
    """Which words are the family's, from commas, small words, script and capitals."""
    first, comma, rest = name.replace("，", ",").partition(",")
    given = _bare(_words(rest.replace(",", " ")))
    if comma and not _SUFFIXES.issuperset(given):
        return _Name(given, (), _bare(_words(first)))
    words = _bare(_words(first))
    if len(words) < 2:
        return _Name((), words, ())
    if _CJK.search(name) and "・" not in name:
        return _Name(words[1:], (), words[:1])
    if words[0] in _VIETNAMESE and words[-1] not in _VIETNAMESE:
        return _Name((), words[1:], words[:1])
    return _capital_name(first) or _western(words)


def _capital_name(name: str) -> _Name | None:
    """LOPEZ Ana, as forms in many countries have it."""
    written = [word for word in name.split() if _words(word)]
    capitals = [len(word) > 2 and word.isupper() for word in written]
    if not any(capitals) or all(capitals) or not capitals[0]:
        return None
    at = capitals.index(False)
    return _Name(_bare(_words(" ".join(written[at:]))), (), _bare(_words(" ".join(written[:at]))))


def _western(words: tuple[str, ...]) -> _Name:
    small = [at for at, word in enumerate(words) if at and word in _PARTICLES]
    if small and small[0] < len(words) - 1:
        begin = small[0] - 1 if words[small[0]] in ("y", "e") and small[0] > 1 else small[0]
        return _Name(words[:1], words[1:begin], words[begin:])
    begin = max(1, len(words) - 2)
    if words[begin] in _SECOND_GIVEN and begin < len(words) - 1:
        begin += 1
    return _Name(words[:1], words[1:begin], words[begin:])


def _bare(words: tuple[str, ...]) -> tuple[str, ...]:
    """Without titles, suffixes and initials, unless nothing else is left."""
    while len(words) > 1 and words[0] in _TITLES:
        words = words[1:]
    while len(words) > 1 and words[-1] in _SUFFIXES:
        words = words[:-1]
    initials = {w for w in words[:-1] if len(w) == 1 and w.isascii() and w not in _PARTICLES}
    return tuple(word for word in words if word not in initials)


def _spoken(said: str) -> tuple[str, ...]:
    """Its words in the order in which they are said, of "Lopez, Ana" as of "Ana Lopez"."""
    first, _, rest = said.replace("，", ",").partition(",")
    given = _bare(_words(rest.replace(",", " ")))
    family = _bare(_words(first))
    return family if _SUFFIXES.issuperset(given) else given + family


def _without_legal_form(name: str) -> tuple[str, ...]:
    """The words of a company. Two letters are a form only in capitals: Lars As is a person."""
    words, written = _words(name), name.split()
    capitals = bool(written) and written[-1].isupper()
    while len(words) > 1 and words[-1] in _COMPANIES and (len(words[-1]) > 2 or capitals):
        words = words[:-1]
    return words


def _unspaced_fits(name: str, said: str) -> bool | None:
    """Chinese, Japanese and Korean names without a blank begin with the family name."""
    if said == name:
        return True if len(name) > 1 else None
    if not name.startswith(said):
        return False
    return True if len(said) in _FAMILY_LENGTHS.get(len(name), ()) else None


def _is_run(words: Sequence[str], spoken: Sequence[str]) -> bool:
    """Are they some of the words in a row, however they are joined? Small words alone are not."""
    pieces = _pieces(words)
    runs = (
        pieces[begin:end]
        for begin in range(len(pieces))
        for end in range(begin + 1, len(pieces) + 1)
    )
    wanted = _joined(spoken)
    return any(
        _joined(run) == wanted and (run == pieces or not _PARTICLES.issuperset(run)) for run in runs
    )


def _pieces(words: Sequence[str]) -> list[str]:
    """Parts of double names each for itself."""
    return [piece for word in words for piece in word.split("-") if piece]


def _joined(words: Sequence[str]) -> str:
    """As it sounds: ä, ae and a are one, after words were joined."""
    return _UMLAUTS.sub(_short, "".join(_pieces(words)))


def _short(found: re.Match[str]) -> str:
    return found[0][0]


def _words(name: str) -> tuple[str, ...]:
    """Without accents and apostrophes, which nobody hears. A hyphen keeps a double name whole."""
    words = re.split(r"[\s・_/]+", _folded(re.sub(r"[‐-―−]", "-", seen(name))))
    kept = ("".join(c for c in word if c.isalnum() or c == "-").strip("-") for word in words)
    return tuple(word for word in kept if word)


def _folded(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.translate(_UNDECOMPOSED))
    bare = (c for c in parts if c in _KEPT_MARKS or not unicodedata.combining(c))
    return unicodedata.normalize("NFC", "".join(bare))


def _same_script(name: str, said: str) -> bool:
    """Letters of one script at least: 山田 and Yamada cannot be compared."""
    one, other = _scripts(name), _scripts(said)
    return not one or not other or not one.isdisjoint(other)


def _scripts(text: str) -> set[str]:
    return {unicodedata.name(c, "").partition(" ")[0] for c in _folded(seen(text)) if c.isalpha()}
