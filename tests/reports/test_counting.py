"""The numbers of a report, against a second program written from the definitions alone."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from participants.models import Move, Participant
from reports.disclosure.suppression.certificates import as_json
from reports.figures.definitions import TOTAL, everything
from reports.figures.figures import Office, count_figures, sums
from reports.figures.records import GROUPS, SEXES, STATES, Person, number_of, person_of, records_of
from reports.periods import Period, parse_period
from reports.recount import recount
from tests.owner import as_owner
from tests.reports.offices import LATER, now, office

SINCE = date(2019, 1, 1)
PERIODS = ["2026-T2", "2026-T1", "2025", "2025-H2", "2024-Q3", "2019", "2026-02-10..2026-02-11"]


def counted(offices: list[Office], period: Period, cutoff: datetime = LATER) -> dict:
    return dict(count_figures(offices, period, SINCE, cutoff).values)


def recounted(people, definition) -> dict:
    """By the verifier, rows of offices by their key."""
    scope = {
        "offices": list(definition.offices),
        "from": definition.start.isoformat(),
        "to": definition.end.isoformat(),
        "since": definition.since.isoformat(),
        "asked_on": definition.known_on.isoformat(),
    }
    records = []
    for person in people:
        record = as_json(person)
        records.append({**record, "answers": [[day, 6, status] for day, status in record["answers"]]})
    return dict(recount(records, scope))


@pytest.mark.parametrize("label", PERIODS)
def test_every_cell_agrees_with_the_second_program(offices, label):
    figures = count_figures(offices, parse_period(label), SINCE, LATER)
    keys = {office.slug: office.key for office in offices}
    people = [person_of(figures.records, row) for row in range(len(figures.records))]
    naive = recounted(people, figures.definition)
    for (table, row, column), value in figures.values.items():
        assert naive.get((table, keys.get(row, row), column), 0) == value, (table, row, column)


OFFICES = ("one", "two", "far")


@st.composite
def persons(draw) -> Person:
    """Anybody whose journey keeps the rules, with up to three stays."""
    first = draw(st.integers(number_of(date(2022, 1, 1)), number_of(date(2025, 12, 1))))
    moves, day, state = [(first, "enrolled", None)], first, "enrolled"
    for _ in range(draw(st.integers(0, 5))):
        day += draw(st.integers(1, 250))
        state = draw(st.sampled_from([each for each in STATES if each != state]))
        told = draw(st.booleans()) if state in ("left", "work") else None
        moves.append((day, state, told))
    stays, begun, place = [(first, draw(st.sampled_from(OFFICES)))], first, None
    for _ in range(draw(st.integers(0, 2))):
        begun += draw(st.integers(1, 300))
        place = draw(st.sampled_from([each for each in OFFICES if each != stays[-1][1]]))
        stays.append((begun, place))
    statuses = st.sampled_from(["work", "education", "venture", "enrolled", "left", None])
    days = sorted(draw(st.sets(st.integers(first, first + 1400), max_size=3)))
    return Person(
        stays=tuple(stays),
        is_shielded=draw(st.booleans()),
        birth_year=draw(st.integers(1960, 2005)),
        sex=draw(st.sampled_from(SEXES)),
        group=draw(st.sampled_from(GROUPS)),
        effort=draw(st.booleans()),
        moves=tuple(moves),
        answers=tuple((day, draw(statuses)) for day in days),
    )


@given(st.lists(persons(), max_size=6), st.sampled_from(["2024-T2", "2025", "2024-H1", "2023-Q4", "2025-T3"]))
def test_whoever_there_is_both_programs_count_the_same(people, label):
    period = parse_period(label)
    definition = everything(("one", "two"), period.start, period.end, date(2022, 6, 1), date(2026, 11, 28))
    naive = recounted(people, definition)
    ours = sums(records_of(people, OFFICES), definition)
    differing = {
        place: (ours.get(place, 0), naive.get(place, 0))
        for place in {*ours, *naive}
        if ours.get(place, 0) != naive.get(place, 0)
    }
    assert not differing


def test_the_population_of_the_samples(offices):
    values = counted(offices, parse_period("2026-T2"))
    totals = {value for (_, row, column), value in values.items() if row == column == TOTAL}
    assert totals == {268}


def enrolled(cast, reference: str = "A-1", **fields) -> Participant:
    person = Participant.objects.create(office=cast.bjerke, reference=reference, birth_year=1990, **fields)
    Move.objects.create(participant=person, office=cast.bjerke, day=date(2024, 1, 1), target="enrolled")
    return person


def test_what_was_recorded_after_the_cutoff_does_not_count(cast):
    enrolled(cast)
    period = parse_period("2024")
    assert counted([office(cast.bjerke)], period, now())["flow", TOTAL, TOTAL] == 1
    assert counted([office(cast.bjerke)], period, now() - timedelta(seconds=1))["flow", TOTAL, TOTAL] == 0


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
    closing = counted([office(cast.bjerke)], parse_period("2024"), now())
    assert closing["flow", "outside", "enrolled"] == 1
    assert closing["flow", "outside", "work"] == 0


def test_a_shielded_person_counts_in_the_whole_only(cast):
    enrolled(cast)
    enrolled(cast, "A-2", is_shielded=True)
    values = counted([office(cast.bjerke)], parse_period("2024"))
    assert values["closing-by-office", cast.bjerke.slug, TOTAL] == 1
    assert values["closing-by-office", "unallocated", TOTAL] == 1


@pytest.mark.parametrize("change", ["sex = 'of neither'", "target_group = 'of none'"])
def test_a_word_that_no_report_knows_is_told_and_moves_nobody(cast, change):
    """The others' words must not be taken for those of whoever stands beside them."""
    person = enrolled(cast)
    enrolled(cast, "A-2", sex="woman")
    as_owner(f"UPDATE public.participants_participantevent SET {change} WHERE pgh_obj_id = %s", [person.pk])  # noqa: S608 - ours
    with pytest.raises(ValueError, match="no report knows"):
        counted([office(cast.bjerke)], parse_period("2024"))
