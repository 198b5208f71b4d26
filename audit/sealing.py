"""Lines of the log are sealed in batches, and a batch that has changed since is found.

A batch takes in every line whose transaction is over. Its digest covers each field of each line and the digest of the
batch before it, so that nothing can be changed, added or taken away without every later seal becoming wrong. Whoever
owns the database could write all of them anew: so keep the newest seal in another place, and ask `verify_log` to
compare with it. Erasure takes whom a line was about and the salt of that part, whose digest stays: such lines are counted.

What was sealed before there was a salt has a second seal beside the first (`Seal.anew`), which erasure can take from. The
first is compared as well, as long as nobody has been erased from the batch.

Of batches that have left (`Removal`) the seals stay, so that those after them can be computed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection

from audit.models import Event, Removal, Seal
from audit.retention import FEWEST_YEARS

PROBLEM_CHANGED = "Batch {number} is not what was sealed: it held {sealed} lines, and holds {lines} now."
PROBLEM_MISSING = "Batch {number} has no seal."
PROBLEM_TAKEN_IN = "Batch {number} takes in other second seals than those there are."
PROBLEM_LEFT = "Batch {number} has left, and has {lines} lines."
PROBLEM_EARLY = "Removal {number} took batches that were to stay."
PROBLEM_KNOWN = "Batch {number} is sealed otherwise than the seal that was kept."


@dataclass(frozen=True, slots=True)
class CheckedLog:
    """What was looked at, and what is wrong with it."""

    batches: int
    lines: int
    unsealed: int
    stripped: int
    anew: int
    newest: str
    removals: tuple[Removal, ...]
    problems: tuple[str, ...]


def seal_log() -> int | None:
    """Seal what is new. Gives the number of the batch, None where nothing is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.portal_seal_log()")
        return cursor.fetchone()[0]


def check_log(known: dict[int, str]) -> CheckedLog:
    """Compute every seal anew; `known` holds seals that were kept in another place."""
    problems, lines, newest = [], 0, ""
    seals = {seal.number: seal for seal in Seal.objects.order_by("number")}
    removals = tuple(Removal.objects.order_by("number"))
    left = {number for removal in removals for number in removal.batches}
    for number, found, holds in _batches({*seals, *left, *(removal.number for removal in removals)}):
        seal = seals.get(number)
        lines += found
        if seal is None:
            problems.append(PROBLEM_MISSING.format(number=number))
            continue
        if number not in left and not holds:
            problems.append(PROBLEM_CHANGED.format(number=number, sealed=seal.lines, lines=found))
        if number in left and found:
            problems.append(PROBLEM_LEFT.format(number=number, lines=found))
        newest = str(seal)
    problems += _taken_in_wrongly(seals)
    problems += [PROBLEM_EARLY.format(number=each.number) for each in removals if _was_early(each, seals)]
    for number, digest in known.items():
        if number not in seals or seals[number].digest != digest:
            problems.append(PROBLEM_KNOWN.format(number=number))
    unsealed = Event.objects.filter(seal_number=None).count()
    [stripped] = _ask("SELECT public.portal_log_stripped()")
    anew = sum(bool(seal.anew) for seal in seals.values())
    batches = len(seals) - len(left) - len(removals)
    return CheckedLog(batches, lines, unsealed, stripped, anew, newest, removals, tuple(problems))


def _batches(sealed: set[int]) -> Iterator[tuple[int, int, bool]]:
    """Each batch by number, with how many lines it has now, and whether they are what was sealed."""
    named = Event.objects.exclude(seal_number=None).values_list("seal_number", flat=True).distinct()
    for number in range(1, max([*sealed, *named.order_by()], default=0) + 1):
        yield number, *_ask("SELECT lines, holds FROM public.portal_log_holds(%s)", number)


def _was_early(removal: Removal, seals: dict[int, Seal]) -> bool:
    """Whether something left sooner than it may: by its own years, or by those that are the fewest of all."""
    due = removal.removed_at - timedelta(days=365) * removal.years
    sealed = [seals[number].sealed_at for number in removal.batches if number in seals]
    return removal.years < FEWEST_YEARS or max([removal.lines_before, *sealed]) > due


def _taken_in_wrongly(seals: dict[int, Seal]) -> list[str]:
    """The first seal after second ones were made takes in the newest of them, and no other seal does."""
    anew = [seal.number for seal in seals.values() if seal.anew]
    after = [seal for seal in seals.values() if seal.takes_in]
    newest = seals[max(anew)].anew if anew else ""
    return [PROBLEM_TAKEN_IN.format(number=seal.number) for seal in after if seal.takes_in != newest]


def _ask(statement: str, *values: object) -> tuple:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()
