"""What a page shows of one person: the journey and the follow-ups, or nothing where somebody is shielded."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format

from clusters.wording import per_cent
from participants.models import FollowUp, Move, Participant, Record


@dataclass(frozen=True, slots=True)
class RecordedJourney:
    """The moves and follow-ups of one person, in order of day; standing ones, and those that were superseded."""

    moves: tuple[Move, ...]
    follow_ups: tuple[FollowUp, ...]
    superseded: tuple[Record, ...] = ()

    def state_on(self, day: date) -> str:
        """The target of the last move on or before the day, empty before the first."""
        return next((move.target for move in reversed(self.moves) if move.day <= day), "")


def journey_of(participant: Participant) -> RecordedJourney:
    """Everything that stands about a person's way; nothing about a shielded one."""
    if participant.is_shielded:
        return RecordedJourney((), ())
    return RecordedJourney(
        moves=tuple(participant.moves.standing().order_by("day", "pk")),
        follow_ups=tuple(participant.follow_ups.standing().order_by("day", "pk")),
    )


def whole_journey_of(participant: Participant) -> RecordedJourney:
    """What stands and what stood before it, with who recorded and who superseded each."""
    if participant.is_shielded:
        return RecordedJourney((), ())
    moves, follow_ups = (
        list(records.select_related("recorded_by", "superseded_by").order_by("day", "recorded_at", "pk"))
        for records in (participant.moves, participant.follow_ups)
    )
    return RecordedJourney(
        moves=tuple(move for move in moves if move.stands),
        follow_ups=tuple(follow_up for follow_up in follow_ups if follow_up.stands),
        superseded=tuple(record for record in (*moves, *follow_ups) if not record.stands),
    )


def mark_of(records: Iterable[Record]) -> str:
    """Tells whether records are still the ones somebody saw when opening a form."""
    return hashlib.sha256("".join(sorted(record.pk.hex for record in records)).encode()).hexdigest()[:16]


def summary_of(record: Record) -> str:
    """A record in a few words."""
    if isinstance(record, Move):
        words = [record.get_target_display(), record.get_left_reason_display() if record.left_reason else ""]
        words.append(record.workplace)
    else:
        words = [_asked(record)]
    if record.hours_percent is not None:
        words.append(per_cent(record.hours_percent.normalize()))
    return ", ".join([*(str(word) for word in words if word), date_format(record.day)])


def _asked(follow_up: FollowUp) -> str:
    return f"{follow_up.get_month_display()} – {follow_up.get_answer_display()}"
