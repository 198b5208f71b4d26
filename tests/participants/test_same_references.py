"""The office sees one reference, and so does the portal: in the workbook, in the database and in what people look up."""

from datetime import date
from importlib import import_module
from unicodedata import normalize

import pytest
from django.apps import apps
from django.db import connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.scope import acting_as_system
from participants.enums import State
from participants.models import Move, Participant
from spelling.sameness import same_key, written
from tests.conftest import make_cast
from tests.participants.test_intake import move, person, take, workbook

# Whatever an office might call somebody: letters, marks, digits, punctuation and symbols of every script.
REFERENCES = (
    st.text(st.characters(categories=["L", "M", "N", "P", "S", "Zs"]), min_size=1, max_size=20)
    .map(lambda text: "R" + text)
    .filter(lambda text: len(written(text)) <= 40)
)


def told(reference: str) -> bytes:
    return workbook(
        move(date(2024, 1, 5), State.ENROLLED, reference),
        move(date(2024, 9, 1), State.WORK, reference),
        people=[person(reference)],
    )


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(reference=REFERENCES, form=st.sampled_from(["NFC", "NFD"]))
def test_what_is_told_as_new_is_written_and_again_changes_nothing(cast, reference, form):
    before = Move.objects.count()
    outcome = take(cast, told(reference))
    if outcome.problems:
        return
    written_moves = Move.objects.count() - before
    again = take(cast, told(normalize(form, reference)))
    assert written_moves == outcome.summary["moves"]["new"]
    assert again.summary["moves"] == {
        "new": 0,
        "changed": 0,
        "unchanged": 2,
        "gone": again.summary["moves"]["gone"],
    }
    assert (
        Participant.objects.filter(office=cast.bjerke).with_reference(normalize(form, reference)).count() == 1
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("BJ 12", "BJ\u00a012"),
        ("BJ 12", "BJ  12"),
        ("BJ-12", "BJ\u201112"),
        ("Straße-4", "STRASSE-4"),
        ("Ås-1", "A\u030as-1"),
    ],
)
def test_two_spellings_the_eye_cannot_tell_apart_are_one_person(cast, one, other):
    take(cast, told(one))
    again = take(cast, told(other))
    assert not again.problems
    assert Participant.objects.get().reference == one


def test_a_reference_is_unique_in_its_office_by_its_key(cast):
    take(cast, told("Profil-1"))
    with pytest.raises(Exception, match="reference_is_unique_in_its_office"):
        Participant.objects.create(office=cast.bjerke, reference="Pro\ufb01l\u20111", birth_year=1990)


def test_a_key_follows_when_many_rows_are_changed_at_once(cast):
    take(cast, told("A-1"))
    Participant.objects.update(reference="Ås 7")
    assert Participant.objects.get().reference_key == same_key("ås 7")


def test_people_whose_references_became_one_are_both_kept_and_told_apart(committed):
    migration = import_module("participants.migrations.0014_keys_of_references")
    rule = next(each for each in Participant._meta.constraints if each.name.startswith("reference_is_unique"))
    with acting_as_system():
        cast = make_cast()
    owner = connections["owner"]
    with owner.schema_editor() as editor:
        editor.remove_constraint(Participant, rule)
    try:
        people = Participant.objects.using("owner")
        for reference in ("BJ 12", "BJ\u00a012", "BJ  12"):
            people.create(office_id=cast.bjerke.pk, reference=reference, birth_year=1990)
        people.create(office_id=cast.ullern.pk, reference="bj 12", birth_year=1990)
        with owner.schema_editor() as editor:
            migration.work_out_keys(apps, editor)
            migration.tell_apart(apps, editor)
        found = people.filter(office_id=cast.bjerke.pk).values_list("reference", "reference_key")
        assert sorted(map(same_key, dict(found))) == ["bj 12", "bj 12 (2)", "bj 12 (3)"]
        assert all(same_key(reference) == key for reference, key in found)
        assert people.get(office_id=cast.ullern.pk).reference == "bj 12"
    finally:
        with owner.schema_editor() as editor:
            editor.add_constraint(Participant, rule)
