"""Taking a workbook in: beside one row at a time through the ORM, and how time and memory grow with its size.

python -m bench.intake             from 2,500 to 20,000 participants, each with two moves
SCALE=national python -m bench.intake             on to 100,000, within the time and the memory promised

Ends in failure where twice the people cost more than 2.5 times the time.
"""

import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from bench._portal import own_database, worked

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

COMPARED = 1000
SMALL = (2_500, 5_000, 10_000, 20_000)
NATIONAL = (*SMALL, 50_000, 100_000)
MOST_FOR_DOUBLE = 2.5
# What the largest may take: seconds, and MiB of the process that reads and writes it.
MOST_SECONDS, MOST_MEMORY = 120, 500


def workbook(participants: int) -> Workbook:
    """Everybody is enrolled; half are then in training, half in work, where they are asked how it goes."""
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
        for step, target in enumerate((State.ENROLLED, (State.TRAINING, State.WORK)[number % 2])):
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


def new_office(slug: str) -> Partner:
    with acting_as_system():
        return Partner.objects.create(slug=slug, name=slug, kind=PartnerKind.NAV_OFFICE)


def take(office: Partner, data: bytes) -> None:
    """To the end of the transaction, where the database looks after what it had put off."""
    with acting_as_system():
        outcome = take_in(office=office.pk, data=data, by=None, today=timezone.localdate(), dry_run=False)
    assert not outcome.problems


def take_file(file: Path) -> None:
    """One workbook into an empty portal, in a process of its own whose memory is then only this."""
    with own_database():
        office = new_office("one")
        data = file.read_bytes()
        before = worked()
        seconds = timed(lambda: take(office, data))
        cpu = worked() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "cpu": cpu, "memory": peak}))


def measured(participants: int) -> dict[str, float]:
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(write_workbook(workbook(participants)))
        file.flush()
        command = [sys.executable, "-m", "bench.intake", file.name]
        finished = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - ours
    return json.loads(finished.stdout)


def compare() -> None:
    rows = workbook(COMPARED)
    data = write_workbook(rows)
    one, other = new_office("one"), new_office("other")
    ours = timed(lambda: take(one, data))
    with acting_as_system():
        theirs = timed(lambda: one_row_at_a_time(other, rows))
    print(f"{COMPARED:,} participants: import {ours:.2f} s (reading and checking included)")
    print(f"row by row {theirs:.2f} s, ratio {theirs / ours:.1f}")


def for_double(size: int, took: float, larger: int, takes: float) -> float:
    """How many times as much twice the people take, between a size and a larger one."""
    return (takes / took) ** (1 / math.log2(larger / size))


def growth(sizes: tuple[int, ...]) -> list[str]:
    """Print each size; returns what does not hold."""
    broken, before = [], None
    for size in sizes:
        now = measured(size)
        line = f"{size:>7,} participants: {now['seconds']:6.1f} s ({now['cpu']:.1f} of CPU), {now['memory']:4.0f} MiB"
        if before:
            double = for_double(*before, size, now["cpu"])
            line += f", twice the people {double:.2f} times the CPU"
            if double > MOST_FOR_DOUBLE:
                broken.append(f"from {before[0]:,} to {size:,} doubling costs {double:.2f} times")
        print(line, flush=True)
        before = (size, now["cpu"])
    if now["seconds"] > MOST_SECONDS or now["memory"] > MOST_MEMORY:
        broken.append(f"{sizes[-1]:,} participants: {now['seconds']:.0f} s, {now['memory']:.0f} MiB")
    return broken


def main() -> None:
    with own_database():
        compare()
    broken = growth(NATIONAL if os.environ.get("SCALE") == "national" else SMALL)
    if broken:
        sys.exit("\n".join(broken))


if __name__ == "__main__":
    take_file(Path(sys.argv[1])) if len(sys.argv) > 1 else main()
