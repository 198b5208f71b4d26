"""One person who is to be asked how it went: the question, and the form that a press of a button sends."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from participants.actions.records import AnswerFacts
from participants.contacts import ContactDetails
from participants.enums import ContactReason, FollowUpAnswer, FollowUpMonth, FollowUpSource
from participants.forms.records import INPUT, CellField, RecordForm, select
from participants.models import FollowUp, Question
from participants.queries.due import last_day
from participants.queries.journeys import mark_of
from participants.workbook import cells

# What somebody on this page can need the contact data for.
REASONS = (ContactReason.FOLLOW_UP, ContactReason.MEETING)


class DueForm(RecordForm):
    """Each answer is a button of its own; the rest is there for those who know it."""

    month = forms.TypedChoiceField(choices=FollowUpMonth.choices, coerce=int, widget=forms.HiddenInput)
    answer = forms.TypedChoiceField(
        choices=FollowUpAnswer.choices,
        coerce=FollowUpAnswer,
        error_messages={"required": _("Choose an answer, or that nobody was reached.")},
    )
    hours_percent = CellField(
        cells.percent,
        if_empty=None,
        label=_("Percentage of full time, if known"),
        widget=forms.TextInput(attrs={**INPUT, "inputmode": "decimal", "size": 4}),
    )
    source = forms.TypedChoiceField(
        label=_("Who answered"),
        choices=FollowUpSource.choices,
        coerce=FollowUpSource,
        empty_value=FollowUpSource.UNKNOWN,
        required=False,
        widget=select(FollowUpSource.choices),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].label = _("Day asked")

    def facts(self) -> AnswerFacts:
        data = self.cleaned_data
        return AnswerFacts(
            month=FollowUpMonth(data["month"]),
            day=data["day"],
            answer=data["answer"],
            hours_percent=data["hours_percent"],
            source=data["source"],
        )


@dataclass(slots=True)
class Asked:
    """A question with its form, and what was shown or recorded a moment ago."""

    question: Question
    form: DueForm
    contact: ContactDetails | None = None
    recorded: FollowUp | None = None

    @property
    def until(self) -> date:
        return last_day(self.question)

    @property
    def answers(self) -> list[dict[str, object]]:
        """The buttons, with the key that presses each."""
        return [
            {"value": value, "label": label, "key": key}
            for key, (value, label) in enumerate(FollowUpAnswer.choices, start=1)
        ]


def form_for(question: Question, today: date, typed: object = None) -> DueForm:
    first = {
        "day": today,
        "month": question.month,
        "seen": mark_of(question.participant.follow_ups.all()),
    }
    return DueForm(typed, initial=first, today=today, auto_id=f"%s-{question.pk}")
