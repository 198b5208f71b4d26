"""A second count of a report, straight from the office workbooks, one person at a time.

Written from the definitions of what a report counts and of the workbook alone; it shares nothing with the
portal, so that two programs that agree are both likely right. Tables and completeness are counted by the
verifier's program, reports.recount; what is here reads workbooks for it, and counts yardsticks as the figures do
until these know the episodes that begin with training.
"""

import calendar
import math
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from statistics import NormalDist
from typing import NamedTuple, TypedDict

from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from reports.recount import Cell, recount

STATE_OF_WORD = {
    "innskrevet": "enrolled",
    "arbeidstrening": "training",
    "ordinært arbeid": "work",
    "utdanning": "education",
    "egen virksomhet": "venture",
    "avsluttet": "left",
}
NOT_REACHED = "not reached"
STATE_OF_ANSWER = {
    "i arbeid": "work",
    "i utdanning": "education",
    "egen virksomhet": "venture",
    "arbeidssøker": "enrolled",
    "annet": "left",
    "ikke nådd": NOT_REACHED,
}
SEXES = ["Kvinne", "Mann", "Annet", "Ukjent"]
AGES = ["under 25", "25-39", "40-54", "55+"]
GROUPS = ["Hjemmeværende", "Sosialhjelpsmottaker", "Ungdom", "Familiegjenforent", "Overgangsstønad"]
GROUPS += ["Annet", "Ukjent"]
OPENING = ["outside", "enrolled", "training", "work", "education", "venture"]
CLOSING = ["enrolled", "training", "work", "education", "venture", "left"]
EXITS = ["work", "education", "training", "venture", "none"]
RESULT = ("work", "education", "venture")
ON_THE_WAY = ("enrolled", "training")
NEAR_DAYS = 92
# What the words of the workbook and the names of rows are called in a recount.
CODES = {
    "Kvinne": "female",
    "Mann": "male",
    "Annet": "other",
    "Ukjent": "unknown",
    "under 25": "under-25",
    "55+": "55-plus",
    "Hjemmeværende": "at-home",
    "Sosialhjelpsmottaker": "social-assistance",
    "Ungdom": "youth",
    "Familiegjenforent": "family-reunited",
    "Overgangsstønad": "transitional-benefit",
}

Table = dict[tuple[str, str], int]


class Move(NamedTuple):
    """A change of state from a day on."""

    day: date
    target: str
    has_reason: bool
    has_percent: bool


class Answer(NamedTuple):
    """A follow-up: the state it tells of, or that nobody was reached."""

    day: date
    state: str


@dataclass
class Person:
    """One row of Deltakere with the moves and the answers that carry its reference."""

    office: str
    birth_year: int
    sex: str
    group: str
    has_effort_group: bool
    shielded: bool
    moves: list[Move] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)


class Yardstick(TypedDict):
    """What became of those a yardstick counts, and the three ways of showing its share of successes."""

    counts: dict[str, int]
    low: float | None
    high: float | None
    share: float | None
    interval: tuple[float, float] | None


def word(cell: object) -> str:
    """A cell as text, where case and surrounding blanks do not matter."""
    return "" if cell is None else str(cell).strip().lower()


def day_of(cell: object) -> date:
    """A cell as a day: a date-time, a date, or text like 31.12.2025."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    day, month, year = word(cell).split(".")
    return date(int(year), int(month), int(day))


def listed(cell: object, words: list[str]) -> str:
    """The word of the list that the cell holds; Ukjent for an empty one."""
    if word(cell) == "":
        return "Ukjent"
    return {word(known): known for known in words}[word(cell)]


def rows_of(workbook: Workbook, sheet: str) -> list[dict[str, object]]:
    """The rows of a sheet that are not blank, each by the words of the heading."""
    [found] = [each for each in workbook.worksheets if word(each.title) == sheet]
    heading, *rows = found.iter_rows(values_only=True)
    names = [word(cell) for cell in heading]
    return [dict(zip(names, row, strict=True)) for row in rows if any(word(cell) for cell in row)]


def people_of_office(office: str, path: Path) -> list[Person]:
    """Everyone in one workbook; a reference means one person within it only."""
    workbook = load_workbook(path)
    people: dict[str, Person] = {}
    for row in rows_of(workbook, "deltakere"):
        people[word(row["referanse"])] = Person(
            office=office,
            birth_year=int(word(row["fødselsår"])),
            sex=listed(row["kjønn"], SEXES),
            group=listed(row["målgruppe"], GROUPS),
            has_effort_group=word(row["innsatsgruppe"]) != "",
            shielded=word(row["skjermet"]) == "ja",
        )
    for row in rows_of(workbook, "forløp"):
        known = word(row["årsak"]) != "", word(row["stillingsprosent"]) != ""
        move = Move(day_of(row["dato"]), STATE_OF_WORD[word(row["til"])], *known)
        people[word(row["referanse"])].moves.append(move)
    for row in rows_of(workbook, "oppfølging"):
        answer = Answer(day_of(row["dato"]), STATE_OF_ANSWER[word(row["svar"])])
        people[word(row["referanse"])].answers.append(answer)
    for person in people.values():
        person.moves.sort(key=lambda move: move.day)
    return list(people.values())


def everyone(workbooks: dict[str, Path]) -> list[Person]:
    """All people of all offices."""
    return [person for office, path in workbooks.items() for person in people_of_office(office, path)]


def state_on(person: Person, day: date) -> str:
    """Where the person is on a day: the target of the last move until then, none before the first."""
    state = "none"
    for move in person.moves:
        if move.day <= day:
            state = move.target
    return state


def plain(person: Person) -> dict:
    """A person as a recount takes them in: at one office all along."""
    known = {"left": "has_reason", "work": "has_percent"}
    return {
        "stays": [[move.day.isoformat(), person.office] for move in person.moves[:1]],
        "shielded": person.shielded,
        "birth_year": person.birth_year,
        "sex": CODES[person.sex],
        "group": CODES[person.group],
        "effort": person.has_effort_group,
        "moves": [
            [move.day.isoformat(), move.target, getattr(move, known.get(move.target, ""), None)]
            for move in person.moves
        ],
        # No number depends on the month that was asked about.
        "answers": [
            [answer.day.isoformat(), 6, None if answer.state == NOT_REACHED else answer.state]
            for answer in person.answers
        ],
    }


def recounted(workbooks: dict[str, Path], start: date, end: date) -> Counter[Cell]:
    """Every number of an edition of these offices over a period, made long after it."""
    people = everyone(workbooks)
    edition = {
        "offices": sorted({*workbooks, *(person.office for person in people)}),
        "from": start.isoformat(),
        "to": end.isoformat(),
        "since": date.min.isoformat(),
        "asked_on": date.max.isoformat(),
    }
    return recount(map(plain, people), edition) if people else Counter()


def empty_tables(offices: list[str]) -> dict[str, Table]:
    """Every table with every cell at zero, totals among them."""
    by_office = [*offices, "unallocated"]
    shapes = {
        "opening-by-office": (by_office, OPENING),
        "closing-by-office": (by_office, CLOSING),
        "exits-by-office": (by_office, EXITS),
        "flow": (OPENING, CLOSING),
        "closing-by-sex": (SEXES, CLOSING),
        "closing-by-age": (AGES, CLOSING),
        "closing-by-group": (GROUPS, CLOSING),
        "closing-by-office-grouped": (by_office, ["result", "on-the-way", "left"]),
        "exits-by-office-grouped": (by_office, ["result", "training", "none"]),
    }
    return {
        table: {(row, column): 0 for row in [*rows, "total"] for column in [*columns, "total"]}
        for table, (rows, columns) in shapes.items()
    }


def count_tables(workbooks: dict[str, Path], start: date, end: date) -> dict[str, Table]:
    """Every table of a report of these offices over a period: {table: {(row, column): persons}}."""
    counted, tables = recounted(workbooks, start, end), empty_tables(list(workbooks))
    for table, cells in tables.items():
        for row, column in cells:
            cells[row, column] = counted.pop((table, CODES.get(row, row), CODES.get(column, column)), 0)
        assert not [cell for cell in counted if cell[0] == table], "a cell that the table does not have"
    return tables


def count_completeness(workbooks: dict[str, Path], start: date, end: date) -> dict[str, tuple[int, int]]:
    """How many are known of how many: of persons for the groups, of the moves of the period for the rest."""
    counted = recounted(workbooks, start, end)
    return {
        fact: (
            counted[f"completeness:{fact}", "all", "known"],
            counted[f"completeness:{fact}", "all", "total"],
        )
        for fact in ("target-group", "innsatsgruppe", "left-with-reason", "work-with-percent")
    }


def add_months(day: date, months: int) -> date:
    """The same day number some months on, or the last day of the month where there is none."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def episode_ends(person: Person) -> list[Move]:
    """The moves that end an episode: enrolled from outside, and the first way out after that."""
    ends = []
    before, running = "none", False
    for move in person.moves:
        if move.target == "enrolled" and before not in ON_THE_WAY:
            running = True
        elif move.target in (*RESULT, "left") and running:
            ends.append(move)
            running = False
        before = move.target
    return ends


def training_ends(person: Person) -> list[Move]:
    """The moves that end a training spell: whatever comes next after training."""
    pairs = zip(person.moves, person.moves[1:], strict=False)
    return [after for move, after in pairs if move.target == "training" and after.target != "training"]


def status_on(person: Person, day: date) -> str:
    """What is known of the person on a target day: the nearest answer, else the state, else unknown."""
    near = [answer for answer in person.answers if abs((answer.day - day).days) <= NEAR_DAYS]
    if near:
        nearest = min(near, key=lambda answer: (abs((answer.day - day).days), answer.day))
        if nearest.state != NOT_REACHED:
            return nearest.state
    moved_later = any(move.day >= day for move in person.moves)
    reached_later = any(answer.day >= day and answer.state != NOT_REACHED for answer in person.answers)
    return state_on(person, day) if moved_later or reached_later else "unknown"


def wilson(successes: int, known: int) -> tuple[float, float]:
    """The 95 % Wilson score interval of a share."""
    z = NormalDist().inv_cdf(0.975)
    share = successes / known
    middle = share + z * z / (2 * known)
    reach = z * math.sqrt(share * (1 - share) / known + z * z / (4 * known * known))
    scale = 1 + z * z / known
    return (middle - reach) / scale, (middle + reach) / scale


def measured(statuses: list[str], successes: tuple[str, ...]) -> Yardstick:
    """A yardstick of the statuses found; a share of nobody is None."""
    counts = {state: statuses.count(state) for state in [*CLOSING, "unknown"]}
    good = sum(counts[state] for state in successes)
    unknown, everybody = counts["unknown"], len(statuses)
    known = everybody - unknown
    return Yardstick(
        counts=counts,
        low=good / everybody if everybody else None,
        high=(good + unknown) / everybody if everybody else None,
        share=good / known if known else None,
        interval=wilson(good, known) if known else None,
    )


def count_yardsticks(workbooks: dict[str, Path], start: date, end: date) -> dict[str, Yardstick]:
    """Every yardstick of a report of these offices over a period; november only where the period holds it."""
    at_exit, six_months, november, training_12, training_24 = [], [], [], [], []
    fifteenths = [date(year, 11, 15) for year in range(start.year, end.year + 1)]
    novembers = [day for day in fifteenths if start <= day <= end]
    for person in everyone(workbooks):
        for move in episode_ends(person):
            if start <= move.day <= end:
                at_exit.append(move.target)
            if start <= (target_day := add_months(move.day, 6)) <= end:
                six_months.append(status_on(person, target_day))
            november += [status_on(person, day) for day in novembers if move.day.year == day.year - 1]
        for move in training_ends(person):
            for months, statuses in [(12, training_12), (24, training_24)]:
                if start <= (target_day := add_months(move.day, months)) <= end:
                    statuses.append(status_on(person, target_day))
    yardsticks = {
        "at-exit": measured(at_exit, RESULT),
        "six-months": measured(six_months, ("work", "venture")),
        "after-training-12": measured(training_12, ("work",)),
        "after-training-24": measured(training_24, ("work",)),
    }
    if novembers:
        yardsticks["november"] = measured(november, RESULT)
    return yardsticks
