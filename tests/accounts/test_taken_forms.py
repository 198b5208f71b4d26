"""The browser forgets what was typed when the portal has said that it is taken, and no earlier."""

import pytest
from django.urls import reverse

from accounts.taken_forms import FIELD, FORGET

MARK = "0123456789abcdef" * 2
NAME = f"form-{MARK}"
LESSON = {"title": "Om samarbeid", "what": "Dette lærte vi.", FIELD: MARK}


@pytest.fixture
def leader(cast, sign_in):
    return sign_in(cast.bjerke_leader)


def lesson_in(page) -> dict[str, str]:
    """The whole form as a browser would send it, with the mark."""
    form = page.context["form"]
    given = {name: form[name].value() or "" for name in form.fields}
    choices = {name: field.choices for name, field in form.fields.items() if hasattr(field, "choices")}
    chosen = {name: str(list(values)[-1][0]) for name, values in choices.items()}
    return {**given, **chosen, **LESSON}


def test_a_form_that_is_taken_is_said_to_be(leader):
    address = reverse("lesson_new")
    answer = leader.post(address, lesson_in(leader.get(address)))
    assert answer.status_code == 302
    assert answer.cookies[NAME].value == "taken"
    assert not answer.cookies[NAME]["httponly"]


def test_a_form_that_comes_back_with_errors_is_not_taken(leader):
    answer = leader.post(reverse("lesson_new"), {"title": "", FIELD: MARK})
    assert answer.status_code == 200
    assert answer.cookies[NAME].value == "shown"


def test_nothing_is_said_where_the_session_has_ended(client, db):
    answer = client.post(reverse("lesson_new"), LESSON)
    assert reverse("account_login") in answer["Location"]
    assert NAME not in answer.cookies


def test_nothing_is_said_of_what_was_refused_or_is_not_there(leader):
    assert NAME not in leader.post("/knowledge/nothing-here/", LESSON).cookies
    assert NAME not in leader.get(reverse("lesson_new"), LESSON).cookies


def test_a_mark_of_another_shape_is_not_answered(leader):
    for mark in ("", "all", "0" * 31, f"{MARK}; path=/", "forget"):
        answer = leader.post(reverse("lesson_new"), {"title": "", FIELD: mark})
        assert not [name for name in answer.cookies if name.startswith("form-")]


def test_whoever_signs_out_leaves_nothing_in_the_browser(leader):
    assert FORGET not in leader.get(reverse("home")).cookies
    assert leader.post(reverse("account_logout")).cookies[FORGET].value == "all"
