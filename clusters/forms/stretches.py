"""Stretches of days that may not overlap: said in words before the database refuses them."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.admin.choosing import NamedField
from clusters.models import Seat


def overlap(first: tuple[date, date | None], second: tuple[date, date | None]) -> bool:
    """Whether two stretches share a day; no last day means until further notice."""
    (start, end), (other_start, other_end) = first, second
    return start <= (other_end or date.max) and other_start <= (end or date.max)


class NamingFormSet(forms.BaseInlineFormSet):
    """Rows of the administration in which something is filled in by name: each knows what it names now."""

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        for name, field in form.fields.items():
            if isinstance(field, NamedField) and not form.instance._state.adding:
                field.known = getattr(form.instance, name)


class StretchFormSet(NamingFormSet):
    """Rows on one page that all belong to the page's own thing: no two of the same other thing may overlap."""

    # The field that says what else the stretch is about.
    other = "partner"

    def clean(self) -> None:
        super().clean()
        seen: dict[object, list[tuple[date, date | None]]] = {}
        for form in self.forms:
            row = form.cleaned_data if form.is_valid() else {}
            other, start = row.get(self.other), row.get("starts_on")
            if not other or not start:
                continue
            stretch = (start, row.get("ends_on"))
            if any(overlap(stretch, earlier) for earlier in seen.setdefault(other.pk, [])):
                form.add_error("starts_on", two_overlap(other))
            seen[other.pk].append(stretch)


class ClusterStretchFormSet(StretchFormSet):
    """A partner's memberships: the other thing is the cluster."""

    other = "cluster"


class SeatForm(forms.ModelForm):
    """One seat on a page of its own, compared with the others in the database."""

    def clean(self) -> dict[str, object]:
        row = super().clean()
        user, partner, start = row.get("user"), row.get("partner"), row.get("starts_on")
        if user and partner and start:
            others = Seat.objects.between(start, row.get("ends_on") or date.max)
            if others.filter(user=user, partner=partner).exclude(pk=self.instance.pk).exists():
                raise ValidationError({"starts_on": two_overlap(partner)})
        return row


def two_overlap(other: object) -> str:
    return _("%(name)s stands here twice with days in common. End one stretch before the next begins.") % {
        "name": other
    }
