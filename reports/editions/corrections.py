"""What has been corrected since reports went out, for KREM: how many it is about, never who."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.disclosure.corrections import waiting_since
from reports.disclosure.ledger import out_of
from reports.document.words.wording import number
from reports.editions.building import known_at
from reports.models import Edition

# Each is counted twice, as it was known then and as it is now.
AT_A_TIME = 6


@dataclass(frozen=True, slots=True)
class Waiting:
    """One report that is out, and what has been corrected about it since."""

    edition: Edition
    persons: int
    step: str
    may_go_out: bool


def corrections_of(editions: Iterable[Edition], now: datetime) -> list[Waiting]:
    """Every report of these with how many persons count otherwise by now."""
    known = cache(lambda offices, moment: known_at(offices, moment))
    found = []
    for edition in editions:
        correction = waiting_since(
            out_of(edition), now, lambda offices, moment: known(tuple(offices), moment)
        )
        may_go_out = correction.persons > 0 and not correction.waits
        found.append(
            Waiting(edition, correction.persons, _step(correction.persons, correction.k), may_go_out)
        )
    return found


def _step(persons: int, k: int) -> str:
    if not persons:
        return _("Nothing has changed.")
    if persons >= k:
        return _("Can go out: make the report again.")
    return ngettext(
        "Waits: %(missing)s more person must count otherwise first.",
        "Waits: %(missing)s more persons must count otherwise first.",
        k - persons,
    ) % {"missing": number(k - persons)}


def correction_in_words(told: Mapping[str, Any] | None) -> str:
    """How many a draft corrects something about, empty where it is the first of its period."""
    persons = (told or {}).get("correction", {}).get("persons")
    if persons is None:
        return ""
    if not persons:
        return _("Nobody counts otherwise than in the edition that is out.")
    return ngettext(
        "%(persons)s person counts otherwise than in the edition that is out.",
        "%(persons)s persons count otherwise than in the edition that is out.",
        persons,
    ) % {"persons": number(persons)}


def held_back(told: Mapping[str, Any] | None, urgent_because: str) -> str:
    """Why a draft that corrects something about a few must wait, empty where it need not."""
    correction = (told or {}).get("correction")
    if not correction or urgent_because or not 0 < correction["persons"] < correction["k"]:
        return ""
    return too_few(correction["persons"], correction["k"])


def too_few(persons: int, k: int) -> str:
    """The same in words."""
    return ngettext(
        "The correction waits: %(persons)s person counts otherwise than in the edition that is out. It goes out when there "
        "are at least %(k)s. Whoever compares two editions would otherwise see what was corrected about single persons.",
        "The correction waits: %(persons)s persons count otherwise than in the edition that is out. It goes out when there "
        "are at least %(k)s. Whoever compares two editions would otherwise see what was corrected about single persons.",
        persons,
    ) % {"persons": number(persons), "k": number(k)}
