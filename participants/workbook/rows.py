"""What an office workbook says, row by row, in the portal's own codes.

A row keeps its number in the sheet, so that a person can be shown where something stands. Two rows that say
the same are equal wherever they stand. `blanks` marks the cells that say nothing, each by its place in the row.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Self

from participants.enums import (
    EffortGroup,
    FollowUpAnswer,
    FollowUpMonth,
    FollowUpSource,
    LeftReason,
    Sex,
    State,
    TargetGroup,
)
from participants.workbook.findings import Notice, Problem


@dataclass(frozen=True, slots=True)
class ParticipantRow:
    """Somebody the office follows."""

    row: int = field(compare=False)
    reference: str
    birth_year: int
    sex: Sex
    target_group: TargetGroup
    effort_group: EffortGroup
    informed_on: date | None
    is_shielded: bool
    blanks: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class MoveRow:
    """A participant enters a state on a day. The reference is spelt as in the sheet of participants."""

    row: int = field(compare=False)
    reference: str
    day: date
    target: State
    left_reason: LeftReason
    workplace: str
    hours_percent: Decimal | None
    blanks: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """What a participant answered some months after an exit."""

    row: int = field(compare=False)
    reference: str
    month: FollowUpMonth
    day: date
    answer: FollowUpAnswer
    hours_percent: Decimal | None
    source: FollowUpSource
    blanks: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Workbook:
    """A whole workbook without errors, each sheet in the order the office keeps it."""

    participants: tuple[ParticipantRow, ...]
    moves: tuple[MoveRow, ...]
    follow_ups: tuple[FollowUpRow, ...]
    notices: tuple[Notice, ...] = field(default=(), compare=False)

    def under(self, reference_of: Callable[[str], str | None], notices: Sequence[Notice]) -> Self:
        """Every row under the reference that it is to have, those without one left out, and these notices besides."""
        participants, moves, follow_ups = (
            tuple(
                row if reference == row.reference else replace(row, reference=reference)
                for row in rows
                if (reference := reference_of(row.reference)) is not None
            )
            for rows in (self.participants, self.moves, self.follow_ups)
        )
        return replace(
            self,
            participants=participants,
            moves=moves,
            follow_ups=follow_ups,
            notices=(*self.notices, *notices),
        )


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome of a check: the workbook, or else every problem with it. Notices come with both."""

    workbook: Workbook | None
    problems: tuple[Problem, ...]
    notices: tuple[Notice, ...]
