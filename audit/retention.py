"""How long the log is kept. It lies in partitions, one for each month of UTC, and old months leave as a whole.

Both are done by functions of the database's owner; nobody else can make, empty or take away a partition.
"""

from django.db import connection

from audit.models import Removal

# As the function in the database has it. Grave breaches of secrecy can be brought to court for five years.
FEWEST_YEARS = 5


def make_months() -> int:
    """The months of the coming year, so that none is missing when it begins. Gives how many were made."""
    return _ask("SELECT public.portal_make_log_months()")


def remove_older_than(years: int) -> Removal | None:
    """Take away what has been kept for so long, as far as it is sealed and whole; None where nothing is due."""
    number = _ask("SELECT public.portal_remove_log(%s)", years)
    return Removal.objects.get(number=number) if number else None


def _ask(statement: str, *values: object) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0]
