"""A part of a report's counting done by others, from the rows to the numbers: by pandas, and by DuckDB.

Where everybody stands at the end of the period by office, sex and age; the way out that each took in it, by office; and how the
episodes of the last twelve months ended. Everything that a report counts is read, and the rest of it not counted. Nobody has moved between offices, nothing has been corrected.
"""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
from psycopg import Cursor

# What a report must know of everybody as it stood in the books at the cutoff: the same four tables that ours reads.
KNOWN = "recorded_at <= %(cutoff)s AND (superseded_at IS NULL OR superseded_at > %(cutoff)s)"
ROWS = {
    "people": """
        SELECT DISTINCT ON (pgh_obj_id) pgh_obj_id AS id,
            CASE WHEN is_shielded THEN 'unallocated' ELSE office_id::text END AS office,
            sex, birth_year, target_group, effort_group <> '' AS effort
        FROM participants_participantevent WHERE office_id = ANY(%(offices)s) AND pgh_created_at <= %(cutoff)s
        ORDER BY pgh_obj_id, pgh_created_at DESC, pgh_id DESC
    """,
    "stays": f"SELECT participant_id, day, office_id FROM participants_stay WHERE {KNOWN}",
    "moves": f"SELECT participant_id, day, target, left_reason, hours_percent FROM participants_move WHERE {KNOWN}",
    "answers": f"SELECT participant_id, day, month, answer FROM participants_followup WHERE {KNOWN}",
}
AGES = ("under-25", "25-39", "40-54", "55-plus")
EXITS = ("work", "education", "training", "venture")
TABLES = (("closing", "office"), ("closing", "sex"), ("closing", "age"), ("exit", "office"))
Counts = Mapping[tuple[str, str, str], int]


def write_csv(cursor: Cursor, offices: list, cutoff: datetime, folder: Path) -> None:
    """Everybody as PostgreSQL writes them fastest; a part of what is timed."""
    for name, rows in ROWS.items():
        with (folder / f"{name}.csv").open("wb") as file:
            statement = f"COPY ({rows}) TO STDOUT (FORMAT csv, HEADER)"
            with cursor.copy(statement, {"offices": offices, "cutoff": cutoff}) as copy:
                for block in copy:
                    file.write(block)


def by_pandas(folder: Path, start: date, end: date, since: date) -> Counts:
    people = pd.read_csv(folder / "people.csv", dtype={"sex": str}, keep_default_na=False).set_index("id")
    moves = pd.read_csv(folder / "moves.csv", parse_dates=["day"]).sort_values(["participant_id", "day"])
    for other in ("stays", "answers"):
        pd.read_csv(folder / f"{other}.csv", parse_dates=["day"])
    first, last = pd.Timestamp(start), pd.Timestamp(end)
    known = moves[moves["day"] <= last]
    closing = known.groupby("participant_id")["target"].last()
    before = known[known["day"] < first].groupby("participant_id")["target"].last()
    within = known[known["day"] >= first]
    people["closing"] = closing.reindex(people.index)
    people["before"] = before.reindex(people.index)
    people["moved"] = people.index.isin(within["participant_id"])
    seen = people[people["closing"].notna() & ((people["before"] != "left") | people["moved"])].copy()
    seen["age"] = pd.cut(end.year - seen["birth_year"], [-np.inf, 24, 39, 54, np.inf], labels=AGES)
    seen["exit"] = (
        within[within["target"].isin(EXITS)].groupby("participant_id")["target"].last().reindex(seen.index)
    )
    seen["exit"] = seen["exit"].fillna("none")
    found = {}
    for what, by in TABLES:
        counted = seen.groupby([by, what], observed=True).size()
        found |= {(f"{what} by {by}", row, column): int(n) for (row, column), n in counted.items() if n}
    former = moves.groupby("participant_id")["target"].shift()
    ends = moves[former.isin(["enrolled", "training"]) & ~moves["target"].isin(["enrolled", "training"])]
    ends = ends[
        (ends["day"] >= pd.Timestamp(since))
        & (ends["day"] <= last)
        & ends["participant_id"].isin(people.index)
    ]
    return found | {("ends", "all", state): int(n) for state, n in ends.groupby("target").size().items()}


def by_duckdb(folder: Path, start: date, end: date, since: date) -> Counts:
    db = duckdb.connect()
    db.execute("SET threads = 1")
    db.execute(f"""
        CREATE TABLE people AS SELECT * FROM read_csv('{folder}/people.csv', header = true, types = {{'sex': 'VARCHAR'}});
        CREATE TABLE stays AS SELECT * FROM read_csv('{folder}/stays.csv', header = true);
        CREATE TABLE answers AS SELECT * FROM read_csv('{folder}/answers.csv', header = true);
        CREATE TABLE moves AS SELECT *, lag(target) OVER (PARTITION BY participant_id ORDER BY day) AS former
            FROM read_csv('{folder}/moves.csv', header = true);
        CREATE TABLE state AS SELECT participant_id AS id,
            arg_max(target, day) FILTER (day <= '{end}') AS closing,
            arg_max(target, day) FILTER (day < '{start}') AS before,
            bool_or(day BETWEEN '{start}' AND '{end}') AS moved,
            coalesce(arg_max(target, day) FILTER (day BETWEEN '{start}' AND '{end}' AND target IN {EXITS}), 'none') AS exit
            FROM moves GROUP BY 1;
        CREATE TABLE seen AS SELECT people.*, state.closing, state.exit, CASE
                WHEN {end.year} - birth_year < 25 THEN 'under-25' WHEN {end.year} - birth_year < 40 THEN '25-39'
                WHEN {end.year} - birth_year < 55 THEN '40-54' ELSE '55-plus' END AS age
            FROM people JOIN state USING (id) WHERE closing IS NOT NULL AND (before IS DISTINCT FROM 'left' OR moved);
    """)
    found = {}
    for what, by in TABLES:
        rows = db.execute(f"SELECT {by}, {what}, count(*) FROM seen GROUP BY 1, 2").fetchall()
        found |= {(f"{what} by {by}", str(row or ""), column): n for row, column, n in rows}
    ends = f"""
        SELECT target, count(*) FROM moves JOIN people ON id = participant_id
        WHERE former IN ('enrolled', 'training') AND target NOT IN ('enrolled', 'training') AND day BETWEEN '{since}' AND '{end}'
        GROUP BY 1
    """
    return found | {("ends", "all", state): n for state, n in db.execute(ends).fetchall()}
