"""Between which numbers a count lies that is not printed, and what can be reckoned with such ranges."""

from collections.abc import Iterable
from typing import Final

# None is no limit. A number that is printed lies between itself and itself.
Range = tuple[int, int | None]
NOTHING_TOLD: Final[Range] = (1, None)
# A question is answered where its result and its total each lie within so small a part of the total.
WITHIN: Final = 5


def is_exact(of: Range) -> bool:
    return of[0] == of[1]


def says_nothing(of: Range, whole: Range = NOTHING_TOLD) -> bool:
    """From one to all: no more than that somebody is there."""
    low, high = of
    return low <= 1 and (high is None or (high > 1 and whole[1] is not None and high >= whole[1]))


def answers(part: Range, total: Range) -> bool:
    """Is it told closely enough how many of how many?"""
    most = total[0] / WITHIN
    return all(high is not None and high - low <= most for low, high in (part, total))


def summed(ranges: Iterable[Range]) -> Range:
    """Between which numbers a sum lies."""
    lows, highs = zip(*ranges, strict=True)
    return sum(lows), None if None in highs else sum(highs)


def within(*ranges: Range) -> Range:
    """What is known of a number of which all of these are true."""
    highs = [high for _low, high in ranges if high is not None]
    return max(low for low, _high in ranges), min(highs, default=None)


def without(whole: Range, part: Range) -> Range:
    """What is left of a whole when a part of it is taken off."""
    low = 0 if part[1] is None else max(0, whole[0] - part[1])
    return low, None if whole[1] is None else max(0, whole[1] - part[0])


def share_between(part: Range, rest: Range, total: Range) -> tuple[int, int] | None:
    """A share in whole per cent, rounded outwards, of a part and the rest that make up a total; None where nothing can be said."""
    part, rest = within(part, without(total, rest)), within(rest, without(total, part))
    if part[1] is None or rest[1] is None or part[1] + rest[1] == 0:
        return None
    lowest = part[0] / (part[0] + rest[1]) if part[0] + rest[1] else 0.0
    highest = part[1] / (part[1] + rest[0]) if part[1] + rest[0] else 1.0
    if lowest == highest:
        # Nothing is left open: as a share that is shown.
        return (int(100 * lowest + 0.5),) * 2
    return int(100 * lowest), -int(-100 * highest // 1)
