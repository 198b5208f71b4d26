"""What nobody has chosen does not become data by one click."""

from datetime import date

import pytest
from django import forms

from entrepreneurs.forms.jobs import EndForm, HolderForm
from entrepreneurs.forms.mentoring import SessionForm
from entrepreneurs.forms.plain import chosen_from
from entrepreneurs.forms.questions import QuestionForm
from entrepreneurs.forms.ventures import VentureForm

TODAY = date(2026, 11, 30)


def preselected(form: forms.Form) -> set[str]:
    """The fields whose first choice is taken where nobody chooses: a list shows it, round buttons only when told to."""
    return {
        name
        for name, field in form.fields.items()
        if isinstance(field, forms.ChoiceField)
        and not field.widget.is_hidden
        and (
            form.get_initial_for_field(field, name)
            or (not isinstance(field.widget, forms.RadioSelect) and next(iter(field.choices))[0] != "")
        )
    }


@pytest.mark.parametrize("form", [EndForm, QuestionForm, SessionForm, VentureForm])
def test_nothing_is_chosen_beforehand(form):
    assert preselected(form()) == set()


def test_neither_is_whose_participant_gets_a_job(cast):
    assert preselected(HolderForm(user=cast.krem, today=TODAY)) == set()


def test_where_there_is_one_choice_it_is_made():
    assert chosen_from([("a", "A")], "Choose") == [("a", "A")]
    assert chosen_from([("a", "A"), ("b", "B")], "Choose")[0] == ("", "Choose")


def test_a_form_that_was_only_sent_is_not_valid():
    form = EndForm({"on": "30.11.2026", "reason": ""})
    assert set(form.errors) == {"reason"}
