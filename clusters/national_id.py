"""Recognises Norwegian national identity numbers, so that none is ever let in.

Covers fødselsnummer, D-number (day + 40), H-number (month + 40) and the synthetic numbers made for tests
(month + 40, + 65 or + 80). Both control digits must be right: that is what tells such a number from any other.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from functools import lru_cache
from unicodedata import category, digit

LENGTH = 11
MASK = "*" * LENGTH

_FIRST_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
_SECOND_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_DAY_SHIFTS = (0, 40)
_MONTH_SHIFTS = (0, 40, 65, 80)
# The two digits of the year do not say the century; a leap year stands for all of them.
_LEAP_YEAR = 2000

_BIRTHDAY = 6
# Where people part a number: after the day, the month, the year, and after three of the last five.
_PARTINGS = frozenset({2, 4, 6, 9})
_LONGEST_GAP = 40
_GROUP = re.compile(r"[0-9]+")
_NINE_DIGITS = re.compile(r"(?:[0-9][^0-9]*){9}")
# A birthday as people write it, 1.1.1954 or 01/01-54, and the five digits that make it a number.
_DATE_AND_FIVE = re.compile(
    r"(?<![0-9])([0-9]{1,2})[^0-9A-Za-z]{1,3}([0-9]{1,2})[^0-9A-Za-z]{1,3}(?:[0-9]{2})?([0-9]{2})"
    r"[^0-9]{1,40}?([0-9]{3})[^0-9A-Za-z]{0,3}([0-9]{2})(?![0-9])"
)


def holds_national_id(text: str) -> bool:
    """Whether a national identity number stands anywhere in the text, however it is split or dressed."""
    if len(text) < LENGTH:
        return False
    plain = text if text.isascii() else "".join(map(_plain, text))
    if not _NINE_DIGITS.search(plain):
        return False
    return any(is_national_id(candidate) for candidate in _candidates(plain))


def is_national_id(digits: str) -> bool:
    """Whether eleven digits are a national identity number: a date and two right control digits."""
    numbers = [int(each) for each in digits]
    return (
        len(numbers) == LENGTH
        and _is_date(numbers[0] * 10 + numbers[1], numbers[2] * 10 + numbers[3])
        and _adds_up(numbers, _FIRST_WEIGHTS)
        and _adds_up(numbers, _SECOND_WEIGHTS)
    )


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    """A digit of any script or dress as such; nothing where nothing is seen or only a mark is put on."""
    value = digit(character, None)
    if value is not None:
        return str(value)
    return "" if category(character) in ("Cf", "Mn", "Me") else character


def _candidates(text: str) -> Iterator[str]:
    """Every eleven digits that a reader might take for one number."""
    groups = list(_GROUP.finditer(text))
    for group in groups:
        run = group.group()
        yield from (run[start : start + LENGTH] for start in range(len(run) - LENGTH + 1))
    for place in range(len(groups) - 1):
        yield from _joined(text, groups, place)
        before, after = groups[place].group(), groups[place + 1].group()
        if (
            len(before) >= _BIRTHDAY
            and len(after) >= LENGTH - _BIRTHDAY
            and not _is_wide(_gap(text, groups, place))
        ):
            # Parted where the birthday ends, and run together with other digits.
            yield before[-_BIRTHDAY:] + after[: LENGTH - _BIRTHDAY]
    for day, month, year, three, two in _DATE_AND_FIVE.findall(text):
        yield day.zfill(2) + month.zfill(2) + year + three + two


def _joined(text: str, groups: list[re.Match[str]], first: int) -> Iterator[str]:
    """The eleven digits of whole groups from the first one on, where what parts them is what parts a number."""
    digits = groups[first].group()
    gaps: list[tuple[int, str]] = []
    for place in range(first, len(groups) - 1):
        gap = _gap(text, groups, place)
        if len(digits) >= LENGTH or len(gap) > _LONGEST_GAP:
            return
        gaps.append((len(digits), gap))
        digits += groups[place + 1].group()
        if len(digits) == LENGTH and _can_part(gaps):
            yield digits


def _gap(text: str, groups: list[re.Match[str]], place: int) -> str:
    return text[groups[place].end() : groups[place + 1].start()]


def _can_part(gaps: list[tuple[int, str]]) -> bool:
    """Punctuation may stand anywhere; words once, where a number is parted, or the same ones all the way."""
    wide = [offset for offset, gap in gaps if _is_wide(gap)]
    return len(wide) <= 1 or set(wide) <= _PARTINGS or len({gap for _offset, gap in gaps}) == 1


def _is_wide(gap: str) -> bool:
    return any(character.isalpha() for character in gap)


def _is_date(day: int, month: int) -> bool:
    months = {month - shift for shift in _MONTH_SHIFTS} & set(range(1, 13))
    days = {day - shift for shift in _DAY_SHIFTS}
    return any(1 <= a_day <= monthrange(_LEAP_YEAR, a_month)[1] for a_month in months for a_day in days)


def _adds_up(numbers: list[int], weights: tuple[int, ...]) -> bool:
    # The control digit itself has weight 1, so a right one makes the sum divisible by 11.
    return sum(weight * number for weight, number in zip(weights, numbers, strict=False)) % 11 == 0
