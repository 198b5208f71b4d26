"""The preview of a workbook that changes every person: how long it takes to name each row, and how it grows.

python -m bench.preview [participants ...]

Ends in failure where twice the people cost more than 2.5 times the time.
"""

import resource
import sys
from dataclasses import replace
from itertools import pairwise

from bench._portal import own_database, worked

# isort: split
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from accounts.scope import acting_as_system
from bench.intake import MOST_FOR_DOUBLE, for_double, new_office, take, timed, workbook
from participants.enums import ImportState
from participants.intake.run import take_in
from participants.models import ImportRun
from participants.workbook.rows import Workbook
from participants.workbook.writing import write_workbook


def changed(rows: Workbook) -> Workbook:
    """Another year of birth for everybody, and another business in each last move."""
    people = tuple(replace(each, birth_year=each.birth_year + 1) for each in rows.participants)
    moves = tuple(
        replace(each, workplace="Kiwi") if place % 2 else each for place, each in enumerate(rows.moves)
    )
    return Workbook(people, moves, ())


def measure(participants: int) -> float:
    """Prints what it found; seconds of the processor's for the preview with each row named."""
    rows = workbook(participants)
    first, second = write_workbook(rows), write_workbook(changed(rows))
    office = new_office(f"o{participants}")
    written = timed(lambda: take(office, first))
    with acting_as_system():
        by = User.objects.create_user(f"{participants}@example.invalid", name="x", role=Role.KREM_STAFF)
        run = ImportRun.objects.create(office=office, requested_by=by, state=ImportState.READY)

    def look(data: bytes, run_id: object) -> None:
        with acting_as_system():
            take_in(
                office=office.pk, data=data, by=None, today=timezone.localdate(), dry_run=True, run=run_id
            )

    began = worked()
    told = timed(lambda: look(second, run.pk))
    cpu = worked() - began
    untold = timed(lambda: look(second, None))
    with acting_as_system():
        count = run.changes.count()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{participants:,} participants: written in {written:.1f} s, previewed in {told:.1f} s ({cpu:.1f} s of CPU) with "
        f"{count:,} rows named, {untold:.1f} s without, peak {peak:.0f} MiB"
    )
    return cpu


if __name__ == "__main__":
    with own_database():
        sizes = [int(number) for number in sys.argv[1:] or ("10000", "20000", "40000")]
        took = [measure(size) for size in sizes]
    for (small, less), (large, more) in pairwise(zip(sizes, took, strict=True)):
        double = for_double(small, less, large, more)
        if double > MOST_FOR_DOUBLE:
            sys.exit(f"From {small:,} to {large:,} doubling costs {double:.2f} times.")
