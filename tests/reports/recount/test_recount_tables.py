"""The tables of the second count: journeys whose places were worked out by hand."""

import pytest

from reports.recount import contribution, recount
from tests.reports.recount.people import edition, inner, person, place


@pytest.mark.parametrize(
    ("moves", "expected"),
    [
        ("2026-06-10 enrolled", "outside enrolled none"),
        ("2024-02-01 enrolled", "enrolled enrolled none"),
        # Left inside the period, having come before it or in it.
        ("2026-01-10 enrolled, 2026-06-01 left", "enrolled left none"),
        ("2026-06-10 enrolled, 2026-07-01 left", "outside left none"),
        # Left before the period, then back inside it, and perhaps left again.
        ("2025-01-10 enrolled, 2025-06-01 left, 2026-06-01 enrolled", "outside enrolled none"),
        ("2025-01-10 enrolled, 2025-06-01 left, 2026-06-01 enrolled, 2026-07-01 left", "outside left none"),
        # Several moves inside: the last exit counts, also for one who is back since.
        ("2026-01-10 enrolled, 2026-05-05 work, 2026-07-01 enrolled", "enrolled enrolled work"),
        ("2026-01-10 enrolled, 2026-05-05 work, 2026-06-01 venture", "enrolled venture venture"),
        # An exit before the period is not taken in it.
        ("2026-01-10 enrolled, 2026-02-01 training, 2026-07-01 left", "training left none"),
        # The edges of the period.
        ("2026-01-10 enrolled, 2026-04-30 work", "work work none"),
        ("2026-01-10 enrolled, 2026-05-01 work", "enrolled work work"),
        ("2026-01-10 enrolled, 2026-08-31 education", "enrolled education education"),
        ("2026-01-10 enrolled, 2026-09-01 work", "enrolled enrolled none"),
        ("2026-04-30 enrolled", "enrolled enrolled none"),
        ("2026-08-31 enrolled", "outside enrolled none"),
        ("2025-01-10 enrolled, 2026-05-01 left", "enrolled left none"),
    ],
)
def test_a_journey_has_one_place_in_the_period(moves, expected):
    assert place(person(moves)) == [*expected.split(), "alfa"]


@pytest.mark.parametrize(
    "moves",
    [
        "2026-09-01 enrolled",
        "2025-01-10 enrolled, 2026-04-30 left",
        "2025-01-10 enrolled, 2025-06-01 left, 2026-09-01 enrolled",
        pytest.param("", id="no move at all"),
    ],
)
def test_the_period_does_not_count_who_comes_later_or_was_gone_all_through_it(moves):
    assert place(person(moves)) == []


def test_one_person_stands_once_in_every_table_and_in_its_totals():
    someone = person("2026-01-10 enrolled, 2026-06-01 training", sex="other", group="at-home")
    counted = contribution(someone, edition())
    places = {
        "opening-by-office": ("alfa", "enrolled"),
        "closing-by-office": ("alfa", "training"),
        "exits-by-office": ("alfa", "training"),
        "flow": ("enrolled", "training"),
        "closing-by-sex": ("other", "training"),
        "closing-by-age": ("40-54", "training"),
        "closing-by-group": ("at-home", "training"),
        "closing-by-office-grouped": ("alfa", "on-the-way"),
        "exits-by-office-grouped": ("alfa", "training"),
        "flow-grouped": ("on-the-way", "on-the-way"),
        "closing-by-sex-grouped": ("other", "on-the-way"),
        "closing-by-age-grouped": ("40-54", "on-the-way"),
        "closing-by-group-grouped": ("at-home", "on-the-way"),
    }
    for table, (row, column) in places.items():
        cells = {(row, column), (row, "total"), ("total", column), ("total", "total")}
        assert {cell[1:]: value for cell, value in counted.items() if cell[0] == table} == dict.fromkeys(
            cells, 1
        )
    kinds = ("yardstick:", "completeness:", "unseen-by-nav", "state-occupation-", "first-paid-work-")
    assert {cell[0] for cell in counted if not cell[0].startswith(kinds)} == set(places)


@pytest.mark.parametrize(
    ("state", "closing", "taken"),
    [
        ("work", "result", "result"),
        ("education", "result", "result"),
        ("venture", "result", "result"),
        ("training", "on-the-way", "training"),
        ("left", "left", "none"),
    ],
)
def test_grouped_tables_put_states_together(state, closing, taken):
    counted = contribution(person(f"2026-06-01 enrolled, 2026-06-02 {state}"), edition())
    assert inner(counted, "closing-by-office-grouped") == {("alfa", closing): 1}
    assert inner(counted, "exits-by-office-grouped") == {("alfa", taken): 1}
    assert inner(counted, "flow-grouped") == {("outside", closing): 1}


def test_a_shielded_person_counts_in_no_office_but_in_all_else():
    counted = contribution(person("2026-01-01 enrolled, 2026-06-01 work", shielded=True), edition())
    assert inner(counted, "closing-by-office") == {("unallocated", "work"): 1}
    assert inner(counted, "exits-by-office-grouped") == {("unallocated", "result"): 1}
    assert inner(counted, "closing-by-sex") == {("female", "work"): 1}
    assert counted["yardstick:at-exit", "period", "reached"] == 1
    assert not any(row == "alfa" for _table, row, _column in counted)


@pytest.mark.parametrize(
    ("born", "band"),
    [
        (2002, "under-25"),
        (2001, "25-39"),
        (1987, "25-39"),
        (1986, "40-54"),
        (1972, "40-54"),
        (1971, "55-plus"),
    ],
)
def test_age_is_the_year_of_the_last_day_less_the_year_of_birth(born, band):
    over_the_new_year = edition(("2025-12-01", "2026-01-31"))
    counted = contribution(person("2025-12-15 enrolled", birth_year=born), over_the_new_year)
    assert inner(counted, "closing-by-age") == {(band, "enrolled"): 1}


@pytest.mark.parametrize(
    ("moves", "unseen", "of"),
    [
        ("2026-05-01 enrolled, 2026-06-01 education", 1, 1),
        ("2026-05-01 enrolled, 2026-06-01 venture", 1, 1),
        ("2026-05-01 enrolled, 2026-06-01 venture, 2026-07-01 work", 0, 1),
        ("2026-05-01 enrolled, 2026-06-01 training", 0, 1),
        ("2026-05-01 enrolled", 0, 0),
    ],
)
def test_nav_does_not_see_education_and_ventures_among_the_exits_taken(moves, unseen, of):
    counted = contribution(person(moves), edition())
    assert counted.get(("unseen-by-nav", "all", "unseen"), 0) == unseen
    assert counted.get(("unseen-by-nav", "all", "total"), 0) == of


def test_what_is_counted_of_people_is_the_sum_of_what_each_contributes():
    people = [
        person("2026-01-01 enrolled, 2026-06-01 work"),
        person("2025-01-01 enrolled, 2025-11-01 left, 2026-06-01 training", stays="2025-01-01 beta"),
        person("2026-01-01 enrolled, 2026-06-01 work", shielded=True),
    ]
    counted = recount(people, edition())
    assert counted["flow", "enrolled", "work"] == 2
    added: dict = {}
    for someone in people:
        for cell, value in contribution(someone, edition()).items():
            added[cell] = added.get(cell, 0) + value
    assert counted == added
    assert 0 not in counted.values()


def test_an_edition_of_no_office_is_refused():
    with pytest.raises(ValueError, match="at least one office"):
        contribution(person("2026-01-01 enrolled"), edition(offices=[]))
