"""Which of an office's people a list shows and in what order: the choice stands in the address and nothing else does."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.db.models import F
from django.forms import BoundField
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from clusters.models import Partner
from participants.enums import TargetGroup
from participants.models import ParticipantQuerySet
from participants.queries.whereabouts import LISTS, Viewer, on_list

ANY = ""
UNKNOWN_GROUP = "unknown"
STAYS = {"30": 30, "90": 90, "180": 180, "365": 365, "730": 730}
ORDERS = {
    "": ("reference_order",),
    "longest": (F("whereabouts__since").asc(nulls_last=True), "reference_order"),
    "latest": (F("whereabouts__since").desc(nulls_last=True), "reference_order"),
    "state": ("whereabouts__state", "reference_order"),
    "group": ("target_group", "reference_order"),
}


@dataclass(frozen=True, slots=True)
class FurtherChoice:
    """What an app above lets a list be narrowed by. `choices` are codes with their labels for one office and day."""

    name: str
    label: Promise
    anything: Promise
    choices: Callable[[Partner, date], list[tuple[str, str]]]
    narrow: Callable[[ParticipantQuerySet, str, Partner, date], ParticipantQuerySet]


@cache
def further_choices() -> tuple[FurtherChoice, ...]:
    """Those that the settings name: this app knows nothing of the ones above."""
    return tuple(import_string(path) for path in settings.FURTHER_LIST_CHOICES)


class ListForm(forms.Form):
    """What a leader can choose about a list. Sent by GET: codes only, so that a choice can be kept and shared."""

    list = forms.ChoiceField(
        choices=[(code, each.label) for code, each in LISTS.items()], required=False, label=_("Who")
    )
    group = forms.ChoiceField(
        choices=[
            (ANY, _("All target groups")),
            *((code, label) for code, label in TargetGroup.choices if code),
            (UNKNOWN_GROUP, TargetGroup.UNKNOWN.label),
        ],
        required=False,
        label=_("Target group"),
    )
    stay = forms.ChoiceField(
        choices=[
            (ANY, _("Any time")),
            ("30", _("30 days or more")),
            ("90", _("90 days or more")),
            ("180", _("Half a year or more")),
            ("365", _("A year or more")),
            ("730", _("Two years or more")),
        ],
        required=False,
        label=_("Time in the state"),
    )
    order = forms.ChoiceField(
        choices=[
            ("", _("By reference")),
            ("longest", _("Longest in the state first")),
            ("latest", _("Latest moves first")),
            ("state", _("By state")),
            ("group", _("By target group")),
        ],
        required=False,
        label=_("Order"),
    )

    def __init__(self, *args: object, office: Partner, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.office = office
        for each in further_choices():
            choices = [(ANY, each.anything), *each.choices(office, today)]
            self.fields[each.name] = forms.ChoiceField(choices=choices, required=False, label=each.label)
        for field in self.fields.values():
            field.widget.attrs["class"] = "ds-input"

    @property
    def address(self) -> str:
        """The choice as it stands in an address, without what was left as it is."""
        return urlencode({name: value for name, value in self.cleaned_data.items() if value})

    @property
    def is_narrowed(self) -> bool:
        """Whether the list is shorter than its count says."""
        narrowing = ("group", "stay", *(each.name for each in further_choices()))
        return any(self.cleaned_data[name] for name in narrowing)

    @property
    def further(self) -> Iterator[BoundField]:
        return (self[each.name] for each in further_choices())

    def people(self, people: ParticipantQuerySet, viewer: Viewer) -> ParticipantQuerySet:
        """Those who were chosen, in the order that was chosen."""
        chosen = self.cleaned_data
        found = on_list(people, chosen["list"], viewer)
        if chosen["group"]:
            group = TargetGroup.UNKNOWN if chosen["group"] == UNKNOWN_GROUP else chosen["group"]
            found = found.filter(target_group=group, is_shielded=False)
        if chosen["stay"]:
            found = found.filter(
                whereabouts__since__lte=_since(chosen["stay"], viewer.today), is_shielded=False
            )
        for each in further_choices():
            if chosen[each.name]:
                found = each.narrow(found, chosen[each.name], self.office, viewer.today)
                found = found.filter(is_shielded=False)
        return found.select_related("whereabouts").order_by(*ORDERS[chosen["order"]], "pk")


def chosen_list(query: QueryDict, office: Partner, today: date) -> ListForm | None:
    """The choice in an address, or nothing where it says what nobody can choose."""
    form = ListForm(query, office=office, today=today)
    return form if form.is_valid() else None


def _since(stay: str, today: date) -> date:
    return today - timedelta(days=STAYS[stay])
