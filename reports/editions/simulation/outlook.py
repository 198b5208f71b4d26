"""What KREM is told of a simulation: how much each planned report would still say, and on what that rests."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.document.words.labels import row_name
from reports.document.words.windows import window_label
from reports.document.words.wording import number, part_of
from reports.document.words.yardsticks import yardstick_name
from reports.editions.plan import PRINTED_AS, Plan, later_reports, name_of, plan_of, reports_to_come
from reports.editions.simulation.trial import Simulated
from reports.enums import PlannedTable
from reports.models import Edition, Series, Simulation
from reports.periods import Period, parse_period


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One planned report as a row: None of `found` where it has not been tried."""

    name: str
    found: Simulated | None
    unanswered: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def exact(self) -> str:
        """How many of its numbers are printed as they are."""
        return part_of(self.found.loss.exact, self.found.loss.counts)

    @property
    def as_range(self) -> str:
        """How many are ranges, and how wide."""
        loss = self.found.loss
        if not loss.ranges:
            return number(0)
        return _("%(count)s, on average %(width)s wide") % {
            "count": number(loss.ranges),
            "width": number(round(loss.width)),
        }

    @property
    def answered(self) -> str:
        """How many yardsticks say their result closely."""
        return part_of(len(self.found.loss.answered), len(self.found.loss.yardsticks))


@dataclass(frozen=True, slots=True)
class Outlook:
    """The newest simulation of a plan: what it found, on what it rests, and whether it is of today's plan and reports."""

    simulation: Simulation
    reports: Sequence[Foreseen]
    is_stale: bool

    @property
    def step(self) -> str:
        """The report that is being tried out."""
        return name_of(parse_period(self.simulation.step)) if self.simulation.step else ""

    @property
    def is_continued(self) -> bool:
        """Whether it is about days to come."""
        return any(each.found and each.found.is_continued for each in self.reports)


def outlook_of(series: Series) -> Outlook | None:
    """What KREM is told beside the plan; None where nothing has been simulated yet."""
    simulation = Simulation.objects.newest_of_plan(series)
    if simulation is None:
        return None
    plan = Plan.from_json(simulation.plan)
    to_come = reports_to_come(series, plan)
    found = {(each.period.start, each.period.end): each for each in _read(simulation)}
    return Outlook(
        simulation,
        [
            _foreseen(period, found.get((period.start, period.end)), _names(series, period))
            for period in plan.periods()
            if (period.start, period.end) in found or period in to_come
        ],
        simulation.plan != series.plan or (simulation.known_at is not None and _has_moved_on(simulation)),
    )


@dataclass(frozen=True, slots=True)
class Price:
    """What a draft costs the planned reports after it, in sentences; none where the simulation has not ended."""

    simulation: Simulation | None
    sentences: tuple[str, ...]


def price_of(draft: Edition) -> Price | None:
    """What KREM is told beside a draft; None where no planned report tells of the same days."""
    plan = plan_of(draft.series)
    if plan is None:
        return None
    simulation = Simulation.objects.newest_of_draft(draft)
    if simulation is None and not later_reports(draft, plan):
        return None
    return Price(simulation, tuple(_prices(simulation)) if simulation else ())


def _prices(simulation: Simulation) -> Iterator[str]:
    alone: dict[str, Simulated] = {}
    for found in _read(simulation):
        if not found.is_beside_draft:
            alone[found.period.label] = found
        elif without := alone.get(found.period.label):
            yield _(
                "%(report)s: with this draft out, %(exact)s numbers are exact and %(answered)s yardsticks are answered. "
                "Without it: %(exact_without)s and %(answered_without)s."
            ) % {
                "report": name_of(found.period),
                "exact": part_of(found.loss.exact, found.loss.counts),
                "answered": part_of(len(found.loss.answered), len(found.loss.yardsticks)),
                "exact_without": part_of(without.loss.exact, without.loss.counts),
                "answered_without": part_of(len(without.loss.answered), len(without.loss.yardsticks)),
            }


def _read(simulation: Simulation) -> list[Simulated]:
    return [Simulated.from_json(each) for each in simulation.results]


def _foreseen(period: Period, found: Simulated | None, offices: Mapping[str, str]) -> Foreseen:
    if found is None:
        return Foreseen(name_of(period), None)
    asked = [each for each in found.loss.yardsticks if each not in found.loss.answered]
    return Foreseen(
        name_of(period),
        found,
        tuple(_yardstick(*each) for each in asked),
        tuple(_left_out(found, offices)),
    )


def _left_out(found: Simulated, offices: Mapping[str, str]) -> Iterator[str]:
    """Tables and rows by name; what has no name here is only counted."""
    others = 0
    for table, row in found.left_out:
        planned = next((each for each, ids in PRINTED_AS.items() if table in ids), None)
        kind, _colon, id = table.partition(":")
        if kind == "yardstick":
            yield _yardstick(id, row) if row else yardstick_name(id)
        elif planned is None:
            others += 1
        elif row:
            yield _("%(row)s in the table “%(table)s”") % {
                "row": row_name(table, row, offices),
                "table": PlannedTable(planned).label,
            }
        else:
            yield str(PlannedTable(planned).label)
    if others:
        yield ngettext(
            "%(count)s number beside the tables", "%(count)s numbers beside the tables", others
        ) % {"count": number(others)}


def _yardstick(id: str, window: str) -> str:
    return _("%(yardstick)s, %(window)s") % {
        "yardstick": yardstick_name(id),
        "window": window_label(window),
    }


def _names(series: Series, period: Period) -> dict[str, str]:
    return {office.slug: office.name for office in series.cluster.offices_between(period.start, period.end)}


def _has_moved_on(simulation: Simulation) -> bool:
    """Has a report about any of the same offices come out since?"""
    cluster = simulation.series.cluster
    since = Edition.objects.out().filter(published_at__gt=simulation.known_at)
    return since.filter(series__cluster__memberships__partner__memberships__cluster=cluster).exists()
