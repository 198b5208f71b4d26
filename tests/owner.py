"""What only the owner of the tables may do, in the transaction of a test: old log lines, and a look at everything.

The tests sign in as the application, which may not. A function in a schema of its own, in test databases only,
runs one statement as the owner.
"""

from collections.abc import Sequence
from uuid import uuid4

from django.db import connection, connections

from audit.models import Event

FUNCTION = """
CREATE SCHEMA tests;
GRANT USAGE ON SCHEMA tests TO PUBLIC;
CREATE FUNCTION tests.as_owner(statement text) RETURNS SETOF text LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF ltrim(statement, E' \n') ILIKE 'select%' THEN
        RETURN QUERY EXECUTE statement;
    ELSE
        EXECUTE statement;
    END IF;
END
$$;
"""


def let_tests_ask_the_owner() -> None:
    """Called once for each test database."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(FUNCTION)


def as_owner(statement: str, values: Sequence[object] = ()) -> list[str]:
    """Run a statement as the owner of the tables; one that begins with SELECT gives a column of text."""
    with connection.cursor() as cursor:
        whole = cursor.cursor.mogrify(statement, values)
        cursor.execute("SELECT * FROM tests.as_owner(%s)", [whole])
        return [text for (text,) in cursor.fetchall()]


def everything_stored() -> str:
    """All rows of all tables as text."""
    with connection.cursor() as cursor:
        tables = sorted(connection.introspection.table_names(cursor))
    rows = [as_owner(f'SELECT row_to_json(t)::text FROM public."{table}" t') for table in tables]  # noqa: S608
    return "\n".join(text for table in rows for text in table)


def log_line(**fields: object) -> Event:
    """A line of the log as of another day, or of somebody else: nobody but the owner can write one."""
    line = Event(pk=uuid4(), **fields)
    columns = list(Event._meta.concrete_fields)
    names = ", ".join(field.column for field in columns)
    values = [field.get_db_prep_save(getattr(line, field.attname), connection) for field in columns]
    kinds = ", ".join(f"%s::{field.db_type(connection)}" for field in columns)
    as_owner(f"INSERT INTO public.audit_event ({names}) VALUES ({kinds})", values)  # noqa: S608
    return line
