"""Which cells of an edition one person counts in: tables, yardsticks, completeness, what is unseen, curves."""

from collections.abc import Iterator
from itertools import product

from reports.recount.curves import HORIZONS, course_of
from reports.recount.days import add_months, fifteenth_of_november, year_of
from reports.recount.journey import EXITS, MOVED, Journey, office_on, seen_from
from reports.recount.scope import Scope

Cell = tuple[str, str, str]

GROUPED_STATE = {
    "outside": "outside",
    "enrolled": "on-the-way",
    "training": "on-the-way",
    "work": "result",
    "education": "result",
    "venture": "result",
    "left": "left",
}
GROUPED_EXIT = {
    "work": "result",
    "education": "result",
    "venture": "result",
    "training": "training",
    "none": "none",
}
UNSEEN_BY_NAV = ("education", "venture")
# What a yardstick calls reached, and what it shows beside it; what else is known is other.
REACHED = {
    "at-exit": ("work", "education", "venture"),
    "six-months": ("work", "venture"),
    "november": ("work", "education", "venture"),
    "after-training-12": ("work",),
    "after-training-24": ("work",),
}
BESIDE = {"six-months": "education", "after-training-12": "venture", "after-training-24": "venture"}
# An office asks so many months after the end of an episode how it went.
ASKED_AFTER = (6, 12, 24)


def cells_of(person: dict, scope: Scope) -> list[Cell]:
    """Every cell in which a person counts, as often as the person counts there."""
    journey = seen_from(person, scope.offices)
    if not journey.entries:
        return []
    cells: list[Cell] = []
    if _in_population(journey, scope):
        cells += _table_cells(person, journey, scope)
        cells += _known_cells(person, journey, scope)
    cells += _yardstick_cells(journey, scope)
    cells += _follow_up_cells(journey, scope)
    cells += _curve_cells(journey, scope)
    return cells


def _in_population(journey: Journey, scope: Scope) -> bool:
    """Whether the person had come by the end of the period, and was not gone all through it."""
    if journey.entries[0].day > scope.end:
        return False
    was_gone = journey.state_on(scope.start - 1) == "left"
    return not was_gone or bool(journey.moves_within(scope.start, scope.end))


def _table_cells(person: dict, journey: Journey, scope: Scope) -> Iterator[Cell]:
    before = journey.state_on(scope.start - 1)
    opening = "outside" if before in ("none", "left") else before
    closing = journey.state_on(scope.end)
    exits = _exits(journey, scope)
    taken = exits[-1] if exits else "none"
    # Whoever is shielded is counted in the whole, and in no office.
    office = "unallocated" if person["shielded"] else office_on(person, scope.end, scope.offices)
    sex, group = person["sex"], person["group"]
    age = _age_band(year_of(scope.end) - person["birth_year"])
    closing_grouped = GROUPED_STATE[closing]
    for table, row, column in (
        ("opening-by-office", office, opening),
        ("closing-by-office", office, closing),
        ("exits-by-office", office, taken),
        ("flow", opening, closing),
        ("closing-by-sex", sex, closing),
        ("closing-by-age", age, closing),
        ("closing-by-group", group, closing),
        ("closing-by-office-grouped", office, closing_grouped),
        ("exits-by-office-grouped", office, GROUPED_EXIT[taken]),
        ("flow-grouped", GROUPED_STATE[opening], closing_grouped),
        ("closing-by-sex-grouped", sex, closing_grouped),
        ("closing-by-age-grouped", age, closing_grouped),
        ("closing-by-group-grouped", group, closing_grouped),
    ):
        yield from product((table,), (row, "total"), (column, "total"))
    if taken != "none":
        yield "unseen-by-nav", "all", "total"
        if taken in UNSEEN_BY_NAV:
            yield "unseen-by-nav", "all", "unseen"


def _exits(journey: Journey, scope: Scope) -> list[str]:
    """The exits of the period, in order. A transfer is none, whatever the person was in on the day."""
    return [
        move.state
        for move in journey.moves_within(scope.start, scope.end)
        if move.kind == MOVED and move.state in EXITS
    ]


def _age_band(age: int) -> str:
    if age < 25:
        return "under-25"
    if age < 40:
        return "25-39"
    return "40-54" if age < 55 else "55-plus"


def _known_cells(person: dict, journey: Journey, scope: Scope) -> Iterator[Cell]:
    """Whether what should be known of the person, and of each move of the period, is known."""
    facts = [("target-group", person["group"] != "unknown"), ("innsatsgruppe", person["effort"])]
    # A transfer has neither a reason nor a percentage, and is not asked for one.
    for move in journey.moves_within(scope.start, scope.end):
        if move.kind == MOVED and move.state == "left":
            facts.append(("left-with-reason", move.is_known))
        elif move.kind == MOVED and move.state == "work":
            facts.append(("work-with-percent", move.is_known))
    for fact, is_known in facts:
        yield f"completeness:{fact}", "all", "known" if is_known else "unknown"
        yield f"completeness:{fact}", "all", "total"


def _yardstick_cells(journey: Journey, scope: Scope) -> Iterator[Cell]:
    earliest = min(first for _window, first in scope.windows)
    for yardstick, day, target in _looks(journey):
        if not earliest <= day <= scope.end:
            continue
        status = target or journey.status_on(day)
        counts = (status, "total", *_counted_as(yardstick, status))
        for window, first in scope.windows:
            if first <= day:
                yield from product((f"yardstick:{yardstick}",), (window,), counts)


def _looks(journey: Journey) -> Iterator[tuple[str, int, str | None]]:
    """Each yardstick with a day that its window must hold. The status is that of the day, unless it is given."""
    for end in journey.episode_ends():
        yield "at-exit", end.day, end.state
        yield "six-months", add_months(end.day, 6), None
        yield "november", fifteenth_of_november(year_of(end.day) + 1), None
    for day in journey.training_ends():
        yield "after-training-12", add_months(day, 12), None
        yield "after-training-24", add_months(day, 24), None


def _counted_as(yardstick: str, status: str) -> tuple[str, ...]:
    """Which of reached, beside and other a status is; unknown is a count of its own already."""
    if status == "unknown":
        return ()
    if status in REACHED[yardstick]:
        return ("reached",)
    return ("beside",) if status == BESIDE.get(yardstick) else ("other",)


def _follow_up_cells(journey: Journey, scope: Scope) -> Iterator[Cell]:
    """What came of each question that fell due.

    Due are those 6, 12 and 24 months after the end of every episode, in whatever period it ended and whether or
    not the person is in the population, whose day is in the period and not after the day of the cutoff. One is
    answered, or not reached, by the answer nearest that day and within 92 days of it; else it was not asked.
    """
    for end in journey.episode_ends():
        for months in ASKED_AFTER:
            due = add_months(end.day, months)
            if scope.start <= due <= min(scope.end, scope.asked_on):
                answer = journey.nearest_answer(due)
                if answer is None:
                    came_of_it = "not-asked"
                else:
                    came_of_it = "not-reached" if answer[1] is None else "answered"
                yield "completeness:follow-ups", "all", came_of_it
                yield "completeness:follow-ups", "all", "total"


def _curve_cells(journey: Journey, scope: Scope) -> Iterator[Cell]:
    course = course_of(journey, scope)
    if course is None:
        return
    for horizon in HORIZONS:
        if not course.is_observed_at(horizon):
            break
        states, work = f"state-occupation-{horizon.months}", f"first-paid-work-{horizon.months}"
        yield states, "all", course.state_after(horizon.last_day)
        yield states, "all", "observed"
        yield work, "all", "observed"
        if course.first is not None and course.first[0] <= horizon.last_day:
            yield work, "all", course.first[1]
