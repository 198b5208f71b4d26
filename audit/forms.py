"""How a form does its action, and how a day is written in one."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.db.models import Model
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from audit.actions import Refused

DAY_FORMATS = ["%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d"]
Row = TypeVar("Row", bound=Model)


def data_of(request: HttpRequest) -> QueryDict | None:
    """What was sent, None where a form is only looked at."""
    return request.POST if request.method == "POST" else None


def done(form: forms.Form, do: Callable[[dict[str, Any]], Row]) -> Row | None:
    """The row that the action made or changed, where the form was sent and right; a refusal stands on the form."""
    if not form.is_valid():
        return None
    try:
        row = do(form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused))
        return None
    if row is None:
        raise TypeError("An action behind a form gives its row, or nobody can tell that it was done.")
    return row


class DayInput(forms.DateInput):
    """A day as it is written in Norwegian, whatever the browser speaks; a script adds a calendar in the page's language."""

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        first = {
            "class": "ds-input",
            "autocomplete": "off",
            "inputmode": "numeric",
            "placeholder": _("dd.mm.yyyy"),
            "size": 11,
            "data-day": _("Open the calendar"),
            "data-earlier": _("Earlier month"),
            "data-later": _("Later month"),
        }
        super().__init__(attrs={**first, **(attrs or {})}, format="%d.%m.%Y")
