"""An office's figures for a half-year."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusters.goals import doubts_about, ended_half_years
from clusters.models import OfficeFigures

INPUT = {"class": "ds-input", "autocomplete": "off"}


class FiguresForm(forms.ModelForm):
    """The three figures, and how many they are of. What looks like a slip of the hand must be confirmed."""

    is_checked = forms.BooleanField(
        label=gettext_lazy("I have checked: the figures are right"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "ds-input"}),
    )

    class Meta:
        model = OfficeFigures
        fields = ("staff", "cost", "satisfaction", "sick_leave")
        labels = {
            "staff": gettext_lazy("People employed"),
            "cost": gettext_lazy("Cost in kroner"),
            "satisfaction": gettext_lazy("Staff satisfaction, 1 to 5"),
            "sick_leave": gettext_lazy("Sick leave in per cent"),
        }
        widgets = {
            "staff": forms.TextInput(attrs=INPUT | {"inputmode": "numeric"}),
            "cost": forms.TextInput(attrs=INPUT | {"inputmode": "numeric"}),
            "satisfaction": forms.TextInput(attrs=INPUT | {"inputmode": "decimal"}),
            "sick_leave": forms.TextInput(attrs=INPUT | {"inputmode": "decimal"}),
        }

    def __init__(self, *args: object, before: OfficeFigures | None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.before = before
        self.doubts: list[str] = []
        for name in self.Meta.fields:
            # People write 1 250 000 and 4,2 as Norwegian is written.
            self.fields[name].localize = True
            self.fields[name].widget.is_localized = True

    def clean(self) -> dict[str, object]:
        given = super().clean()
        if self.errors:
            return given
        figures = OfficeFigures(office=self.instance.office, first_day=self.instance.first_day)
        for name in self.Meta.fields:
            setattr(figures, name, given.get(name))
        self.doubts = doubts_about(figures, self.before)
        if self.doubts and not given.get("is_checked"):
            raise ValidationError(
                [*self.doubts, _("Correct it, or tick that you have checked, and save once more.")]
            )
        return given


class HalfYearForm(forms.Form):
    """Which half-year the figures are of."""

    half_year = forms.TypedChoiceField(
        label=gettext_lazy("Half-year"),
        coerce=date.fromisoformat,
        widget=forms.Select(attrs={"class": "ds-input"}),
    )

    def __init__(self, *args: object, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["half_year"].choices = [
            (each.first_day.isoformat(), each.label) for each in ended_half_years(today)
        ]
