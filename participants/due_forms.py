"""The rows of the page where everybody who is due is asked for in one go."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from participants.due import last_day
from participants.enums import FollowUpAnswer, FollowUpMonth, FollowUpSource
from participants.journeys import mark_of
from participants.models import Question
from participants.record_forms import INPUT, CellField, RecordForm, select
from participants.recording import AnswerFacts
from participants.workbook import cells

DAY = "-day"
# A day alone says nothing: it is there from the start.
TELLING = ("answer", "hours_percent", "source")


class DueForm(RecordForm):
    """One row. The answer decides whether there is anything to record."""

    answer = forms.TypedChoiceField(
        label=_("Answer"),
        choices=[("", _("Not asked yet")), *FollowUpAnswer.choices],
        coerce=FollowUpAnswer,
        widget=select([]),
        error_messages={"required": _("Choose an answer, or that nobody was reached.")},
    )
    hours_percent = CellField(
        cells.percent,
        if_empty=None,
        label=_("Percentage of full time"),
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

    field_order = ["answer", "hours_percent", "source", "day"]

    def __init__(self, *args: object, about: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        # The head of the column names a field for those who see it; each field says whose it is as well.
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{field.label}, {about}"
        self.fields["day"].widget.attrs["aria-label"] = _("Day asked, %(about)s") % {"about": about}


@dataclass(frozen=True, slots=True, eq=False)
class DueRow:
    """A question with its form."""

    question: Question
    form: DueForm
    until: date

    @property
    def is_filled(self) -> bool:
        """Whether something was chosen or written for this person."""
        return self.form.is_bound

    @property
    def is_wrong(self) -> bool:
        return self.is_filled and bool(self.form.errors)

    @property
    def seen(self) -> str:
        return self.form.cleaned_data["seen"]

    def facts(self) -> AnswerFacts:
        data = self.form.cleaned_data
        return AnswerFacts(
            month=FollowUpMonth(self.question.month),
            day=data["day"],
            answer=data["answer"],
            hours_percent=data["hours_percent"],
            source=data["source"],
        )


def rows_of(questions: Iterable[Question], typed: QueryDict | None, today: date) -> list[DueRow]:
    """A row for each question; the form of each goes by the question's own random id."""
    return [DueRow(question, _form_of(question, typed, today), last_day(question)) for question in questions]


def ids_in(typed: QueryDict) -> list[UUID]:
    """The questions whose rows were sent."""
    ids = []
    for name in typed:
        with suppress(ValueError):
            ids += [UUID(name.removesuffix(DAY))] if name.endswith(DAY) else []
    return ids


def _form_of(question: Question, typed: QueryDict | None, today: date) -> DueForm:
    about = f"{question.participant.reference}, {question.get_month_display()}"
    return DueForm(
        typed if typed and any(typed.get(f"{question.pk}-{name}") for name in TELLING) else None,
        prefix=str(question.pk),
        initial={"day": today, "seen": mark_of(question.participant.follow_ups.all())},
        today=today,
        about=about,
    )
