"""A draft takes half a minute to make: one is made for all modules that only want to have it, whichever process asks first."""

import fcntl
import json
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction

from accounts.scope import acting_as_system
from tests.owner import as_owner
from tests.reports.editions import Shelf


@dataclass(frozen=True)
class Kept:
    """A shelf, the rows that it consists of by table, and how far each sequence had counted."""

    shelf: Shelf
    rows: dict[str, list[str]]
    counted: dict[str, int]

    def put_back(self) -> Shelf:
        """The rows as they were, without a trigger that would take them for something new; for the scope `standing`."""
        for table, rows in self.rows.items():
            columns = ", ".join(
                as_owner(
                    "SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = %s::regclass"
                    " AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
                    [table],
                )
            )
            as_owner(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            as_owner(
                f"INSERT INTO {table} ({columns})"  # noqa: S608 - names from the catalogue
                f" SELECT {columns} FROM json_populate_recordset(NULL::{table}, %s)",
                [f"[{','.join(rows)}]"],
            )
        # What refers to what is looked at now: a table of which something is still to be looked at cannot be altered.
        as_owner("SET CONSTRAINTS ALL IMMEDIATE")
        for table in self.rows:
            as_owner(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        as_owner("SET CONSTRAINTS ALL DEFERRED")
        for sequence, last in self.counted.items():
            as_owner("SELECT setval(%s, greatest(%s, nextval(%s)))::text", [sequence, last, sequence])
        return self.shelf


def kept(file: Path, make: Callable[[], Shelf]) -> Kept:
    """What is in the file; where there is none it is made, and undone again. Other processes wait for it meanwhile."""
    with file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            assert not connection.in_atomic_block, "made before the scope `standing` begins"
            with transaction.atomic(), acting_as_system():
                before = stored()
                shelf = make()
                rows = {
                    table: new
                    for table, all_rows in stored().items()
                    if (new := [row for row in all_rows if row not in before[table]])
                }
                transaction.set_rollback(True)
            file.write_bytes(pickle.dumps(Kept(shelf, rows, counted())))
    return pickle.loads(file.read_bytes())  # noqa: S301 - written above


def stored() -> dict[str, list[str]]:
    """All rows by table, those last that are held to what they refer to at once; an import leaves tables behind that last as long as the connection."""
    names = as_owner(
        """
        SELECT format('public.%%I', relname) FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
        ORDER BY EXISTS (SELECT FROM pg_constraint WHERE conrelid = pg_class.oid AND contype = 'f' AND NOT condeferrable), relname
        """
    )
    return {name: as_owner(f"SELECT row_to_json(t)::text FROM {name} t") for name in names}  # noqa: S608


def counted() -> dict[str, int]:
    """How far each sequence has counted; what was undone is counted all the same."""
    found = as_owner(
        "SELECT json_build_array(format('%%I.%%I', schemaname, sequencename), last_value)::text"
        " FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL"
    )
    return dict(map(json.loads, found))
