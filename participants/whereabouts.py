"""The lists of an office's people: where they are, and what waits to be done about them.

A count and the list it opens come from the same condition, so that one is always as long as the other.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from participants.due import is_due, is_not_reached
from participants.enums import Side, State
from participants.models import DataRequest, FollowUp, Move, ParticipantQuerySet, Proposal, Question

STILL_FOR = timedelta(days=90)
# Where a stay is meant to lead on to something.
ON_THE_WAY = (State.ENROLLED, State.TRAINING)

EVERYBODY = ""
NO_JOURNEY = "none"
SHIELDED = "shielded"
NO_REASON = "no_reason"
DUE = "due"
NOT_REACHED = "not_reached"
STILL = "still"
NEW = "new"
PROPOSED = "proposed"
ANSWERED = "answered"
ASKS = "asks"


@dataclass(frozen=True, slots=True)
class Sight:
    """Who looks at which offices, on which day, and what they have seen before."""

    user: UUID
    offices: tuple[UUID, ...]
    today: date
    seen_at: datetime
    # Whether the reader works at the office, or at KREM.
    of_office: bool = True

    @property
    def side(self) -> Side:
        return Side.OFFICE if self.of_office else Side.KREM


@dataclass(frozen=True, slots=True)
class PeopleList:
    """People of an office with something in common; `code` stands in the address of the list."""

    code: str
    label: str | Promise
    condition: Callable[[Sight], Q]


@dataclass(frozen=True, slots=True)
class Group:
    """A list with the number of people on it."""

    code: str
    label: str | Promise
    number: int


def _in_state(state: State) -> Callable[[Sight], Q]:
    return lambda sight: _shown(whereabouts__state=state)


def _shown(*conditions: Q, **fields: object) -> Q:
    """Nobody is told anything of a shielded person, so no list but two holds them."""
    return Q(*conditions, is_shielded=False, **fields)


def _asked(question: Callable[[date], Q]) -> Callable[[Sight], Q]:
    return lambda sight: _shown(
        pk__in=Question.objects.filter(question(sight.today), office__in=sight.offices).values("participant")
    )


def _still(sight: Sight) -> Q:
    return _shown(whereabouts__state__in=ON_THE_WAY, whereabouts__since__lte=sight.today - STILL_FOR)


def _new(sight: Sight) -> Q:
    """Recorded by somebody else since the leader last said: seen."""
    recorded = [
        Q(
            pk__in=model.objects.filter(office__in=sight.offices, recorded_at__gt=sight.seen_at)
            .exclude(recorded_by=sight.user)
            .values("participant")
        )
        for model in (Move, FollowUp)
    ]
    return _shown(recorded[0] | recorded[1])


def _proposed(sight: Sight) -> Q:
    """Somebody has proposed something that the reader's side is to answer."""
    waiting = Proposal.objects.filter(office__in=sight.offices).to_answer(sight.side)
    return _shown(pk__in=waiting.values("participant"))


def _answered(sight: Sight) -> Q:
    """The other side has answered, and the reader's side has not said that it has read it."""
    unread = Proposal.objects.filter(office__in=sight.offices, side=sight.side).unread()
    return _shown(pk__in=unread.values("participant"))


def _asks(sight: Sight) -> Q:
    """Asks for correction or erasure, and has no answer."""
    waiting = DataRequest.objects.filter(office__in=sight.offices).waiting()
    return _shown(pk__in=waiting.values("participant"))


BY_STATE = (
    PeopleList(EVERYBODY, _("Everybody"), lambda sight: Q()),
    *(PeopleList(state.value, state.label, _in_state(state)) for state in State),
)
REST = (
    PeopleList(NO_JOURNEY, _("No journey yet"), lambda sight: _shown(whereabouts__state="")),
    PeopleList(SHIELDED, _("Shielded"), lambda sight: Q(is_shielded=True)),
)
TO_DO = (
    PeopleList(NO_REASON, _("Left without a reason"), lambda sight: _shown(
        whereabouts__state=State.LEFT, whereabouts__left_reason=""
    )),
    PeopleList(DUE, _("Follow-up due"), _asked(is_due)),
    PeopleList(NOT_REACHED, _("Not reached"), _asked(is_not_reached)),
    PeopleList(STILL, _("No move in 90 days"), _still),
    PeopleList(NEW, _("New since last time"), _new),
    PeopleList(PROPOSED, _("Proposals waiting"), _proposed),
    PeopleList(ANSWERED, _("Proposals answered"), _answered),
    PeopleList(ASKS, _("Asks for correction or erasure"), _asks),
)  # fmt: skip
LISTS = {each.code: each for each in (*BY_STATE, *REST, *TO_DO)}


def count_by_office(
    people: ParticipantQuerySet, lists: Iterable[PeopleList], sight: Sight
) -> dict[UUID, dict[str, int]]:
    """How many are on each list, office by office, in one query. An office without people has no entry."""
    lists = tuple(lists)
    counts = {
        f"on_list_{place}": Count("pk", filter=each.condition(sight)) for place, each in enumerate(lists)
    }
    rows = people.filter(office__in=sight.offices).order_by().values("office").annotate(**counts)
    return {
        row["office"]: {each.code: row[f"on_list_{place}"] for place, each in enumerate(lists)}
        for row in rows
    }


def groups_of(numbers: dict[str, int], lists: Iterable[PeopleList]) -> list[Group]:
    """The lists with their numbers."""
    return [Group(each.code, each.label, numbers.get(each.code, 0)) for each in lists]


def on_list(people: ParticipantQuerySet, code: str, sight: Sight) -> ParticipantQuerySet:
    """The people of one list."""
    return people.filter(LISTS[code].condition(sight))
