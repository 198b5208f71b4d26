"""Forms for what is recorded by hand. A field is read as the same cell of a workbook is, with the same sentences."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _

from audit.forms import DAY_FORMATS, DayInput
from clusters.national_id import holds_national_id
from participants.actions.records import AnswerFacts
from participants.enums import FollowUpAnswer, FollowUpMonth, FollowUpSource, LeftReason, State
from participants.models import FollowUp, Move
from participants.rules import REASON_LENGTH, MoveFacts
from participants.workbook import cells
from participants.workbook.cells import FIRST_DAY, NATIONAL_ID, NO_DATE, Parser, Wrong

INPUT = {"class": "ds-input", "autocomplete": "off"}


def read_cell(parse: Parser, value: object) -> object:
    """The meaning of a cell, or what is wrong with it as a form says it."""
    try:
        return parse(value)
    except Wrong as wrong:
        raise ValidationError(wrong.message) from wrong


class CellField(forms.CharField):
    """A text that a parser of the workbook reads; empty means what it means there."""

    widget = forms.TextInput(attrs=INPUT)

    def __init__(self, parse: Parser, *, if_empty: object, **kwargs: object) -> None:
        super().__init__(required=False, **kwargs)
        self.parse, self.if_empty = parse, if_empty

    def clean(self, value: object) -> object:
        text = super().clean(value)
        if not text:
            return self.if_empty
        if holds_national_id(text):
            raise ValidationError(NATIONAL_ID)
        return read_cell(self.parse, text)


class DayField(forms.DateField):
    """A day from 2005 until today."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(
            input_formats=DAY_FORMATS,
            error_messages={"invalid": NO_DATE, "required": NO_DATE},
            widget=DayInput({"data-min": FIRST_DAY.isoformat()}),
            **kwargs,
        )


class PlainText(forms.CharField):
    """A short text about a person, in which no identity number may stand. What is sealed here is not kept in the browser."""

    def __init__(self, *, longest: int = REASON_LENGTH, is_sealed: bool = False, **kwargs: object) -> None:
        kept = {"data-not-kept": True} if is_sealed else {}
        super().__init__(
            max_length=longest,
            widget=forms.TextInput(attrs={**INPUT, "maxlength": longest, **kept}),
            **kwargs,
        )

    def clean(self, value: object) -> str:
        text = super().clean(value)
        if holds_national_id(text):
            raise ValidationError(NATIONAL_ID)
        return text


def because_field() -> PlainText:
    return PlainText(
        label=_("Why is it corrected?"),
        help_text=_("Stays in the history. Never write health information or names here."),
        error_messages={"required": _("Write why it is corrected.")},
    )


def select(choices: list) -> forms.Select:
    return forms.Select(attrs={"class": "ds-input"}, choices=choices)


class RecordForm(forms.Form):
    """What moves and answers have in common. `seen` is what stood when the form was opened."""

    day = DayField(label=_("From which day?"))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: object, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["day"].widget.attrs["data-max"] = today.isoformat()

    def clean_day(self) -> date:
        return read_cell(cells.day(self.today), self.cleaned_data["day"])


class WhereToForm(RecordForm):
    """Where somebody goes, and why where they leave: what a move and a proposal for one have in common."""

    target = forms.TypedChoiceField(
        label=_("Where to?"),
        choices=State.choices,
        coerce=State,
        widget=forms.RadioSelect(attrs={"class": "ds-input"}),
        error_messages={"required": _("Choose where the participant goes.")},
    )
    left_reason = forms.TypedChoiceField(
        label=_("Reason, when somebody leaves"),
        choices=LeftReason.choices,
        coerce=LeftReason,
        empty_value=LeftReason.UNKNOWN,
        required=False,
        widget=select(LeftReason.choices),
    )


class MoveForm(WhereToForm):
    """One move."""

    workplace = CellField(
        cells.workplace,
        if_empty="",
        label=_("Business or school, if there is one"),
        help_text=_("Only the name, never the participant's."),
    )
    hours_percent = CellField(
        cells.percent,
        if_empty=None,
        label=_("Percentage of full time, if known"),
        widget=forms.TextInput(attrs={**INPUT, "inputmode": "decimal"}),
    )

    field_order = ["target", "day", "left_reason", "workplace", "hours_percent"]

    def facts(self) -> MoveFacts:
        data = self.cleaned_data
        return MoveFacts(
            day=data["day"],
            target=data["target"],
            left_reason=data["left_reason"],
            workplace=data["workplace"],
            hours_percent=data["hours_percent"],
        )


class CorrectMoveForm(MoveForm):
    because = because_field()

    field_order = ["target", "day", "left_reason", "workplace", "hours_percent", "because"]


class AnswerForm(RecordForm):
    """What one person answered."""

    month = forms.TypedChoiceField(
        label=_("Which follow-up?"),
        choices=FollowUpMonth.choices,
        coerce=lambda value: FollowUpMonth(int(value)),
        widget=forms.RadioSelect(attrs={"class": "ds-input"}),
        error_messages={"required": _("Choose which follow-up it is.")},
    )
    answer = forms.TypedChoiceField(
        label=_("What is the answer?"),
        choices=FollowUpAnswer.choices,
        coerce=FollowUpAnswer,
        widget=forms.RadioSelect(attrs={"class": "ds-input"}),
        help_text=_(
            "Choose “Not reached” when you tried and nobody answered. Leave it out when nobody has tried."
        ),
        error_messages={"required": _("Choose an answer, or that nobody was reached.")},
    )
    hours_percent = CellField(
        cells.percent,
        if_empty=None,
        label=_("Percentage of full time, if known"),
        widget=forms.TextInput(attrs={**INPUT, "inputmode": "decimal"}),
    )
    source = forms.TypedChoiceField(
        label=_("Who answered?"),
        choices=FollowUpSource.choices,
        coerce=FollowUpSource,
        empty_value=FollowUpSource.UNKNOWN,
        required=False,
        widget=select(FollowUpSource.choices),
    )

    field_order = ["month", "answer", "day", "hours_percent", "source"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].label = _("On which day?")

    def facts(self) -> AnswerFacts:
        data = self.cleaned_data
        return AnswerFacts(
            month=data["month"],
            day=data["day"],
            answer=data["answer"],
            hours_percent=data["hours_percent"],
            source=data["source"],
        )


class CorrectAnswerForm(AnswerForm):
    because = because_field()

    field_order = ["month", "answer", "day", "hours_percent", "source", "because"]


def keep_typed(form: RecordForm, refusal: str, seen: str) -> None:
    """Leave all that was typed in the form, say why it was refused, and note what stands by now."""
    data = form.data.copy()
    data[form.add_prefix("seen")] = seen
    form.data = data
    form.add_error(None, refusal)


def move_initial(move: Move) -> dict[str, object]:
    """A move as the form to correct it begins."""
    names = ("day", "target", "left_reason", "workplace")
    return {
        **{name: getattr(move, name) for name in names},
        "hours_percent": percent_text(move.hours_percent),
    }


def answer_initial(follow_up: FollowUp) -> dict[str, object]:
    names = ("day", "month", "answer", "source")
    return {
        **{name: getattr(follow_up, name) for name in names},
        "hours_percent": percent_text(follow_up.hours_percent),
    }


def percent_text(value: object) -> str:
    """A percentage as somebody would type it."""
    return "" if value is None else localize(value.normalize())
