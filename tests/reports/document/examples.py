"""Made-up reports: random people, the real tables, and some cells hidden."""

import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime

from clusters.enums import Level, Step
from clusters.holding import Tally, standing_of, what_holds_back
from reports.enums import Detail
from reports.figures.definitions import (
    AGES,
    COMPLETENESS,
    EXITS,
    OPENING,
    REACHED,
    TOTAL,
    UNKNOWN,
    WINDOWS,
    TableSpec,
    YardstickSpec,
    everything,
    yardstick_specs,
)
from reports.figures.measures import (
    JOBS_CREATED,
    JOBS_FILLED,
    JOBS_LASTING,
    UNSEEN,
    VENTURES,
    measure_spec,
)
from reports.figures.records import GROUPS, SEXES, STATES, UNALLOCATED
from reports.figures.tables import FULL, GROUPED, PRINTED_WINDOWS, Layout, published_specs
from reports.periods import Period
from reports.protected.report import SCHEMA, ProtectedReport, read_protected

OFFICES = {
    "nordstrand": "NAV Nordstrand",
    "bjerke": "NAV Bjerke",
    "ullensvang": "NAV Ullensvang",
    "nordre-follo": "NAV Nordre Follo",
    "ullern": "NAV Ullern",
}
PERIOD = Period(date(2026, 5, 1), date(2026, 8, 31), "2026-T2")
K = 5
CLUSTER_SINCE = date(2023, 3, 1)

Hidden = Callable[[int], bool]
# The words of one made-up person by dimension.
Words = dict[str, str]
Number = int | tuple[int, int | None] | None


def example(
    *,
    persons: int = 214,
    offices: dict[str, str] = OFFICES,
    full_detail: bool = False,
    merged: bool = False,
    seed: int = 7,
    cluster: str = "På tvers",
    hide_all: bool = False,
    hide_none: bool = False,
) -> ProtectedReport:
    """A report over that many people, read back from its own report.json."""
    return read_protected(
        example_json(
            persons=persons,
            offices=offices,
            full_detail=full_detail,
            merged=merged,
            seed=seed,
            cluster=cluster,
            hidden=(lambda _count: True) if hide_all else (lambda count: not hide_none and 0 < count < K),
        )
    )


def example_json(
    *,
    hidden: Hidden,
    persons: int = 214,
    offices: dict[str, str] = OFFICES,
    full_detail: bool = False,
    merged: bool = False,
    seed: int = 7,
    cluster: str = "På tvers",
) -> dict:
    """The same as a dict. `hidden` says which counts are hidden."""
    chance = random.Random(seed)
    people = [_person(chance, [*offices, UNALLOCATED]) for _ in range(persons)]
    layout = Layout(Detail.MERGED) if merged else FULL if full_detail else GROUPED
    whole = everything(list(offices), PERIOD.start, PERIOD.end, CLUSTER_SINCE, date(2026, 9, 5))
    counts = {
        (spec.id, row, column): count
        for spec in whole.tables
        for (row, column), count in tabulate(spec, people).items()
    }
    windows = WINDOWS if full_detail else PRINTED_WINDOWS
    return {
        "schema": SCHEMA,
        "cluster": "pa-tvers",
        "cluster_name": cluster,
        "offices": [{"slug": slug, "name": name} for slug, name in offices.items()],
        "period": {"label": PERIOD.label, "from": PERIOD.start.isoformat(), "to": PERIOD.end.isoformat()},
        "cutoff": datetime(2026, 9, 5, 10, 0, tzinfo=UTC).isoformat(),
        "edition": 1,
        "k": K,
        "tables": [_table(spec, counts, hidden) for spec in published_specs(whole, layout)],
        "windows": {
            name: dict(zip(("from", "to"), (day.isoformat() for day in whole.window(name)), strict=True))
            for name in ("period", *PRINTED_WINDOWS)
        },
        "measures": [
            *(_yardstick(spec, persons, hidden) for spec in yardstick_specs(windows, full=full_detail)),
            _measure(UNSEEN, _unseen(people), hidden),
            *(_measure(id, of, hidden) for id, of in measures_of_nobody_real(persons).items()),
        ],
        "curves": _curves(persons, hidden),
        "agreed": {"complete_from": 80, "targets": {}},
        "bottom_lines": yields_of_nobody_real(hidden) if persons else [],
        "cluster_work": work_of_nobody_real(offices) if persons else {},
    }


def tabulate(spec: TableSpec, people: list[Words]) -> Counter[tuple[str, str]]:
    """How many people there are in each cell of a table, totals with them."""
    counts: Counter[tuple[str, str]] = Counter()
    for person in people:
        rows = [line.code for line in spec.rows if person[spec.row_dimension] in line.members]
        columns = [line.code for line in spec.columns if person[spec.column_dimension] in line.members]
        counts.update((row, column) for row in (*rows, TOTAL) for column in (*columns, TOTAL))
    return Counter(
        {(row, column): counts[row, column] for row in spec.row_codes for column in spec.column_codes}
    )


def yields_of_nobody_real(hidden: Hidden) -> list[dict]:
    sums = {
        "turnover": 3_410_000, "wages": 1_520_000, "own_funding": 2_100_000, "people": 2, "hours": 2340,
        "tonnes_reused": 3,
    }  # fmt: skip
    told = {line: None if hidden(value) else value for line, value in sums.items()}
    return [{"half_year": "2026-H1", "sums": told}]


def with_agreed(report: ProtectedReport, complete_from: int = 80, **targets: int) -> ProtectedReport:
    """The same report, made when something else was agreed: `six_months=60`."""
    data = report.as_json()
    data["agreed"] = {
        "complete_from": complete_from,
        "targets": {id.replace("_", "-"): share for id, share in targets.items()},
    }
    return read_protected(data)


def work_of_nobody_real(offices: dict[str, str]) -> dict:
    """Boards at different steps, offices' goals with gaps, one lesson with a list in it."""
    done = {"": (6, 3, 1), **{slug: (4 + at % 3, at % 4, 0) for at, slug in enumerate(offices)}}
    return {
        "boards": [_board(slug, offices.get(slug, ""), counts) for slug, counts in done.items()],
        "goals": [
            {
                "office": slug,
                "half_year": "2026-H1",
                "goals": {
                    "cost": {"value": 20_200_000 - at, "change": -700_000 if at else None, "hidden": False},
                    "satisfaction": {"value": 3.9, "change": 0.2, "hidden": False}
                    if at != 1
                    else {"value": None, "change": None, "hidden": True},
                    "sick_leave": {"value": 6.8, "change": -0.4, "hidden": False},
                },
            }
            for at, slug in enumerate(offices)
            if at < 3
        ],
        "lessons": [
            {
                "title": "Felles morgenmøte",
                "what": "Et kvarter hver uke.\n\n- møteleder\n- to parter",
                "takes": "At begge parter har satt av tid.",
                "evidence": "",
                "learned_on": "2026-07-25",
                "step": 2,
                "level": "department",
            }
        ],
    }


def _board(slug: str, name: str, done: tuple[int, ...]) -> dict:
    """Four tasks on each level of each step; the first `done` are done, one less at each level down."""
    model = {
        step: {level: Tally(4, *2 * (min(4, max(0, count - at)),)) for at, level in enumerate(Level)}
        for step, count in zip(Step, done, strict=True)
    }
    return {
        "board": slug,
        "name": name,
        "steps": [
            {
                "step": step.value,
                "standing": standing_of(step, model).value,
                "levels": {level.value: asdict(tally) for level, tally in levels.items()},
                "held_back_by": [
                    {"rule": each.rule.value, "step": each.step.value, "level": each.level.value}
                    for each in what_holds_back(step, model)
                ],
            }
            for step, levels in model.items()
        ],
    }


def measures_of_nobody_real(persons: int) -> dict[str, dict[str, int]]:
    """Plausible counts for so many people."""
    tenth = persons // 10
    facts = {
        "target-group": {"known": persons - tenth // 2, "unknown": tenth // 2},
        "innsatsgruppe": {"known": persons - tenth, "unknown": tenth},
        "left-with-reason": {"known": tenth, "unknown": tenth // 3},
        "work-with-percent": {"known": 2 * tenth, "unknown": 0},
        "follow-ups": {"answered": 2 * tenth, "not-reached": tenth, "not-asked": tenth},
    }
    assert set(facts) == set(COMPLETENESS)
    ventures = {"idea": tenth // 2, "plan": tenth // 3, "first_sale": tenth // 3, "own_wage": tenth // 4}
    created = {
        VENTURES: ventures,
        JOBS_CREATED: {"created": tenth // 2},
        JOBS_FILLED: {"filled": tenth // 3},
        JOBS_LASTING: {"there": tenth // 3, "not_asked": tenth // 4},
    }
    return {
        **{id: {**of, TOTAL: sum(of.values())} for id, of in facts.items()},
        **{
            id: {line.code: sum(of.get(mark, 0) for mark in line.members) for line in measure_spec(id).cells}
            for id, of in created.items()
        },
    }


def _yardstick(spec: YardstickSpec, persons: int, hidden: Hidden) -> dict:
    """Each yardstick reaches a little less than the one before it; since the start there are twice as many."""
    tenth = persons // 10 * (2 if spec.window == "start" else 1)
    at = list(REACHED).index(spec.id)
    status = {
        "work": 2 * tenth - at * tenth // 4,
        "education": tenth // 2,
        "venture": tenth // 3,
        "enrolled": tenth // 2,
        "left": tenth,
        UNKNOWN: at * tenth // 3,
    }
    counts = {line.code: sum(status.get(word, 0) for word in line.members) for line in spec.counts}
    return {**_measure(spec.id, counts, hidden), "window": spec.window}


def _unseen(people: list[Words]) -> dict[str, int]:
    exits = Counter(person["exit"] for person in people)
    return {"unseen": exits["education"] + exits["venture"], TOTAL: len(people) - exits["none"]}


def _measure(id: str, counts: dict[str, int], hidden: Hidden) -> dict:
    return {
        "id": id,
        "window": "",
        "cells": {code: None if hidden(count) else count for code, count in counts.items()},
        "ranges": {},
    }


def _share(share: int) -> dict[str, int]:
    return {"share": share, "low": max(0, share - 6), "high": min(100, share + 7)}


def _curves(persons: int, hidden: Hidden) -> list[dict]:
    """Both curves, without points where too few are at risk, without shares where everything is hidden."""
    curves = [_state_curve(), _work_curve()]
    for curve in curves:
        if persons < 30:
            curve |= {"points": [], "median": None}
        if hidden(persons):
            curve["median"] = None
            for point in curve["points"]:
                point["shares"] = dict.fromkeys(point["shares"])
    return curves


def _state_curve() -> dict:
    """The newest horizons are the least sure; one state is hidden at one of them."""
    points = []
    for number, (month, at_risk) in enumerate(
        zip((0, 3, 6, 12, 18, 24), (280, 260, 240, 190, 120, 60), strict=True)
    ):
        settled = 12 * number
        shares = (100 - settled, settled // 2, settled // 6, settled // 12, settled // 8, settled // 8)
        of = dict(zip(("enrolled", "work", "education", "training", "venture", "left"), shares, strict=True))
        points.append(
            {
                "month": month,
                "at_risk": at_risk,
                "shares": {code: _share(share) for code, share in of.items()},
            }
        )
    points[-1]["shares"]["venture"] = points[-1]["shares"]["education"] = None
    return {"id": "state-occupation", "last_shown": "", "median": None, "points": points}


def _work_curve() -> dict:
    points = [
        {"month": month, "at_risk": at_risk, "shares": {"work": _share(work), "left": _share(work // 4)}}
        for month, at_risk, work in ((0, 280, 0), (3, 230, 10), (6, 160, 28), (12, 90, 48), (18, 50, 60))
    ]
    return {"id": "first-paid-work", "last_shown": "", "median": [13, 10, 17], "points": points}


def _person(chance: random.Random, offices: list[str]) -> Words:
    closing = chance.choices(STATES, (9, 12, 26, 20, 24, 9))[0]
    moved_to = closing if closing in EXITS else "none"
    return {
        "office": chance.choices(offices, [*(50 for _ in offices[1:]), 1])[0],
        "opening": chance.choices(OPENING, (22, 40, 20, 8, 5, 5))[0],
        "closing": closing,
        "exit": chance.choices((moved_to, "none", "training"), (7, 2, 1))[0],
        "sex": chance.choices(SEXES, (60, 34, 1, 5))[0],
        "age": chance.choices(AGES, (15, 40, 30, 15))[0],
        "group": chance.choices(GROUPS, (25, 25, 15, 12, 12, 6, 5))[0],
    }


def _table(spec: TableSpec, counts: Mapping[tuple[str, str, str], int], hidden: Hidden) -> dict:
    return {
        "id": spec.id,
        "rows": list(spec.row_codes),
        "columns": list(spec.column_codes),
        "cells": [
            {"row": row, "column": column} | _told(counts[spec.id, row, column], hidden)
            for row in spec.row_codes
            for column in spec.column_codes
        ],
    }


def _told(count: int, hidden: Hidden) -> dict:
    return (
        {"value": None, "shown": "range", "low": 1, "high": None}
        if hidden(count)
        else {"value": count, "shown": "value"}
    )


def with_hidden(report: ProtectedReport, *cells: tuple[str, str, str]) -> ProtectedReport:
    """The same report with more cells hidden: each a table, a row and a column."""
    data = report.as_json()
    for table in data["tables"]:
        for cell in table["cells"]:
            if (table["id"], cell["row"], cell["column"]) in cells:
                cell |= {"value": None, "shown": "range", "low": 1, "high": None}
    return read_protected(data)


def with_range(
    report: ProtectedReport, table: str, row: str, column: str, low: int, high: int | None
) -> ProtectedReport:
    """The same report with one more cell hidden, of which it is known between which numbers it lies."""
    data = report.as_json()
    for each in data["tables"]:
        for cell in each["cells"]:
            if (each["id"], cell["row"], cell["column"]) == (table, row, column):
                cell |= {"value": None, "shown": "range", "low": low, "high": high}
    return read_protected(data)


def with_measure(report: ProtectedReport, id: str, *, window: str = "", **cells: Number) -> ProtectedReport:
    """The same report with other numbers in a measure: a pair is a hidden number and the range it lies in."""
    data = report.as_json()
    for measure in data["measures"]:
        if measure["id"] == id and window in ("", measure["window"]):
            ranges = {code: of for code, of in cells.items() if isinstance(of, tuple)}
            measure["cells"] |= {code: None if code in ranges else of for code, of in cells.items()}
            measure["ranges"] |= {code: list(of) for code, of in ranges.items()}
    return read_protected(data)


def with_curve(report: ProtectedReport, id: str, **changes: object) -> ProtectedReport:
    """The same report with another curve: `points`, `median` or `last_shown`."""
    data = report.as_json()
    for curve in data["curves"]:
        if curve["id"] == id:
            curve |= changes
    return read_protected(data)
