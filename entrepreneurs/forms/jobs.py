"""What is filled in about jobs and those who hold them."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User
from clusters.enums import PartnerKind
from clusters.models import Membership, Partner
from entrepreneurs.enums import CheckAnswer, CheckMonth, JobEnd
from entrepreneurs.forms.plain import PlainForm, chosen_from, day_field, radio_field, words_field
from entrepreneurs.models import Venture
from entrepreneurs.models.owned import seats_of


class OwnerField(forms.ChoiceField):
    """A social entrepreneur, a company or a venture: whoever a user may speak for."""

    widget = forms.Select

    def __init__(self, **options: Any) -> None:
        super().__init__(label=_("Who creates it"), **options)
        self.owners: dict[str, Partner | Venture] = {}

    def offer(self, user: User, today: date) -> None:
        """Let a user choose among their own."""
        partners = list(partners_for(user, today))
        ventures = list(Venture.objects.visible_to(user, today).order_by("name", "pk"))
        self.owners = {str(owner.pk): owner for owner in (*partners, *ventures)}
        asked = [] if len(self.owners) == 1 else [("", _("Choose who"))]
        self.choices = [
            *asked,
            (_("Social entrepreneurs and companies"), [(str(one.pk), one.name) for one in partners]),
            (_("Ventures"), [(str(one.pk), one.name) for one in ventures]),
        ]

    def clean(self, value: Any) -> Partner | Venture:
        return self.owners[super().clean(value)]


def partners_for(user: User, today: date):
    """The partners a user may speak for: an entrepreneur's own, else every member of a cluster but NAV offices."""
    partners = Partner.objects.exclude(kind=PartnerKind.NAV_OFFICE).order_by("name", "pk")
    if user.role == Role.ENTREPRENEUR:
        return partners.filter(pk__in=seats_of(user, today))
    return partners.filter(pk__in=Membership.objects.on(today).values("partner"))


class JobForm(PlainForm):
    """A job that did not exist before."""

    owner = OwnerField()
    need = words_field(
        _("Which need it fills"),
        200,
        help_text=_("The product or service nobody offered before, and for whom. No names of persons."),
    )
    hours_percent = forms.DecimalField(
        label=_("Percentage of full time"),
        min_value=1,
        max_value=100,
        decimal_places=2,
        max_digits=5,
        localize=True,
    )
    has_wage_subsidy = forms.BooleanField(
        label=_("With a wage subsidy"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "ds-input"}),
    )
    starts_on = day_field(_("First day"))

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].offer(user, today)


class HolderForm(PlainForm):
    """Who takes the job, by the reference of an office of one's own."""

    office = forms.ChoiceField(label=_("Office"), widget=forms.Select)
    reference = forms.CharField(
        label=_("Reference of the participant"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    starts_on = day_field(_("First day"))

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = Partner.objects.visible_to(user, today).order_by("name", "pk")
        self.fields["office"].choices = chosen_from(
            ((str(office.pk), office.name) for office in offices), _("Choose an office")
        )

    def clean_office(self) -> UUID:
        return UUID(self.cleaned_data["office"])


class EndForm(PlainForm):
    """The last day, and why."""

    on = day_field(_("Last day"))
    reason = forms.ChoiceField(
        label=_("Why it ended"),
        choices=chosen_from(
            ((end.value, end.label) for end in JobEnd if end not in (JobEnd.NONE, JobEnd.FOUND_OUT)),
            _("Choose why"),
        ),
        widget=forms.Select,
    )

    def clean_reason(self) -> JobEnd:
        return JobEnd(self.cleaned_data["reason"])


class CheckForm(PlainForm):
    """Is the person still there?"""

    month = forms.TypedChoiceField(
        label=_("Asked about"), choices=CheckMonth.choices, coerce=int, widget=forms.Select
    )
    day = day_field(_("Asked on"))
    answer = radio_field(_("Answer"), CheckAnswer.choices)
