"""What a cell may hold, and what it then means. A function here takes a filled cell and gives its meaning,
or raises Wrong with a sentence that says what would be right."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any
from unicodedata import category

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from participants.enums import FollowUpMonth
from participants.workbook.findings import Message, Shown
from spelling.alphabets import letters_of_another_alphabet
from spelling.sameness import same_key, written

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
DATE_AS_NUMBER = _(
    "The cell shows a number, not a date. Give the column a format for dates in Excel, or write dd.mm.yyyy."
)
FUTURE = _("The date is in the future. Write a day up to and including today.")
TOO_EARLY = _("The date is before 2005. Write a day from 01.01.2005 on.")
NO_YEAR = _("Write the year of birth with four digits, such as 1988.")
NO_PERCENT = _("Write a percentage from 0 to 100.")
NO_MONTH = _("Write 6, 12 or 24.")
TURNED = _(
    "There is an invisible mark here that turns the direction of the text, so that it reads another way than it is "
    "stored. Write the cell again by hand."
)
LOOKS_LIKE_OTHERS = _(
    "These letters look like others but belong to another alphabet: {letters}. Write the reference again by hand, "
    "with one alphabet."
)
NO_REFERENCE = _("Write the office's own reference: letters and digits, 40 characters at the most.")
NO_SHOWN_NUMBER = _(
    "How this number looks depends on the program. Write it as text, such as '00123, so that everybody sees the same."
)
SMALL_SHARE = _(
    "The number is between 0 and 1, and is read as less than one per cent. If you mean 80 %, write 80, or give the "
    "column the format for per cent."
)
LATE_IN_THE_DAY = _(
    "The time is 22:00 or 23:00, as when a program in another time zone has written the day after. The day is read as "
    "it stands. Check it, and save the column as dates without a time."
)
NO_WORKPLACE = _("Write the name of the business only, 120 characters at the most.")

# These change the order in which letters stand; other marks of direction do nothing to a text that reads one way.
TURNING = frozenset("\u202b\u202e\u2067")
# Excel keeps fifteen digits of a number, and makes noughts of the rest.
MOST_EXACT_NUMBER = 10**15

# At these times the day begins in Norway where a program counts in world time, in summer and in winter.
SHIFTED_MIDNIGHTS = (time(22), time(23))

Parser = Callable[[Any], Any]


class Unreadable:
    """Stands where a cell has no meaning."""


UNREADABLE = Unreadable()


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A meaning that is taken, with what makes one doubt that it was meant."""

    meaning: Any
    message: Message


class Wrong(Exception):
    """A cell does not hold what its column is for. Its meaning may be clear all the same."""

    def __init__(self, message: Message, meaning: Any = UNREADABLE) -> None:
        super().__init__(message)
        self.message = message
        self.meaning = meaning


def word(meanings: Mapping[str, Any], synonyms: Mapping[str, Any] | None = None, *, optional: bool) -> Parser:
    """A parser for one of some words, whose case and blanks do not matter. Synonyms are taken, not offered."""
    known = {same_key(text): meaning for text, meaning in {**meanings, **(synonyms or {})}.items()}
    message = _("Unknown word. Leave the cell empty or write one of these: {words}.") if optional else _(
        "Unknown word. Write one of these: {words}."
    )  # fmt: skip
    # Some words hold a comma, so commas cannot stand between them.
    unknown = format_lazy(message, words=" · ".join(meanings))

    def parse(value: Any) -> Any:
        meaning = known.get(same_key(value)) if isinstance(value, str) else None
        if meaning is None:
            raise Wrong(unknown)
        return meaning

    return parse


def yes_or_no(meanings: Mapping[str, bool], synonyms: Mapping[str, bool]) -> Parser:
    """A parser for a word that says yes or no, or the tick box that does."""
    of_word = word(meanings, synonyms, optional=True)

    def parse(value: Any) -> bool:
        return value if isinstance(value, bool) else of_word(value)

    return parse


def day(today: date) -> Parser:
    """A parser for a day between 2005 and today."""

    def parse(value: Any) -> date | Doubtful:
        found = _date(value)
        if found > today:
            raise Wrong(FUTURE, found)
        if found < FIRST_DAY:
            raise Wrong(TOO_EARLY, found)
        if isinstance(value, datetime) and _to_the_minute(value).time() in SHIFTED_MIDNIGHTS:
            return Doubtful(found, LATE_IN_THE_DAY)
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


def percent(value: Any) -> Decimal | Doubtful:
    """A share of full time, to two decimals."""
    is_percent = isinstance(value, Shown) and value.is_percent
    if isinstance(value, str) and written(value).endswith("%"):
        value, is_percent = written(value).removesuffix("%"), True
    number = _number(value, NO_PERCENT)
    if not 0 <= number <= 100:
        raise Wrong(NO_PERCENT)
    share = number.quantize(CENT, ROUND_HALF_UP)
    if 0 < number <= 1 and not is_percent:
        return Doubtful(share, SMALL_SHARE)
    return share


def month(value: Any) -> FollowUpMonth:
    number = _number(value, NO_MONTH)
    if number not in FollowUpMonth.values:
        raise Wrong(NO_MONTH)
    return FollowUpMonth(int(number))


def reference(value: Any) -> str:
    """An office's own name for a participant; numbers count as they are shown."""
    value = _as_seen(value)
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise Wrong(NO_REFERENCE)
    text = _straight(value)
    if not _has_a_letter(text) or len(text) > LONGEST_REFERENCE or _has_invisible(text):
        raise Wrong(NO_REFERENCE)
    if strangers := letters_of_another_alphabet(text):
        raise Wrong(format_lazy(LOOKS_LIKE_OTHERS, letters=", ".join(strangers)))
    return text


def workplace(value: Any) -> str:
    """The name of a business; numbers count as they are shown."""
    value = _as_seen(value)
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise Wrong(NO_WORKPLACE)
    if isinstance(value, float):
        raise Wrong(NO_SHOWN_NUMBER)
    text = _straight(value)
    if len(text) > LONGEST_WORKPLACE or _has_invisible(text):
        raise Wrong(NO_WORKPLACE)
    return text


def _as_seen(value: Any) -> Any:
    """A number as its cell shows it."""
    if isinstance(value, Shown):
        if value.shown is None:
            raise Wrong(NO_SHOWN_NUMBER)
        return value.shown
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and abs(value) >= MOST_EXACT_NUMBER:
        raise Wrong(NO_SHOWN_NUMBER)
    return value


def _straight(value: Any) -> str:
    """A text as it is kept, where it reads the way it is stored."""
    text = str(value)
    if not TURNING.isdisjoint(text):
        raise Wrong(TURNED)
    return written(text)


def _has_a_letter(text: str) -> bool:
    """Whether there is a letter or a digit: dashes, marks and pictures alone name nobody."""
    return any(character.isalnum() for character in text)


def _to_the_minute(moment: datetime) -> datetime:
    """A file holds a time as part of a day, and not every program with all decimals."""
    return (moment + timedelta(seconds=30)).replace(second=0, microsecond=0)


def _date(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        raise Wrong(DATE_AS_NUMBER)
    found = WRITTEN_DATE.fullmatch(written(value)) if isinstance(value, str) else None
    if not found:
        raise Wrong(NO_DATE)
    the_day, the_month, the_year = map(int, found.groups())
    try:
        return date(the_year, the_month, the_day)
    except ValueError as error:
        raise Wrong(NO_DATE) from error


def _number(value: Any, message: Message) -> Decimal:
    """A finite number, also one written as text with a decimal comma."""
    if isinstance(value, bool):
        raise Wrong(message)
    if isinstance(value, str):
        value = written(value)
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
