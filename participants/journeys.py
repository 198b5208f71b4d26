"""What a page shows of one person: the journey and the follow-ups, or nothing where somebody is shielded."""

from dataclasses import dataclass
from datetime import date

from participants.models import FollowUp, Move, Participant


@dataclass(frozen=True, slots=True)
class Journey:
    """The standing moves and follow-ups of one person, in order of day."""

    moves: tuple[Move, ...]
    follow_ups: tuple[FollowUp, ...]

    def state_on(self, day: date) -> str:
        """The target of the last move on or before the day, empty before the first."""
        return next((move.target for move in reversed(self.moves) if move.day <= day), "")


def journey_of(participant: Participant) -> Journey:
    """Everything that stands about a person's way; nothing about a shielded one."""
    if participant.is_shielded:
        return Journey((), ())
    return Journey(
        moves=tuple(participant.moves.standing().order_by("day", "pk")),
        follow_ups=tuple(participant.follow_ups.standing().order_by("day", "pk")),
    )
