"""Nothing changes unseen: what an import would change or take back is named, and asked about where it matters."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.scope import acting_as_system, acting_for
from audit.actions import Refused
from participants.actions.imports import confirm_import, forget_workbooks, start_import
from participants.actions.people import shield
from participants.actions.records import correct_move, record_move, undo_move
from participants.enums import FollowUpAnswer, ImportChangeKind, ImportState, Sex, State, TargetGroup
from participants.intake.choices import Choices
from participants.intake.preview import told
from participants.intake.run import take_in
from participants.models import ImportChange, ImportRun, Move, Participant
from participants.queries.journeys import mark_of
from participants.rules import MoveFacts
from tests.conftest import make_cast
from tests.participants.office_workbooks import sound_sheets, workbook_bytes
from tests.participants.test_intake import ENROLLED, TODAY, TRAINING, WORK, follow_up, person, workbook

pytestmark = pytest.mark.usefixtures("in_english")

EDUCATION = replace(WORK, day=date(2024, 10, 3), target=State.EDUCATION, workplace="")


def take(cast, data, *, dry_run=False, run=None, **choices):
    return take_in(
        office=cast.bjerke.pk,
        data=data,
        by=cast.krem.pk,
        today=TODAY,
        dry_run=dry_run,
        choices=Choices(**choices),
        run=run.pk if run else None,
    )


def changes_of(cast, data):
    run = ImportRun.objects.create(office=cast.bjerke, requested_by=cast.krem, state=ImportState.READY)
    outcome = take(cast, data, dry_run=True, run=run)
    changes = [
        (
            each.reference,
            each.sheet,
            each.kind,
            [(d.heading, d.before, d.after) for d in told(each).differences],
        )
        for each in run.changes.order_by("reference", "sheet", "row", "pk")
    ]
    return outcome, changes


def moves_of(reference="A-1"):
    standing = Move.objects.standing().filter(participant__reference=reference).order_by("day")
    return [(move.day, move.target) for move in standing]


def fix(cast, move, *, day=None, **facts):
    """A correction in the portal, as a leader makes it."""
    moves = list(move.participant.moves.standing().order_by("day", "pk"))
    right = {"day": day or move.day, "target": State(move.target), "workplace": move.workplace} | facts
    return correct_move(
        move=move,
        facts=MoveFacts(**right),
        because="Feil i arket",
        seen=mark_of(moves),
        by=cast.bjerke_leader,
        today=TODAY,
    )


def test_each_changed_row_is_named_before_and_after(cast):
    take(cast, workbook(ENROLLED, WORK))
    outcome, changes = changes_of(
        cast, workbook(ENROLLED, replace(WORK, workplace="MERK"), people=[person(birth_year=1986)])
    )
    assert changes == [
        ("A-1", "moves", "changed", [("Virksomhet", "Kiwi", "MERK")]),
        ("A-1", "participants", "changed", [("Fødselsår", "1985", "1986")]),
    ]
    assert outcome.summary["moves"]["changed"] == outcome.summary["participants"]["changed"] == 1
    assert Move.objects.standing().get(target="work").workplace == "Kiwi"


def test_rows_that_are_gone_are_named(cast):
    take(cast, workbook(ENROLLED, WORK))
    _outcome, changes = changes_of(cast, workbook(ENROLLED))
    assert changes == [("A-1", "moves", ImportChangeKind.GONE, [])]


def test_a_try_that_is_made_again_names_each_row_once(cast):
    take(cast, workbook(ENROLLED, WORK))
    run = ImportRun.objects.create(office=cast.bjerke, requested_by=cast.krem, state=ImportState.READY)
    for _time in range(2):
        take(cast, workbook(ENROLLED, replace(WORK, workplace="MERK")), dry_run=True, run=run)
    assert ImportChange.objects.count() == 1


@pytest.mark.parametrize("clears", [False, True])
def test_a_blank_never_lifts_shielding(cast, clears):
    take(cast, sheets_with(shielded="Ja"))
    outcome = take(cast, sheets_with(shielded=None), clear_blanks=clears, lift_shielding=True)
    assert Participant.objects.get(reference="A-1").is_shielded
    assert any("only Nei can lift it: A-1" in str(notice.message) for notice in outcome.notices)


@pytest.mark.parametrize("column", ["blank", "missing"])
def test_nor_does_it_lift_what_was_shielded_on_the_screen(cast, column):
    """As the office does it: the column is kept empty in the next workbook, or is not in it at all."""
    take(cast, sheets_with(shielded="Nei"))
    held = Participant.objects.get(reference="A-1")
    shield(participant=held, because="A new address", by=cast.bjerke_leader, today=TODAY)
    sheets = sound_sheets()
    rows = sheets["Deltakere"]
    sheets["Deltakere"] = (
        [row[:6] for row in rows] if column == "missing" else [[*row[:6], None] for row in rows[1:]]
    )
    if column == "blank":
        sheets["Deltakere"].insert(0, rows[0])
    outcome = take(cast, workbook_bytes(sheets), clear_blanks=True, lift_shielding=True)
    held.refresh_from_db()
    assert (held.is_shielded, held.shielded_because) == (True, "A new address")
    if column == "blank":
        assert any("only Nei can lift it: A-1" in str(notice.message) for notice in outcome.notices)


def test_only_nei_lifts_shielding_and_only_when_the_office_says_so(cast):
    take(cast, sheets_with(shielded="Ja"))
    outcome, changes = changes_of(cast, sheets_with(shielded="Nei"))
    assert ("A-1", "participants", "unshields", [("Skjermet", "Ja", "Nei")]) in changes
    assert outcome.asked == {"unshields": 1}
    take(cast, sheets_with(shielded="Nei"))
    assert Participant.objects.get(reference="A-1").is_shielded
    take(cast, sheets_with(shielded="Nei"), lift_shielding=True)
    assert not Participant.objects.get(reference="A-1").is_shielded


def test_ja_shields_without_a_question(cast):
    take(cast, sheets_with(shielded="Nei"))
    assert not take(cast, sheets_with(shielded="Ja")).asked
    assert Participant.objects.get(reference="A-1").is_shielded


@pytest.mark.parametrize(("clears", "kept"), [(False, True), (True, False)])
def test_a_blank_over_something_known_is_shown_and_can_be_kept(cast, clears, kept):
    take(cast, workbook_bytes(sound_sheets()))
    blank = sound_sheets()
    for place in (2, 3, 4, 5):
        blank["Deltakere"][1][place] = None
    blank["Forløp"][2][4:6] = [None, None]
    blank["Oppfølging"][1][4:6] = [None, None]
    outcome, changes = changes_of(cast, workbook_bytes(blank))
    assert changes == [
        ("A-1", "follow_ups", "blank", [("Stillingsprosent", "80", "blank"), ("Kilde", "Nav", "blank")]),
        (
            "A-1",
            "moves",
            "blank",
            [("Virksomhet", "Vintage Baby", "blank"), ("Stillingsprosent", "80", "blank")],
        ),
        (
            "A-1",
            "participants",
            "blank",
            [
                ("Kjønn", "Kvinne", "blank"),
                ("Målgruppe", "Hjemmeværende", "blank"),
                ("Innsatsgruppe", "Jobbe delvis", "blank"),
                ("Informert dato", "02/01/2024", "blank"),
            ],
        ),
    ]
    assert outcome.asked == {"blank": 3}
    done = take(cast, workbook_bytes(blank), clear_blanks=clears)
    assert (done.summary["moves"]["changed"] == 0) is kept
    stored = Participant.objects.get(reference="A-1")
    work = Move.objects.standing().get(target="work")
    assert (stored.sex, stored.target_group) == ((Sex.WOMAN, TargetGroup.HOMEMAKER) if kept else ("", ""))
    assert (work.workplace, work.hours_percent) == (("Vintage Baby", Decimal(80)) if kept else ("", None))


def test_the_word_for_unknown_is_no_blank(cast):
    take(cast, workbook_bytes(sound_sheets()))
    sheets = sound_sheets()
    sheets["Deltakere"][1][2] = "Ukjent"
    take(cast, workbook_bytes(sheets))
    assert Participant.objects.get(reference="A-1").sex == ""


@pytest.mark.parametrize("takes_back", [False, True])
def test_a_correction_made_in_the_portal_is_not_taken_back_unasked(cast, takes_back):
    data = workbook(ENROLLED, WORK)
    take(cast, data)
    fix(cast, Move.objects.get(target="work"), workplace="MERK")
    outcome, changes = changes_of(cast, data)
    assert [(each[1], each[2]) for each in changes] == [("moves", "takes_back")]
    assert ("Virksomhet", "MERK", "Kiwi") in changes[0][3]
    assert outcome.asked == {"takes_back": 1}
    take(cast, data, take_back=takes_back)
    assert Move.objects.standing().get(target="work").workplace == ("Kiwi" if takes_back else "MERK")


@pytest.mark.parametrize("takes_back", [False, True])
def test_a_day_and_kind_corrected_in_the_portal_are_the_same_record(cast, takes_back):
    data = workbook(ENROLLED, WORK)
    take(cast, data)
    fix(cast, Move.objects.get(target="work"), day=date(2024, 10, 3), target=State.EDUCATION, workplace="")
    outcome = take(cast, data, take_back=takes_back)
    assert outcome.asked == {"takes_back": 1}
    last = (date(2024, 9, 1), "work") if takes_back else (date(2024, 10, 3), "education")
    assert moves_of() == [(date(2024, 1, 5), "enrolled"), last]


@pytest.mark.parametrize("takes_back", [False, True])
def test_what_was_undone_in_the_portal_stays_undone_unless_the_office_says_so(cast, takes_back):
    take(cast, workbook(ENROLLED))
    someone = Participant.objects.get()
    moves = list(someone.moves.standing())
    facts = MoveFacts(WORK.day, WORK.target)
    made = record_move(
        participant=someone, facts=facts, seen=mark_of(moves), by=cast.bjerke_leader, today=TODAY
    )
    undo_move(move=made, by=cast.bjerke_leader, now=timezone.now())
    outcome = take(cast, workbook(ENROLLED, WORK), take_back=takes_back)
    assert outcome.asked == {"undone": 1}
    assert len(moves_of()) == (2 if takes_back else 1)
    assert outcome.summary["moves"]["new"] == (1 if takes_back else 0)


def test_a_change_of_the_workbook_itself_takes_nothing_back(cast):
    take(cast, workbook(ENROLLED, WORK))
    take(cast, workbook(ENROLLED, replace(WORK, workplace="MERK")))
    assert take(cast, workbook(ENROLLED, WORK)).asked == {}
    assert Move.objects.standing().get(target="work").workplace == "Kiwi"


@pytest.mark.parametrize("replaces", [True, False])
def test_one_that_goes_while_one_comes_is_a_correction_if_the_office_says_so(cast, replaces):
    take(cast, workbook(ENROLLED, WORK))
    data = workbook(ENROLLED, EDUCATION)
    outcome, changes = changes_of(cast, data)
    assert [(each[1], each[2]) for each in changes] == [("moves", "replaces")]
    assert ("Til", "Ordinært arbeid", "Utdanning") in changes[0][3]
    assert ("Dato", "01/09/2024", "03/10/2024") in changes[0][3]
    assert outcome.asked == {"replaces": 1}
    done = take(cast, data, replace=replaces)
    kept = [] if replaces else [(WORK.day, "work")]
    assert moves_of() == [(date(2024, 1, 5), "enrolled"), *kept, (EDUCATION.day, "education")]
    assert done.summary["moves"]["changed"] == (1 if replaces else 0)
    again = take(cast, data, replace=replaces)
    assert again.summary["moves"]["new"] == again.summary["moves"]["changed"] == 0


def test_two_that_go_and_one_that_comes_are_no_correction(cast):
    take(cast, workbook(ENROLLED, TRAINING, WORK))
    assert take(cast, workbook(ENROLLED, EDUCATION), dry_run=True).asked == {}


def test_an_answer_with_another_month_and_day_is_asked_about_too(cast):
    take(cast, workbook(ENROLLED, WORK, follow_ups=[follow_up(date(2025, 3, 1), FollowUpAnswer.WORK)]))
    moved = [follow_up(date(2025, 9, 1), FollowUpAnswer.WORK, month=12)]
    assert take(cast, workbook(ENROLLED, WORK, follow_ups=moved), dry_run=True).asked == {"replaces": 1}


def test_the_page_shows_each_change_and_asks_before_anything_is_taken_in(cast, sign_in):
    take(cast, sheets_with(shielded="Ja"))
    run = waiting_run(cast, sheets_with(shielded="Nei"))
    client = sign_in(cast.bjerke_leader)
    page = client.get(reverse("import_run", args=[run.pk]))
    text = page.content.decode()
    assert "Skjermet: Ja" in text
    assert "lift_shielding" in text
    assert client.get(reverse("import_run", args=[run.pk]) + "?kind=blank").context["changes"] == []
    confirm = reverse("import_confirm", args=[run.pk])
    client.post(confirm)
    run.refresh_from_db()
    assert run.state == ImportState.READY
    client.post(confirm, {"lift_shielding": "yes"})
    run.refresh_from_db()
    assert (run.state, run.answers) == (ImportState.CONFIRMED, {"lift_shielding": True})


def test_nobody_else_sees_what_would_change(cast, scope_for):
    take(cast, sheets_with(shielded="Ja"))
    waiting_run(cast, sheets_with(shielded="Nei"))
    with scope_for(cast.bjerke_leader):
        assert ImportChange.objects.exists()
    for other in (cast.ullern_leader, cast.mentor):
        with scope_for(other):
            assert not ImportChange.objects.exists()


def test_four_at_once_are_one_import(committed):
    with acting_as_system():
        cast = make_cast()

    def send(_number):
        try:
            with acting_for(cast.bjerke_leader):
                start_import(office=cast.bjerke, data=b"PK", by=cast.bjerke_leader)
        except Refused:
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(send, range(4))) == 1
    with acting_as_system():
        assert ImportRun.objects.count() == 1


def test_one_is_not_confirmed_while_another_is_read(cast):
    run = waiting_run(cast, sheets_with())
    ImportRun.objects.create(office=cast.bjerke, requested_by=cast.krem, state=ImportState.UPLOADED)
    with pytest.raises(Refused, match="being read"):
        confirm_import(run=run, by=cast.krem, answers={})


@pytest.mark.parametrize("state", [ImportState.READY, ImportState.UPLOADED, ImportState.FAILED])
def test_a_workbook_nobody_answers_for_is_forgotten_within_a_day(cast, state):
    run = ImportRun.objects.create(office=cast.bjerke, requested_by=cast.krem, state=state, workbook=b"PK")
    forget_workbooks(now=timezone.now() + timedelta(hours=23))
    run.refresh_from_db()
    assert run.workbook is not None
    forget_workbooks(now=timezone.now() + timedelta(hours=25))
    run.refresh_from_db()
    assert run.workbook is None
    assert run.ended_at is not None
    assert run.state in (ImportState.CANCELLED, ImportState.FAILED)


def test_what_would_have_changed_is_forgotten_a_day_after_the_end(cast):
    take(cast, sheets_with(shielded="Ja"))
    waiting_run(cast, sheets_with(shielded="Nei"))
    forget_workbooks(now=timezone.now() + timedelta(hours=25))
    assert ImportChange.objects.exists()
    forget_workbooks(now=timezone.now() + timedelta(hours=50))
    assert not ImportChange.objects.exists()


def sheets_with(shielded=None) -> bytes:
    sheets = sound_sheets()
    sheets["Deltakere"][1][6] = shielded
    return workbook_bytes(sheets)


def waiting_run(cast, data) -> ImportRun:
    """An import that has been read and waits for its answers."""
    run = ImportRun.objects.create(
        office=cast.bjerke, requested_by=cast.krem, state=ImportState.READY, workbook=data
    )
    outcome = take(cast, data, dry_run=True, run=run)
    run.summary = {**outcome.summary, "asked": outcome.asked}
    run.save()
    return run
