"""The numbers of a report, against a second program written from the definitions alone."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection

from participants.models import Move, Participant
from reports.figures.counting import Office, count_atoms
from reports.figures.tables import TOTAL, table_specs, tabulate
from reports.periods import Period, parse_period
from tests.conftest import SAMPLES
from tests.reports.naive_count import count_tables
from tests.reports.offices import LATER, SLUGS, now, office


def counted(offices: list[Office], period: Period, cutoff: datetime = LATER) -> dict:
    atoms = count_atoms(offices, period, cutoff)
    tables = (tabulate(spec, atoms) for spec in table_specs([each.slug for each in offices]))
    return {
        table.id: {
            (row, column): table.counts[at_row][at_column]
            for at_row, row in enumerate(table.rows)
            for at_column, column in enumerate(table.columns)
        }
        for table in tables
    }


@pytest.mark.parametrize(
    "label", ["2026-T2", "2026-T1", "2025", "2025-H2", "2024-Q3", "2019", "2026-02-10..2026-02-11"]
)
def test_every_cell_agrees_with_the_second_program(offices, label):
    period = parse_period(label)
    naive = count_tables({slug: SAMPLES / f"{slug}.xlsx" for slug in SLUGS}, period.start, period.end)
    assert counted(offices, period) == naive


def test_the_population_of_the_samples(offices):
    tables = counted(offices, parse_period("2026-T2"))
    assert {table[TOTAL, TOTAL] for table in tables.values()} == {268}


def enrolled(cast, reference: str = "A-1", **fields) -> Participant:
    person = Participant.objects.create(office=cast.bjerke, reference=reference, birth_year=1990, **fields)
    Move.objects.create(participant=person, office=cast.bjerke, day=date(2024, 1, 1), target="enrolled")
    return person


def test_what_was_recorded_after_the_cutoff_does_not_count(cast):
    enrolled(cast)
    period = parse_period("2024")
    assert counted([office(cast.bjerke)], period, now())["flow"][TOTAL, TOTAL] == 1
    assert counted([office(cast.bjerke)], period, now() - timedelta(seconds=1))["flow"][TOTAL, TOTAL] == 0


def test_a_superseded_move_counts_for_cutoffs_before_it_was_superseded(cast):
    person = Participant.objects.create(office=cast.bjerke, reference="A-1", birth_year=1990)
    earlier = now() - timedelta(days=2)
    Move.objects.create(
        participant=person, office=cast.bjerke, day=date(2024, 1, 1), target="enrolled", recorded_at=earlier
    )
    work = Move.objects.create(
        participant=person, office=cast.bjerke, day=date(2024, 5, 1), target="work", recorded_at=earlier
    )
    Move.objects.filter(pk=work.pk).update(
        superseded_at=earlier + timedelta(days=1), superseded_by=cast.krem, superseded_because="wrong"
    )
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE portal_all")
    # The person's own row is younger than the cutoff here, so only the newest cutoff has a population.
    closing = counted([office(cast.bjerke)], parse_period("2024"), now())["flow"]
    assert closing["outside", "enrolled"] == 1
    assert closing["outside", "work"] == 0


def test_a_shielded_person_counts_in_the_whole_only(cast):
    enrolled(cast)
    enrolled(cast, "A-2", is_shielded=True)
    table = counted([office(cast.bjerke)], parse_period("2024"))["closing-by-office"]
    assert (table["bjerke", TOTAL], table["unallocated", TOTAL], table[TOTAL, TOTAL]) == (1, 1, 2)


def test_nobody_is_a_report_too(cast):
    tables = counted([office(cast.bjerke)], parse_period("2010"))
    assert {value for table in tables.values() for value in table.values()} == {0}
