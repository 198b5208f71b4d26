"""A worker's part of a simulation: the planned reports that are not out, made one after the other, measured and let go.

Nothing of them is stored as an edition and nothing leaves: only how much each would tell is kept.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from time import monotonic
from typing import Any, Self

from django.db.models import prefetch_related_objects
from django.utils import timezone

from accounts.scope import acting_as_system
from background.lease import Progress
from background.models import LostLease
from reports.disclosure.creation import Created
from reports.disclosure.information_loss import InformationLoss
from reports.disclosure.ledger import Ledger, Out, ledger_of, out_of
from reports.disclosure.release import decide, strictest_of
from reports.editions.building import known_aside as as_known
from reports.editions.plan import Plan, later_reports, reports_to_come
from reports.editions.simulation.layouts import Say, Saying, layouts_tried
from reports.enums import SimulationState
from reports.figures.continuation import Continuation, continued
from reports.figures.figures import Office, define_everything, figures_of
from reports.figures.records import number_of
from reports.models import Series, Simulation
from reports.periods import Period, parse_period

# Well within what the queue of builds gives a task, so that what was found is kept and the page says what was not.
MOST_SECONDS = 1200


class OutOfTime(Exception):
    """The time that a simulation may take is up: what is ready is kept."""


@dataclass(frozen=True, slots=True)
class Simulated:
    """One planned report as it would come out: how much it tells, and the table and row of what it leaves out.

    A whole table has no row. `is_continued`: some of its days are still to come. `is_beside_draft`: the draft counts as out.
    """

    period: Period
    loss: InformationLoss
    left_out: tuple[tuple[str, str], ...]
    is_continued: bool
    is_beside_draft: bool = False

    def as_json(self) -> dict[str, Any]:
        return {
            "period": self.period.label,
            "loss": self.loss.as_json(),
            "left_out": [list(each) for each in self.left_out],
            "continued": self.is_continued,
            "beside_draft": self.is_beside_draft,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what `as_json` wrote."""
        return cls(
            parse_period(data["period"]),
            InformationLoss.from_json(data["loss"]),
            tuple((table, row) for table, row in data["left_out"]),
            data["continued"],
            data["beside_draft"],
        )


class Trial:
    """Planned reports of a series, made in memory from what is known now and its continuation."""

    def __init__(self, series: Series, plan: Plan, now: datetime) -> None:
        self.series, self.plan, self.now = series, plan, now
        self.today = timezone.localdate(now)
        self._continuation = cache(self._continue)

    def rests_on(self, periods: Sequence[Period]) -> int:
        """How many days behind today are repeated for the days to come, 0 where there are none or too little is known."""
        if not any(self.is_continued(period) for period in periods):
            return 0
        return self._continuation(tuple(self.offices(periods))).rests_on

    def is_continued(self, period: Period) -> bool:
        return period.end >= self.today

    def cutoff(self, period: Period) -> datetime:
        """Today for what is over, the day after for what is to come."""
        if not self.is_continued(period):
            return self.now
        midnight = datetime.combine(period.end + timedelta(days=1), datetime.min.time())
        return timezone.make_aware(midnight)

    def offices(self, periods: Sequence[Period]) -> list[str]:
        """By key, of all these periods."""
        return sorted({office.key for period in periods for office in self._members(period)})

    def known_at(self, offices: Sequence[str], cutoff: datetime):
        """Who was known at a cutoff, or will be."""
        if cutoff <= self.now:
            return as_known(offices, cutoff)
        return self._continuation(tuple(offices)).known_on(number_of(timezone.localdate(cutoff)))

    def make(self, ledger: Ledger, period: Period, say: Say) -> tuple[Out, Simulated]:
        """The report of a period beside what is out, as though it came out too, and how much it tells."""
        members, cutoff, k = self._members(period), self.cutoff(period), self.series.smallest_count
        whole = define_everything(members, period, self.series.cluster.starts_on, cutoff)
        figures = figures_of(*self.known_at(sorted(whole.offices), cutoff), whole)
        decided = decide(figures, self.plan.layout, ledger, cutoff, k, self.known_at, say)
        found = decided.found
        out = Out(
            key=f"simulated {period.label}",
            name=period.label,
            cutoff=cutoff,
            definition=decided.definition,
            printed=found.printed,
            k=strictest_of(k, ledger),
            worlds=found.worlds,
            beside=frozenset(ledger.keys),
            created=Created(period.label, period, frozenset(decided.definition.offices), {}, {}),
        )
        return out, Simulated(period, decided.loss, _left_out(out, found.left_out), self.is_continued(period))

    def _members(self, period: Period) -> tuple[Office, ...]:
        with acting_as_system():
            members = self.series.cluster.offices_between(period.start, period.end)
            return tuple(Office(office.pk, office.slug, office.name) for office in members)

    def _continue(self, offices: tuple[str, ...]) -> Continuation:
        until = number_of(self.plan.end) + 1
        return continued(*as_known(offices, self.now), number_of(self.today), until)


def simulate(simulation: Simulation, progress: Progress, most_seconds: float = MOST_SECONDS) -> None:
    """From claimed row to what is known of each report, or of each layout of a draft. Each is kept as soon as it is ready."""
    until = monotonic() + most_seconds
    results: list[dict[str, Any]] = []

    def saying(step: str, of: int) -> Say:
        def going_on(done: int, out_of: int) -> None:
            progress.say(step, len(results), of)
            if monotonic() > until:
                raise OutOfTime

        going_on(0, 0)
        return going_on

    is_cut_short = False
    tried = layouts_tried if simulation.of_layouts else _reports_tried
    with acting_as_system():
        # Out of a scope a worker sees nothing, so what the work is about is fetched in one.
        prefetch_related_objects([simulation], "series__cluster", "edition__series__cluster")
    try:
        for each in tried(simulation, saying):
            results.append(each)
            _keep(simulation, results=results)
    except OutOfTime:
        is_cut_short = True
    with acting_as_system():
        simulation.finish(SimulationState.DONE, results=results, is_cut_short=is_cut_short)


def _reports_tried(simulation: Simulation, saying: Saying) -> Iterator[dict[str, Any]]:
    trial = Trial(simulation.series, Plan.from_json(simulation.plan), timezone.now())
    with acting_as_system():
        periods = _periods(simulation, trial.plan)
        ledger = ledger_of(trial.offices(periods))
    _keep(simulation, results=[], known_at=trial.now, rests_on=trial.rests_on(periods))
    of = len(periods) * (2 if simulation.edition else 1)
    made = _made(simulation, trial, ledger, periods, lambda period: saying(period.label, of))
    return (each.as_json() for each in made)


def _periods(simulation: Simulation, plan: Plan) -> list[Period]:
    if simulation.edition:
        return later_reports(simulation.edition, plan)
    return reports_to_come(simulation.series, plan)


def _made(
    simulation: Simulation,
    trial: Trial,
    ledger: Ledger,
    periods: Sequence[Period],
    say: Callable[[Period], Say],
) -> Iterator[Simulated]:
    """All that is planned, each beside those before; or what comes after a draft, without the draft and beside it."""
    if simulation.edition is None:
        for period in periods:
            out, found = trial.make(ledger, period, say(period))
            ledger = Ledger((*ledger.editions, out))
            yield found
        return
    with acting_as_system():
        draft = Ledger((*ledger.editions, out_of(simulation.edition)))
    for period in periods:
        for beside in (ledger, draft):
            _out, found = trial.make(beside, period, say(period))
            yield Simulated(
                found.period, found.loss, found.left_out, found.is_continued, is_beside_draft=beside is draft
            )


def _left_out(out: Out, left_out: frozenset[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    printed = {place[0] for place in out.printed}
    return tuple(sorted({(table, row if table in printed else "") for table, row in left_out}))


def _keep(simulation: Simulation, **values: object) -> None:
    with acting_as_system():
        if not simulation.held().update(**values):
            raise LostLease(f"{simulation._meta.label} {simulation.pk}")
