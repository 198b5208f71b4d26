"""How a form does its deed."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.db.models import Model
from django.http import HttpRequest, QueryDict

from audit.deeds import Refused

Row = TypeVar("Row", bound=Model)


def data_of(request: HttpRequest) -> QueryDict | None:
    """What was sent, None where a form is only looked at."""
    return request.POST if request.method == "POST" else None


def done(form: forms.Form, deed: Callable[[dict[str, Any]], Row]) -> Row | None:
    """The row that the deed made or changed, where the form was sent and right; a refusal stands on the form."""
    if not form.is_valid():
        return None
    try:
        row = deed(form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused))
        return None
    if row is None:
        raise TypeError("A deed behind a form gives its row, or nobody can tell that it was done.")
    return row
