"""Whether a person could have come from a workbook: the rules of journeys, and the words there are."""

from enum import StrEnum
from itertools import pairwise

from reports.recount.days import number_of, year_of

STATES = ("enrolled", "work", "education", "training", "venture", "left")
ANSWERS = ("enrolled", "work", "education", "venture", "left", None)
ASKED_MONTHS = (6, 12, 24)
SEXES = ("female", "male", "other", "unknown")
GROUPS = (
    "at-home",
    "social-assistance",
    "youth",
    "family-reunited",
    "transitional-benefit",
    "other",
    "unknown",
)
FIRST_DAY = "2005-01-01"
YOUNGEST, OLDEST = 15, 80


class Rule(StrEnum):
    """A rule that no journey may break."""

    UNKNOWN_WORD = "unknown-word"
    FIRST_MOVE_NOT_ENROLLED = "first-move-not-enrolled"
    TWO_MOVES_ON_ONE_DAY = "two-moves-on-one-day"
    ALREADY_IN_THAT_STATE = "already-in-that-state"
    DAY_BEFORE_2005 = "day-before-2005"
    DAY_IN_THE_FUTURE = "day-in-the-future"
    AGE_AT_ENROLMENT = "age-at-enrolment"
    FIRST_STAY_NOT_FROM_FIRST_MOVE = "first-stay-not-from-first-move"
    TWO_STAYS_ON_ONE_DAY = "two-stays-on-one-day"
    ALREADY_AT_THAT_OFFICE = "already-at-that-office"


def rules_broken(person: dict, today: str) -> list[Rule]:
    """The rules that a person breaks, where `today` is the last day that is not in the future.

    A person without moves breaks none: somebody may be in a workbook and not have begun. An answer may be dated
    before the first move; no page forbids it.
    """
    moves = _in_order_of_day(person["moves"])
    stays = _in_order_of_day(person["stays"])
    days = [day for day, _state in (*moves, *stays)] + [number_of(day) for day, *_ in person["answers"]]
    moved, stayed = [day for day, _state in moves], [day for day, _office in stays]
    found = {
        Rule.UNKNOWN_WORD: not _words_are_known(person),
        Rule.FIRST_MOVE_NOT_ENROLLED: bool(moves) and moves[0][1] != "enrolled",
        Rule.TWO_MOVES_ON_ONE_DAY: len(set(moved)) < len(moved),
        Rule.ALREADY_IN_THAT_STATE: _stands_still([state for _day, state in moves]),
        Rule.DAY_BEFORE_2005: any(day < number_of(FIRST_DAY) for day in days),
        Rule.DAY_IN_THE_FUTURE: any(day > number_of(today) for day in days),
        Rule.AGE_AT_ENROLMENT: bool(moves)
        and not YOUNGEST <= year_of(moves[0][0]) - person["birth_year"] <= OLDEST,
        Rule.FIRST_STAY_NOT_FROM_FIRST_MOVE: bool(moves) and stayed[:1] != moved[:1],
        Rule.TWO_STAYS_ON_ONE_DAY: len(set(stayed)) < len(stayed),
        Rule.ALREADY_AT_THAT_OFFICE: _stands_still([office for _day, office in stays]),
    }
    return [rule for rule, is_broken in found.items() if is_broken]


def _in_order_of_day(rows: list[list]) -> list[tuple[int, str]]:
    """The day of each row and the word after it; of one day, in the order they are listed."""
    return sorted(((number_of(row[0]), row[1]) for row in rows), key=lambda row: row[0])


def _words_are_known(person: dict) -> bool:
    return (
        person["sex"] in SEXES
        and person["group"] in GROUPS
        and all(state in STATES for _day, state, _known in person["moves"])
        and all(month in ASKED_MONTHS and status in ANSWERS for _day, month, status in person["answers"])
    )


def _stands_still(places: list[str]) -> bool:
    return any(before == after for before, after in pairwise(places))
