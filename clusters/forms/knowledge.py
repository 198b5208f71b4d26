"""What is written into the knowledge base, and how it is searched."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.forms import DayInput
from clusters.enums import Level, Step
from clusters.models import Cluster, Lesson, Project

INPUT = {"class": "ds-input"}


class SearchForm(forms.Form):
    """Words to look for, and a step."""

    q = forms.CharField(
        label=_("Look for"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs=INPUT | {"type": "search"}),
    )
    step = forms.TypedChoiceField(
        label=_("Step"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("All steps")), *Step.choices],
        widget=forms.Select(attrs=INPUT),
    )


class LessonForm(forms.ModelForm):
    """Something that can be taken over elsewhere."""

    step = forms.TypedChoiceField(
        label=_("Step (optional)"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("No particular step")), *Step.choices],
        widget=forms.Select(attrs=INPUT),
    )

    class Meta:
        model = Lesson
        fields = ("title", "what", "takes", "evidence", "cluster", "project", "step", "level", "learned_on")
        labels = {
            "title": _("Title"),
            "what": _("What can be taken over"),
            "takes": _("What it takes (optional)"),
            "evidence": _("What shows that it works (optional)"),
            "cluster": _("Cluster it was learned in"),
            "project": _("Development project (optional)"),
            "level": _("Level (optional)"),
            "learned_on": _("Learned on"),
        }
        help_texts = {
            "what": _(
                "So that somebody who was not there understands it. Do not write about single persons here."
            ),
            "takes": _("What must be in place elsewhere: people, time, agreements, competence."),
        }
        widgets = {
            "title": forms.TextInput(attrs=INPUT | {"autocomplete": "off"}),
            "what": forms.Textarea(attrs=INPUT | {"rows": 5}),
            "takes": forms.Textarea(attrs=INPUT | {"rows": 3}),
            "evidence": forms.Textarea(attrs=INPUT | {"rows": 3}),
            "cluster": forms.Select(attrs=INPUT),
            "project": forms.Select(attrs=INPUT),
            "level": forms.Select(attrs=INPUT),
            "learned_on": DayInput(),
        }

    def __init__(self, *args: object, by: User, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cluster"].queryset = Cluster.objects.visible_to(by, today).order_by("name", "pk")
        self.fields["cluster"].empty_label = _("Choose a cluster")
        self.fields["project"].queryset = Project.objects.order_by("name", "pk")
        self.fields["project"].empty_label = _("No particular project")
        self.fields["level"].choices = [("", _("No particular level")), *Level.choices]
