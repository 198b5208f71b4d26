"""What an edition that is out counted, and what it printed of it.

An edition keeps its definition. Of those from before it was kept, it is read from the report itself: their words are
translated here, once, so that today's lists may change without touching what is out.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone

from clusters.models import Partner
from reports.figures.definitions import (
    BESIDE,
    COMPLETENESS,
    FORMER_WORDS,
    HORIZONS,
    REACHED,
    STATES,
    STATUSES,
    TOTAL,
    UNKNOWN,
    Definition,
    Line,
    Place,
    TableSpec,
    YardstickSpec,
    lines,
    merged_specs,
    table_specs,
)
from reports.figures.measures import STATE_CURVE, UNSEEN, WORK_CURVE
from reports.figures.records import UNALLOCATED
from reports.models import Edition
from reports.protected.report import ProtectedCurve, ProtectedReport

ALL = "all"
OBSERVED = "observed"
# What is kept beside a report: of each measure [mark, count].
Counts = Mapping[str, Sequence[Sequence[Any]]]


def definition_of(edition: Edition, report: ProtectedReport) -> Definition:
    """What the edition counted."""
    kept = edition.suppression.definition
    return Definition.from_json(kept) if kept else _read_from(edition, report)


def printed_in(report: ProtectedReport, definition: Definition, counts: Counts) -> Mapping[Place, int | None]:
    """Every cell that stands in the report: its number, or None where it is hidden. A row that was left out has none.

    `counts` are those kept beside the report: a share on a curve is taken to print the count that it is made of.
    """
    places = definition.place_numbers
    return {place: value for place, value in _printed(report, counts) if place in places}


def _printed(report: ProtectedReport, counts: Counts) -> Iterator[tuple[Place, int | None]]:
    for table in report.tables:
        for row, values in zip(table.rows, table.cells, strict=True):
            for column, value in zip(table.columns, values, strict=True):
                yield (table.id, row, column), value
    for measure in report.measures:
        for code, value in measure.cells.items():
            if measure.id in REACHED:
                yield (f"yardstick:{measure.id}", measure.window or "period", code), value
            elif measure.id in COMPLETENESS:
                yield (f"completeness:{measure.id}", ALL, code), value
            else:
                yield (measure.id, ALL, code), value
    for curve in report.curves:
        yield from _on_curve(curve, counts)


def _on_curve(curve: ProtectedCurve, counts: Counts) -> Iterator[tuple[Place, int | None]]:
    for point in curve.points:
        under = _under_observation(curve.id, point.month, counts)
        shown = {code for code, share in point.shares.items() if share}
        for code, count in under.items():
            told = code in shown or (code == OBSERVED and shown) or not count
            yield (f"{curve.id}-{point.month}", ALL, code), count if told else None


def _under_observation(id: str, month: int, counts: Counts) -> dict[str, int]:
    """How many are where of those seen so long."""
    kept = dict(counts.get(f"{id}-{month}", ()))
    if OBSERVED in kept:
        return kept
    if id == STATE_CURVE:
        states = {code: kept.get(code, 0) for code in STATES}
        return {**states, OBSERVED: sum(states.values())}
    return _of_courses(month, counts)


def _of_courses(month: int, counts: Counts) -> dict[str, int]:
    """The same from the form in which it was kept before 2027: "what came, by which horizon, seen until which"."""
    number = HORIZONS.index(month)
    under = {"work": 0, "left": 0, OBSERVED: 0}
    marks = next((kept for id, kept in sorted(counts.items()) if id.startswith(WORK_CURVE)), ())
    for mark, count in marks:
        outcome, happened, seen = mark.split(" ")
        if int(seen) >= number:
            under[OBSERVED] += count
            if outcome in under and int(happened) <= number:
                under[outcome] += count
    return under


def _read_from(edition: Edition, report: ProtectedReport) -> Definition:
    offices = {office.slug: _key(office.slug, edition) for office in report.offices}
    specs = {spec.id: spec for spec in (*table_specs(tuple(offices)), *merged_specs())}
    return Definition(
        offices=tuple(offices.values()),
        start=report.period.start,
        end=report.period.end,
        since=report.period.start - timedelta(days=36600),
        known_on=timezone.localdate(report.cutoff),
        tables=tuple(_table(specs[table.id], table.rows, offices) for table in report.tables),
        yardsticks=tuple(
            YardstickSpec(measure.id, measure.window or "period", _counts(measure.id))
            for measure in report.measures
            if measure.id in REACHED
        ),
        completeness=tuple(measure.id for measure in report.measures if measure.id in COMPLETENESS),
        with_unseen=report.measure(UNSEEN) is not None,
        state_horizons=_horizons(report, STATE_CURVE),
        work_horizons=_horizons(report, WORK_CURVE),
        episodes="enrolled",
    )


def _table(spec: TableSpec, rows: tuple[str, ...], offices: Mapping[str, str]) -> TableSpec:
    """The table as it was printed, its rows by the words of that time."""
    named = []
    for code in rows:
        if code == TOTAL:
            continue
        if spec.row_dimension == "office":
            member = code if code == UNALLOCATED else offices[code]
            named.append(Line(code, frozenset({member})))
        else:
            known = next((line for line in spec.rows if line.code == code), None)
            named.append(known or Line(code, frozenset({FORMER_WORDS[code]})))
    return TableSpec(spec.id, spec.row_dimension, tuple(named), spec.column_dimension, spec.columns)


def _counts(id: str) -> tuple[Line, ...]:
    beside = BESIDE.get(id, frozenset())
    return (
        *lines(STATES),
        Line("reached", REACHED[id]),
        *([Line("beside", beside)] if beside else []),
        Line("other", frozenset(STATES) - REACHED[id] - beside),
        *lines([UNKNOWN]),
        Line(TOTAL, frozenset(STATUSES)),
    )


def _horizons(report: ProtectedReport, id: str) -> tuple[int, ...]:
    curve = report.curve(id)
    months = {point.month for point in curve.points} if curve else set()
    return tuple(month for month in HORIZONS if month in months)


def _key(slug: str, edition: Edition) -> str:
    """The office that had the short name when the edition came out."""
    at = edition.published_at or edition.built_at
    event = (
        Partner.pgh_event_model.objects.filter(slug=slug, pgh_created_at__lte=at)
        .order_by("-pgh_created_at", "-pgh_id")
        .values_list("pgh_obj_id", flat=True)
        .first()
    )
    return str(event or Partner.objects.filter(slug=slug).values_list("pk", flat=True).first() or slug)
