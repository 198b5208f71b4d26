"""What the database holds sealed: under the first of several keys, and opened by any of them.

Each kind of secret has keys of its own (`SEALING_KEYS`), so that whoever learns one learns nothing else.
"""

from collections.abc import Callable, Sequence

from cryptography.fernet import Fernet, MultiFernet
from django.db.models import Model, QuerySet

from accounts.scope import acting_as_system

AT_ONCE = 500


def sealer(keys: Sequence[str]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def seal_anew(rows: QuerySet, reseal: Callable[[Model], None], columns: Sequence[str]) -> int:
    """Put every row under the first key; says how many there were."""
    done, last = 0, None
    while True:
        # A transaction for each handful, so that nobody waits long for a row.
        with acting_as_system():
            waiting = rows.select_for_update().order_by("pk")
            found = list((waiting.filter(pk__gt=last) if last else waiting)[:AT_ONCE])
            for row in found:
                reseal(row)
            rows.model.objects.bulk_update(found, columns)
        if not found:
            return done
        done, last = done + len(found), found[-1].pk
