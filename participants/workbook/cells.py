"""What a cell may hold, and what it then means. A function here takes a filled cell and gives its meaning,
or raises Wrong with a sentence that says what would be right."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any
from unicodedata import category, normalize

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from participants.enums import FollowUpMonth
from participants.workbook.findings import Message

FIRST_DAY = date(2005, 1, 1)
FIRST_BIRTH_YEAR = 1900
# As the portal's tables hold them.
LONGEST_REFERENCE = 40
LONGEST_WORKPLACE = 120
CENT = Decimal("0.01")

WRITTEN_DATE = re.compile(r"([0-9]{2})\.([0-9]{2})\.([0-9]{4})")
WRITTEN_NUMBER = re.compile(r"-?[0-9]{1,12}(?:[.,][0-9]{1,12})?")
# Invisible characters, of which only blanks and line breaks are what somebody meant to write.
INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})

REQUIRED = _("This cell has to be filled in.")
FORMULA = _("There is a formula here. Write the value itself: copy the column and paste it as values.")
ERROR_VALUE = _("Excel shows an error here. Write the value itself, or leave the cell empty.")
NATIONAL_ID = _("There is a national identity number here. Remove it: the portal never holds one.")
NO_DATE = _("Write a date as dd.mm.yyyy, such as 31.01.2026.")
FUTURE = _("The date is in the future. Write a day up to and including today.")
TOO_EARLY = _("The date is before 2005. Write a day from 01.01.2005 on.")
NO_YEAR = _("Write the year of birth with four digits, such as 1988.")
NO_PERCENT = _("Write a percentage from 0 to 100.")
NO_MONTH = _("Write 6, 12 or 24.")
NO_REFERENCE = _("Write the office's own reference: letters and digits, 40 characters at the most.")
NO_WORKPLACE = _("Write the name of the business only, 120 characters at the most.")

Parser = Callable[[Any], Any]


class Unreadable:
    """Stands where a cell has no meaning."""


UNREADABLE = Unreadable()


class Wrong(Exception):
    """A cell does not hold what its column is for. Its meaning may be clear all the same."""

    def __init__(self, message: Message, meaning: Any = UNREADABLE) -> None:
        super().__init__(message)
        self.message = message
        self.meaning = meaning


def word(meanings: Mapping[str, Any], synonyms: Mapping[str, Any] | None = None, *, optional: bool) -> Parser:
    """A parser for one of some words, whose case and blanks do not matter. Synonyms are taken, not offered."""
    known = {fold(text): meaning for text, meaning in {**meanings, **(synonyms or {})}.items()}
    message = _("Unknown word. Leave the cell empty or write one of these: {words}.") if optional else _(
        "Unknown word. Write one of these: {words}."
    )  # fmt: skip
    # Some words hold a comma, so commas cannot stand between them.
    unknown = format_lazy(message, words=" · ".join(meanings))

    def parse(value: Any) -> Any:
        meaning = known.get(fold(value)) if isinstance(value, str) else None
        if meaning is None:
            raise Wrong(unknown)
        return meaning

    return parse


def day(today: date) -> Parser:
    """A parser for a day between 2005 and today."""

    def parse(value: Any) -> date:
        found = _date(value)
        if found > today:
            raise Wrong(FUTURE, found)
        if found < FIRST_DAY:
            raise Wrong(TOO_EARLY, found)
        return found

    return parse


def birth_year(today: date) -> Parser:
    """A parser for the year somebody now alive was born in."""

    def parse(value: Any) -> int:
        year = _number(value, NO_YEAR)
        if year != int(year) or not FIRST_BIRTH_YEAR <= year <= today.year:
            raise Wrong(NO_YEAR)
        return int(year)

    return parse


def percent(value: Any) -> Decimal:
    """A share of full time, to two decimals."""
    if isinstance(value, str):
        value = value.strip().removesuffix("%")
    number = _number(value, NO_PERCENT)
    if not 0 <= number <= 100:
        raise Wrong(NO_PERCENT)
    return number.quantize(CENT, ROUND_HALF_UP)


def month(value: Any) -> FollowUpMonth:
    number = _number(value, NO_MONTH)
    if number not in FollowUpMonth.values:
        raise Wrong(NO_MONTH)
    return FollowUpMonth(int(number))


def reference(value: Any) -> str:
    """An office's own name for a participant; numbers count as they are shown."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise Wrong(NO_REFERENCE)
    text = normalize("NFC", str(value)).strip()
    if len(text) > LONGEST_REFERENCE or _has_invisible(text):
        raise Wrong(NO_REFERENCE)
    return text


def workplace(value: Any) -> str:
    """The name of a business; numbers count as they are shown."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise Wrong(NO_WORKPLACE)
    text = " ".join(normalize("NFC", str(value)).split())
    if len(text) > LONGEST_WORKPLACE or _has_invisible(text):
        raise Wrong(NO_WORKPLACE)
    return text


def fold(text: str) -> str:
    """A word or heading as it is compared: case, blanks and ways to encode a letter do not matter."""
    return " ".join(normalize("NFC", text).split()).casefold()


def _date(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    written = WRITTEN_DATE.fullmatch(value.strip()) if isinstance(value, str) else None
    if not written:
        raise Wrong(NO_DATE)
    the_day, the_month, the_year = map(int, written.groups())
    try:
        return date(the_year, the_month, the_day)
    except ValueError as error:
        raise Wrong(NO_DATE) from error


def _number(value: Any, message: Message) -> Decimal:
    """A finite number, also one written as text with a decimal comma."""
    if isinstance(value, bool):
        raise Wrong(message)
    if isinstance(value, str):
        value = value.strip()
        if not WRITTEN_NUMBER.fullmatch(value):
            raise Wrong(message)
        value = value.replace(",", ".")
    try:
        number = Decimal(repr(value) if isinstance(value, float) else value)
    except (InvalidOperation, TypeError, ValueError) as error:
        raise Wrong(message) from error
    if not number.is_finite() or abs(number) >= 10**12:
        raise Wrong(message)
    return number


def _has_invisible(text: str) -> bool:
    return not text.isprintable() and any(category(character) in INVISIBLE for character in text)
