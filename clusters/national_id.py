"""Recognises Norwegian national identity numbers, so that none is ever let in.

Covers fødselsnummer, D-number (day + 40), H-number (month + 40) and the synthetic numbers made for tests
(month + 40, + 65 or + 80). Both control digits must be right: that is what tells such a number from any other.
"""

import re
from calendar import monthrange
from itertools import accumulate

LENGTH = 11
MASK = "*" * LENGTH

_FIRST_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
_SECOND_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_DAY_SHIFTS = (0, 40)
_MONTH_SHIFTS = (0, 40, 65, 80)
# The two digits of the year do not say the century; a leap year stands for all of them.
_LEAP_YEAR = 2000

# What people put between the parts of a number, hyphens and invisible characters included.
_BETWEEN = r"[\s.\-/_\u00ad\u200b-\u200d\u2010-\u2015\u2060\ufeff]{0,3}"
_ELEVEN_DIGITS = re.compile(rf"\d(?:{_BETWEEN}\d){{10}}")
_RUN = re.compile(rf"\d(?:{_BETWEEN}\d)*")
_GROUP = re.compile(r"\d+")


def holds_national_id(text: str) -> bool:
    """Whether a national identity number stands anywhere in the text, also one broken up by blanks or dashes.

    A number begins and ends where a group of digits does: eleven digits in the middle of a longer unbroken
    number are not one.
    """
    if len(text) < LENGTH or not _ELEVEN_DIGITS.search(text):
        return False
    return any(
        is_national_id(candidate) for run in _RUN.finditer(text) for candidate in _candidates(run.group())
    )


def is_national_id(digits: str) -> bool:
    """Whether eleven digits are a national identity number: a date and two right control digits."""
    numbers = [int(digit) for digit in digits]
    return (
        len(numbers) == LENGTH
        and _is_date(numbers[0] * 10 + numbers[1], numbers[2] * 10 + numbers[3])
        and _adds_up(numbers, _FIRST_WEIGHTS)
        and _adds_up(numbers, _SECOND_WEIGHTS)
    )


def _candidates(run: str) -> list[str]:
    """Every stretch of whole digit groups that makes eleven digits."""
    groups = _GROUP.findall(run)
    digits = "".join(groups)
    edges = {0, *accumulate(len(group) for group in groups)}
    return [digits[start : start + LENGTH] for start in edges if start + LENGTH in edges]


def _is_date(day: int, month: int) -> bool:
    months = {month - shift for shift in _MONTH_SHIFTS} & set(range(1, 13))
    days = {day - shift for shift in _DAY_SHIFTS}
    return any(1 <= a_day <= monthrange(_LEAP_YEAR, a_month)[1] for a_month in months for a_day in days)


def _adds_up(numbers: list[int], weights: tuple[int, ...]) -> bool:
    # The control digit itself has weight 1, so a right one makes the sum divisible by 11.
    return sum(weight * number for weight, number in zip(weights, numbers, strict=False)) % 11 == 0
