"""Recognises Norwegian national identity numbers, so that none is ever let in.

Covers fødselsnummer, D-number (day + 40), H-number (month + 40) and the synthetic numbers made for tests
(month + 40, + 65 or + 80). Both control digits must be right: that is what tells such a number from any other.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from functools import lru_cache
from unicodedata import category, digit
from urllib.parse import unquote

LENGTH = 11
MASK = "*" * LENGTH

_FIRST_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
_SECOND_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_DAY_SHIFTS = (0, 40)
_MONTH_SHIFTS = (0, 40, 65, 80)
# The two digits of the year do not say the century; a leap year stands for all of them.
_LEAP_YEAR = 2000

# Every day and month such a number can begin with.
_DAYS = frozenset(
    f"{day + day_shift:02}{month + month_shift:02}"
    for month in range(1, 13)
    for day in range(1, monthrange(_LEAP_YEAR, month)[1] + 1)
    for day_shift in _DAY_SHIFTS
    for month_shift in _MONTH_SHIFTS
)

_BIRTHDAY = 6
# Where people part a number: after the day, the month, the year, and after three of the last five.
_PARTINGS = frozenset({2, 4, 6, 9})
_LONGEST_GAP = 80
_LONGEST_ASIDE = 12
_GROUP = re.compile(r"[0-9]+")
_EIGHT_DIGITS = re.compile(r"(?:[0-9][^0-9]*){8}")
_ENCODED = re.compile(r"%[0-9A-Fa-f]{2}")
# Shows what comes after it from right to left.
_TURNED_ROUND = "\u202e"
_SIGNS = "[^0-9A-Za-z]"
_CENTURY = "(?:18|19|20)"
_FIVE = f"(?P<three>[0-9]{{3}}){_SIGNS}{{0,3}}(?P<two>[0-9]{{2}})(?![0-9])"
_MONTHS = {
    month: f"{place:02}"
    for place, months in enumerate(
        ("jan", "feb", "mar", "apr", "mai may", "jun", "jul", "aug", "sep", "okt oct", "nov", "des dec"), 1
    )
    for month in months.split()
}
# A birthday as people and programs write it, and the five digits that make it a number.
_DATES_AND_FIVE = tuple(
    re.compile(f"(?<![0-9]){date}{gap}{_FIVE}", re.IGNORECASE)
    for date, gap in (
        # 1.1.1954 or 01/01-54
        (
            f"(?P<day>[0-9]{{1,2}}){_SIGNS}{{1,3}}(?P<month>[0-9]{{1,2}}){_SIGNS}{{1,3}}(?:[0-9]{{2}})?(?P<year>[0-9]{{2}})",
            "[^0-9]{1,80}?",
        ),
        # 1. januar 1954
        (
            f"(?P<day>[0-9]{{1,2}}){_SIGNS}{{0,3}}(?P<month>{'|'.join(_MONTHS)})[a-z]*{_SIGNS}{{0,3}}"
            "(?:[0-9]{2})?(?P<year>[0-9]{2})",
            "[^0-9]{1,80}?",
        ),
        # 1954-01-01
        (
            f"{_CENTURY}(?P<year>[0-9]{{2}}){_SIGNS}{{1,3}}(?P<month>[0-9]{{1,2}}){_SIGNS}{{1,3}}(?P<day>[0-9]{{1,2}})",
            "[^0-9]{1,80}?",
        ),
        # 01011954 and 19540101
        (f"(?P<day>[0-9]{{2}})(?P<month>[0-9]{{2}}){_CENTURY}(?P<year>[0-9]{{2}})", "[^0-9]{0,80}?"),
        (f"{_CENTURY}(?P<year>[0-9]{{2}})(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}})", "[^0-9]{0,80}?"),
    )
)


def holds_national_id(text: str) -> bool:
    """Whether a national identity number stands anywhere in the text, however it is split or dressed."""
    return any(
        is_national_id(candidate)
        for reading in _readings(text)
        if _EIGHT_DIGITS.search(reading)
        for candidate in _candidates(reading)
    )


def may_hold_national_id(text: str) -> bool:
    """Whether there are digits enough for one, so that it takes time to look."""
    return any(_EIGHT_DIGITS.search(reading) for reading in _readings(text))


def is_national_id(digits: str) -> bool:
    """Whether eleven digits are a national identity number: a date and two right control digits."""
    if len(digits) != LENGTH or digits[:4] not in _DAYS:
        return False
    numbers = list(map(int, digits))
    return _adds_up(numbers, _FIRST_WEIGHTS) and _adds_up(numbers, _SECOND_WEIGHTS)


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    """A digit of any script or dress as such; nothing where nothing is seen or only a mark is put on."""
    value = digit(character, None)
    if value is not None:
        return str(value)
    return "" if category(character) in ("Cf", "Mn", "Me") else character


def _readings(text: str) -> Iterator[str]:
    """The text in plain digits, and what else it says to a program that opens it as an address or turns it round."""
    if len(text) < LENGTH:
        return
    plain = text if text.isascii() else "".join(map(_plain, text))
    yield plain
    if "%" in text and _ENCODED.search(text):
        yield "".join(map(_plain, unquote(text)))
    if _TURNED_ROUND in text:
        yield plain[::-1]


def _candidates(text: str) -> Iterator[str]:
    """Every eleven digits that a reader might take for one number."""
    groups = list(_GROUP.finditer(text))
    for group in groups:
        run = group.group()
        yield from (run[start : start + LENGTH] for start in range(len(run) - LENGTH + 1))
    for place in range(len(groups) - 1):
        yield from _joined(text, groups, place)
        yield from _around_numbers(groups, place)
        before, after = groups[place].group(), groups[place + 1].group()
        if (
            len(before) >= _BIRTHDAY
            and len(after) >= LENGTH - _BIRTHDAY
            and not _is_wide(_gap(text, groups, place))
        ):
            # Parted where the birthday ends, and run together with other digits.
            yield before[-_BIRTHDAY:] + after[: LENGTH - _BIRTHDAY]
    for dates in _DATES_AND_FIVE:
        for found in dates.finditer(text):
            month = _MONTHS.get(found["month"].lower()) or found["month"].zfill(2)
            yield found["day"].zfill(2) + month + found["year"] + found["three"] + found["two"]


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
        if len(digits) == LENGTH and is_national_id(digits) and _can_part(gaps):
            yield digits


def _around_numbers(groups: list[re.Match[str]], first: int) -> Iterator[str]:
    """A birthday and five digits that stand alone, with another number between: 010154 (19) 12345."""
    if first + 2 < len(groups):
        birthday, last = groups[first], groups[first + 2]
        if (
            len(birthday.group()) == _BIRTHDAY
            and len(last.group()) == LENGTH - _BIRTHDAY
            and last.start() - birthday.end() <= _LONGEST_ASIDE
        ):
            yield birthday.group() + last.group()


def _gap(text: str, groups: list[re.Match[str]], place: int) -> str:
    return text[groups[place].end() : groups[place + 1].start()]


def _can_part(gaps: list[tuple[int, str]]) -> bool:
    """Punctuation may stand anywhere; words once, where a number is parted, or the same ones all the way."""
    wide = [offset for offset, gap in gaps if _is_wide(gap)]
    return len(wide) <= 1 or set(wide) <= _PARTINGS or len({gap for _offset, gap in gaps}) == 1


def _is_wide(gap: str) -> bool:
    return any(character.isalpha() for character in gap)


def _adds_up(numbers: list[int], weights: tuple[int, ...]) -> bool:
    # The control digit itself has weight 1, so a right one makes the sum divisible by 11.
    return sum(weight * number for weight, number in zip(weights, numbers, strict=False)) % 11 == 0
