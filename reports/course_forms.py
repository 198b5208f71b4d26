"""What a leader answers to the own office's numbers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.models.course import LONGEST_REASON


class SendBackForm(forms.Form):
    """What is wrong with the numbers, in a few words about numbers."""

    reason = forms.CharField(
        label=_("What is wrong?"),
        help_text=_("Write about the numbers, never about a person. KREM reads this."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"class": "ds-input", "rows": 3}),
        error_messages={"required": _("Write what is wrong, so that KREM can correct it.")},
    )
