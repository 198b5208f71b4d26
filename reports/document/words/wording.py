"""How numbers, days and lists are written in the language in force."""

import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reports.periods import Period

OSLO = ZoneInfo("Europe/Oslo")
HIDDEN_MARK = ":"

SOFT_HYPHEN = "\u00ad"
VARIATIONS = frozenset(map(chr, range(0xFE00, 0xFE10)))


def locale_in_force() -> Locale:
    """Where numbers and days take their form from; plain English reads as British."""
    return _locale_of(get_language() or "nb")


@cache
def _locale_of(language: str) -> Locale:
    return Locale.parse("en_GB" if language == "en" else language.replace("-", "_"))


def number(value: int) -> str:
    """A count with its thousands apart."""
    return _grouped(value, locale_in_force())


# A report writes the same few numbers over and over.
@lru_cache(maxsize=4096)
def _grouped(value: int, locale: Locale) -> str:
    return format_decimal(value, locale=locale)


def one_decimal(value: Decimal) -> str:
    """A figure to a tenth."""
    return format_decimal(value, "#,##0.0", locale=locale_in_force())


def count(value: int | None) -> str:
    """A count as a table prints it: hidden is a colon, zero is a zero."""
    return HIDDEN_MARK if value is None else number(value)


def part_of(part: int, whole: int) -> str:
    """`9 of 10`."""
    return _("%(part)s of %(whole)s") % {"part": number(part), "whole": number(whole)}


def percent(part: int, whole: int) -> str:
    """A share in whole per cent, half upwards."""
    return per_cent((200 * part + whole) // (2 * whole))


def per_cent(share: int) -> str:
    """A share that is in whole per cent already."""
    return _with_sign(share, locale_in_force())


@lru_cache(maxsize=1024)
def _with_sign(share: int, locale: Locale) -> str:
    return format_percent(share / 100, locale=locale)


def day(value: date) -> str:
    """A day in running text, its number never parted from its month."""
    return _day(value).replace(" ", "\u00a0", 1)


def _day(value: date) -> str:
    return format_date(value, "d. MMMM y" if _is_norwegian() else "d MMMM y", locale=locale_in_force())


def moment(value: datetime) -> str:
    """A moment as a clock in Oslo shows it."""
    local = value.astimezone(OSLO)
    pattern = "HH.mm" if _is_norwegian() else "HH:mm"
    clock = format_time(time(local.hour, local.minute), pattern, locale=locale_in_force())
    return _("%(day)s at %(clock)s") % {"day": day(local.date()), "clock": clock}


def period(value: Period) -> str:
    """From the first day to the last, the year named once where it is the same."""
    if value.start.year != value.end.year:
        return f"{_day(value.start)} – {_day(value.end)}"
    pattern = "d. MMMM" if _is_norwegian() else "d MMMM"
    return f"{format_date(value.start, pattern, locale=locale_in_force())} – {_day(value.end)}"


def period_name(value: Period) -> str:
    """What a period is called, empty where it is any two days and has no other name."""
    year, kind, which = value.parts
    names = {
        "T": (
            _("First four months of %(year)s"),
            _("Second four months of %(year)s"),
            _("Last four months of %(year)s"),
        ),
        "H": (_("First half of %(year)s"), _("Second half of %(year)s")),
        "Q": (
            _("First quarter of %(year)s"),
            _("Second quarter of %(year)s"),
            _("Third quarter of %(year)s"),
            _("Fourth quarter of %(year)s"),
        ),
        "Y": (_("The year %(year)s"),),
    }
    return names[kind][which - 1] % {"year": year} if kind else ""


def listed(items: Sequence[str]) -> str:
    """`a, b and c`."""
    return format_list(items, locale=locale_in_force())


def printable(text: str) -> str:
    """A text with nothing in it that the fonts cannot draw: a PDF/A may hold no empty boxes."""
    return "".join(map(_drawn, unicodedata.normalize("NFC", text)))


def unprintable(text: str) -> list[str]:
    """The characters of a text that the document cannot print, each once, in the order they stand."""
    return list(
        dict.fromkeys(sign for sign in unicodedata.normalize("NFC", text) if _drawn(sign) == "?" != sign)
    )


def _drawn(sign: str) -> str:
    """The sign itself; a blank for a break of any kind; nothing for what shows nothing; else a question mark."""
    kind = unicodedata.category(sign)
    if sign.isspace() or kind in ("Zs", "Zl", "Zp"):
        return sign if sign in " \u00a0\u202f" and ord(sign) in _letters() else " "
    if kind == "Cf" or (kind == "Mn" and sign in VARIATIONS):
        return sign if sign == SOFT_HYPHEN else ""
    return sign if ord(sign) in _letters() and kind[0] != "C" else "?"


@cache
def _letters() -> frozenset[int]:
    """What the fonts can draw, as the build has listed it beside them."""
    path = settings.REPORT_FONTS / "letters.txt"
    try:
        stretches = [line.split() for line in path.read_text().splitlines()]
    except OSError as error:
        raise ImproperlyConfigured(
            f"The report's fonts are not in {path.parent}: run “make setup”."
        ) from error
    return frozenset(code for first, last in stretches for code in range(int(first, 16), int(last, 16) + 1))


def _is_norwegian() -> bool:
    return locale_in_force().language in {"nb", "nn", "no"}
