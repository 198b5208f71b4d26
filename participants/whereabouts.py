"""Where an office's people are today: the counts, and the lists behind them.

Both come from the same queryset, so a count is always as long as its list.
"""

from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _

from participants.enums import State
from participants.models import ParticipantQuerySet

EVERYBODY = ""
NO_JOURNEY = "none"
SHIELDED = "shielded"


@dataclass(frozen=True, slots=True)
class Group:
    """People who are in the same place; `code` stands in the address of their list."""

    code: str
    label: str
    number: int


def groups_of(people: ParticipantQuerySet) -> list[Group]:
    """Everybody, each state, and those without one. One query; needs `with_state`."""
    rows = people.order_by().values_list("is_shielded", "state").annotate(number=Count("pk"))
    numbers = {SHIELDED if shielded else state or NO_JOURNEY: number for shielded, state, number in rows}
    groups = [Group(state.value, str(state.label), numbers.get(state.value, 0)) for state in State]
    rest = [
        Group(code, label, numbers[code])
        for code, label in ((NO_JOURNEY, _("No journey yet")), (SHIELDED, _("Shielded")))
        if code in numbers
    ]
    return [Group(EVERYBODY, _("Everybody"), sum(numbers.values())), *groups, *rest]


def in_group(people: ParticipantQuerySet, code: str) -> ParticipantQuerySet:
    """The people of a group; needs `with_state`."""
    if code == EVERYBODY:
        return people
    if code == SHIELDED:
        return people.filter(is_shielded=True)
    return people.filter(is_shielded=False, state="" if code == NO_JOURNEY else code)
