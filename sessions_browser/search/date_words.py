"""Names of months, days and stretches of time in seven languages, as people write them."""

from __future__ import annotations

import re

# English, German, French, Spanish, Italian, Dutch, Portuguese: names and usual short forms only,
# so that Martin, Julia and Marathon are no months.
_MONTHS = """
january jan januar jänner janvier janv enero ene gennaio gen januari janeiro
february feb februar feber février fevrier févr fevr fév fev febrero febbraio februari fevereiro
march mar märz maerz mär mrz mars marzo maart mrt março
april apr avril avr abril abr aprile
may mai mayo maggio mag mei maio
june jun juni juin junio giugno giu junho
july jul juli juillet juil julio luglio lug julho
august aug août aout agosto ago augustus
september sept sep septembre septiembre setiembre settembre sett set setembro
october oct oktober okt octobre octubre ottobre ott outubro out
november nov novembre noviembre novembro
december dec dezember dez décembre decembre déc diciembre dic dicembre dezembro
"""
_WEEKDAYS = """
monday montag lundi lunes lunedì lunedi maandag segunda-feira
tuesday dienstag mardi martes martedì martedi dinsdag terça-feira terca-feira
wednesday mittwoch mercredi miércoles miercoles mercoledì mercoledi woensdag quarta-feira
thursday donnerstag jeudi jueves giovedì giovedi donderdag quinta-feira
friday freitag vendredi viernes venerdì venerdi vrijdag sexta-feira
saturday samstag sonnabend samedi sábado sabado sabato zaterdag
sunday sonntag dimanche domingo domenica zondag
"""
# In the order of _DAYS_BACK: today, yesterday, the day before.
_DAYS_BACK = """
today heute hoy oggi vandaag hoje aujourd'hui aujourdhui
yesterday gestern ayer ieri gisteren ontem hier
vorgestern anteayer avant-hier eergisteren anteontem day_before_yesterday l'altro_ieri
"""
_UNITS = """
minute minutes min mins minuten minuto minutos minuti minuut
hour hours hr hrs h stunde stunden std heure heures hora horas ora ore uur uren
day days tag tage tagen jour jours día días dia dias giorno giorni dag dagen
week weeks woche wochen semaine semaines semana semanas settimana settimane weken
"""
_NUMBERS = """
a an one ein eine einem einer un une una uno een um uma
two zwei deux dos due twee dois duas
three drei trois tres tre drie três
"""


def _numbered(table: str, first: int = 0) -> dict[str, int]:
    lines = table.strip().splitlines()
    return {
        word.replace("_", " "): number
        for number, line in enumerate(lines, start=first)
        for word in line.split()
    }


def _set_of(table: str) -> frozenset[str]:
    return frozenset(word.replace("_", " ") for word in table.split())


MONTHS = _numbered(_MONTHS, first=1)
# They are words of other meanings too, so that they need a year beside them.
UNCLEAR_MONTHS = frozenset(("set", "out", "ago"))
WEEKDAYS = _numbered(_WEEKDAYS)
ENGLISH_WEEKDAYS = _numbered("mon\ntue tues\nwed\nthu thur thurs\nfri\nsat\nsun")
# Before a date, where the date itself says enough.
SHORT_WEEKDAYS = _set_of(
    """
    mon tue tues wed thu thur thurs fri sat sun mo di mi do fr sa so lun mar mer jeu ven sam dim
    mié mie jue vie sáb sab dom gio ma wo vr za zo seg ter qua qui sex
    """
)
DAYS_BACK = _numbered(_DAYS_BACK)
# Weekdays that are family names too.
FAMILY_NAMES = frozenset(("freitag", "sonntag", "samstag", "domingo", "sabato", "sabado"))
LAST = re.compile(
    r"\b(?:last|previous|letzten?|letzter|vorigen?|vorige|afgelopen|passado|passada|pasado|pasada"
    r"|dernier|dernière|derniere|scorso|scorsa)\b"
)
# Between and before the parts of a date.
SMALL_WORDS = _set_of(
    """
    at um em à a às as las la los alle ore om den dem vom am le el il op on of the de del di du o
    uhr h o'clock
    """
)
SECONDS_OF_UNIT = dict(enumerate((60, 3600, 86_400, 7 * 86_400)))

_UNIT_NUMBERS = _numbered(_UNITS)
_SMALL_NUMBERS = _numbered(_NUMBERS, first=1)
_COUNT = rf"(?P<count>[0-9]{{1,3}}|{'|'.join(_SMALL_NUMBERS)})"
_UNIT = rf"(?P<unit>{'|'.join(sorted(_UNIT_NUMBERS, key=len, reverse=True))})"
_AGO = (
    re.compile(rf"{_COUNT} ?{_UNIT} (?:ago|fa|geleden|atrás|atras)"),
    re.compile(rf"(?:vor|il y a|hace|há|ha) {_COUNT} {_UNIT}"),
)
_LAST_DAYS = re.compile(
    r"(?:last|past|the last|the past|letzten?|die letzten) (?P<count>[0-9]{1,3}) (?:days|tage)"
    r"|(?:les )?(?P<french>[0-9]{1,3}) derniers jours"
    r"|(?:(?:los |os )?[uú]ltimos|(?:gli )?ultimi|(?:de )?(?:afgelopen|laatste))"
    r" (?P<other>[0-9]{1,3}) (?:d[ií]as|giorni|dagen)"
)
PRESET_OF = {
    phrase.replace("_", " "): preset
    for preset, phrases in {
        "this_month": """
            diesen_monat dieser_monat ce_mois ce_mois-ci este_mes questo_mese deze_maand este_mês
            """,
        "last_month": """
            previous_month letzter_monat letzten_monat mois_dernier le_mois_dernier mes_pasado
            el_mes_pasado mese_scorso il_mese_scorso vorige_maand mês_passado
            """,
    }.items()
    for phrase in phrases.split()
}
LAST_WEEK = _set_of(
    """
    last_week previous_week letzte_woche vorige_woche semaine_dernière la_semaine_dernière
    semana_pasada la_semana_pasada settimana_scorsa la_settimana_scorsa scorsa_settimana
    vorige_week afgelopen_week semana_passada
    """
)
THIS_WEEK = _set_of(
    """
    this_week diese_woche cette_semaine esta_semana questa_settimana deze_week
    """
)


def ago(text: str) -> tuple[int, bool] | None:
    """Seconds before now, and whether a whole day is meant; None for other words."""
    for form in _AGO:
        if match := form.fullmatch(text):
            unit = _UNIT_NUMBERS[match["unit"]]
            count = _SMALL_NUMBERS.get(match["count"]) or int(match["count"])
            return count * SECONDS_OF_UNIT[unit], unit > 1
    return None


def last_days(text: str) -> int:
    """How many days up to today; 0 for other words."""
    match = _LAST_DAYS.fullmatch(text)
    return int(next(filter(None, match.groups()))) if match else 0
