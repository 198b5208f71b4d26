"""The tables of the yardsticks: one for each window, and at full detail the states behind them."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from reports.document.tables.amounts import NOTHING, Amount, Column, Unit, counted_in, in_per_cent, share_in
from reports.document.tables.tabular import Grid, GridRow
from reports.document.words.labels import state_label
from reports.document.words.windows import PERIOD, START, window_title, windows_in
from reports.document.words.yardsticks import targets_in, yardsticks_over
from reports.figures.definitions import BESIDE, STATES, TOTAL, UNKNOWN
from reports.protected.report import ProtectedMeasure, ProtectedReport, shares_of

YARDSTICKS, YARDSTICK_STATES = "yardsticks", "yardstick-states"


def yardstick_grids(report: ProtectedReport) -> Iterator[Grid]:
    """The results over each window, then the states over each."""
    for make in (_results, _states):
        for window in windows_in(report):
            grid = make(report, window)
            if grid is not None:
                yield grid


def grid_ids(id: str) -> tuple[str, ...]:
    """The tables of one kind, in the order of their windows."""
    return id, f"{id}-{START}", f"{id}-{PERIOD}"


def _id(report: ProtectedReport, id: str, window: str) -> str:
    """The headline's table has the plain name."""
    return id if window == windows_in(report)[0] else f"{id}-{window}"


def _results(report: ProtectedReport, window: str) -> Grid | None:
    # What was agreed is held against the newest answer.
    targets = targets_in(report) if window == windows_in(report)[0] else {}
    rows = tuple(
        GridRow(
            yardstick.id,
            yardstick.label,
            (*_bounds(measure), *([_target(targets.get(yardstick.id))] if targets else [])),
        )
        for yardstick, measure in yardsticks_over(report, window)
    )
    if not rows:
        return None
    return Grid(
        id=_id(report, YARDSTICKS, window),
        caption=_("Results by each yardstick: %(window)s") % {"window": window_title(report, window)},
        heading=_("Yardstick"),
        columns=(
            Column("reached", _("Result")),
            Column("beside", _("Shown beside")),
            Column("other", _("No result")),
            Column(UNKNOWN, _("Not known")),
            Column(TOTAL, _("Total")),
            Column("low", _("At least"), Unit.PER_CENT),
            Column("high", _("At most"), Unit.PER_CENT),
            Column("share", _("Of the known"), Unit.PER_CENT, has_limits=True),
            *([Column("target", _("Target"), Unit.PER_CENT)] if targets else []),
        ),
        rows=rows,
        sources=tuple(row.code for row in rows),
        window=window,
    )


def _target(share: int | None) -> Amount:
    return NOTHING if share is None else Amount(share, Unit.PER_CENT)


def _bounds(measure: ProtectedMeasure) -> tuple[Amount, ...]:
    beside = counted_in(measure, "beside") if measure.id in BESIDE else NOTHING
    reached, other, unknown, total = (
        counted_in(measure, code) for code in ("reached", "other", UNKNOWN, TOTAL)
    )
    counts = (reached, beside, other, unknown, total)
    shares = shares_of(measure)
    if shares is None:
        return (*counts, *(share_in(measure, name) for name in ("low", "high", "share")))
    return (
        *counts,
        in_per_cent(shares.low),
        in_per_cent(shares.high),
        in_per_cent(shares.share, shares.interval),
    )


def _states(report: ProtectedReport, window: str) -> Grid | None:
    codes = (*STATES, UNKNOWN, TOTAL)
    rows = tuple(
        GridRow(yardstick.id, yardstick.label, tuple(counted_in(measure, code) for code in codes))
        for yardstick, measure in yardsticks_over(report, window)
        if set(STATES) <= set(measure.cells)
    )
    if not rows:
        return None
    labels = {UNKNOWN: _("Not known")}
    return Grid(
        id=_id(report, YARDSTICK_STATES, window),
        caption=_("Where they were on the day each yardstick looks at: %(window)s")
        % {"window": window_title(report, window)},
        heading=_("Yardstick"),
        columns=tuple(Column(code, labels.get(code) or state_label(code)) for code in codes),
        rows=rows,
        sources=tuple(row.code for row in rows),
        window=window,
    )
