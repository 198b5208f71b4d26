"""Forms for joining two records that are one person."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clusters.models import Partner
from participants.forms.people import RequiredCellField
from participants.forms.records import PlainText
from participants.models import Participant
from participants.workbook import cells


class ReferenceForm(forms.Form):
    """Which record of the reader's own office it is."""

    reference = RequiredCellField(
        cells.reference,
        label=_("Your office’s reference for the participant"),
        help_text=_("You see first what becomes of the two records. Nothing is joined before you say so."),
    )
    # What was looked at; another reference is looked at first.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: object, office: Partner, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.office = office
        self.found: Participant | None = None

    def clean_reference(self) -> str:
        reference = self.cleaned_data["reference"]
        people = Participant.objects.filter(office=self.office, stripped_on=None).select_related("office")
        self.found = people.with_reference(reference).first()
        if self.found is None:
            raise forms.ValidationError(_("The office has no participant with this reference."))
        return reference

    def is_confirmed(self) -> bool:
        return self.found is not None and self.cleaned_data["seen"] == str(self.found.pk)


class JoiningForm(forms.Form):
    """At which office the other record is, and what it is called there."""

    to = forms.ModelChoiceField(
        Partner.objects.none(),
        empty_label=None,
        label=_("At which office is the other record?"),
        widget=forms.Select(attrs={"class": "ds-input"}),
        error_messages={"required": _("Choose an office.")},
    )
    reference = RequiredCellField(
        cells.reference,
        label=_("Reference of the other record"),
        help_text=_("For another office: as it has told you. It answers, and chooses the record itself."),
    )
    because = PlainText(
        label=_("Why are they the same person?"),
        help_text=_("The other office reads this. Never write health information or names here."),
        error_messages={"required": _("Write why.")},
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: object, office: Partner, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.office = office
        self.found: Participant | None = None
        offices = self.fields["to"]
        offices.queryset = Partner.objects.offices().order_by("name", "pk")
        offices.initial = office.pk

    @property
    def is_here(self) -> bool:
        return self.cleaned_data["to"] == self.office

    def clean(self) -> dict[str, object]:
        given = super().clean()
        if given.get("to") == self.office and given.get("reference"):
            people = Participant.objects.filter(office=self.office, stripped_on=None).select_related("office")
            self.found = people.with_reference(given["reference"]).first()
            if self.found is None:
                self.add_error("reference", _("The office has no participant with this reference."))
        return given

    def is_confirmed(self) -> bool:
        return self.found is not None and self.cleaned_data["seen"] == str(self.found.pk)
