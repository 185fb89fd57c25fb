"""Days and times in seven languages and in the forms of programs, one a line."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions_browser.search.interpret import interpret
from sessions_browser.search.interpretation import Kind
from tests.unit.search.pasting import BERLIN, NOW, understand

# Wednesday, 18 November 2026, 12:06 in Berlin. A day, two days, or the middle of two hours.
DATES = """
19 Nov -> 2025-11-19
19. Nov -> 2025-11-19
19. November -> 2025-11-19
19. Dezember -> 2025-12-19
19 décembre -> 2025-12-19
19 decembre 2025 -> 2025-12-19
1er janvier -> 2026-01-01
1er janv. 2026 -> 2026-01-01
le 14 juillet 2026 -> 2026-07-14
19 de diciembre -> 2025-12-19
19 de diciembre de 2025 -> 2025-12-19
3 de enero -> 2026-01-03
5 ago 2026 -> 2026-08-05
19 dicembre -> 2025-12-19
il 2 giugno 2026 -> 2026-06-02
1º maggio 2026 -> 2026-05-01
19 december -> 2025-12-19
3 maart 2026 -> 2026-03-03
5 mei -> 2026-05-05
19 de dezembro -> 2025-12-19
7 de setembro de 2026 -> 2026-09-07
12 out 2026 -> 2026-10-12
3. März -> 2026-03-03
3. Maerz 2026 -> 2026-03-03
3. Mrz. 2026 -> 2026-03-03
6. Jänner -> 2026-01-06
1. Mai -> 2026-05-01
15 août -> 2026-08-15
15 aout 2026 -> 2026-08-15
8 févr. -> 2026-02-08
25 avr. 2026 -> 2026-04-25
4th of July 2026 -> 2026-07-04
July 4, 2026 -> 2026-07-04
July 4th -> 2026-07-04
Sept 5 -> 2026-09-05
Sep. 5, 2026 -> 2026-09-05
mar 5 -> 2026-03-05
May 5 -> 2026-05-05
1-Nov-2026 -> 2026-11-01
1-Nov-26 -> 2026-11-01
01/Nov/2026 -> 2026-11-01
2026/11/01 -> 2026-11-01
2026.11.01 -> 2026-11-01
2026-11-01 -> 2026-11-01
13-11-2026 -> 2026-11-13
13.11.26 -> 2026-11-13
1.11.2026 -> 2026-11-01
01. 11. 2026 -> 2026-11-01
11/13/26 -> 2026-11-13
13/11/26 -> 2026-11-13
11/13/2026 -> 2026-11-13
heute -> today
hoy -> today
oggi -> today
vandaag -> today
hoje -> today
aujourd'hui -> today
aujourd’hui -> today
gestern -> yesterday
Gestern -> yesterday
hier -> yesterday
ayer -> yesterday
ieri -> yesterday
gisteren -> yesterday
ontem -> yesterday
vorgestern -> 2026-11-16
avant-hier -> 2026-11-16
anteayer -> 2026-11-16
eergisteren -> 2026-11-16
anteontem -> 2026-11-16
l'altro ieri -> 2026-11-16
the day before yesterday -> 2026-11-16
montag -> 2026-11-16
Mittwoch -> today
letzten Mittwoch -> 2026-11-11
am Freitag -> 2026-11-13
lundi -> 2026-11-16
lundi dernier -> 2026-11-16
mardi -> yesterday
jueves -> 2026-11-12
el viernes pasado -> 2026-11-13
lunedì -> 2026-11-16
venerdì scorso -> 2026-11-13
maandag -> 2026-11-16
vorige vrijdag -> 2026-11-13
segunda-feira -> 2026-11-16
sexta-feira passada -> 2026-11-13
last friday -> 2026-11-13
on monday -> 2026-11-16
last wednesday -> 2026-11-11
Mon 16 Nov -> 2026-11-16
Mo., 16. Nov. 2026 -> 2026-11-16
lun. 16 nov. 2026 -> 2026-11-16
mar. 10 nov. 2026 -> 2026-11-10
Monday, November 16, 2026 -> 2026-11-16
lunes, 16 de noviembre de 2026 -> 2026-11-16
maandag 16 november 2026 -> 2026-11-16
segunda-feira, 16 de novembro de 2026 -> 2026-11-16
last week -> 2026-11-09 2026-11-15
letzte Woche -> 2026-11-09 2026-11-15
la semaine dernière -> 2026-11-09 2026-11-15
la semana pasada -> 2026-11-09 2026-11-15
la settimana scorsa -> 2026-11-09 2026-11-15
vorige week -> 2026-11-09 2026-11-15
semana passada -> 2026-11-09 2026-11-15
this week -> 2026-11-16 2026-11-18
diese Woche -> 2026-11-16 2026-11-18
last 14 days -> 2026-11-05 2026-11-18
past 3 days -> 2026-11-16 2026-11-18
letzter Monat -> last_month
le mois dernier -> last_month
2 days ago -> 2026-11-16
two days ago -> 2026-11-16
a day ago -> yesterday
a week ago -> 2026-11-11
3 weeks ago -> 2026-10-28
vor 2 Tagen -> 2026-11-16
vor einer Woche -> 2026-11-11
il y a 2 jours -> 2026-11-16
hace 2 días -> 2026-11-16
2 giorni fa -> 2026-11-16
2 dagen geleden -> 2026-11-16
há 2 dias -> 2026-11-16
an hour ago -> 2026-11-18T11:06
2 hours ago -> 2026-11-18T10:06
30 minutes ago -> 2026-11-18T11:36
vor 2 Stunden -> 2026-11-18T10:06
14 to 16 Nov -> 2026-11-14 2026-11-16
14 - 16 Nov -> 2026-11-14 2026-11-16
14-16 Nov -> 2026-11-14 2026-11-16
14–16 Nov 2026 -> 2026-11-14 2026-11-16
14.-16. November -> 2026-11-14 2026-11-16
14 bis 16 Nov -> 2026-11-14 2026-11-16
from 14 to 16 Nov -> 2026-11-14 2026-11-16
between 14 and 16 Nov -> 2026-11-14 2026-11-16
du 14 au 16 novembre -> 2026-11-14 2026-11-16
del 14 al 16 de noviembre -> 2026-11-14 2026-11-16
dal 14 al 16 novembre -> 2026-11-14 2026-11-16
van 14 tot 16 november -> 2026-11-14 2026-11-16
Nov 14-16 -> 2026-11-14 2026-11-16
Nov 14 to 16, 2026 -> 2026-11-14 2026-11-16
Nov 14 to Nov 16 -> 2026-11-14 2026-11-16
28 Oct to 3 Nov -> 2026-10-28 2026-11-03
28 Oct to 3 Nov 2025 -> 2025-10-28 2025-11-03
28 Dec to 3 Jan -> 2025-12-28 2026-01-03
2026-11-14 to 2026-11-16 -> 2026-11-14 2026-11-16
2026-11-14..2026-11-16 -> 2026-11-14 2026-11-16
14.11.2026 - 16.11.2026 -> 2026-11-14 2026-11-16
14.11.2026-16.11.2026 -> 2026-11-14 2026-11-16
November 2026 -> 2026-11-01 2026-11-30
Feb 2024 -> 2024-02-01 2024-02-29
Dezember 2025 -> 2025-12-01 2025-12-31
14.11. bis 16.11. -> 2026-11-14 2026-11-16
17 to 23 Nov -> 2026-11-17 2026-11-23
Sat, Nov 14, 2026 at 2:05 PM -> 2026-11-14T14:05
Friday, November 13, 2026 2:05 PM -> 2026-11-13T14:05
Fri 13 Nov 2026 14:05:33 +0100 -> 2026-11-13T14:05:33
Fri, 13 Nov 2026 14:05:33 +0000 -> 2026-11-13T15:05:33
Fri, 13 Nov 2026 14:05:33 -0500 (EST) -> 2026-11-13T20:05:33
13 Nov 2026, 14:05:33 GMT+1 -> 2026-11-13T14:05:33
13 Nov 2026, 14:05:33 GMT-5 -> 2026-11-13T20:05:33
13 Nov 2026 14:05 UTC -> 2026-11-13T15:05
13 Nov 2026 14:05 CET -> 2026-11-13T14:05
13 Nov 2026 2:05 pm PST -> 2026-11-13T23:05
Fri Nov 13 2026 14:05:33 GMT+0100 (Central European Standard Time) -> 2026-11-13T14:05:33
Fri Nov 13 14:05:33 CET 2026 -> 2026-11-13T14:05:33
Nov 13 14:05:33 -> 2026-11-13T14:05:33
[13/Nov/2026:14:05:33 +0100] -> 2026-11-13T14:05:33
2026-11-13T14:05:33.123Z -> 2026-11-13T15:05:33
2026-11-13T14:05:33Z -> 2026-11-13T15:05:33
2026-11-13T14:05:33+0100 -> 2026-11-13T14:05:33
2026-11-13 14:05:33.123 -> 2026-11-13T14:05:33
2026-11-13 14:05:33,123 -> 2026-11-13T14:05:33
2026-11-13 14:05:33 UTC -> 2026-11-13T15:05:33
2026-11-13 14:05:33 +01:00 -> 2026-11-13T14:05:33
2026-11-13T14:05 -> 2026-11-13T14:05
2026/11/13 14:05:33 -> 2026-11-13T14:05:33
13/11/2026 14:05 -> 2026-11-13T14:05
11/13/2026 2:05:33 PM -> 2026-11-13T14:05:33
13.11.2026 14:05 -> 2026-11-13T14:05
13.11.2026, 14:05 Uhr -> 2026-11-13T14:05
13.11.2026 um 14:05 Uhr -> 2026-11-13T14:05
13.11.2026 14 Uhr -> 2026-11-13T14:00
am 13. November um 14.05 Uhr -> 2026-11-13T14:05
13/11/2026 à 14h05 -> 2026-11-13T14:05
13 novembre 2026 à 14h -> 2026-11-13T14:00
13 de noviembre a las 14:05 -> 2026-11-13T14:05
13 novembre alle 14:05 -> 2026-11-13T14:05
13 november om 14:05 uur -> 2026-11-13T14:05
op 13 november om 14 uur -> 2026-11-13T14:00
13 novembre ore 14 -> 2026-11-13T14:00
13 novembre alle ore 14:05 -> 2026-11-13T14:05
em 13 de novembro às 14h -> 2026-11-13T14:00
13.11.26 14.30 -> 2026-11-13T14:30
13.11.2026 14.30 -> 2026-11-13T14:30
les 7 derniers jours -> 2026-11-12 2026-11-18
últimos 7 días -> 2026-11-12 2026-11-18
ultimos 7 dias -> 2026-11-12 2026-11-18
ultimi 7 giorni -> 2026-11-12 2026-11-18
afgelopen 7 dagen -> 2026-11-12 2026-11-18
Friday, 13 November 2026 -> 2026-11-13
Friday 11/12/2026 -> 2026-12-11
17 to 20 Nov -> 2026-11-17 2026-11-20
Nov 13, 2026, 2:05 PM -> 2026-11-13T14:05
Nov 13, 2026, 2:05\u202fPM -> 2026-11-13T14:05
Nov 13, 2026 2:05 p.m. -> 2026-11-13T14:05
Today at 10:05 AM -> 2026-11-18T10:05
today 14:00 -> 2026-11-18T14:00
Yesterday at 2:05 PM -> 2026-11-17T14:05
gestern 14:05 -> 2026-11-17T14:05
gestern um 14 Uhr -> 2026-11-17T14:00
hier à 14h05 -> 2026-11-17T14:05
ayer a las 14:05 -> 2026-11-17T14:05
monday 14:05 -> 2026-11-16T14:05
wednesday 14:00 -> 2026-11-11T14:00
wednesday 10:00 -> 2026-11-18T10:00
10:00 -> 2026-11-18T10:00
23:30 -> 2026-11-17T23:30
14h05 -> 2026-11-17T14:05
14 Uhr -> 2026-11-17T14:00
3 o'clock -> 2026-11-18T03:00
at 3pm -> 2026-11-17T15:00
10:00 UTC -> 2026-11-18T11:00
1700000000 -> offers 2023-11-14T23:13:20
1546300800 -> offers 2019-01-01T01:00
1700000000000 -> 2023-11-14T23:13:20
""".strip().splitlines()
# Words that only begin like a month, numbers of other things, what is still to come.
NO_DATES = """
Martin 25
martin 25
Julia 12
Julian 12
Juliet 3
Mark 12
Marco 5
Marcus 10
Marta 3
Mara 4
Maria 8
Mayer 12 2025
Mayra 12
Maya 3
Marathon 10
marathon 10 2026
2 decks
12 decibels
Decline 5
decline 12
Declan 3
mardi 19
lundi 19
Janet 4
Jane 5
Jana 5
Janssen 12
Febe 12
Aprilia 50
Augusta 4
Augustine 4
Septimus 1
Octavia 3
octane 95
10 octopus
Nova 3
Novak 12
Juniper 12
June-Ann 3
24/7
12/28
12/27
1/2
7/24
16/11
set 5
out 12
2125551234
1512345678
1795000001
1800000000
4000000000
9999999999
1546300799
1000000000
1000000000000
1795000001000
1900000000000
0123456789
012345678901
20261113
202611
12-34-5678
01.02
1.2
99
3 apples
abc 5
5 ago
Martin 2025
May
Nov
version 2.1
room 12
order 14 to 16
10 to 12
14-16
MONTAG GmbH
last
last year ago
0 o
am
le
h
14:00-15:00
+49 151 2345678
(212) 555-1234
212-555-1234
""".strip().splitlines()


def leads(text: str) -> str:
    """In the form of the table."""
    found = understand(text)
    params = dict(found.params)
    if found.kind is Kind.EXPLAINED:
        return f"offers {found.suggestions[0].text}" if found.suggestions else "?"
    if "created" in params:
        return params["created"]
    first, last = params["created_from"], params["created_to"]
    if "T" not in first:
        return first if first == last else f"{first} {last}"
    begin, end = datetime.fromisoformat(first), datetime.fromisoformat(last)
    assert (end - begin).total_seconds() == 7200
    middle = begin + (end - begin) / 2
    return middle.isoformat(timespec="seconds" if middle.second else "minutes")


@pytest.mark.parametrize("line", DATES)
def test_a_written_date_is_read(line: str) -> None:
    """C: refused though a moment stands in it."""
    pasted, _, right = line.partition(" -> ")
    # What was "2 hours ago" has the seconds of now.
    assert leads(pasted)[: len(right)] == right


@pytest.mark.parametrize("text", NO_DATES)
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    """C: a reading was taken without a check that it can be true."""
    found = understand(text)
    assert found.kind is Kind.EXPLAINED
    assert "Stripe cannot" in found.summary
    beside = understand(f"ana@example.com {text}")
    assert beside.kind in (Kind.PERSON, Kind.EXPLAINED)
    assert beside.params in ((("email", "ana@example.com"),), ())


@pytest.mark.parametrize("number", ["1700000000", "2125551234", "1700000000000", "20261113"])
def test_a_bare_number_never_narrows(number: str) -> None:
    """C: ten digits beside an e-mail were Unix seconds."""
    for text in (f"ana@example.com {number}", f"{number} cus_1", f"status:open {number}"):
        assert not {"created", "created_from"} & dict(understand(text).params).keys()


def test_ten_digits_that_are_named_are_taken() -> None:
    assert leads("on:1700000000") == "2023-11-14T23:13:20"


def test_a_family_name_beside_a_person_is_no_weekday() -> None:
    assert understand("Freitag <ana@example.com>").params == (("email", "ana@example.com"),)
    assert len(understand("ana@example.com monday").params) == 3


def test_half_past_eleven_asked_after_midnight_was_yesterday() -> None:
    """C: it was an hour to come."""
    after_midnight = datetime(2026, 11, 18, 0, 10, tzinfo=BERLIN).timestamp()
    found = interpret("23:30", BERLIN, after_midnight)
    assert dict(found.params) == {
        "created_from": "2026-11-17T22:30",
        "created_to": "2026-11-18T00:30",
    }


@given(st.integers(0, 10**19), st.sampled_from(["{}", " {} ", "{}.", "<{}>", "#{}", "on:{}"]))
def test_a_bare_number_is_never_a_moment_to_come(number: int, form: str) -> None:
    found = understand(form.format(number))
    texts = [*dict(found.params).values(), *(one.text for one in found.suggestions)]
    for text in texts:
        at = datetime.fromisoformat(text).replace(tzinfo=BERLIN).timestamp()
        assert at <= NOW + 3600


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("3 to 1 Nov", "The end is before the start."),
        ("3 Nov to 1 Nov", "The end is before the start."),
        ("20 to 17 Nov", "The end is before the start."),
        ("5 Nov to 20 Oct", "The end is before the start."),
        ("Friday, 19 November 2026", "19 Nov 2026 is a Thursday"),
        ("Freitag 19.11.2026", "19 Nov 2026 is a Thursday"),
    ],
)
def test_what_contradicts_itself_is_said(text: str, words: str) -> None:
    """A range was stretched a year into the future, and a weekday was not looked at."""
    found = understand(text)
    assert found.kind is Kind.EXPLAINED
    assert words in found.summary
