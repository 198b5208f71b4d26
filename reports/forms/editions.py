"""What KREM fills in to ask for a report."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.document.words.wording import period as period_in_words
from reports.editions.plan import plan_of
from reports.enums import Detail
from reports.figures.tables import COARSE_FORM, TABLE_IDS, Layout
from reports.models import Series
from reports.models.editions import LONGEST_DESPITE
from reports.periods import PeriodError, latest_periods, parse_period

ANOTHER = "another"
MOST_PERIODS = 5


class LayoutForm(forms.Form):
    """Which tables a report is to be made with: sent by one button, never filled in."""

    detail = forms.ChoiceField(choices=Detail.choices)
    left_out = forms.MultipleChoiceField(choices=[(id, id) for id in TABLE_IDS], required=False)
    forms = forms.MultipleChoiceField(
        choices=[(id, id) for both in COARSE_FORM.items() for id in both], required=False
    )

    def clean(self) -> dict[str, Any]:
        """Leaves the `Layout` in `layout`."""
        cleaned = super().clean()
        if not self.errors:
            cleaned["layout"] = Layout.from_json(cleaned)
            if not cleaned["layout"].table_ids():
                raise forms.ValidationError(_("A report needs at least one table."))
        return cleaned


class EditionForm(forms.Form):
    """A period, chosen or written, and how finely the offices are shown."""

    period = forms.ChoiceField(
        label=_("Period"),
        widget=forms.RadioSelect(attrs={"class": "ds-input"}),
        error_messages={"required": _("Choose a period.")},
    )
    another_period = forms.CharField(
        label=_("Another period"),
        help_text=_("For example 2026, 2026-H1, 2026-T2, 2026-Q4 or 2026-01-01..2026-03-31."),
        max_length=24,
        required=False,
        widget=forms.TextInput(attrs={"class": "ds-input", "autocomplete": "off"}),
    )
    detail = forms.ChoiceField(
        label=_("How finely the offices are shown"),
        help_text=_("The finer the tables, the more small numbers must be hidden."),
        choices=Detail.choices,
        initial=Detail.GROUPED,
        widget=forms.RadioSelect(attrs={"class": "ds-input"}),
    )

    def __init__(self, *args: Any, series: Series, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ended = latest_periods(series.period_kind, today, MOST_PERIODS)
        plan = plan_of(series)
        if plan is not None:
            self.fields["detail"].initial = plan.detail
        self.fields["period"].choices = [
            *((period.label, f"{period.label}: {period_in_words(period)}") for period in ended),
            (ANOTHER, _("Another period, written below")),
        ]

    def clean(self) -> dict[str, Any]:
        """Leaves a `Period` in `period`, whichever way it was given."""
        cleaned = super().clean()
        if "period" not in cleaned:
            return cleaned
        is_another = cleaned["period"] == ANOTHER
        text = cleaned.get("another_period", "") if is_another else cleaned["period"]
        try:
            cleaned["period"] = parse_period(text)
        except PeriodError as error:
            self.add_error("another_period", str(error))
        return cleaned


class PublishForm(forms.Form):
    """Publishing asks for nothing, but for a reason where a leader has not signed off, and for a yes to what is urgent."""

    despite = forms.CharField(
        label=_("Why is the report published all the same?"),
        help_text=_("Your reason is kept beside the edition. Write nothing about a person."),
        max_length=LONGEST_DESPITE,
        required=False,
        widget=forms.Textarea(attrs={"class": "ds-input", "rows": 3}),
        error_messages={"required": _("Write why the report is published without every sign-off.")},
    )

    confirms_urgent = forms.BooleanField(
        label=_("I agree that this correction cannot wait."),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "ds-input"}),
        error_messages={"required": _("Confirm why the correction cannot wait.")},
    )

    def __init__(self, *args: Any, must_say_why: bool, is_urgent: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["despite"].required = must_say_why
        self.fields["confirms_urgent"].required = is_urgent
