"""What people write on a report's course: a leader's reason, KREM's own words."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clusters.validators import validate_holds_no_national_id
from reports.enums import NarrativeSection
from reports.models.review import LONGEST_REASON, LONGEST_TEXT


class SendBackForm(forms.Form):
    """What is wrong with the numbers, in a few words about numbers."""

    reason = forms.CharField(
        label=_("What is wrong?"),
        help_text=_("Write about the numbers, never about a person. KREM reads this."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"class": "ds-input", "rows": 3}),
        error_messages={"required": _("Write what is wrong, so that KREM can correct it.")},
    )


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
