"""Editions read together: what ties them, and what a reader of all of them can tell."""

import io
import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from reports.disclosure.issues import Issue, counts_of
from reports.disclosure.publications import publication_of
from reports.disclosure.sameness import same_persons
from reports.disclosure.universe import Universe, is_possible
from reports.figures.tables import Atom, published_specs, tabulate
from reports.periods import parse_period
from reports.protection.auditor import audit
from reports.protection.publication import Published
from tests.conftest import SAMPLES
from tests.reports.editions import build, request

OFFICES = ("bjerke", "ullern")


def somebody(office="bjerke", opening="enrolled", closing="work", exit="work", persons=7) -> Atom:
    return Atom(office, opening, closing, exit, "Kvinne", "25-39", "Ungdom", persons)


def issue(label: str, *atoms: Atom, printed: bool = True) -> Issue:
    specs = published_specs(OFFICES)
    shown = {
        (table.id, row, column): count
        for table in (tabulate(spec, atoms) for spec in specs)
        for row, counts in zip(table.rows, table.counts, strict=True)
        for column, count in zip(table.columns, counts, strict=True)
    }
    return Issue(
        label,
        parse_period(label),
        OFFICES,
        specs,
        counts_of(specs, atoms),
        printed=shown if printed else None,
    )


@pytest.mark.parametrize(
    ("opening", "closing", "exit", "possible"),
    [
        ("enrolled", "work", "work", True),
        ("work", "work", "none", True),
        ("work", "left", "education", True),
        ("outside", "enrolled", "none", True),
        ("enrolled", "work", "none", False),
        ("enrolled", "work", "education", False),
        ("outside", "training", "none", False),
    ],
)
def test_the_definitions_rule_out_some_combinations(opening, closing, exit, possible):
    assert is_possible(opening, closing, exit) is possible


def test_every_cell_is_the_sum_of_its_atoms():
    cells = publication_of([issue("2026-T1", somebody(), somebody("ullern", persons=9))])
    values = {cell.label: cell.value for cell in cells.publication.cells}
    assert values["2026-T1|flow|enrolled|work"] == 16
    assert values["2026-T1|closing-by-office-grouped|ullern|result"] == 9
    assert values["2026-T1|closing-by-age|total|total"] == 16


def test_a_day_that_closes_one_period_opens_the_next():
    first = issue("2026-T1", somebody())
    second = issue("2026-T2", somebody(opening="work", exit="none"))
    counts: list[int] = []
    one, two = Universe(first, counts), Universe(second, counts)
    closed, opened = one.core(office="bjerke", closing="work"), two.core(office="bjerke", opening="work")
    assert (frozenset(closed), frozenset(opened)) in {
        (same.left, same.right) for same in same_persons([one, two])
    }


def test_a_hidden_count_is_told_by_the_next_report():
    """Those in work when one period ends are those in work when the next begins."""
    first = issue("2026-T1", somebody(persons=3), somebody(closing="enrolled", exit="none", persons=20))
    second = issue(
        "2026-T2",
        somebody(opening="work", exit="none", persons=3),
        somebody(opening="enrolled", closing="enrolled", exit="none", persons=20),
    )
    cells = publication_of([first, second]).publication
    in_work = {
        index
        for index, cell in enumerate(cells.cells)
        if cell.label.startswith("2026-T1") and cell.value not in (0, 23)
    }
    label = "2026-T1|flow|total|work"
    together = audit(Published.of(cells, in_work))[label]
    assert (together.low, together.high) == (3, 3)
    alone = publication_of([first]).publication
    apart = audit(Published.of(alone, in_work))[label]
    assert apart.low < 3 < apart.high


def test_exits_of_a_part_are_exits_of_the_whole():
    year = issue("2026", somebody(persons=12))
    last = issue("2026-T3", somebody(persons=9))
    cells = publication_of([last, year]).publication
    rest = [cell for cell in cells.cells if "|exits|" in cell.label and cell.value]
    assert {cell.value for cell in rest} == {3}
    assert not any(cell.listed for cell in rest)


def test_a_correction_between_two_editions_of_a_period_breaks_nothing():
    first = issue("2026-T1", somebody(persons=9))
    corrected = issue(
        "2026-T1", somebody(persons=8), somebody(closing="education", exit="education", persons=6)
    )
    relabelled = Issue(
        "corrected", corrected.period, OFFICES, corrected.specs, corrected.counts, printed=corrected.printed
    )
    assert publication_of([first, relabelled]).publication.links


def test_the_command_reads_one_edition(people):
    draft = build(request(people))
    out = io.StringIO()
    call_command("audit_disclosure", edition=str(draft.pk), stdout=out)
    ranges = json.loads(out.getvalue())
    assert len(ranges) == draft.told["hidden_cells"]
    assert all(high is None or high >= 5 for low, high in ranges.values())


def test_the_command_reads_cases(tmp_path):
    cases = SAMPLES.parent / "tests" / "reports" / "protection" / "known_tables.json"
    out = io.StringIO()
    call_command("audit_disclosure", cases=cases, stdout=out)
    assert json.loads(out.getvalue())


@pytest.mark.parametrize("text", ["{", "[]x", '[{"id": 1}]'])
def test_the_command_refuses_what_are_no_cases(tmp_path, text):
    (tmp_path / "cases.json").write_text(text)
    with pytest.raises(CommandError):
        call_command("audit_disclosure", cases=tmp_path / "cases.json")


def test_the_command_refuses_an_unknown_edition(cast):
    for id in ("nothing", "00000000-0000-0000-0000-000000000000"):
        with pytest.raises(CommandError):
            call_command("audit_disclosure", edition=id)


def test_nothing_published_is_nothing_to_tell(cast):
    out = io.StringIO()
    call_command("audit_disclosure", all=True, stdout=out)
    assert json.loads(out.getvalue()) == {}
