"""A series' publication plan: what it has said that it will print over the grant, and what has come of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self

from django.utils.translation import gettext as _

from reports.document.words.windows import START, TWELVE, window_label
from reports.document.words.wording import listed, period_name
from reports.document.words.wording import period as period_in_words
from reports.enums import IN_HAND, Detail, EditionState, PlannedTable
from reports.figures.tables import Layout
from reports.models import Edition, Series
from reports.periods import PARTS, Period, parse_period
from reports.protected.report import ProtectedReport, read_protected

WINDOWS = (TWELVE, START)
# What a report prints for a planned table, finer or coarser as small counts allow.
PRINTED_AS: Mapping[str, tuple[str, ...]] = {
    PlannedTable.CLOSING: ("closing-by-office", "closing-by-office-grouped"),
    PlannedTable.EXITS: ("exits-by-office", "exits-by-office-grouped"),
    PlannedTable.FLOW: ("flow", "flow-grouped"),
    PlannedTable.SEX: ("closing-by-sex", "closing-by-sex-grouped"),
    PlannedTable.AGE: ("closing-by-age", "closing-by-age-grouped"),
    PlannedTable.GROUP: ("closing-by-group", "closing-by-group-grouped"),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """Periods of these `kinds` from one day until another, at the end one over all of it, and the tables each is to have."""

    start: date
    end: date
    kinds: tuple[str, ...]
    has_final: bool
    detail: str
    tables: tuple[str, ...]

    def periods(self) -> list[Period]:
        """Every period that lies whole within the grant, in the order they end, the shorter before the longer."""
        found = {period for kind in self.kinds for period in self._of(kind)}
        if self.has_final:
            found.add(Period(self.start, self.end, f"{self.start}..{self.end}"))
        by_days: dict[tuple[date, date], Period] = {}
        for period in sorted(found, key=lambda each: (len(each.label), each.label)):
            by_days.setdefault((period.start, period.end), period)
        return sorted(by_days.values(), key=lambda each: (each.end, -each.start.toordinal()))

    def holds(self, period: Period) -> bool:
        return any((each.start, each.end) == (period.start, period.end) for each in self.periods())

    @property
    def layout(self) -> Layout:
        """How a planned report is made: without the tables that nobody was promised."""
        promised = {id for table in self.tables for id in PRINTED_AS[table]}
        every = {id for ids in PRINTED_AS.values() for id in ids}
        return Layout(self.detail, frozenset(every - promised))

    def _of(self, kind: str) -> Iterator[Period]:
        for year in range(self.start.year, self.end.year + 1):
            for part in range(1, PARTS.get(kind, 1) + 1):
                period = parse_period(f"{year}-{kind}{part}" if kind in PARTS else str(year))
                if self.start <= period.start and period.end <= self.end:
                    yield period

    def as_json(self) -> dict[str, Any]:
        return {
            "from": self.start.isoformat(),
            "to": self.end.isoformat(),
            "kinds": list(self.kinds),
            "final": self.has_final,
            "detail": self.detail,
            "tables": list(self.tables),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what `as_json` wrote."""
        return cls(
            start=date.fromisoformat(data["from"]),
            end=date.fromisoformat(data["to"]),
            kinds=tuple(data["kinds"]),
            has_final=data["final"],
            detail=data["detail"],
            tables=tuple(data["tables"]),
        )


@dataclass(frozen=True, slots=True)
class PlannedReport:
    """One period of the plan: what has come of it, and what it was to tell and does not."""

    period: Period
    edition: Edition | None
    missing: str

    @property
    def name(self) -> str:
        return name_of(self.period)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a draft stands to the plan, in words."""

    sentences: tuple[str, ...]


def plan_of(series: Series) -> Plan | None:
    """What the series has promised, None where it has promised nothing."""
    return Plan.from_json(series.plan) if series.plan else None


def layout_for(series: Series, period: Period, detail: str | None = None) -> Layout:
    """How a report is made where nothing else is chosen: as planned where it is in the plan."""
    plan = plan_of(series)
    if plan is None or not plan.holds(period):
        return Layout(detail or Detail.GROUPED)
    return replace(plan.layout, detail=detail or plan.detail)


def planned_reports(series: Series, plan: Plan) -> list[PlannedReport]:
    """Every report of the plan, each with the edition that is out or, before there is one, in hand."""
    editions: dict[tuple[date, date], Edition] = {}
    states = (*IN_HAND, EditionState.PUBLISHED)
    for edition in (
        series.editions.filter(state__in=states).select_related("series__cluster").order_by("requested_at")
    ):
        days = edition.period_start, edition.period_end
        if days not in editions or not editions[days].is_out:
            editions[days] = edition
    return [
        PlannedReport(period, edition, _missing_in(edition))
        for period in plan.periods()
        for edition in [editions.get((period.start, period.end))]
    ]


def reports_to_come(series: Series, plan: Plan) -> list[Period]:
    """Every period of the plan of which no report is out, in the order they come."""
    out = set(series.editions.out().values_list("period_start", "period_end"))
    return [period for period in plan.periods() if (period.start, period.end) not in out]


def later_reports(edition: Edition, plan: Plan) -> list[Period]:
    """Planned reports that tell of the days of an edition once more, and are not out."""
    later = set(_later(edition.period, plan))
    return [period for period in reports_to_come(edition.series, plan) if period in later]


def standing_of(edition: Edition) -> Standing | None:
    """What KREM is to know of the plan before a draft goes out; None where its series has none."""
    plan = plan_of(edition.series)
    if plan is None:
        return None
    return Standing(tuple(_sentences(edition, plan)))


def promised_in(plan: Plan) -> tuple[str, ...]:
    """The tables and windows of every planned report, by name."""
    tables = (str(PlannedTable(table).label) for table in plan.tables)
    windows = listed([window_label(window) for window in WINDOWS])
    return (*tables, _("The yardsticks over these windows: %(windows)s") % {"windows": windows})


def name_of(period: Period) -> str:
    """What a planned report is called: only the final one is over days that have no name."""
    return period_name(period) or _("Final report (%(days)s)") % {"days": period_in_words(period)}


def _sentences(edition: Edition, plan: Plan) -> Iterator[str]:
    if not plan.holds(edition.period):
        yield _(
            "This report is not in the plan. Whatever it prints is locked for those that are: they must be protected "
            "together with it."
        )
    elif missing := _missing_in(edition):
        yield _("Promised, but not in this draft: %(missing)s.") % {"missing": missing}
    else:
        yield _("Everything that was promised for this period is in the draft.")
    if later := [name_of(each) for each in _later(edition.period, plan)]:
        yield _("The plan promises the same days once more in: %(reports)s.") % {"reports": listed(later)}


def _later(period: Period, plan: Plan) -> Iterable[Period]:
    """Planned reports over some of the same days that are still to come."""
    return (
        each
        for each in plan.periods()
        if each.start <= period.end <= each.end and (each.start, each.end) != (period.start, period.end)
    )


def _missing_in(edition: Edition | None) -> str:
    """What was promised when the edition was asked for and is not in it; empty where nothing is missing."""
    if edition is None or not edition.report or not edition.promised:
        return ""
    return listed(list(missing_in(read_protected(edition.report), Plan.from_json(edition.promised))))


def missing_in(report: ProtectedReport, plan: Plan) -> Iterator[str]:
    """Tables without a cell in print, and windows without a yardstick."""
    printed = {table.id for table in report.tables}
    for table in plan.tables:
        if not printed.intersection(PRINTED_AS[table]):
            yield str(PlannedTable(table).label)
    windows = {measure.window for measure in report.measures if measure.window}
    for window in WINDOWS:
        if window not in windows:
            yield _("the yardsticks: %(window)s") % {"window": window_label(window)}
