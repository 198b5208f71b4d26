"""Forms for moving somebody between offices."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from audit.forms import DAY_FORMATS, DayInput
from clusters.models import Partner
from participants.forms.people import RequiredCellField
from participants.forms.records import INPUT, PlainText
from participants.workbook import cells
from participants.workbook.cells import FIRST_DAY, NO_DATE


class ComingDayField(forms.DateField):
    """A day that may be to come."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(
            input_formats=DAY_FORMATS,
            error_messages={"invalid": NO_DATE, "required": NO_DATE},
            widget=DayInput({"data-min": FIRST_DAY.isoformat()}),
            **kwargs,
        )


class TransferForm(forms.Form):
    """Which office is asked, and from which day."""

    to = forms.ModelChoiceField(
        Partner.objects.none(),
        empty_label=_("Choose an office"),
        label=_("Which office takes over?"),
        widget=forms.Select(attrs={"class": "ds-input"}),
        error_messages={"required": _("Choose an office.")},
    )
    day = ComingDayField(
        label=_("From which day?"),
        help_text=_(
            "On this day you stop seeing the participant, and the other office sees the whole journey."
        ),
    )
    passes_contact = forms.BooleanField(
        label=_("The participant has agreed that the name and contact data go along"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "ds-input"}),
    )
    because = PlainText(
        label=_("Why?"),
        help_text=_("The other office reads this. Never write health information or names here."),
        error_messages={"required": _("Write why.")},
    )

    def __init__(self, *args: object, office: Partner, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = Partner.objects.offices().exclude(pk=office.pk).order_by("name", "pk")


class AcceptForm(forms.Form):
    """What the office that takes over will call the person."""

    reference = RequiredCellField(
        cells.reference,
        label=_("Your office’s reference for the participant"),
        help_text=_("The office’s own. Never a name or a national identity number."),
    )


class DeleteDayForm(forms.Form):
    """Another day than the rule gives, or the rule's again."""

    day = ComingDayField(
        label=_("Delete on"), required=False, help_text=_("Leave it empty to follow the office’s rule again.")
    )
    because = PlainText(
        label=_("Why another day?"),
        required=False,
        help_text=_("Stays in the history. Never write health information or names here."),
    )

    def clean_day(self) -> date | None:
        return self.cleaned_data["day"]


class RuleForm(forms.Form):
    """How long an office holds people, and by what right."""

    months = forms.IntegerField(
        label=_("Months after the last follow-up"),
        min_value=0,
        max_value=120,
        widget=forms.TextInput(attrs={**INPUT, "inputmode": "numeric"}),
        error_messages={"required": _("Write a number of months, such as 3.")},
    )
    legal_basis = PlainText(
        label=_("Legal basis"),
        help_text=_("The rule in law that the time rests on."),
        error_messages={"required": _("Write the rule in law.")},
    )
