"""What is written on the boards of the step model."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User
from audit.forms import DayInput
from clusters.enums import TASK_STEPS, Rhythm, TaskState
from clusters.models import LogEntry, Seat, StepTask

NOBODY = ""


def owners_of(task: StepTask, today: date) -> list[tuple[str, object]]:
    """Whose a task can be: the partners of the board and the people who sit there today, and KREM's own."""
    if task.partner:
        partners = [task.partner]
    else:
        members = task.cluster.memberships.on(today).select_related("partner")
        partners = [membership.partner for membership in members.order_by("partner__name", "pk")]
    seats = Seat.objects.on(today).filter(partner__in=partners, user__is_active=True)
    users = User.objects.filter(seats__in=seats) | User.objects.filter(role=Role.KREM_STAFF, is_active=True)
    people = users.distinct().order_by("name", "pk")
    return [
        (NOBODY, _("Nobody yet")),
        (_("Partners"), [(f"partner:{partner.pk}", partner.name) for partner in partners]),
        (_("People"), [(f"user:{user.pk}", user.name) for user in people]),
    ]


class TaskForm(forms.ModelForm):
    """A responsibility or a task: where it stands, what it is, whose, and when it is due."""

    owner = forms.ChoiceField(label=_("Whose it is"), required=False)

    class Meta:
        model = StepTask
        fields = ("kind", "title", "step", "level", "party", "due_on")
        labels = {
            "kind": _("What kind it is"),
            "title": _("What is to be done, or what the responsibility is"),
            "step": _("Step"),
            "level": _("Level"),
            "party": _("Party"),
            "due_on": _("Due on (optional)"),
        }
        widgets = {
            "title": forms.TextInput(attrs={"class": "ds-input", "autocomplete": "off"}),
            "kind": forms.RadioSelect(attrs={"class": "ds-input"}),
            "step": forms.Select(attrs={"class": "ds-input"}),
            "level": forms.Select(attrs={"class": "ds-input"}),
            "party": forms.Select(attrs={"class": "ds-input"}),
            "due_on": DayInput(),
        }
        help_texts = {"title": _("Do not write about single persons here.")}

    def __init__(self, *args: object, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = owners_of(self.instance, today)
        self.fields["owner"].widget.attrs["class"] = "ds-input"
        owner = self.instance.owner
        self.initial["owner"] = (
            f"{'user' if isinstance(owner, User) else 'partner'}:{owner.pk}" if owner else ""
        )

    def clean_owner(self) -> str:
        kind, _colon, pk = self.cleaned_data["owner"].partition(":")
        self.instance.owner_user_id = pk if kind == "user" else None
        self.instance.owner_partner_id = pk if kind == "partner" else None
        return self.cleaned_data["owner"]


class StateForm(forms.Form):
    """Where a task goes next, and what shows that it is done."""

    state = forms.ChoiceField(label=_("New state"), widget=forms.RadioSelect(attrs={"class": "ds-input"}))
    evidence = forms.CharField(
        label=_("What shows that it is done"),
        required=False,
        max_length=300,
        validators=StepTask._meta.get_field("evidence").validators,
        help_text=_("A decision, a plan, a document and where it is kept. Needed when the task is done."),
        widget=forms.TextInput(attrs={"class": "ds-input", "autocomplete": "off"}),
    )

    def __init__(self, *args: object, task: StepTask, **kwargs: object) -> None:
        kwargs.setdefault("initial", {"evidence": task.evidence})
        super().__init__(*args, **kwargs)
        possible = TASK_STEPS[TaskState(task.state)]
        self.fields["state"].choices = [(state.value, state.label) for state in possible]


class LogForm(forms.ModelForm):
    """One entry of a log."""

    class Meta:
        model = LogEntry
        fields = ("rhythm", "text", "day")
        labels = {"rhythm": _("What it was"), "text": _("What happened"), "day": _("Day")}
        widgets = {
            "rhythm": forms.RadioSelect(attrs={"class": "ds-input"}),
            "text": forms.Textarea(attrs={"class": "ds-input", "rows": 3}),
            "day": DayInput(),
        }
        help_texts = {"text": _("Do not write about single persons here.")}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rhythm"].choices = Rhythm.choices
