"""The one way a number gets out: counts in, protected report and the reasons out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from reports.attacker.editions import Cell, PrintedEdition
from reports.attacker.floors import floors
from reports.attacker.ranges import outer_ranges
from reports.disclosure.bottom_lines import Told, yields_to_print
from reports.disclosure.corrections import Correction, correction_since, kept_apart
from reports.disclosure.creation import Created, hidden_of
from reports.disclosure.curves import horizons_of
from reports.disclosure.information_loss import (
    InformationLoss,
    everybody,
    information_loss,
    limits_of,
    told_by_coarse,
    uncertainty_by_table,
)
from reports.disclosure.ledger import NOTHING_OUT, Ledger, Out
from reports.disclosure.sealing import seal_creation, seal_curves, seal_table, seal_work
from reports.disclosure.suppression.protection import DRAFT, KnownAt, Protected, protect_people
from reports.figures.bottom_lines import YieldCount
from reports.figures.cluster_work import NO_WORK, WorkCount
from reports.figures.definitions import Definition, Place
from reports.figures.figures import Figures
from reports.figures.measures import Measure, by_id
from reports.figures.tables import GROUPED, PRINTED_WINDOWS, Layout, printed_definition
from reports.periods import Period
from reports.protected.agreed import NOTHING_AGREED, Agreed
from reports.protected.ranges import Range
from reports.protected.report import Place as Named
from reports.protected.report import ProtectedMeasure, ProtectedReport
from reports.protected.seal import SEAL

# Why a number is hidden, beside those of protection: an urgent correction of a few people touches it.
CORRECTED = "corrected"
# The coarse form of a table is tried where at best it leaves so little of the uncertainty; that of all, where the fine ones leave so
# much. Beside more than one report protecting once takes minutes, so there it is not tried.
WORTH_TRYING, TELLS_LITTLE, MOST_BESIDE = 0.5, 0.25, 1
# Of fewer people in all the fine forms tell nothing: everybody, and every result, would be hidden for their sake.
FEWEST_FOR_FINE = 30


@dataclass(frozen=True, slots=True)
class Release:
    """A protected report; all but the report is as secret as the true numbers."""

    report: ProtectedReport
    told: dict[str, Any]
    certificate: dict[str, Any]
    definition: dict[str, Any]
    atoms: dict[str, list]


def protect(
    *,
    cluster: Named,
    offices: Sequence[Named],
    period: Period,
    cutoff: datetime,
    edition: int,
    k: int,
    figures: Figures,
    known_at: KnownAt,
    creation: Sequence[Measure] = (),
    work: WorkCount = NO_WORK,
    yields: Sequence[YieldCount] = (),
    told: Sequence[Told] = (),
    agreed: Agreed = NOTHING_AGREED,
    layout: Layout = GROUPED,
    ledger: Ledger = NOTHING_OUT,
    former: Out | None = None,
    is_urgent: bool = False,
    say: Callable[[int, int], None] = lambda done, of: None,
) -> Release:
    """Decide what may be shown beside all that is out, prove it, and seal it.

    `known_at` tells who was known at a cutoff, in all offices of the ledger. What cannot be protected is hidden or
    left out; a report is never refused for it. `former` is the edition that this one corrects; where that is urgent and about
    a few, what they touch is told as a range.
    """
    strictest = strictest_of(k, ledger)
    decided = decide(figures, layout, ledger, cutoff, k, known_at, say)
    definition, found, ranges = decided.definition, decided.found, decided.ranges
    correction = former and correction_since(former, definition, cutoff, k, known_at)
    if correction and correction.waits and is_urgent:
        found = _corrected(found, correction)
        ranges = _ranges(ledger, definition, found)
    slugs = tuple(office.slug for office in offices)
    created = Created("", period, frozenset(definition.offices), by_id(creation))
    hidden_lines = hidden_of(created, [each.created for each in ledger.editions], strictest)
    report = ProtectedReport(
        cluster=cluster,
        offices=tuple(offices),
        period=period,
        cutoff=cutoff,
        edition=edition,
        k=k,
        tables=tuple(
            seal_table(spec, found.printed, ranges)
            for spec in definition.tables
            if any(place[0] == spec.id for place in found.printed)
        ),
        measures=(*_measures(definition, found.printed, ranges), *seal_creation(creation, hidden_lines)),
        curves=seal_curves(figures.curves, found.printed, definition, decided.stand_in),
        work=seal_work(work),
        yields=yields_to_print(yields, slugs, told, strictest),
        agreed=agreed,
        seal=SEAL,
        windows={name: definition.window(name) for name in ("period", *PRINTED_WINDOWS)},
        left_out=tuple(sorted(found.left_out)),
    )
    return Release(
        report,
        _reasons(found, definition)
        | {"tried": [{"layout": layout.as_json(), "loss": loss.as_json()} for layout, loss in decided.tried]}
        | ({"correction": {"persons": correction.persons, "k": correction.k}} if correction else {}),
        {"worlds": found.worlds},
        definition.as_json(),
        _kept(definition, found, creation),
    )


@dataclass(frozen=True, slots=True)
class Decided:
    """What a report counts and prints, between which numbers each hidden count lies, and the report whose curves stand in for its own.

    `tried`: every layout that was looked at and what it does not tell, the chosen one first.
    """

    definition: Definition
    found: Protected
    ranges: Mapping[Place, Range]
    stand_in: str
    tried: tuple[tuple[Layout, InformationLoss], ...]

    @property
    def loss(self) -> InformationLoss:
        return self.tried[0][1]


def decide(
    figures: Figures,
    layout: Layout,
    ledger: Ledger,
    cutoff: datetime,
    k: int,
    known_at: KnownAt,
    say: Callable[[int, int], None],
) -> Decided:
    """What is printed beside all that is out. A table whose form is open is told in the one that tells a reader more.

    The fine forms are tried first. Where a table so hidden tells much less than its coarse form could, or all of them tell little,
    the report is protected once more with those; what tells most is taken. Beside many reports KREM has it measured when it is wanted.
    Where few people are counted in all, only the coarse forms are tried.
    """

    horizons, stand_in = horizons_of(figures, ledger)

    def tried(layout: Layout) -> Decided:
        definition = printed_definition(figures.definition, layout, horizons)
        found = protected(ledger, definition, cutoff, strictest_of(k, ledger), known_at, say)
        ranges = _ranges(ledger, definition, found)
        loss = information_loss(figures.definition, found.printed, ranges, figures.values)
        return Decided(definition, found, ranges, stand_in, ((layout, loss),))

    if everybody(limits_of(figures.values, {})) < FEWEST_FOR_FINE:
        return tried(layout.coarser(*layout.open_tables))
    fine = tried(layout)
    if len(ledger.editions) > MOST_BESIDE or fine.loss.uncertainty is None:
        return fine
    told = uncertainty_by_table(figures.definition, limits_of(fine.found.printed, fine.ranges))
    at_best = told_by_coarse(figures.definition, figures.values, k)
    open_tables = layout.open_tables.intersection(told)
    better = frozenset(id for id in open_tables if at_best[id] < WORTH_TRYING * told[id])
    choices = {better, open_tables if fine.loss.uncertainty > TELLS_LITTLE else better} - {frozenset()}
    others = [tried(layout.coarser(*coarse)) for coarse in sorted(choices, key=sorted)]
    ranked = sorted([fine, *others], key=lambda each: each.loss.rank, reverse=True)
    return replace(ranked[0], tried=tuple(each for one in ranked for each in one.tried))


def protected(
    ledger: Ledger,
    definition: Definition,
    cutoff: datetime,
    k: int,
    known_at: KnownAt,
    say: Callable[[int, int], None],
) -> Protected:
    """What is printed of an edition once it has been read as a reader reads it: what they could still work out is insisted on."""
    return protect_people(
        ledger,
        definition,
        cutoff,
        k,
        known_at,
        say,
        lambda found: _told_to_be_more(ledger, definition, found),
    )


def _told_to_be_more(ledger: Ledger, definition: Definition, found: Protected) -> frozenset[Cell]:
    """Small counts of which a reader works out, once the draft is out, that they are more than zeros alone would tell."""
    if not found.small:
        return frozenset()
    editions = _beside(ledger, definition, found)
    before = outer_ranges(editions[:-1]) if ledger.editions else {}
    low = {
        cell: low
        for cell, (low, _) in outer_ranges(editions).items()
        if cell in found.small and low > before.get(cell, (1, None))[0]
    }
    least = floors(editions, list(low))
    return frozenset(cell for (cell, told), floor in zip(low.items(), least, strict=True) if told > floor)


def strictest_of(k: int, ledger: Ledger) -> int:
    """The smallest count that holds for what is added: the strictest that has been promised."""
    return max([k, *(each.k for each in ledger.editions)])


def _corrected(found: Protected, correction: Correction) -> Protected:
    """More is hidden than the proof needs: every alternative still prints what is left."""
    printed, left_out = kept_apart(found.printed, correction.touched)
    newly = {place for place, value in printed.items() if value is None and found.printed[place] is not None}
    return replace(
        found,
        printed=printed,
        reasons={**found.reasons, **dict.fromkeys(newly, CORRECTED)},
        left_out=found.left_out | left_out,
    )


def _ranges(ledger: Ledger, definition: Definition, found: Protected) -> Mapping[Place, Range]:
    """Between which numbers each hidden count of the draft lies, from print alone."""
    if None not in found.printed.values():
        return {}
    ranges = outer_ranges(_beside(ledger, definition, found), {DRAFT})
    return {place: limits for (key, place), limits in ranges.items() if key == DRAFT}


def _beside(ledger: Ledger, definition: Definition, found: Protected) -> list[PrintedEdition]:
    """What a reader holds once the draft is out; the draft comes last."""
    draft = PrintedEdition(DRAFT, DRAFT, definition, found.printed)
    return [*(each.as_printed() for each in ledger.editions), draft]


def _measures(
    definition: Definition, printed: Mapping[Place, int | None], ranges: Mapping[Place, Range]
) -> list[ProtectedMeasure]:
    """Yardsticks by window, completeness and what NAV does not see; what was left out is not there."""
    rows: dict[tuple[str, str], dict[str, Place]] = {}
    for place in definition.places:
        table, row, code = place
        if table.startswith(("yardstick:", "completeness:", "unseen-by-nav")) and place in printed:
            rows.setdefault((table, row), {})[code] = place
    return [
        ProtectedMeasure(
            table.partition(":")[2] or table,
            {code: printed[place] for code, place in codes.items()},
            SEAL,
            row if table.startswith("yardstick:") else "",
            {code: ranges[place] for code, place in codes.items() if printed[place] is None},
        )
        for (table, row), codes in rows.items()
    ]


def _reasons(found: Protected, definition: Definition) -> dict[str, Any]:
    """What KREM is shown: which cells are hidden and why, what was left out, and how much is lost."""
    held = [place for place in definition.places if found.values[place]]
    hidden = [place for place in held if found.printed.get(place, 0) is None]
    return {
        "hidden": [
            {"table": table, "row": row, "column": column, "reason": found.reasons[table, row, column]}
            for table, row, column in hidden
        ],
        "left_out": [{"table": table, "row": row} for table, row in sorted(found.left_out)],
        "open": found.open,
        "loss": {
            "cells": len(held),
            "hidden_cells": len(hidden),
            "persons": sum(found.values[place] for place in held),
            "hidden_persons": sum(found.values[place] for place in hidden),
        },
        **found.warnings,
    }


def _kept(definition: Definition, found: Protected, creation: Sequence[Measure]) -> dict[str, list]:
    """Counts that later reports need beside the printed ones: of ventures and jobs, and under observation on the curves."""
    kept: dict[str, list] = {
        measure.spec.id: [[mark, count] for mark, count in sorted(measure.counts.items()) if count]
        for measure in creation
    }
    for table, row, code in definition.places:
        if table.startswith(("state-occupation", "first-paid-work")):
            kept.setdefault(table, []).append([code, found.values[table, row, code]])
    return kept
