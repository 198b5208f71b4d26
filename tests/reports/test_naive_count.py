"""The second count, held against tiny workbooks whose answers were worked out by hand."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.reports import naive_count
from tests.reports.naive_count import count_completeness, count_tables, count_yardsticks

SAMPLES = Path(__file__).parents[2] / "samples"
OFFICES = ["nordstrand", "bjerke", "ullensvang", "nordre-follo", "ullern"]
T2 = date(2026, 5, 1), date(2026, 8, 31)
YEAR_2025 = date(2025, 1, 1), date(2025, 12, 31)
PEOPLE_HEADING = ["Referanse", "Fødselsår", "Kjønn", "Målgruppe", "Innsatsgruppe", "Informert dato"]
PEOPLE_HEADING += ["Skjermet"]
MOVES_HEADING = ["Referanse", "Dato", "Til", "Årsak", "Virksomhet", "Stillingsprosent"]
ANSWERS_HEADING = ["Referanse", "Måned", "Dato", "Svar", "Stillingsprosent", "Kilde"]
WORD_OF_STATE = {"enrolled": "Innskrevet", "training": "Arbeidstrening", "work": "Ordinært arbeid"}
WORD_OF_STATE |= {"education": "Utdanning", "venture": "Egen virksomhet", "left": "Avsluttet"}

Row = Sequence[object]


def an_office(
    folder: Path,
    people: Sequence[Row],
    moves: Sequence[Row],
    answers: Sequence[Row] = (),
    office: str = "alfa",
) -> dict[str, Path]:
    """The workbook of an office, with headings in front where the rows bring none of their own."""
    path = folder / f"{office}.xlsx"
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for title, heading, rows in [
        ("Deltakere", PEOPLE_HEADING, people),
        ("Forløp", MOVES_HEADING, moves),
        ("Oppfølging", ANSWERS_HEADING, answers),
    ]:
        sheet = workbook.create_sheet(title)
        for row in rows if rows and "Referanse" in rows[0] else [heading, *rows]:
            sheet.append(list(row))
    workbook.save(path)
    return {office: path}


def participant(reference: str, born: int = 1980, sex: str | None = "Kvinne", **more: str | None) -> Row:
    """A row of Deltakere with nothing special about it."""
    group = more.get("group", "Ungdom")
    return [reference, born, sex, group, more.get("effort"), "01.01.2020", more.get("shielded")]


def journey(reference: str, text: str) -> list[Row]:
    """Rows of Forløp from text like `2026-01-31 enrolled, 2026-05-01 work`."""
    pairs = [step.split() for step in text.split(", ")] if text else []
    return [[reference, datetime.fromisoformat(day), WORD_OF_STATE[state]] for day, state in pairs]


def answer(day: str, words: str) -> Row:
    """A row of Oppfølging about the person A."""
    return ["A", 6, datetime.fromisoformat(day), words, None, "Nav"]


def one_person(folder: Path, text: str, answers: Sequence[Row] = ()) -> dict[str, Path]:
    """The workbook of an office with one participant."""
    return an_office(folder, [participant("A")], journey("A", text), answers)


def filled(table: naive_count.Table) -> dict[tuple[str, str], int]:
    """The cells of a table that are neither zero nor totals."""
    return {cell: value for cell, value in table.items() if value and "total" not in cell}


def counted(yardstick: naive_count.Yardstick) -> dict[str, int]:
    """The counts of a yardstick that are not zero."""
    return {state: value for state, value in yardstick["counts"].items() if value}


@pytest.mark.parametrize(
    ("text", "expected"),
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
        (
            "2026-01-10 enrolled, 2026-05-05 work, 2026-06-01 training, 2026-07-01 left",
            "enrolled left training",
        ),
        (
            "2026-01-10 enrolled, 2026-05-05 work, 2026-06-01 venture, 2026-09-01 left",
            "enrolled venture venture",
        ),
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
def test_one_journey(tmp_path: Path, text: str, expected: str) -> None:
    opening, closing, taken = expected.split()
    tables = count_tables(one_person(tmp_path, text), *T2)
    assert filled(tables["flow"]) == {(opening, closing): 1}
    assert filled(tables["opening-by-office"]) == {("alfa", opening): 1}
    assert filled(tables["closing-by-office"]) == {("alfa", closing): 1}
    assert filled(tables["exits-by-office"]) == {("alfa", taken): 1}


@pytest.mark.parametrize(
    "text",
    [
        "2026-09-01 enrolled",
        "2025-01-10 enrolled, 2026-04-30 left",
        "2025-01-10 enrolled, 2025-06-01 left, 2026-09-01 enrolled",
        pytest.param("", id="no move at all"),
    ],
)
def test_not_in_the_population(tmp_path: Path, text: str) -> None:
    tables = count_tables(one_person(tmp_path, text), *T2)
    assert {value for table in tables.values() for value in table.values()} == {0}


def test_every_cell_is_there(tmp_path: Path) -> None:
    tables = count_tables(one_person(tmp_path, "2026-06-10 enrolled"), *T2)
    assert {table: len(cells) for table, cells in tables.items()} == {
        "opening-by-office": 3 * 7,
        "closing-by-office": 3 * 7,
        "exits-by-office": 3 * 6,
        "flow": 7 * 7,
        "closing-by-sex": 5 * 7,
        "closing-by-age": 5 * 7,
        "closing-by-group": 8 * 7,
        "closing-by-office-grouped": 3 * 4,
        "exits-by-office-grouped": 3 * 4,
    }
    assert tables["exits-by-office"]["unallocated", "education"] == 0


def test_shielded_person_counts_in_no_office(tmp_path: Path) -> None:
    people = [participant("A", shielded="ja "), participant("B", shielded="Nei")]
    moves = journey("A", "2026-01-01 enrolled, 2026-06-01 work") + journey("B", "2026-06-01 enrolled")
    tables = count_tables(an_office(tmp_path, people, moves), *T2)
    assert filled(tables["opening-by-office"]) == {("unallocated", "enrolled"): 1, ("alfa", "outside"): 1}
    assert filled(tables["closing-by-office"]) == {("unallocated", "work"): 1, ("alfa", "enrolled"): 1}
    assert filled(tables["exits-by-office-grouped"]) == {("unallocated", "result"): 1, ("alfa", "none"): 1}
    assert filled(tables["closing-by-sex"]) == {("Kvinne", "work"): 1, ("Kvinne", "enrolled"): 1}
    assert tables["closing-by-office"]["total", "total"] == 2


def test_unknown_sex_and_group(tmp_path: Path) -> None:
    people = [participant("A", sex=None, group=None), participant("B", sex=" ANNET ", group=" annet")]
    moves = journey("A", "2026-06-01 enrolled") + journey("B", "2026-06-01 enrolled")
    tables = count_tables(an_office(tmp_path, people, moves), *T2)
    for table in ("closing-by-sex", "closing-by-group"):
        assert filled(tables[table]) == {("Ukjent", "enrolled"): 1, ("Annet", "enrolled"): 1}


@pytest.mark.parametrize(
    ("born", "band"),
    [(2002, "under 25"), (2001, "25-39"), (1987, "25-39"), (1986, "40-54"), (1972, "40-54"), (1971, "55+")],
)
def test_age_bands_at_their_edges(tmp_path: Path, born: int, band: str) -> None:
    workbooks = an_office(tmp_path, [participant("A", born)], journey("A", "2026-06-01 enrolled"))
    assert filled(count_tables(workbooks, *T2)["closing-by-age"]) == {(band, "enrolled"): 1}


def test_age_is_of_the_year_of_the_last_day(tmp_path: Path) -> None:
    workbooks = an_office(tmp_path, [participant("A", 2001)], journey("A", "2025-11-01 enrolled"))
    table = count_tables(workbooks, date(2025, 12, 1), date(2026, 1, 31))["closing-by-age"]
    assert filled(table) == {("25-39", "enrolled"): 1}


def test_a_reference_is_a_person_within_its_office_only(tmp_path: Path) -> None:
    people = [participant("A")]
    workbooks = an_office(tmp_path, people, journey("A", "2026-06-01 enrolled"), office="alfa")
    gone = journey("A", "2026-01-01 enrolled, 2026-06-01 left")
    workbooks |= an_office(tmp_path, people, gone, office="beta")
    table = count_tables(workbooks, *T2)["closing-by-office"]
    assert filled(table) == {("alfa", "enrolled"): 1, ("beta", "left"): 1}


def test_untidy_workbook(tmp_path: Path) -> None:
    people = [
        [
            "skjermet",
            " Kjønn ",
            "Referanse",
            "FØDSELSÅR",
            "Målgruppe",
            "Innsatsgruppe",
            "Informert dato",
            "Eget",
        ],
        [None, "kvinne ", " a-1 ", 1980, "UNGDOM", "Jobbe delvis", date(2020, 1, 1), "extra"],
        [None] * 8,
        [None, "  ", "A-2", "1990", None, None, None, None],
    ]
    moves = [
        ["A-1", "05.06.2026 ", " ordinært ARBEID", None, None, 50],
        ["A-2", datetime.fromisoformat("2026-08-31T15:30"), "innskrevet ", None, None, None],
        [" ", None, "", None, None, None],
        ["a-1 ", date(2026, 1, 5), "Innskrevet", None, None, None],
    ]
    tables = count_tables(an_office(tmp_path, people, moves), *T2)
    assert filled(tables["flow"]) == {("enrolled", "work"): 1, ("outside", "enrolled"): 1}
    assert filled(tables["closing-by-sex"]) == {("Kvinne", "work"): 1, ("Ukjent", "enrolled"): 1}
    assert filled(tables["closing-by-group"]) == {("Ungdom", "work"): 1, ("Ukjent", "enrolled"): 1}


def test_grouped_tables(tmp_path: Path) -> None:
    ways = ["work", "education", "venture", "training", "left"]
    people = [participant(way) for way in [*ways, "stays"]]
    moves = [row for way in ways for row in journey(way, f"2026-01-01 enrolled, 2026-06-01 {way}")]
    moves += journey("stays", "2026-01-01 enrolled")
    tables = count_tables(an_office(tmp_path, people, moves), *T2)
    closing = {("alfa", "result"): 3, ("alfa", "on-the-way"): 2, ("alfa", "left"): 1}
    exits = {("alfa", "result"): 3, ("alfa", "training"): 1, ("alfa", "none"): 2}
    assert filled(tables["closing-by-office-grouped"]) == closing
    assert filled(tables["exits-by-office-grouped"]) == exits
    assert tables["exits-by-office-grouped"]["total", "result"] == 3
    assert tables["exits-by-office-grouped"]["alfa", "total"] == 6


def test_completeness(tmp_path: Path) -> None:
    people = [participant("A", group=None, effort="Jobbe delvis"), participant("B"), participant("C")]
    moves = [
        *journey("A", "2026-01-01 enrolled"),
        ["A", date(2026, 6, 1), "Ordinært arbeid", None, None, 0],
        *journey("B", "2025-01-01 enrolled, 2026-02-01 work, 2026-06-01 left"),
        *journey("C", "2024-01-01 enrolled, 2024-06-01 left"),
    ]
    assert count_completeness(an_office(tmp_path, people, moves), *T2) == {
        "target-group": (1, 2),
        "innsatsgruppe": (1, 2),
        "left-with-reason": (0, 1),
        "work-with-percent": (1, 1),
    }


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2025-08-31", 6, "2026-02-28"),
        ("2023-08-31", 6, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 24, "2026-02-28"),
        ("2025-12-31", 6, "2026-06-30"),
    ],
)
def test_adding_months(day: str, months: int, later: str) -> None:
    assert naive_count.add_months(date.fromisoformat(day), months) == date.fromisoformat(later)


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("2024-01-01 enrolled, 2024-12-31 work", {}),
        ("2024-01-01 enrolled, 2025-01-01 work", {"work": 1}),
        ("2024-01-01 enrolled, 2025-12-31 left", {"left": 1}),
        ("2024-01-01 enrolled, 2026-01-01 work", {}),
        # The first way out ends the episode; what follows is none.
        ("2025-01-01 enrolled, 2025-02-01 work, 2025-03-01 education", {"work": 1}),
        # A return is a second episode, but back from training is the same one.
        ("2024-01-01 enrolled, 2025-02-01 left, 2025-03-01 enrolled, 2025-04-01 left", {"left": 2}),
        ("2025-01-01 enrolled, 2025-02-01 training, 2025-03-01 enrolled, 2025-04-01 venture", {"venture": 1}),
        # Training straight from outside starts no episode, nor does the move to enrolled after it.
        ("2025-01-01 enrolled, 2025-02-01 left, 2025-03-01 training, 2025-04-01 work", {"left": 1}),
        (
            "2024-01-01 enrolled, 2024-02-01 work, 2025-03-01 training, 2025-03-02 enrolled, 2025-05-01 left",
            {},
        ),
    ],
)
def test_episodes_at_exit(tmp_path: Path, text: str, counts: dict[str, int]) -> None:
    assert counted(count_yardsticks(one_person(tmp_path, text), *YEAR_2025)["at-exit"]) == counts


@pytest.mark.parametrize(
    ("answers", "status"),
    [
        ([], "unknown"),
        ([answer("2026-06-10", "I utdanning")], "education"),
        # 92 and 93 days before and after; too far is still a sign of life where somebody was reached.
        ([answer("2026-02-27", "Arbeidssøker")], "enrolled"),
        ([answer("2026-02-26", "Arbeidssøker")], "unknown"),
        ([answer("2026-08-30", "Annet")], "left"),
        ([answer("2026-08-31", "Annet")], "work"),
        ([answer("2026-08-31", "Ikke nådd")], "unknown"),
        # The nearer one; the earlier one of two as near.
        ([answer("2026-06-08", "I arbeid"), answer("2026-05-22", "Egen virksomhet")], "venture"),
        ([answer("2026-06-07", "I utdanning"), answer("2026-05-22", "Egen virksomhet")], "venture"),
        # The nearest was not reached: no other answer takes its place, but a later one makes the state known.
        ([answer("2026-05-25", "Ikke nådd"), answer("2026-05-10", "I utdanning")], "unknown"),
        ([answer("2026-05-25", "Ikke nådd"), answer("2026-06-20", "I utdanning")], "work"),
    ],
)
def test_status_six_months_after(tmp_path: Path, answers: list[Row], status: str) -> None:
    # Six months after the last of November is 30 May, which has a day after it.
    text = "2025-01-01 enrolled, 2025-11-30 work"
    workbooks = one_person(tmp_path, text, answers)
    found = count_yardsticks(workbooks, date(2026, 5, 31), date(2026, 8, 31))
    assert counted(found["six-months"]) == {}
    found = count_yardsticks(workbooks, date(2026, 5, 1), date(2026, 5, 30))
    assert counted(found["six-months"]) == {status: 1}


def test_a_later_move_makes_the_state_known(tmp_path: Path) -> None:
    text = "2025-01-01 enrolled, 2025-12-15 venture, 2026-06-15 enrolled"
    assert counted(count_yardsticks(one_person(tmp_path, text), *T2)["six-months"]) == {"enrolled": 1}
    text = "2025-01-01 enrolled, 2025-12-15 venture, 2026-06-16 enrolled"
    assert counted(count_yardsticks(one_person(tmp_path, text), *T2)["six-months"]) == {"venture": 1}


def test_november_looks_back_on_the_year_before(tmp_path: Path) -> None:
    text = "2023-01-01 enrolled, 2024-12-31 education, 2025-02-01 enrolled, 2025-03-01 work, "
    text += "2025-04-01 enrolled, 2025-11-15 venture"
    workbooks = one_person(tmp_path, text)
    day = date(2025, 11, 15)
    assert count_yardsticks(workbooks, *YEAR_2025)["november"]["share"] == 1
    assert counted(count_yardsticks(workbooks, day, day)["november"]) == {"venture": 1}
    assert "november" not in count_yardsticks(workbooks, date(2025, 1, 1), date(2025, 11, 14))
    assert "november" not in count_yardsticks(workbooks, date(2025, 11, 16), date(2026, 11, 14))


def test_training_spells(tmp_path: Path) -> None:
    text = "2023-01-01 enrolled, 2023-02-01 training, 2024-02-29 enrolled, 2024-03-01 training, "
    text += "2024-06-01 left, 2025-03-01 venture"
    workbooks = one_person(tmp_path, text, [answer("2026-02-20", "I arbeid")])
    found = count_yardsticks(workbooks, *YEAR_2025)
    assert counted(found["after-training-12"]) == {"left": 1, "venture": 1}
    assert found["after-training-12"]["share"] == 0
    assert counted(found["after-training-24"]) == {}
    found = count_yardsticks(workbooks, date(2026, 2, 28), date(2026, 2, 28))
    assert counted(found["after-training-24"]) == {"work": 1}
    assert found["after-training-24"]["share"] == 1


def test_three_ways_of_a_share(tmp_path: Path) -> None:
    ends = {"A": "work", "B": "work", "C": "venture", "D": "education", "E": "work"}
    people = [participant(reference) for reference in ends]
    moves = [
        row for key, end in ends.items() for row in journey(key, f"2025-01-01 enrolled, 2025-12-01 {end}")
    ]
    answers = [["D", 6, date(2026, 6, 2), "I utdanning", None, "Nav"]]
    answers += [[reference, 24, date(2027, 12, 1), "Annet", None, "Nav"] for reference in "ABC"]
    workbooks = an_office(tmp_path, people, moves, answers)
    assert count_yardsticks(workbooks, *YEAR_2025)["at-exit"]["share"] == 1
    found = count_yardsticks(workbooks, *T2)["six-months"]
    assert counted(found) == {"work": 2, "venture": 1, "education": 1, "unknown": 1}
    assert (found["low"], found["high"], found["share"]) == (0.6, 0.8, 0.75)
    # Three of four: the score interval as printed in textbooks.
    assert found["interval"] == pytest.approx((0.3006, 0.9544), abs=5e-5)


def test_a_yardstick_of_nobody_has_no_share(tmp_path: Path) -> None:
    found = count_yardsticks(one_person(tmp_path, "2026-01-01 enrolled"), *T2)["at-exit"]
    assert (found["low"], found["high"], found["share"], found["interval"]) == (None, None, None, None)


@pytest.mark.parametrize(
    ("start", "end"),
    [T2, (date(2026, 1, 1), date(2026, 4, 30)), YEAR_2025, (date(2025, 7, 1), date(2025, 12, 31))],
    ids=["2026-T2", "2026-T1", "2025", "2025-H2"],
)
def test_totals_of_the_samples_agree(start: date, end: date) -> None:
    tables = count_tables({office: SAMPLES / f"{office}.xlsx" for office in OFFICES}, start, end)
    assert (population := tables["flow"]["total", "total"]) > 200
    for table in tables.values():
        inner = {cell: value for cell, value in table.items() if "total" not in cell}
        assert table["total", "total"] == sum(inner.values()) == population
        for row, column in inner:
            assert table[row, "total"] == sum(value for cell, value in inner.items() if cell[0] == row)
            assert table["total", column] == sum(value for cell, value in inner.items() if cell[1] == column)
    flow, opening = tables["flow"], tables["opening-by-office"]
    for table in ("closing-by-office", "closing-by-sex", "closing-by-age", "closing-by-group"):
        assert all(tables[table]["total", state] == flow["total", state] for state in naive_count.CLOSING)
    assert all(opening["total", state] == flow[state, "total"] for state in naive_count.OPENING)
    for row in [*OFFICES, "unallocated", "total"]:
        closing, grouped = tables["closing-by-office"], tables["closing-by-office-grouped"]
        assert grouped[row, "on-the-way"] == closing[row, "enrolled"] + closing[row, "training"]
        assert grouped[row, "left"] == closing[row, "left"]
        assert tables["exits-by-office-grouped"][row, "none"] == tables["exits-by-office"][row, "none"]
        assert closing[row, "total"] == opening[row, "total"]
