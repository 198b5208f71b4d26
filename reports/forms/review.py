"""What people write on a report's course: a leader's reason, KREM's own words."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from audit.forms import DAY_FORMATS, DayInput
from clusters.validators import validate_holds_no_national_id
from reports.editions.plan import Plan
from reports.enums import Detail, NarrativeSection, PeriodKind, PlannedTable
from reports.models.editions import LONGEST_DESPITE
from reports.models.review import LONGEST_REASON, LONGEST_TEXT

# In years.
LONGEST_GRANT = 10


class SendBackForm(forms.Form):
    """What is wrong with the numbers, in a few words about numbers."""

    reason = forms.CharField(
        label=_("What is wrong?"),
        help_text=_("Write about the numbers, never about a person. KREM reads this."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"class": "ds-input", "rows": 3}),
        error_messages={"required": _("Write what is wrong, so that KREM can correct it.")},
    )


class AgainForm(forms.Form):
    """Nothing is asked, but a correction of what is out may say why it cannot wait."""

    urgent_because = forms.CharField(
        label=_("Why can the correction not wait?"),
        help_text=_(
            "Only where it must not wait until enough people have been corrected. Somebody else at KREM must confirm the "
            "reason. Whatever the correction touches is then shown as a range. Write nothing about a person."
        ),
        max_length=LONGEST_DESPITE,
        required=False,
        validators=[validate_holds_no_national_id],
        widget=forms.Textarea(attrs={"class": "ds-input", "rows": 3}),
    )


class PlanForm(forms.Form):
    """What a series will print over the grant."""

    start = forms.DateField(label=_("First day of the grant"), widget=DayInput(), input_formats=DAY_FORMATS)
    end = forms.DateField(label=_("Last day of the grant"), widget=DayInput(), input_formats=DAY_FORMATS)
    kinds = forms.MultipleChoiceField(
        label=_("Reports for each"),
        choices=PeriodKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "ds-input"}),
    )
    has_final = forms.BooleanField(
        label=_("A final report over the whole grant"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "ds-input"}),
    )
    detail = forms.ChoiceField(
        label=_("How finely the offices are shown"),
        help_text=_("The finer the tables, the more small numbers must be hidden."),
        choices=Detail.choices,
        initial=Detail.GROUPED,
        widget=forms.RadioSelect(attrs={"class": "ds-input"}),
    )
    tables = forms.MultipleChoiceField(
        label=_("Tables in every report"),
        help_text=_("A table less leaves more to be told in the others."),
        choices=PlannedTable.choices,
        initial=[table.value for table in PlannedTable],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "ds-input"}),
        error_messages={"required": _("A report needs at least one table.")},
    )

    def clean(self) -> dict[str, Any]:
        """Leaves a `Plan` in `plan`."""
        cleaned = super().clean()
        if self.errors:
            return cleaned
        if cleaned["end"] < cleaned["start"]:
            self.add_error("end", _("The grant ends before it begins."))
        elif cleaned["end"].year - cleaned["start"].year > LONGEST_GRANT:
            self.add_error("end", _("A grant of more than ten years cannot be planned."))
        else:
            cleaned["plan"] = Plan(
                cleaned["start"],
                cleaned["end"],
                tuple(cleaned["kinds"]),
                cleaned["has_final"],
                cleaned["detail"],
                tuple(cleaned["tables"]),
            )
            if not cleaned["plan"].periods():
                self.add_error("kinds", _("Choose reports of which at least one lies within the grant."))
        return cleaned


class NarrativeForm(forms.Form):
    """One field for each section of KREM's own text."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for section in NarrativeSection:
            self.fields[section.value] = forms.CharField(
                label=section.label,
                required=False,
                max_length=LONGEST_TEXT,
                validators=[validate_holds_no_national_id],
                widget=forms.Textarea(attrs={"class": "ds-input", "rows": 6}),
            )
