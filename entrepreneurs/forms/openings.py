"""What is filled in about openings, skills and sharing."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Case, Q, When
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clusters.models import Agreement
from entrepreneurs.enums import OpeningKind
from entrepreneurs.forms.jobs import OwnerField
from entrepreneurs.forms.plain import PlainForm, day_field, radio_field, words_field
from participants.models.skills import MOST_HOURS, Skill, name_field, order_shown
from participants.standard_skills import translated_from, translations
from spelling.order import norwegian

MOST_SHOWN = 20


class SkillsField(forms.ModelMultipleChoiceField):
    """Skills of the list, found by typing: there are thousands, so those on the page are what is chosen or looked for."""

    widget = forms.CheckboxSelectMultiple
    is_searched = True

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Skill.objects.all(), **options)


class SkillsChooser(PlainForm):
    """A form that asks for skills. Without a script a button looks for them, and the form comes back."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = skills_found(self.words_looked_for) if self.words_looked_for else []
        chosen = self["skills"].value() or []
        rows = Skill.objects.filter(pk__in=[pk for pk in chosen if _is_id(pk)]).order_by(order_shown(), "pk")
        skills = {str(skill.pk): skill.name for skill in [*rows, *shown]}
        self.fields["skills"].widget.choices = list(skills.items())

    @property
    def words_looked_for(self) -> str:
        return self.data.get("look_for", "").strip()[:100] if "look" in self.data else ""

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if "look" in self.data:
            raise forms.ValidationError(_("Tick the skills that fit, and save."))
        return given


def skills_found(words: str) -> list[Skill]:
    """The first whose name holds the words, in the language of the page; those that begin so before the others."""
    name = name_field()
    skills = Skill.objects.all()
    held = skills.holding(name, words) | _named(translated_from(words))
    begins = skills.holding(name, words, at_the_beginning=True) & ~_named(translations())
    begins |= _named(translated_from(words, at_the_beginning=True))
    first = Case(When(begins, then=0), default=1)
    return list(skills.filter(held).order_by(first, order_shown(), "pk")[:MOST_SHOWN])


def _named(names: Iterable[str]) -> Q:
    return Q(**{f"{name_field()}_order__in": list(map(norwegian, names))})


def _is_id(value: object) -> bool:
    try:
        UUID(str(value))
    except ValueError:
        return False
    return True


def hours_field(label: str, **options: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=MOST_HOURS, **options)


class OpeningForm(SkillsChooser):
    """A place to begin in, and what it needs."""

    owner = OwnerField()
    kind = radio_field(_("What it is"), OpeningKind.choices)
    title = words_field(_("Title"), 120, help_text=_("What somebody would do there."))
    skills = SkillsField(label=_("Skills it needs"))
    hours_from = hours_field(_("Hours a week, from"))
    hours_to = hours_field(_("Hours a week, to"))
    places = forms.IntegerField(label=_("Places"), min_value=1, max_value=500, initial=1)
    starts_on = day_field(_("From which day"))
    agreement = forms.ModelChoiceField(
        label=_("Agreement"),
        queryset=Agreement.objects.none(),
        required=False,
        empty_label=_("No agreement"),
        help_text=_("Only for places that an agreement has promised."),
        widget=forms.Select,
    )

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].offer(user, today)
        agreements = Agreement.objects.visible_to(user, today).on(today).select_related("partner", "cluster")
        self.fields["agreement"].queryset = agreements.order_by("partner__name", "pk")

    def clean_kind(self) -> OpeningKind:
        return OpeningKind(self.cleaned_data["kind"])

    def arguments(self) -> dict[str, object]:
        """What the action takes: the hours as one stretch."""
        given = dict(self.cleaned_data)
        hours = (given.pop("hours_from"), given.pop("hours_to"))
        return {**given, "hours": hours}


class SkillsForm(SkillsChooser):
    """What a participant can, and how much they want to work."""

    skills = SkillsField(label=_("Skills"), required=False)
    hours_from = hours_field(_("Hours wanted a week, from"), required=False)
    hours_to = hours_field(_("Hours wanted a week, to"), required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if (given.get("hours_from") is None) != (given.get("hours_to") is None):
            self.add_error("hours_to", _("Write both numbers, or neither where nobody has asked."))
        return given

    @property
    def hours(self) -> tuple[int, int] | None:
        first, last = self.cleaned_data["hours_from"], self.cleaned_data["hours_to"]
        return None if first is None else (first, last)


class ShareForm(PlainForm):
    """The person has agreed, and until when the owner may see them."""

    ends_on = day_field(_("Last day"), help_text=_("At most 90 days from today. It ends by itself."))
    has_agreed = forms.BooleanField(
        label=_("The person knows what is shared and has agreed"),
        widget=forms.CheckboxInput(attrs={"class": "ds-input"}),
        error_messages={"required": _("Ask the person first.")},
    )
