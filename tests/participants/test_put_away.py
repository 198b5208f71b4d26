"""A workbook that an erasure puts away: who sent it is told why, and no spelling of the reference is left behind."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone

from accounts.models import Letter
from participants.actions import erasure
from participants.actions.erasure import choose_delete_day, erase_on_request, strip_due
from participants.actions.imports import forget_workbooks, start_import
from participants.enums import ImportState
from participants.intake.alarms import tell_put_away
from participants.models import DataRequest, ImportChange, ImportRun, Participant
from tests.owner import as_owner
from tests.participants.people import enrol

pytestmark = pytest.mark.usefixtures("in_english")

TODAY = timezone.localdate()


@pytest.fixture
def person(cast):
    person = enrol(cast.bjerke, "Å-1 ﬁn", ("2024-01-01", "enrolled"))
    Participant.objects.filter(pk=person.pk).update(delete_on=TODAY, delete_because="x")
    return person


def kept(cast, **values) -> ImportRun:
    return ImportRun.objects.create(office=cast.bjerke, requested_by=cast.bjerke_leader, **values)


def test_whoever_sent_it_is_told_once_and_reads_why(cast, person, sign_in):
    run = kept(cast, workbook=b"x", state=ImportState.READY)
    strip_due(today=TODAY)
    run.refresh_from_db()
    assert (run.state, run.workbook, run.ended_because) == ("cancelled", None, "erasure")
    now = timezone.now()
    tell_put_away(now)
    tell_put_away(now)
    letter = Letter.objects.get(to=cast.bjerke_leader.email)
    assert letter.subject == "Arbeidsboka di ble lagt bort"
    assert reverse("import_run", args=[run.pk]) in letter.body
    assert "ble slettet mens den ventet" in letter.body
    assert person.reference not in letter.body
    page = sign_in(cast.bjerke_leader).get(reverse("import_run", args=[run.pk])).content.decode()
    assert "Ta ut den som er slettet" in page


def test_a_workbook_that_had_ended_is_not_told_of(cast, person):
    kept(cast, state=ImportState.DONE, ended_at=timezone.now())
    strip_due(today=TODAY)
    tell_put_away(timezone.now())
    assert not Letter.objects.filter(to=cast.bjerke_leader.email).exists()


def test_the_other_reasons_stand_on_the_page(cast, sign_in):
    first = kept(cast, workbook=b"x", state=ImportState.READY)
    start_import(office=cast.bjerke, data=b"y", by=cast.bjerke_leader)
    second = ImportRun.objects.exclude(pk=first.pk).get()
    forget_workbooks(now=timezone.now() + timedelta(days=2))
    for run, words in ((first, "En nyere arbeidsbok"), (second, "innen ett døgn")):
        assert words in sign_in(cast.bjerke_leader).get(reverse("import_run", args=[run.pk])).content.decode()


@pytest.mark.parametrize(
    "spelt", ["Å-1 ﬁn", "å‑1  FIN", "A\u030a\u20131\u00a0fin", "Å\u00ad-1 \uff46\uff49\uff4e"]
)
def test_no_spelling_of_the_reference_is_left(cast, person, spelt):
    said = [{"sheet": "Forløp", "row": 2, "column": "Dato", "value": spelt, "message": "x"}]
    of_it = kept(cast, state=ImportState.REFUSED, problems=said, notices=[f"Deltakere: {spelt}"])
    of_others = kept(cast, state=ImportState.REFUSED, notices=["Deltakere: B-22"])
    change = {"reference": spelt, "sheet": "moves", "kind": "changed"}
    ImportChange.objects.create(run=of_it, office=cast.bjerke, **change)
    strip_due(today=TODAY)
    of_it.refresh_from_db()
    of_others.refresh_from_db()
    assert (of_it.problems, of_it.notices, ImportChange.objects.count()) == ([], [], 0)
    assert of_others.notices == ["Deltakere: B-22"]


def test_names_are_compared_the_same_on_every_server(db):
    bare = [as_owner("SELECT public.portal_bare(%s)", [name])[0] for name in ("Å-1 ﬁn", "å‑1 FIN", "Ж")]
    assert bare == ["A1FIN", "A1FIN", ""]


def test_a_day_chosen_in_the_meantime_counts(cast, person, monkeypatch):
    """The list of the night is made before the first of it is stripped."""

    def choose_another(office):
        if office == cast.bjerke.pk:
            Participant.objects.filter(pk=person.pk).update(delete_because="x")

    monkeypatch.setattr(erasure, "_follow_rule", choose_another)
    assert erasure._strip_by_itself(person=person, today=TODAY - timedelta(days=1)) is False
    choose_delete_day(
        participant=person, day=TODAY + timedelta(days=9), because="x", by=cast.bjerke_leader, today=TODAY
    )
    assert erasure._strip_by_itself(person=person, today=TODAY) is False
    assert Participant.objects.filter(pk=person.pk).exists()


def test_one_whom_it_breaks_at_keeps_nobody_else(cast, person, monkeypatch):
    other = enrol(cast.bjerke, "B-2", ("2024-01-01", "enrolled"))
    Participant.objects.filter(pk__in=[person.pk, other.pk]).update(delete_on=TODAY, delete_because="x")
    strip = erasure._strip

    def break_at_one(each):
        if each.pk == person.pk:
            raise DatabaseError
        strip(each)

    monkeypatch.setattr(erasure, "_strip", break_at_one)
    assert strip_due(today=TODAY) == 1
    assert Participant.objects.filter(pk=person.pk).exists()
    assert not Participant.objects.filter(pk=other.pk).exists()


def test_two_who_answer_a_request_at_once_are_both_answered(cast, person):
    asked = DataRequest.objects.create(office=cast.bjerke, participant=person, kind="erasure", about="x")
    erase_on_request(data_request=asked, by=cast.bjerke_leader, now=timezone.now())
    with pytest.raises(erasure.Refused, match="not here any more"):
        erase_on_request(data_request=asked, by=cast.bjerke_leader, now=timezone.now())
    with pytest.raises(erasure.Refused, match="not here any more"):
        choose_delete_day(participant=person, day=None, because="", by=cast.bjerke_leader, today=TODAY)
