"""Boards of the step model as pages and reports read them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from uuid import UUID

from django.utils.translation import gettext_lazy

from accounts.models import User
from audit.history import known_at
from clusters.enums import CLOSED, BoardFilter, Level, Party, Step, TaskState
from clusters.holding import Model, Tally, standing_of, what_holds_cell_back
from clusters.models import Cluster, Partner, StepTask
from clusters.wording import STANDINGS, in_short, in_words

TaskEvent = StepTask.pgh_event_model

EXPLAINED = {
    Step.UNDERSTANDING: gettext_lazy(
        "The service agrees, in its own house, on what its mission is and what is to be better."
    ),
    Step.EXPLORATION: gettext_lazy(
        "The challenges are explored in smaller areas, and the organisation learns what it takes to act."
    ),
    Step.CO_CREATION: gettext_lazy("The parties make the new solutions together."),
}


@dataclass(frozen=True, slots=True)
class BoardPlace:
    """One of the 27 places with its tasks."""

    party: Party
    tasks: list[StepTask]
    # Where a new task for this place is written.
    place: str


@dataclass(frozen=True, slots=True)
class BoardCell:
    """A step on one level: how far it is, what holds it back in short and in sentences, and its three places."""

    step: Step
    level: Level
    explained: str
    tally: Tally
    late: int
    standing: str
    tone: str
    obstacles: list[str]
    places: list[BoardPlace]

    @property
    def address(self) -> str:
        return f"?step={self.step}&level={self.level}#cell"


@dataclass(frozen=True, slots=True)
class StepPart:
    """A step as the board shows it: how far it is, and its cells, one for each level."""

    step: Step
    standing: str
    tone: str
    cells: list[BoardCell]


@dataclass(frozen=True, slots=True)
class BoardStanding:
    """How far one board has come: a partner's, or without a partner that of the whole cluster."""

    partner: Partner | None
    model: Model

    @property
    def steps(self) -> list[tuple[Step, Tally, str, str]]:
        """Each step with its count, its standing in words and the colour of that."""
        return [
            (step, sum(self.model[step].values(), Tally()), *STANDINGS[standing_of(step, self.model)])
            for step in Step
        ]

    @property
    def has_tasks(self) -> bool:
        return any(tally.total for levels in self.model.values() for tally in levels.values())


def read_board(cluster: Cluster, partner: Partner | None, today: date) -> list[StepPart]:
    """The three steps of one board with everything that stands there. One query."""
    tasks = StepTask.objects.on_board(cluster, partner).with_late(today)
    tasks = list(tasks.select_related("owner_user", "owner_partner").in_order())
    places = defaultdict(list)
    for task in tasks:
        places[task.step, task.level, task.party].append(task)
    model = model_on(tasks, today)
    return [_part(step, model, places) for step in Step]


def cell_to_open(parts: list[StepPart], step: str, level: str) -> BoardCell:
    """The cell that is asked for; else the first that is not finished, for that is where the work is."""
    cells = [cell for part in parts for cell in part.cells]
    asked = (cell for cell in cells if (str(cell.step.value), cell.level.value) == (step, level))
    unfinished = (cell for cell in cells if not cell.tally.is_finished)
    return next(asked, None) or next(unfinished, cells[0])


def tasks_to_do(
    parts: list[StepPart], user: User, seats: Collection[UUID]
) -> dict[BoardFilter, list[StepTask]]:
    """What each filter keeps of a board, in its order. What a partner owns is that of whoever has a seat there."""
    tasks = [
        task
        for part in parts
        for cell in part.cells
        for place in cell.places
        for task in place.tasks
        if task.state not in CLOSED
    ]
    return {
        BoardFilter.MINE: [
            task for task in tasks if task.owner_user_id == user.pk or task.owner_partner_id in seats
        ],
        BoardFilter.LATE: [task for task in tasks if task.late],
        BoardFilter.WAITING: [task for task in tasks if task.state == TaskState.OPEN],
    }


def standings_on(cluster: Cluster, day: date) -> list[BoardStanding]:
    """How far the cluster's own board and its partners' had come on a day, members of that day only.

    The cluster's own comes first, then partners by name. Two queries.
    """
    return _standings(cluster, StepTask.objects.filter(cluster=cluster).order_by("pk"), day)


def standings_known(cluster: Cluster, day: date, cutoff: datetime) -> list[BoardStanding]:
    """The same, from what had been written down at the cutoff. Two queries."""
    return _standings(cluster, known_at(TaskEvent.objects.filter(cluster=cluster), cutoff), day)


def _standings(cluster: Cluster, tasks: Iterable[StepTask | TaskEvent], day: date) -> list[BoardStanding]:
    members = cluster.memberships.on(day).select_related("partner").order_by("partner__name", "pk")
    tasks_of = defaultdict(list)
    for task in tasks:
        tasks_of[task.partner_id].append(task)
    own = BoardStanding(None, model_on(tasks_of[None], day))
    return [
        own,
        *(BoardStanding(member.partner, model_on(tasks_of[member.partner_id], day)) for member in members),
    ]


def model_on(tasks: Iterable[StepTask], day: date) -> Model:
    """Counts of one board's tasks by step and level as they stood on a day.

    What somebody has decided not to do counts no longer. What is taken up now counts as taken up then: only
    what was added, done or dropped has a day.
    """
    model = {step: {level: Tally() for level in Level} for step in Step}
    for task in tasks:
        is_closed = task.closed_on is not None and task.closed_on <= day
        if task.added_on > day or (is_closed and task.state == TaskState.DROPPED):
            continue
        is_done = is_closed and task.state == TaskState.DONE
        is_begun = is_done or task.state == TaskState.UNDER_WAY
        model[Step(task.step)][Level(task.level)] += Tally(1, int(is_begun), int(is_done))
    return model


def share_done_on(tasks: Iterable[StepTask], days: Iterable[date]) -> dict[Step, list[Fraction | None]]:
    """For each step the part of its tasks that was done on each day; None while it had none."""
    tasks, shares = list(tasks), {step: [] for step in Step}
    for day in days:
        for step, levels in model_on(tasks, day).items():
            whole = sum(levels.values(), Tally())
            shares[step].append(whole.share_done if whole.total else None)
    return shares


def quarter_ends(first: date, today: date, most: int = 12) -> list[date]:
    """The last day of every quarter since a day, and today: at most so many, the latest ones."""
    days, day = [today], date(today.year, 1 + (today.month - 1) // 3 * 3, 1) - timedelta(days=1)
    while day >= first and len(days) < most:
        days.append(day)
        month = date(day.year, day.month, 1)
        for _month in range(2):
            month = (month - timedelta(days=1)).replace(day=1)
        day = month - timedelta(days=1)
    return days[::-1]


def _part(step: Step, model: Model, places: Mapping[tuple, list[StepTask]]) -> StepPart:
    label, tone = STANDINGS[standing_of(step, model)]
    return StepPart(step, label, tone, [_cell(step, level, model, places) for level in Level])


def _cell(step: Step, level: Level, model: Model, places: Mapping[tuple, list[StepTask]]) -> BoardCell:
    tally, obstacles = model[step][level], what_holds_cell_back(step, level, model)
    label, tone = in_short(tally, obstacles)
    own = [
        BoardPlace(party, places.get((step, level, party), []), f"step={step}&level={level}&party={party}")
        for party in Party
    ]
    return BoardCell(
        step=step,
        level=level,
        explained=EXPLAINED[step],
        tally=tally,
        late=sum(task.late for place in own for task in place.tasks),
        standing=label,
        tone=tone,
        obstacles=[in_words(obstacle) for obstacle in obstacles],
        places=own,
    )
