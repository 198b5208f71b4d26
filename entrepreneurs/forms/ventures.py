"""What is filled in about a venture, its steps and its half-years."""

from datetime import date
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User
from clusters.half_years import HalfYear
from clusters.validators import validate_organisation_number
from entrepreneurs.enums import FOR_NAV, LADDER, Lines, Rung, StepReason
from entrepreneurs.forms.plain import PlainForm, because_field, day_field, radio_field, words_field
from entrepreneurs.ladder import next_rungs
from entrepreneurs.models import Venture
from entrepreneurs.registry import RegistryUnavailable, is_configured, look_up

HALF_YEARS = 6


class OrganisationNumberField(forms.CharField):
    """Nine digits that add up, however they are spaced; asked for in Enhetsregisteret where that is set up."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            label=_("Organisation number"),
            required=False,
            max_length=14,
            help_text=_("Nine digits. Needed from the rung “Organisation number” on."),
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            **options,
        )

    def clean(self, value: Any) -> str:
        number = "".join(super().clean(value).split())
        if not number:
            return ""
        validate_organisation_number(number)
        if is_configured():
            self._ask_the_register(number)
        return number

    def _ask_the_register(self, number: str) -> None:
        try:
            enterprise = look_up(number)
        except RegistryUnavailable:
            # A register that is silent does not stop anybody: the number adds up.
            return
        if enterprise is None:
            raise forms.ValidationError(_("Enhetsregisteret knows no enterprise with this number."))
        if not enterprise.is_active:
            raise forms.ValidationError(
                _("%(name)s, which has this number, is being wound up or has been deleted."),
                params={"name": enterprise.name},
            )


class VentureForm(PlainForm):
    """A venture that begins, or comes to us on its way."""

    name = words_field(
        _("Name of the venture"),
        120,
        help_text=_("What the business is called or does. Not the name of a person."),
    )
    rung = radio_field(_("How far it has come"), [(rung.value, rung.label) for rung in LADDER])
    day = day_field(_("Since when"))
    organisation_number = OrganisationNumberField()
    lines = radio_field(_("What the venture counts"), Lines.choices)

    def clean_rung(self) -> Rung:
        return Rung(self.cleaned_data["rung"])


class NameForm(PlainForm):
    name = words_field(_("Name of the venture"), 120, help_text=VentureForm.base_fields["name"].help_text)
    lines = radio_field(_("What the venture counts"), Lines.choices)


class StepForm(PlainForm):
    """Where a venture goes next; only the steps that are allowed and one's own to record."""

    rung = radio_field(_("Where it goes"), ())
    day = day_field(_("On which day"))
    reason = forms.ChoiceField(
        label=_("Why, if it is a step back or the end"),
        choices=StepReason.choices,
        required=False,
        widget=forms.Select,
    )

    def __init__(self, *args: Any, venture: Venture, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rungs = next_rungs(Rung(venture.rung) if venture.rung else None)
        if user.role == Role.ENTREPRENEUR:
            rungs = tuple(rung for rung in rungs if rung not in FOR_NAV)
        self.fields["rung"].choices = [(rung.value, rung.label) for rung in rungs]
        self.fields["organisation_number"] = OrganisationNumberField(initial=venture.organisation_number)
        self.fields["organisation_number"].widget.attrs["class"] = "ds-input"

    def clean_rung(self) -> Rung:
        return Rung(self.cleaned_data["rung"])


class CorrectionForm(PlainForm):
    """What should have been written down instead."""

    rung = radio_field(_("Rung"), Rung.choices)
    day = day_field(_("On which day"))
    reason = forms.ChoiceField(
        label=StepForm.base_fields["reason"].label,
        choices=StepReason.choices,
        required=False,
        widget=forms.Select,
    )
    because = because_field()

    def clean_rung(self) -> Rung:
        return Rung(self.cleaned_data["rung"])


class BecauseForm(PlainForm):
    because = because_field()


class FounderForm(PlainForm):
    """One more founder, found by the office's own reference: sent as a POST, it stands in no address."""

    reference = forms.CharField(
        label=_("Reference of the participant"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    starts_on = day_field(_("Founder since"))


class FounderEndForm(PlainForm):
    on = day_field(_("Last day"))


class BottomLineForm(PlainForm):
    """The numbers of a half-year, environmental ones where the venture counts them."""

    half_year = forms.ChoiceField(label=_("Half-year"), widget=forms.Select)
    turnover = forms.IntegerField(label=_("Turnover, kroner"), min_value=0, localize=True)
    wages = forms.IntegerField(label=_("Wages paid, kroner"), min_value=0, localize=True)
    own_funding = forms.IntegerField(
        label=_("Own funding, kroner"),
        min_value=0,
        localize=True,
        help_text=_("What came from customers and own work and not from grants."),
    )
    people = forms.IntegerField(label=_("People employed from the target group"), min_value=0, localize=True)
    hours = forms.IntegerField(label=_("Hours they worked"), min_value=0, localize=True)
    tonnes_reused = forms.DecimalField(
        label=_("Tonnes reused"), min_value=0, decimal_places=2, max_digits=9, localize=True, required=False
    )
    because = because_field(
        required=False, help_text=_("Only if the half-year has been written down before.")
    )

    def __init__(self, *args: Any, venture: Venture, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["half_year"].choices = [
            (half_year.first_day.isoformat(), capfirst(half_year.label))
            for half_year in HalfYear.latest(today, HALF_YEARS)
        ]
        if not venture.is_triple:
            del self.fields["tonnes_reused"]

    def clean_half_year(self) -> date:
        return date.fromisoformat(self.cleaned_data["half_year"])

    def arguments(self) -> dict[str, object]:
        """What the action takes: the day of the half-year, its numbers, and why they replace others."""
        numbers = dict(self.cleaned_data)
        return {"day": numbers.pop("half_year"), "because": numbers.pop("because"), "numbers": numbers}
