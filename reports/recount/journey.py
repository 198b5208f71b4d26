"""One person's journey as it is seen from the offices of a scope."""

from itertools import pairwise
from typing import NamedTuple

from reports.recount.days import number_of

MOVED, CAME, WENT = "moved", "came", "went"

RESULT = ("work", "education", "venture")
ON_THE_WAY = ("enrolled", "training")
EXITS = ("work", "education", "training", "venture")


class Entry(NamedTuple):
    """A day on which the scope sees the person's state change, and how.

    MOVED is a move of the person's own. CAME is a transfer into the scope: it counts as a move to the state the
    person is in, but is no exit and tells no reason or percentage. WENT is a transfer out: the person reads as
    `left` from then on, but it is no move. Where a transfer in and a move fall on one day there is one MOVED.
    """

    day: int
    state: str
    kind: str
    is_known: bool


class Journey(NamedTuple):
    """What a scope sees: nothing while the person is in the care of an office outside it."""

    entries: tuple[Entry, ...]
    # In order of day; of two answers on one day the one that is listed first is looked at.
    answers: tuple[tuple[int, str | None], ...]

    def state_on(self, day: int) -> str:
        """The state after everything up to and including a day; none before the first day inside."""
        state = "none"
        for entry in self.entries:
            if entry.day > day:
                break
            state = entry.state
        return state

    def moves_within(self, start: int, end: int) -> list[Entry]:
        """The moves of some days, the first and the last included, transfers into the scope among them."""
        return [entry for entry in self.entries if start <= entry.day <= end and entry.kind != WENT]

    def nearest_answer(self, day: int) -> tuple[int, str | None] | None:
        """The answer nearest a day and within 92 days of it, the earlier one of two as near."""
        near = [answer for answer in self.answers if abs(answer[0] - day) <= 92]
        return min(near, key=lambda answer: (abs(answer[0] - day), answer[0])) if near else None

    def status_on(self, day: int) -> str:
        """What is known of the person on a target day: an answer near it, else the state where something later
        is known of the person, else unknown."""
        nearest = self.nearest_answer(day)
        if nearest is not None and nearest[1] is not None:
            return nearest[1]
        moved_later = any(entry.day >= day and entry.kind != WENT for entry in self.entries)
        reached_later = any(asked >= day and status is not None for asked, status in self.answers)
        return self.state_on(day) if moved_later or reached_later else "unknown"

    def episode_ends(self) -> list[Entry]:
        """The moves that end a stretch of being enrolled or in training; a transfer out leaves it without."""
        ends, is_running = [], False
        for entry in self.entries:
            if entry.kind == WENT:
                is_running = False
            elif entry.state in ON_THE_WAY:
                is_running = True
            else:
                if is_running:
                    ends.append(entry)
                is_running = False
        return ends

    def training_ends(self) -> list[int]:
        """The days on which something came after training; a transfer out of the scope is not such a thing."""
        return [
            after.day
            for entry, after in pairwise(self.entries)
            if entry.state == "training" and after.state != "training" and after.kind != WENT
        ]


def seen_from(person: dict, offices: frozenset[str]) -> Journey:
    """The journey of a person as the offices of a scope see it."""
    answers = sorted(
        ((number_of(day), status) for day, _month, status in person["answers"]), key=lambda answer: answer[0]
    )
    return Journey(tuple(_entries(person, offices)), tuple(answers))


def _entries(person: dict, offices: frozenset[str]) -> list[Entry]:
    moves = {number_of(day): (state, bool(known)) for day, state, known in person["moves"]}
    stays = {number_of(day): office for day, office in person["stays"]}
    entries, is_inside, state = [], False, None
    for day in sorted({*moves, *stays}):
        was_inside = is_inside
        if day in stays:
            is_inside = stays[day] in offices
        if day in moves:
            state, is_known = moves[day]
            if is_inside:
                entries.append(Entry(day, state, MOVED, is_known))
        elif is_inside and not was_inside and state is not None:
            entries.append(Entry(day, state, CAME, False))
        if was_inside and not is_inside and entries:
            entries.append(Entry(day, "left", WENT, False))
    return entries


def office_on(person: dict, day: int, offices: frozenset[str]) -> str:
    """The person's office on a day if it is in the scope, else the last one before that was."""
    begun = {number_of(first): office for first, office in person["stays"] if number_of(first) <= day}
    return next(begun[first] for first in sorted(begun, reverse=True) if begun[first] in offices)
