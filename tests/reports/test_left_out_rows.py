"""A row that is left out is what the other rows leave of the total: the gate asks for its proof all the same."""

from datetime import UTC, date, datetime

from reports.disclosure.creation import Created
from reports.disclosure.ledger import Out
from reports.disclosure.suppression.certificates import as_json
from reports.disclosure.verification import Kind, problems_of
from reports.figures.definitions import Place
from reports.figures.records import person_of
from reports.periods import parse_period
from tests.reports.attacker.made import KNOWN, OFFICES, definition, drawn, numbers, person, tertial

TABLE = "closing-by-sex"
DEFINITION = definition(tertial(2025, 3), tables=(TABLE,))
ENROLLED = (date(2025, 2, 1), "enrolled")
# Three men beside ten women.
PEOPLE = drawn([person(ENROLLED, sex="female")] * 10 + [person(ENROLLED, sex="male")] * 3)
CUTOFF = datetime.combine(KNOWN, datetime.min.time(), UTC)


def draft(rows: set[str], worlds: list) -> Out:
    """With these rows only, every number of them hidden but the totals."""
    printed: dict[Place, int | None] = {
        place: None if count and place[1] != "total" else count
        for place, count in numbers(PEOPLE, DEFINITION).items()
        if place[1] in rows
    }
    period = parse_period("2025-T3")
    created = Created("draft", period, frozenset(OFFICES), {}, {})
    return Out("draft", "draft", CUTOFF, DEFINITION, printed, 5, worlds, frozenset(), created)


def problems(out: Out) -> set[tuple]:
    found = problems_of(out, [], 0, lambda offices, at: (range(len(PEOPLE)), PEOPLE))
    return {(problem.kind, problem.place[1]) for problem in found if problem.place}


def one_becomes_a_man(times: int) -> list:
    woman = as_json(person_of(PEOPLE, 0))
    return [[[woman, {**woman, "sex": "male"}]] * times]


def test_a_left_out_row_beside_rows_that_are_printed_wants_its_proof() -> None:
    assert problems(draft({"total", "female"}, [])) == {(Kind.NOT_PROVED, "male")}
    assert problems(draft({"total", "female"}, one_becomes_a_man(1))) == {(Kind.NOT_PROVED, "male")}
    assert problems(draft({"total", "female"}, one_becomes_a_man(2))) == set()


def test_a_table_that_is_left_out_whole_wants_none() -> None:
    assert problems(draft(set(), [])) == set()
