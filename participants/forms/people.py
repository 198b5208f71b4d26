"""Forms about a participant. Each field is read as the same cell of a workbook is, with the same sentences."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from participants.actions.people import PersonFacts
from participants.contacts import ContactDetails
from participants.enums import EffortGroup, LegalBasis, Sex, TargetGroup
from participants.forms.records import INPUT, CellField, DayField, PlainText, read_cell, select
from participants.workbook import cells
from participants.workbook.cells import REQUIRED, Parser

FACTS = ("reference", "birth_year", "sex", "target_group", "effort_group", "informed_on", "legal_basis")


class RequiredCellField(CellField):
    """A cell that has to be filled in."""

    def __init__(self, parse: Parser, **kwargs: object) -> None:
        super().__init__(parse, if_empty=None, **kwargs)

    def clean(self, value: object) -> object:
        found = super().clean(value)
        if found is None:
            raise ValidationError(REQUIRED)
        return found


class OptionalDayField(DayField):
    """A day until today, or nothing."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(required=False, **kwargs)


def word_field(words: type, label: object) -> forms.TypedChoiceField:
    """One of a closed list of words, of which the empty one is a word too."""
    return forms.TypedChoiceField(
        label=label,
        choices=words.choices,
        coerce=words,
        empty_value=words(""),
        required=False,
        widget=select(words.choices),
    )


class ParticipantForm(forms.Form):
    """What an office holds about somebody."""

    reference = RequiredCellField(
        cells.reference,
        label=_("Reference"),
        help_text=_("The office’s own. Never a name or a national identity number."),
    )
    # Read once the form knows what day it is.
    birth_year = RequiredCellField(
        str,
        label=_("Birth year"),
        widget=forms.TextInput(attrs={**INPUT, "inputmode": "numeric"}),
    )
    sex = word_field(Sex, _("Sex"))
    target_group = word_field(TargetGroup, _("Target group"))
    effort_group = word_field(EffortGroup, _("Support need"))
    informed_on = OptionalDayField(label=_("On which day was the participant informed?"))
    legal_basis = word_field(LegalBasis, _("Legal basis"))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: object, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_birth_year(self) -> int:
        return read_cell(cells.birth_year(self.today), self.cleaned_data["birth_year"])

    def clean_informed_on(self) -> date | None:
        day = self.cleaned_data["informed_on"]
        return None if day is None else read_cell(cells.day(self.today), day)

    def facts(self) -> PersonFacts:
        return PersonFacts(**{name: self.cleaned_data[name] for name in FACTS})


class RegisterForm(ParticipantForm):
    """Somebody new, and the day the journey begins."""

    enrolled_on = DayField(label=_("Enrolled from which day?"))
    name = PlainText(
        label=_("Name"),
        is_sealed=True,
        required=False,
        help_text=_("Only if it is needed to ask how it went. Sealed, and erased first."),
    )
    way = PlainText(
        label=_("Telephone or e-mail"),
        is_sealed=True,
        required=False,
        help_text=_("One way to reach the participant. Never an address."),
    )
    is_somebody_else = forms.BooleanField(
        label=_("This is somebody else"),
        required=False,
        # Asked anew of whoever opens the form anew: the others are shown once more.
        widget=forms.CheckboxInput(attrs={"class": "ds-input", "data-not-kept": True}),
    )

    def clean_enrolled_on(self) -> date:
        return read_cell(cells.day(self.today), self.cleaned_data["enrolled_on"])

    def clean(self) -> dict[str, object]:
        data = super().clean()
        if bool(data.get("name")) != bool(data.get("way")):
            missing = "way" if data.get("name") else "name"
            self.add_error(
                missing, _("Write both the name and one way to reach the participant, or neither.")
            )
        return data

    def contact(self) -> ContactDetails | None:
        data = self.cleaned_data
        return ContactDetails(data["name"], data["way"]) if data["name"] else None


class ShieldForm(forms.Form):
    """Why something is done that must have a reason."""

    because = PlainText(
        label=_("Why?"),
        help_text=_("Stays in the history. Never write health information or names here."),
        error_messages={"required": _("Write why.")},
    )
