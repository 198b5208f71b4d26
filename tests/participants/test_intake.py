"""Taking a workbook in: what is written, what is left alone, and nothing by halves."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from audit.models import Event
from participants.enums import EffortGroup, FollowUpAnswer, LeftReason, Sex, State, TargetGroup
from participants.intake.run import Outcome, take_in
from participants.models import FollowUp, Move, Participant
from participants.workbook.rows import FollowUpRow, MoveRow, ParticipantRow, Workbook
from participants.workbook.writing import write_workbook
from tests.conftest import SAMPLES

TODAY = date(2026, 11, 1)
TABLES = (
    "participants_participant",
    "participants_move",
    "participants_followup",
    "participants_participantevent",
)


def person(reference: str = "A-1", **changes) -> ParticipantRow:
    row = ParticipantRow(
        row=0,
        reference=reference,
        birth_year=1985,
        sex=Sex.WOMAN,
        target_group=TargetGroup.YOUTH,
        effort_group=EffortGroup.UNKNOWN,
        informed_on=date(2024, 1, 2),
        is_shielded=False,
    )
    return replace(row, **changes)


def move(day: date, target: State, reference: str = "A-1", **changes) -> MoveRow:
    row = MoveRow(
        row=0,
        reference=reference,
        day=day,
        target=target,
        left_reason=LeftReason.UNKNOWN,
        workplace="",
        hours_percent=None,
    )
    return replace(row, **changes)


def follow_up(day: date, answer: FollowUpAnswer, month: int = 6) -> FollowUpRow:
    return FollowUpRow(
        row=0, reference="A-1", month=month, day=day, answer=answer, hours_percent=None, source=""
    )


SOMEBODY = person()
ENROLLED = move(date(2024, 1, 5), State.ENROLLED)
TRAINING = move(date(2024, 3, 1), State.TRAINING)
WORK = move(date(2024, 9, 1), State.WORK, workplace="Kiwi", hours_percent=Decimal(80))


def workbook(*moves: MoveRow, people=(SOMEBODY,), follow_ups=()) -> bytes:
    return write_workbook(Workbook(tuple(people), tuple(moves), tuple(follow_ups)))


def take(cast, data: bytes, *, dry_run: bool = False, office=None, by=None) -> Outcome:
    return take_in(
        office=(office or cast.bjerke).pk,
        data=data,
        by=(by or cast.krem).pk,
        today=TODAY,
        dry_run=dry_run,
    )


def dump() -> list:
    with connection.cursor() as cursor:
        rows = []
        for table in TABLES:
            cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} t ORDER BY 1")  # noqa: S608 - our own names
            rows += cursor.fetchall()
    return rows


def test_everything_in_the_workbook_is_written(cast):
    answer = follow_up(date(2025, 3, 1), FollowUpAnswer.WORK)
    outcome = take(cast, workbook(ENROLLED, TRAINING, WORK, follow_ups=[answer]))
    assert outcome.summary["participants"] == {"new": 1, "changed": 0, "unchanged": 0, "gone": 0}
    assert outcome.summary["moves"]["new"] == 3
    stored = Participant.objects.get(office=cast.bjerke, reference="A-1")
    assert (stored.birth_year, stored.sex, stored.target_group) == (1985, "woman", "youth")
    assert stored.informed_on == date(2024, 1, 2)
    moves = Move.objects.filter(participant=stored).order_by("day")
    assert [(m.day, m.target, m.workplace, m.hours_percent) for m in moves] == [
        (date(2024, 1, 5), "enrolled", "", None),
        (date(2024, 3, 1), "training", "", None),
        (date(2024, 9, 1), "work", "Kiwi", Decimal(80)),
    ]
    assert {m.recorded_by_id for m in moves} == {cast.krem.pk}
    assert FollowUp.objects.get(participant=stored).answer == "work"


@pytest.mark.parametrize("name", ["bjerke", "nordre-follo", "nordstrand", "ullensvang", "ullern"])
def test_the_same_workbook_twice_changes_nothing(cast, name):
    data = (SAMPLES / f"{name}.xlsx").read_bytes()
    first = take(cast, data)
    assert not first.problems
    assert first.summary["participants"]["new"] > 20
    before = dump()
    again = take(cast, data)
    assert dump() == before
    for counts in again.summary.values():
        assert counts["new"] == counts["changed"] == counts["gone"] == 0


def test_a_dry_run_tells_and_writes_nothing(cast):
    before = dump()
    outcome = take(cast, workbook(ENROLLED), dry_run=True)
    assert outcome.summary["moves"]["new"] == 1
    assert dump() == before


def test_a_reference_belongs_to_its_office(cast):
    take(cast, workbook(ENROLLED))
    take(cast, workbook(ENROLLED), office=cast.ullern)
    assert Participant.objects.filter(reference="A-1").count() == 2


def test_a_corrected_move_supersedes_and_overwrites_nothing(cast):
    take(cast, workbook(ENROLLED, WORK))
    outcome = take(cast, workbook(ENROLLED, replace(WORK, workplace="MERK")))
    assert outcome.summary["moves"] == {"new": 0, "changed": 1, "unchanged": 1, "gone": 0}
    standing = Move.objects.standing().get(target="work")
    old = Move.objects.exclude(superseded_at=None).get()
    assert (standing.workplace, old.workplace) == ("MERK", "Kiwi")
    assert old.superseded_by_id == cast.krem.pk
    assert old.superseded_because


def test_a_corrected_day_is_a_correction_and_not_a_second_move(cast):
    take(cast, workbook(ENROLLED, WORK))
    outcome = take(cast, workbook(ENROLLED, replace(WORK, day=date(2024, 9, 15))))
    assert not outcome.problems
    assert outcome.summary["moves"] == {"new": 0, "changed": 1, "unchanged": 1, "gone": 0}
    assert list(Move.objects.standing().order_by("day").values_list("day", flat=True)) == [
        date(2024, 1, 5),
        date(2024, 9, 15),
    ]


def test_a_changed_person_keeps_what_stood_before(cast):
    take(cast, workbook(ENROLLED))
    outcome = take(cast, workbook(ENROLLED, people=[person(birth_year=1986)]))
    assert outcome.summary["participants"]["changed"] == 1
    stored = Participant.objects.get()
    history = stored.events.order_by("pgh_id").values_list("pgh_label", "birth_year")
    assert list(history) == [("insert", 1985), ("update", 1986)]


def test_a_row_that_is_gone_is_reported_and_kept(cast):
    take(cast, workbook(ENROLLED, TRAINING, WORK))
    outcome = take(cast, workbook(ENROLLED, TRAINING))
    assert outcome.summary["moves"]["gone"] == 1
    assert "A-1, 01.09.2024" in str(outcome.notices[0].message)
    assert Move.objects.standing().count() == 3


def test_a_person_who_is_gone_is_reported_and_kept(cast):
    take(
        cast,
        workbook(ENROLLED, move(date(2024, 1, 5), State.ENROLLED, "B-2"), people=[person(), person("B-2")]),
    )
    outcome = take(cast, workbook(ENROLLED))
    assert outcome.summary["participants"]["gone"] == 1
    assert Participant.objects.count() == 2


def test_moves_only_the_portal_has_must_fit_with_the_workbook(cast):
    back = move(date(2024, 5, 1), State.ENROLLED)
    take(cast, workbook(ENROLLED, move(date(2024, 3, 1), State.WORK), back, WORK))
    before = dump()
    outcome = take(cast, workbook(ENROLLED, TRAINING, replace(back, target=State.WORK)))
    # The work of September stands in the portal only, and would follow the work of May.
    assert [problem.value for problem in outcome.problems] == ["A-1"]
    assert "01.09.2024" in str(outcome.problems[0].message)
    assert dump() == before


def test_a_refused_workbook_leaves_the_database_byte_for_byte(cast):
    take(cast, workbook(ENROLLED))
    before, lines = dump(), Event.objects.count()
    wrong = workbook(ENROLLED, move(date(2024, 1, 6), State.ENROLLED), move(date(2030, 1, 1), State.WORK))
    outcome = take(cast, wrong)
    assert len(outcome.problems) >= 2
    assert dump() == before
    assert Event.objects.count() == lines


def test_a_leader_takes_in_for_the_own_office_only(cast, scope_for):
    data = workbook(ENROLLED)
    with scope_for(cast.bjerke_leader):
        assert take(cast, data, by=cast.bjerke_leader).summary["moves"]["new"] == 1
    with scope_for(cast.ullern_leader), pytest.raises(Exception, match="row-level security"):
        take(cast, data, by=cast.ullern_leader)


def test_an_import_stands_in_the_log(cast):
    take(cast, workbook(ENROLLED))
    line = Event.objects.get(action="imported")
    assert (line.actor_id, line.office_id) == (cast.krem.pk, cast.bjerke.pk)
