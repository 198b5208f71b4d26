"""What all that is out gives away: read at night, kept, and told to KREM in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from accounts.scope import acting_as_system
from reports.attacker.arguments import Argument, Term
from reports.attacker.editions import Cell
from reports.attacker.exposures import Exposure, exposures
from reports.disclosure.audit import read_for_audit
from reports.disclosure.ledger import Ledger, ledgers
from reports.editions.arguments import Names, in_words, office_names
from reports.models import DisclosureAudit, Edition

# Everything that is out together takes a core for a while: nobody waits for it between these hours.
NIGHT = range(5)


@dataclass(frozen=True, slots=True)
class GivenAway:
    """One small number that can be told: the argument in words, and the day from which it holds."""

    argument: str
    since: date


@dataclass(frozen=True, slots=True)
class Told:
    """What the last audit found, None where there was none; `is_whole`: whether it read all that is out by now."""

    found: Sequence[GivenAway]
    read_at: datetime | None
    is_whole: bool


def audit_what_is_out(now: datetime) -> DisclosureAudit | None:
    """Read everything that is out, unless that has been read; by day only what came out before there were proofs.

    No transaction stays open while it is thought through.
    """
    with acting_as_system():
        keys, puzzles = _unread(now)
        read = [read_for_audit(puzzle) for puzzle in puzzles]
    if not read:
        return None
    found = [_as_json(exposure) for each in read for exposure in exposures(*each)]
    with acting_as_system():
        if DisclosureAudit.objects.over(keys).exists():
            return None
        return DisclosureAudit.objects.create(read_at=now, editions=keys, exposures=found)


def _unread(now: datetime) -> tuple[list[str], list[Ledger]]:
    """Everything that is out, where it is time to read it."""
    keys = _keys_of_what_is_out()
    if not keys or DisclosureAudit.objects.over(keys).exists():
        return keys, []
    is_time = timezone.localtime(now).hour in NIGHT or (
        Edition.objects.out().from_before_proofs().exists() and not DisclosureAudit.objects.exists()
    )
    return keys, ledgers() if is_time else []


def given_away() -> Told:
    """What KREM is told, the newest first."""
    audit = DisclosureAudit.objects.newest()
    keys = _keys_of_what_is_out()
    if audit is None:
        return Told((), None, not keys)
    editions = {
        str(each.pk): each
        for each in Edition.objects.out().filter(pk__in=audit.editions).select_related("series__cluster")
    }
    names = Names({key: _name(edition) for key, edition in editions.items()}, office_names())
    found = [
        GivenAway(
            in_words(each, names),
            timezone.localdate(max(editions[key].published_at for key in each.editions)),
        )
        for each in map(_read, audit.exposures)
    ]
    found.sort(key=lambda each: each.since, reverse=True)
    return Told(found, audit.read_at, audit.editions == keys)


def how_many_are_given_away() -> int:
    """How many small numbers the last audit found."""
    return DisclosureAudit.objects.newest_count()


def _keys_of_what_is_out() -> list[str]:
    return [
        str(key) for key in Edition.objects.out().order_by("published_at", "pk").values_list("pk", flat=True)
    ]


def _name(edition: Edition) -> str:
    number = f" ({edition.number})" if edition.number > 1 else ""
    return f"{edition.series.cluster.name} {edition.period_label}{number}"


def _as_json(exposure: Exposure) -> dict[str, Any]:
    argument = exposure.argument
    return {
        "count": [[_flat(cell), int(times)] for cell, times in exposure.count],
        "limits": list(exposure.limits),
        "argument": {
            "is_at_most": argument.is_at_most,
            "times": int(argument.times),
            "terms": [[_flat(term.cell), int(term.times), int(term.value)] for term in argument.terms],
            "hidden": [[_flat(cell), int(times)] for cell, times in argument.hidden],
            "is_rounded": argument.is_rounded,
        },
    }


def _read(data: Mapping[str, Any]) -> Exposure:
    argument = data["argument"]
    return Exposure(
        tuple((_cell(cell), times) for cell, times in data["count"]),
        tuple(data["limits"]),
        Argument(
            argument["is_at_most"],
            argument["times"],
            tuple(Term(_cell(cell), times, value) for cell, times, value in argument["terms"]),
            tuple((_cell(cell), times) for cell, times in argument["hidden"]),
            argument["is_rounded"],
        ),
    )


def _flat(cell: Cell) -> list[str]:
    key, place = cell
    return [key, *place]


def _cell(flat: Sequence[str]) -> Cell:
    key, table, row, column = flat
    return key, (table, row, column)
