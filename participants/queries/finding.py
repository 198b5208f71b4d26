"""Who is meant by a few words: a reference or a part of one, its digits alone, or a whole name."""

import re

from participants.contacts import indexes_of
from participants.models import Participant, ParticipantQuerySet
from spelling.sameness import same_key

MOST_FOUND = 50
# One letter or digit is part of nearly every reference.
SHORTEST_PART = 2


def found(everybody: ParticipantQuerySet, words: str) -> list[Participant]:
    """Whoever has exactly this reference, this number or this name, else those whose reference holds the words.

    One more than `MOST_FOUND` at most, so that a page can say that there are more.
    """
    words = " ".join(words.split())
    exact = everybody.with_reference(words)
    number = everybody.filter(reference__regex=rf"(^|[^0-9])0*{int(words)}$") if _is_number(words) else None
    named = everybody.with_name_index(indexes_of(words))
    part = everybody.filter(reference_key__contains=same_key(words)) if len(words) >= SHORTEST_PART else None
    for people in (exact, number, named, part):
        some = list(people.order_by("reference_order", "pk")[: MOST_FOUND + 1]) if people is not None else []
        if some:
            return some
    return []


def _is_number(words: str) -> bool:
    return bool(re.fullmatch(r"[0-9]{1,18}", words))
