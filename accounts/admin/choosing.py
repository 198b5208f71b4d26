"""One of thousands, written by name: found on the server, with suggestions where a script fetches them.

The name is enough where it is the only one. Where several hold what was written, the form says which.
"""

from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from spelling.sameness import same_key

SUGGESTED = 12


def label_of(row: models.Model) -> str:
    """Two people can have the same name, but not the same address."""
    return f"{row.name} ({row.email})" if isinstance(row, User) else str(row.name)


def named(rows: QuerySet, words: str) -> QuerySet:
    """Those whose name, or address, holds the words."""
    found = rows.holding("name", words)
    if issubclass(rows.model, User):
        found |= models.Q(email__icontains=words.rsplit("(", 1)[-1].rstrip(")"))
    return rows.filter(found).order_by("name", "pk")


def suggestions(model: type[models.Model], words: str) -> list[str]:
    return [label_of(row) for row in named(model.objects.all(), words.replace("\0", ""))[:SUGGESTED]]


class NamedInput(forms.TextInput):
    """A text with suggestions. `choices` is set by the field and not used: there are too many."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model
        super().__init__(attrs={"autocomplete": "off", "size": 40, "class": "vTextField"})

    def get_context(self, name: str, value: object, attrs: dict[str, object] | None) -> dict[str, object]:
        context = super().get_context(name, value, attrs)
        options = self.model._meta
        url = reverse(f"admin:{options.app_label}_{options.model_name}_choices")
        context["widget"]["attrs"]["data-choices"] = url
        return context


class NamedField(forms.ModelChoiceField):
    """Reads a name, or an id as programs write it."""

    default_error_messages = {
        "nobody": _("Nothing is called “%(words)s”. Write a part of the name."),
        "several": _("Several are called that: %(names)s. Write the whole name."),
    }

    def __init__(self, queryset: QuerySet, **kwargs: object) -> None:
        # What it points at already, told by whoever has it at hand, so that a table of links asks nothing.
        self.known: models.Model | None = None
        kwargs["widget"] = NamedInput(queryset.model)
        kwargs.pop("blank", None)
        super().__init__(queryset, **kwargs)

    def prepare_value(self, value: object) -> object:
        if isinstance(value, models.Model):
            return label_of(value)
        if self.known is not None and str(self.known.pk) == str(value):
            return label_of(self.known)
        pk = _id_in(value)
        row = self.queryset.filter(pk=pk).first() if pk else None
        return label_of(row) if row else value

    def to_python(self, value: object) -> models.Model | None:
        if value in self.empty_values or isinstance(value, models.Model) or _id_in(value):
            return super().to_python(value)
        # The database takes no NUL, and nobody's name holds one.
        words = " ".join(str(value).replace("\0", " ").split())
        rows = list(named(self.queryset, words)[: SUGGESTED + 1])
        key = same_key(words)
        same = [row for row in rows if key in (same_key(row.name), same_key(label_of(row)))]
        rows = same or rows
        if not rows:
            raise ValidationError(self.error_messages["nobody"], "nobody", {"words": words})
        if len(rows) > 1:
            names = ", ".join(label_of(row) for row in rows[:SUGGESTED])
            raise ValidationError(self.error_messages["several"], "several", {"names": names})
        return rows[0]

    def has_changed(self, initial: object, data: object) -> bool:
        """The same row is no change, whether it is written by name or by id."""
        if _id_in(data):
            return str(initial or "") != str(data)
        return super().has_changed(initial, data)


def _id_in(value: object) -> UUID | None:
    if isinstance(value, UUID):
        return value
    try:
        return UUID(str(value))
    except ValueError:
        return None
