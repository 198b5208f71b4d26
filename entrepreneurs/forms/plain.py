"""What all forms here share: the design system's classes, and days as they are written."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from audit.forms import DAY_FORMATS, DayInput
from clusters.validators import validate_holds_no_national_id

WARNING = _(
    "Never write names, national identity numbers, health, benefits or family here. The person has a right to read it."
)


class PlainForm(forms.Form):
    """Every widget as the design system draws it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "ds-input")


def day_field(label: str, **options: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=DayInput(),
        input_formats=DAY_FORMATS,
        **options,
    )


def words_field(label: str, longest: int, **options: Any) -> forms.CharField:
    """A short text that may not carry a national identity number."""
    return forms.CharField(
        label=label,
        max_length=longest,
        validators=[validate_holds_no_national_id],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        **options,
    )


def radio_field(label: str, choices: Any, **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, **options)


def chosen_from(choices: Any, ask: str) -> list[tuple[Any, Any]]:
    """The choices of a list that begins with none of them: what nobody has chosen must not become data by one click."""
    choices = list(choices)
    return choices if len(choices) == 1 else [("", ask), *choices]


def because_field(**options: Any) -> forms.CharField:
    return words_field(_("Why you correct it"), 200, **options)
