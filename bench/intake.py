"""Taking a workbook in: our set-based import beside one row at a time through the ORM, and a very large one.

python -m bench.intake             the ratio, on 1,000 participants
python -m bench.intake 100000      time and memory for that many participants
"""

import resource
import sys
import time
from datetime import date, timedelta

from bench._portal import own_database

# isort: split
from django.utils import timezone

from accounts.scope import acting_as_system
from clusters.enums import PartnerKind
from clusters.models import Partner
from participants.enums import EffortGroup, LeftReason, Sex, State, TargetGroup
from participants.intake.run import take_in
from participants.models import Move, Participant
from participants.workbook.rows import MoveRow, ParticipantRow, Workbook
from participants.workbook.writing import write_workbook

TARGETS = (State.ENROLLED, State.TRAINING)


def workbook(participants: int) -> Workbook:
    """Everybody is enrolled and then in training."""
    people, moves = [], []
    for number in range(participants):
        reference = f"P-{number:06}"
        people.append(
            ParticipantRow(
                number + 2,
                reference,
                1960 + number % 45,
                Sex.WOMAN,
                TargetGroup.YOUTH,
                EffortGroup.UNKNOWN,
                None,
                False,
            )
        )
        start = date(2020, 1, 1) + timedelta(days=number % 1500)
        for step, target in enumerate(TARGETS):
            moves.append(
                MoveRow(
                    len(moves) + 2,
                    reference,
                    start + timedelta(days=90 * step),
                    target,
                    LeftReason.UNKNOWN,
                    "",
                    None,
                )
            )
    return Workbook(tuple(people), tuple(moves), ())


def one_row_at_a_time(office: Partner, rows: Workbook) -> None:
    """What one would write first."""
    for row in rows.participants:
        Participant.objects.update_or_create(
            office=office, reference=row.reference, defaults={"birth_year": row.birth_year, "sex": row.sex}
        )
    for row in rows.moves:
        person = Participant.objects.get(office=office, reference__iexact=row.reference)
        Move.objects.get_or_create(
            participant=person,
            office=office,
            day=row.day,
            superseded_at=None,
            defaults={"target": row.target},
        )


def timed(do) -> float:
    start = time.perf_counter()
    do()
    return time.perf_counter() - start


def take(office: Partner, data: bytes) -> None:
    outcome = take_in(office=office.pk, data=data, by=None, today=timezone.localdate(), dry_run=False)
    assert not outcome.problems


def main(participants: int | None) -> None:
    rows = workbook(participants or 1000)
    data = write_workbook(rows)
    with acting_as_system():
        office, other = (
            Partner.objects.create(slug=slug, name=slug, kind=PartnerKind.NAV_OFFICE)
            for slug in ("one", "other")
        )
    with acting_as_system():
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        ours = timed(lambda: take(office, data))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if participants:
        print(f"{participants} participants, {len(rows.moves)} moves: {ours:.1f} s")
        print(
            f"peak memory {peak / 1024:.0f} MiB, of which {before / 1024:.0f} MiB before (the workbook was made here too)"
        )
        return
    with acting_as_system():
        theirs = timed(lambda: one_row_at_a_time(other, rows))
    print(
        f"1,000 participants: import {ours:.2f} s (reading and checking included), row by row {theirs:.2f} s"
    )
    print(f"ratio {theirs / ours:.1f}")


if __name__ == "__main__":
    with own_database():
        main(int(sys.argv[1]) if len(sys.argv) > 1 else None)
