"""The lists of an office's people: where they are, and what waits to be done about them.

A count and the list it opens come from the same condition, so that one is always as long as the other.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusters.models import Partner
from participants.enums import ON_THE_WAY, Side, State
from participants.models import DataRequest, FollowUp, Move, ParticipantQuerySet, Proposal, Question
from participants.queries.due import is_due, is_not_reached

STILL_FOR = timedelta(days=90)

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
class Viewer:
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
    condition: Callable[[Viewer], Q]


@dataclass(frozen=True, slots=True)
class Group:
    """A list with the number of people on it."""

    code: str
    label: str | Promise
    number: int


def _in_state(state: State) -> Callable[[Viewer], Q]:
    return lambda viewer: _shown(whereabouts__state=state)


def _shown(*conditions: Q, **fields: object) -> Q:
    """Nobody is told anything of a shielded person, so no list but two holds them."""
    return Q(*conditions, is_shielded=False, **fields)


def _asked(question: Callable[[date], Q]) -> Callable[[Viewer], Q]:
    return lambda viewer: _shown(
        pk__in=Question.objects.filter(question(viewer.today), office__in=viewer.offices).values(
            "participant"
        )
    )


def _still(viewer: Viewer) -> Q:
    return _shown(whereabouts__state__in=ON_THE_WAY, whereabouts__since__lte=viewer.today - STILL_FOR)


def _new(viewer: Viewer) -> Q:
    """Recorded by somebody else since the leader last said: seen. What has no name came with the office's workbook."""
    recorded = [
        Q(
            pk__in=model.objects.filter(
                office__in=viewer.offices, recorded_at__gt=viewer.seen_at, recorded_by__isnull=False
            )
            .exclude(recorded_by=viewer.user)
            .values("participant")
        )
        for model in (Move, FollowUp)
    ]
    return _shown(recorded[0] | recorded[1])


def _proposed(viewer: Viewer) -> Q:
    """Somebody has proposed something that the reader's side is to answer."""
    waiting = Proposal.objects.filter(office__in=viewer.offices).to_answer(viewer.side)
    return _shown(pk__in=waiting.values("participant"))


def _answered(viewer: Viewer) -> Q:
    """The other side has answered, and the reader's side has not said that it has read it."""
    unread = Proposal.objects.filter(office__in=viewer.offices, side=viewer.side).unread()
    return _shown(pk__in=unread.values("participant"))


def _asks(viewer: Viewer) -> Q:
    """Asks for correction or erasure, and has no answer."""
    waiting = DataRequest.objects.filter(office__in=viewer.offices).waiting()
    return _shown(pk__in=waiting.values("participant"))


BY_STATE = (
    PeopleList(EVERYBODY, _("Everybody"), lambda viewer: Q()),
    *(PeopleList(state.value, state.label, _in_state(state)) for state in State),
)
REST = (
    PeopleList(NO_JOURNEY, _("No journey yet"), lambda viewer: _shown(whereabouts__state="")),
    PeopleList(SHIELDED, _("Shielded"), lambda viewer: Q(is_shielded=True)),
)
TO_DO = (
    PeopleList(NO_REASON, _("Left without a reason"), lambda viewer: _shown(
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
    people: ParticipantQuerySet, lists: Iterable[PeopleList], viewer: Viewer
) -> dict[UUID, dict[str, int]]:
    """How many are on each list, office by office, in one query. An office without people has no entry."""
    lists = tuple(lists)
    counts = {
        f"on_list_{place}": Count("pk", filter=each.condition(viewer)) for place, each in enumerate(lists)
    }
    rows = people.filter(office__in=viewer.offices).order_by().values("office").annotate(**counts)
    return {
        row["office"]: {each.code: row[f"on_list_{place}"] for place, each in enumerate(lists)}
        for row in rows
    }


def groups_of(numbers: dict[str, int], lists: Iterable[PeopleList]) -> list[Group]:
    """The lists with their numbers."""
    return [Group(each.code, each.label, numbers.get(each.code, 0)) for each in lists]


def on_list(people: ParticipantQuerySet, code: str, viewer: Viewer) -> ParticipantQuerySet:
    """The people of one list."""
    return people.filter(LISTS[code].condition(viewer))


def links_to(groups: list[Group], office: Partner, current: str | None) -> list[dict[str, object]]:
    """Counts that lead to their lists."""
    url = reverse("participant_list", args=[office.pk])
    return [
        {
            "code": group.code,
            "label": group.label,
            "number": group.number,
            # Also where everybody is meant: without a choice the last one would come again.
            "url": f"{url}?list={group.code}",
            "is_current": group.code == current,
        }
        for group in groups
    ]
