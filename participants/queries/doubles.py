"""Who a new participant may already be, and which reference is free."""

import re
from datetime import date, timedelta
from unicodedata import normalize
from uuid import UUID

from participants.models import Participant

NEAR = timedelta(days=7)
# What the eye takes for the same in a reference.
LOOKS = str.maketrans({"o": "0", "i": "1", "l": "1"})
NUMBERED = re.compile(r"(.*?)([0-9]{1,9})")


def look_of(reference: str) -> str:
    """What somebody sees of a reference at a glance: no case, no blanks, no signs, and O like 0."""
    folded = normalize("NFKC", reference).casefold()
    return "".join(character for character in folded if character.isalnum()).translate(LOOKS)


def likely_doubles(
    office: UUID, *, reference: str, birth_year: int, target_group: str, enrolled_on: date
) -> list[Participant]:
    """People of the office that may be the same: a reference that looks alike, or the same facts within a week."""
    people = Participant.objects.filter(office_id=office, stripped_on=None, is_shielded=False)
    look = look_of(reference)
    alike = {pk for pk, other in people.values_list("pk", "reference") if look_of(other) == look}
    same_facts = people.filter(
        birth_year=birth_year,
        target_group=target_group,
        moves__superseded_at=None,
        moves__target="enrolled",
        moves__day__range=(enrolled_on - NEAR, enrolled_on + NEAR),
    )
    wanted = alike | set(same_facts.values_list("pk", flat=True))
    return list(Participant.objects.filter(pk__in=wanted).order_by("reference", "pk"))


def suggested_reference(office: UUID) -> str:
    """The one after the highest of the series that the office used last; nothing where references have no numbers."""
    people = Participant.objects.filter(office_id=office, stripped_on=None)
    references = list(people.order_by("-recorded_at", "-reference").values_list("reference", flat=True))
    series = [match.groups() for reference in references if (match := NUMBERED.fullmatch(reference))]
    if not series:
        return "" if references else "1"
    prefix, sample = series[0]
    highest = max(int(number) for head, number in series if head == prefix)
    return f"{prefix}{highest + 1:0{len(sample)}d}"
