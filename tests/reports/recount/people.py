"""Made-up people and editions for the second count, from short texts."""

from reports.recount import Cell, contribution

T2 = ("2026-05-01", "2026-08-31")
YEAR_2025 = ("2025-01-01", "2025-12-31")


def person(moves: str, stays: str = "", answers: str = "", **more: object) -> dict:
    """From texts like `2026-01-31 enrolled, 2026-05-01 left known`; at the office alfa if nothing else is said."""
    steps = [step.split() for step in moves.split(", ")] if moves else []
    asked = [answer.split() for answer in answers.split(", ")] if answers else []
    first = steps[0][0] if steps else "2026-01-01"
    return {
        "stays": [stay.split() for stay in (stays or f"{first} alfa").split(", ")],
        "shielded": False,
        "birth_year": 1980,
        "sex": "female",
        "group": "youth",
        "effort": True,
        "moves": [
            [day, state, bool(known) if state in ("left", "work") else None] for day, state, *known in steps
        ],
        "answers": [[day, 6, None if status == "not-reached" else status] for day, status in asked],
    } | more


def edition(period: tuple[str, str] = T2, **more: object) -> dict:
    """An edition of the offices alfa and beta, whose cluster began in 2019, made long after."""
    asked_on, since, offices = "2030-01-01", "2019-01-01", ["alfa", "beta"]
    dates = {"from": period[0], "to": period[1], "since": since, "asked_on": asked_on}
    return {"offices": offices, **dates} | more


def inner(counted: dict[Cell, int], table: str) -> dict[tuple[str, str], int]:
    """The cells of a table, without the totals."""
    cells = {(row, column): value for (name, row, column), value in counted.items() if name == table}
    return {cell: value for cell, value in cells.items() if "total" not in cell}


def place(someone: dict, period: tuple[str, str] = T2) -> list[str]:
    """Opening, closing, exit taken and office of one person; nothing where the period does not count them."""
    counted = contribution(someone, edition(period))
    flow, exits = inner(counted, "flow"), inner(counted, "exits-by-office")
    if not flow:
        return []
    [(opening, closing)], [(office, taken)] = flow, exits
    return [opening, closing, taken, office]


def states(counted: dict[Cell, int], yardstick: str, window: str = "period") -> dict[str, int]:
    """The states a yardstick found in a window."""
    codes = ("enrolled", "work", "education", "training", "venture", "left", "unknown")
    found = {code: counted.get((f"yardstick:{yardstick}", window, code), 0) for code in codes}
    return {code: value for code, value in found.items() if value}


def four_counts(counted: dict[Cell, int], yardstick: str, window: str = "period") -> dict[str, int]:
    """What is printed of a yardstick, the total with it."""
    codes = ("reached", "beside", "other", "unknown", "total")
    return {code: counted.get((f"yardstick:{yardstick}", window, code), 0) for code in codes}
