"""Two records that turn out to be one person become one journey, where they do not contradict each other."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.actions import NotPermitted, Refused
from audit.models import Event
from entrepreneurs.models import Founder, Mentorship, Venture
from participants.actions.erasure import erase_on_request
from participants.actions.joinings import (
    accept_joining,
    join_here,
    plan_for,
    propose_joining,
    refuse_joining,
    withdraw_joining,
)
from participants.contacts import ContactDetails, index_of, seal
from participants.intake.run import take_in
from participants.models import (
    Contact,
    DataRequest,
    FollowUp,
    Joining,
    Move,
    OwnPageLink,
    Participant,
    ParticipantSkill,
    Proposal,
    Skill,
    Stay,
)
from participants.queries.joining import plan_of, side_of
from participants.queries.lookups import events_of, lines_of
from participants.queries.own_page import looks_at
from reports.figures.people import everybody
from reports.figures.records import person_of
from tests.owner import everything_stored
from tests.participants.office_workbooks import sound_sheets, workbook_bytes
from tests.participants.people import enrol
from tests.reports.test_transfers_counted import backdate

pytestmark = pytest.mark.usefixtures("in_english")

TODAY = timezone.localdate()
LATER = datetime(2100, 1, 1, tzinfo=timezone.get_current_timezone())
WENT = ("2024-06-01", "left")
CAME = ("2024-06-10", "enrolled")
WORKED = ("2024-09-01", "work")


def moved_away(person: Participant) -> Participant:
    """As if the last move had the reason: the office wrote that somebody moved."""
    last = person.moves.order_by("-day").first()
    last.pk, day, target = None, last.day, last.target
    person.moves.filter(day=day).update(superseded_at=timezone.now(), superseded_because="x")
    Move.objects.create(office=person.office, participant=person, day=day, target=target, left_reason="moved")
    return person


@pytest.fixture
def at_bjerke(cast) -> Participant:
    return moved_away(enrol(cast.bjerke, "B-1", ("2024-01-01", "enrolled"), WENT))


@pytest.fixture
def at_ullern(cast) -> Participant:
    return enrol(cast.ullern, "U-7", CAME, WORKED, sex="woman")


def asked(cast, person, reference="U-7") -> Joining:
    return propose_joining(
        participant=person,
        to=cast.ullern,
        reference=reference,
        because="She told us",
        by=cast.bjerke_leader,
        now=timezone.now(),
    )


def joined(cast, one, two) -> Participant:
    done = accept_joining(joining=asked(cast, one), other=two, by=cast.ullern_leader, now=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return Participant.objects.get(pk=done.participant_id)


def here(cast, one, two) -> Participant:
    done = join_here(participant=one, other=two, because="x", by=cast.bjerke_leader, now=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return Participant.objects.get(pk=done.participant_id)


def way_of(person) -> list[tuple[str, str]]:
    standing = Move.objects.standing().filter(participant=person).order_by("day")
    return [(str(day), target) for day, target in standing.values_list("day", "target")]


def stays_of(person) -> list[tuple[str, str]]:
    standing = Stay.objects.standing().filter(participant=person).order_by("day")
    return [(str(day), slug) for day, slug in standing.values_list("day", "office__slug")]


def test_one_woman_at_two_offices_becomes_one_journey(cast, at_bjerke, at_ullern, scope_for):
    kept = joined(cast, at_bjerke, at_ullern)
    assert kept.pk == at_ullern.pk
    assert way_of(kept) == [("2024-01-01", "enrolled"), WORKED]
    assert stays_of(kept) == [("2024-01-01", "bjerke"), ("2024-06-10", "ullern")]
    with scope_for(cast.bjerke_leader):
        assert not Participant.objects.exists()
        assert not Move.objects.standing().exists()
    with scope_for(cast.ullern_leader):
        seen = Participant.objects.visible_to(cast.ullern_leader, TODAY).get()
        assert (seen.reference, seen.whereabouts.state) == ("U-7", "work")
        assert seen.questions.count() == 3
    assert Participant.objects.visible_to(cast.krem, TODAY).count() == 1


def test_she_is_one_person_from_then_on_and_was_two_before(cast, at_bjerke, at_ullern):
    for person in (at_bjerke, at_ullern):
        backdate(person, timezone.now() - timedelta(days=3))
    earlier = timezone.now() - timedelta(days=1)
    both = [cast.bjerke.pk, cast.ullern.pk]

    def counted(cutoff) -> list[str]:
        _ids, records = everybody(both, cutoff)
        return sorted(repr(person_of(records, row)) for row in range(len(records)))

    before = counted(earlier)
    assert len(before) == 2
    joined(cast, at_bjerke, at_ullern)
    assert len(counted(LATER)) == 1
    after = counted(earlier)
    assert [each.split("birth_year")[0] for each in after] == [each.split("birth_year")[0] for each in before]


def test_within_an_office_the_first_is_kept_and_everything_comes_together(cast):
    one = enrol(cast.bjerke, "B-1", ("2024-01-01", "enrolled"))
    two = enrol(cast.bjerke, "B-2", ("2024-01-08", "enrolled"), WORKED, sex="woman")
    held = {"office": cast.bjerke, "participant": two}
    FollowUp.objects.create(day=date(2025, 3, 1), month=6, answer="work", **held)
    details = ContactDetails("Kari Planted", "99 99 99 99")
    Contact.objects.create(sealed=seal(details), name_index=index_of(details.name), **held)
    skills = [Skill.objects.create(code=f"s{n}", name_nb=f"s{n}", name_en=f"s{n}") for n in (1, 2)]
    ParticipantSkill.objects.create(skill=skills[0], **held)
    ParticipantSkill.objects.create(skill=skills[1], **held)
    ParticipantSkill.objects.create(office=cast.bjerke, participant=one, skill=skills[0])
    Mentorship.objects.create(mentor=cast.mentor, starts_on=date(2024, 1, 1), **held)
    shared = Venture.objects.create(office=cast.bjerke, name="Systua")
    for founder in (one, two):
        Founder.objects.create(
            office=cast.bjerke, venture=shared, participant=founder, starts_on=date(2024, 1, 1)
        )
    work = two.moves.get(target="work")
    Proposal.objects.create(
        side="krem", day=work.day, target="work", because="x", proposed_by=cast.krem, state="approved",
        answered_by=cast.bjerke_leader, answered_at=timezone.now(), move=work, **held,
    )  # fmt: skip
    kept = here(cast, one, two)
    assert (kept.pk, kept.reference, kept.sex) == (one.pk, "B-1", "woman")
    assert way_of(kept) == [("2024-01-01", "enrolled"), WORKED]
    assert stays_of(kept) == [("2024-01-01", "bjerke")]
    assert kept.follow_ups.standing().count() == 1
    assert kept.skills.count() == 2
    assert kept.contact is not None
    assert Mentorship.objects.get().participant_id == kept.pk
    assert Founder.objects.get().participant_id == kept.pk
    assert Proposal.objects.get().move_id == kept.moves.standing().get(target="work").pk
    assert kept.delete_on is not None
    assert Participant.objects.visible_to(cast.bjerke_leader, TODAY).get() == kept


def test_what_says_more_of_one_day_is_what_is_left(cast):
    one = enrol(cast.bjerke, "B-1", ("2024-01-01", "enrolled"), WORKED)
    two = enrol(cast.bjerke, "B-2", ("2024-01-01", "enrolled"))
    Move.objects.create(
        office=cast.bjerke, participant=two, day=date(2024, 9, 1), target="work", hours_percent=Decimal(80)
    )
    kept = here(cast, one, two)
    assert way_of(kept) == [("2024-01-01", "enrolled"), WORKED]
    assert kept.moves.standing().get(target="work").hours_percent == 80


def contradictions(one, two) -> list[str]:
    return plan_of(side_of(one), side_of(two)).contradictions


ENROLLED = ("2024-01-01", "enrolled")
CONTRADICTING = {
    "born in other years": ([ENROLLED], {"birth_year": 1991}, [ENROLLED], {}, "birth years differ"),
    "of another sex": ([ENROLLED], {"sex": "man"}, [ENROLLED], {"sex": "woman"}, "differ in sex"),
    "shielded": ([ENROLLED], {"is_shielded": True}, [ENROLLED], {}, "shielded"),
    "without a journey": ([ENROLLED], {}, [], {}, "no journey"),
    "in two places on a day": (
        [ENROLLED, ("2024-09-01", "work")], {}, [ENROLLED, ("2024-09-01", "education")], {}, "Correct one of them",
    ),
    "gone and still there": ([ENROLLED, WENT], {}, [ENROLLED], {}, "while B-2 goes on"),
    "at work twice": (
        [ENROLLED, ("2024-09-01", "work")], {}, [ENROLLED, ("2024-10-01", "work")], {}, "already here",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", CONTRADICTING)
def test_they_are_not_joined_where_they_are(cast, what):
    moves, facts, other_moves, other_facts, words = CONTRADICTING[what]
    one = enrol(cast.bjerke, "B-1", *moves, **facts)
    two = enrol(cast.bjerke, "B-2", *other_moves, **other_facts)
    found = contradictions(one, two)
    assert any(words in sentence for sentence in found), found
    with pytest.raises(Refused):
        here(cast, one, two)
    assert Participant.objects.visible_to(cast.krem, TODAY).count() == 2


def test_two_offices_that_both_have_somebody_from_one_day_are_told(cast):
    one, two = (enrol(office, "X-1", ENROLLED) for office in (cast.bjerke, cast.ullern))
    assert "Both offices have" in contradictions(one, two)[0]


def test_different_answers_of_one_day_contradict(cast):
    one, two = (enrol(cast.bjerke, f"B-{n}", ENROLLED, WORKED) for n in (1, 2))
    for person, answer in ((one, "work"), (two, "other")):
        FollowUp.objects.create(
            office=cast.bjerke, participant=person, day=date(2025, 3, 1), month=6, answer=answer
        )
    assert "different answers" in contradictions(one, two)[0]


def test_whoever_came_back_is_followed_where_they_are(cast):
    """Bjerke, then Ullern, then Bjerke again, under one record at Bjerke."""
    one = enrol(cast.bjerke, "B-1", ENROLLED)
    Move.objects.create(
        office=cast.bjerke, participant=one, day=date(2024, 6, 1), target="left", left_reason="moved"
    )
    Move.objects.create(office=cast.bjerke, participant=one, day=date(2025, 6, 1), target="enrolled")
    two = moved_away(enrol(cast.ullern, "U-7", CAME, ("2025-05-20", "left")))
    kept = joined(cast, one, two)
    assert kept.pk == one.pk
    assert stays_of(kept) == [
        ("2024-01-01", "bjerke"), ("2024-06-10", "ullern"), ("2025-06-01", "bjerke"),
    ]  # fmt: skip
    assert way_of(kept) == [ENROLLED]


def test_nothing_is_joined_while_something_waits(cast, at_bjerke, at_ullern):
    request = DataRequest.objects.create(office=cast.ullern, participant=at_ullern, kind="erasure", about="x")
    with pytest.raises(Refused, match="Answer that first"):
        joined(cast, at_bjerke, at_ullern)
    request.answered_at, request.answered_by, request.answer = timezone.now(), cast.ullern_leader, "x"
    request.save()
    Joining.objects.all().update(
        state="withdrawn", answered_at=timezone.now(), answered_by=cast.bjerke_leader
    )
    assert joined(cast, at_bjerke, at_ullern).data_requests.count() == 1


def test_each_side_says_its_own_part_only(cast, at_bjerke, at_ullern):
    now = timezone.now()
    with pytest.raises(NotPermitted):
        propose_joining(
            participant=at_bjerke, to=cast.ullern, reference="", because="x", by=cast.ullern_leader, now=now
        )
    with pytest.raises(NotPermitted):
        propose_joining(
            participant=at_bjerke, to=cast.ullern, reference="", because="x", by=cast.krem, now=now
        )
    joining = asked(cast, at_bjerke)
    with pytest.raises(NotPermitted):
        accept_joining(joining=joining, other=at_ullern, by=cast.bjerke_leader, now=now)
    with pytest.raises(NotPermitted):
        withdraw_joining(joining=joining, by=cast.ullern_leader, now=now)
    with pytest.raises(Refused, match="Write why"):
        refuse_joining(joining=joining, because=" ", by=cast.ullern_leader, now=now)
    refuse_joining(joining=joining, because="Another woman", by=cast.ullern_leader, now=now)
    with pytest.raises(NotPermitted):
        accept_joining(joining=joining, other=at_ullern, by=cast.ullern_leader, now=now)
    assert way_of(at_bjerke)[-1] == WENT


def test_the_log_tells_of_it_and_the_person_reads_who_looked_at_either(cast, at_bjerke, at_ullern):
    from audit.recording import record  # noqa: PLC0415 - beside the lines it writes

    for person in (at_bjerke, at_ullern):
        record("shown", "participant", [person.pk], by=cast.krem.pk, office=person.office_id)
    kept = joined(cast, at_bjerke, at_ullern)
    line = Event.objects.filter(action="joined", office_id=cast.ullern.pk).get()
    assert set(line.subject_ids) == {at_bjerke.pk, at_ullern.pk}
    looks = [look for look in looks_at(kept, timezone.now()) if look.what.startswith("Looked")]
    assert [look.times for look in looks] == [2]
    told = lines_of(events_of(cast.ullern, timezone.now()), set())
    assert {each.whom for each in told if each.what == "Joined with another record"} == {"U-7"}


def test_the_own_page_reads_it_too_by_the_databases_own_rule(cast, at_bjerke, at_ullern):
    from audit.recording import record  # noqa: PLC0415 - beside the lines it writes

    record("shown", "participant", [at_bjerke.pk], by=cast.krem.pk, office=cast.bjerke.pk)
    kept = joined(cast, at_bjerke, at_ullern)
    now = timezone.now()
    OwnPageLink.objects.create(
        office=cast.ullern, participant=kept, token_hash="x", made_by=cast.ullern_leader, made_at=now,
        expires_at=now + timedelta(days=1), opened_at=now, visit_hash="v", visit_ends_at=now + timedelta(hours=1),
    )  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', 'portal_self', true), set_config('app.visit', 'v', true)")
        assert Event.objects.filter(subject_ids__contains=[at_bjerke.pk]).exists()
        assert Joining.objects.get().gone_id == at_bjerke.pk
        transaction.set_rollback(True)


def test_a_workbook_that_goes_on_naming_the_other_record_is_told(cast):
    one = enrol(cast.bjerke, "A-1", ENROLLED, birth_year=1988)
    two = enrol(cast.bjerke, "A-2", ("2025-03-03", "enrolled"), birth_year=1988)
    here(cast, one, two)
    outcome = take_in(
        office=cast.bjerke.pk, data=workbook_bytes(sound_sheets()), by=cast.krem.pk, today=TODAY, dry_run=True
    )
    assert "A-2 and A-1 are one person. Write under A-1; this row is left out." in [
        str(notice.message) for notice in outcome.notices
    ]
    assert outcome.summary["participants"]["new"] == 0


def test_the_old_offices_workbook_learns_nothing_of_where_she_is(cast, at_ullern):
    one = moved_away(enrol(cast.bjerke, "A-1", ENROLLED, WENT))
    joined(cast, one, at_ullern)
    outcome = take_in(
        office=cast.bjerke.pk, data=workbook_bytes(sound_sheets()), by=cast.krem.pk, today=TODAY, dry_run=True
    )
    said = [str(notice.message) for notice in outcome.notices]
    assert "A-1 was found to be somebody whom another office follows, and is left out." in said


def test_erasing_the_one_that_is_left_leaves_no_trace_of_either(cast, at_bjerke, at_ullern):
    Participant.objects.filter(pk=at_bjerke.pk).update(reference="PLANTED-B", reference_key="planted-b")
    at_bjerke.refresh_from_db()
    Participant.objects.filter(pk=at_ullern.pk).update(reference="PLANTED-U", reference_key="planted-u")
    at_ullern.refresh_from_db()
    kept = joined(cast, at_bjerke, at_ullern)
    traces = ("PLANTED-B", "PLANTED-U", str(at_bjerke.pk), str(at_ullern.pk))
    assert all(trace in everything_stored() for trace in traces)
    request = DataRequest.objects.create(office=cast.ullern, participant=kept, kind="erasure", about="x")
    erase_on_request(data_request=request, by=cast.ullern_leader, now=timezone.now())
    stored = everything_stored()
    assert [trace for trace in traces if trace in stored] == []


CARRY_OUT = "SELECT portal_carry_out_joining(%s, %s, %s::uuid[], %s::uuid[], %s::date[])"


def carried_out(*values: object) -> str:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(CARRY_OUT, values)
    except DatabaseError as refused:
        return str(refused).splitlines()[0]
    return ""


def test_the_database_joins_nobody_whom_the_two_sides_have_not_named(cast, at_bjerke, at_ullern, scope_for):
    joining = asked(cast, at_bjerke)
    stays = ([cast.bjerke.pk, cast.ullern.pk], [date(2024, 1, 1), date(2024, 6, 10)])
    left_out = plan_for(joining, at_ullern).left_out_ids
    with scope_for(cast.ullern_leader):
        assert "no such joining" in carried_out(joining.pk, at_ullern.pk, left_out, *stays)
        with pytest.raises(DatabaseError), transaction.atomic():
            Joining.objects.filter(pk=joining.pk).update(
                state="accepted", other=at_bjerke, other_reference="x", answered_by=cast.ullern_leader,
                answered_at=timezone.now(),
            )  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic():
            Joining.objects.filter(pk=joining.pk).update(because="x")
    with scope_for(cast.bjerke_leader), pytest.raises(DatabaseError), transaction.atomic():
        Joining.objects.filter(pk=joining.pk).update(
            state="accepted", other=at_ullern, other_reference="x", answered_by=cast.bjerke_leader,
            answered_at=timezone.now(),
        )  # fmt: skip
    with scope_for(cast.ullern_leader):
        Joining.objects.filter(pk=joining.pk).update(
            state="accepted", other=at_ullern, other_reference="x", answered_by=cast.ullern_leader,
            answered_at=timezone.now(),
        )  # fmt: skip
        work = at_ullern.moves.get(target="work").pk
        assert "says something of its own" in carried_out(joining.pk, at_ullern.pk, [*left_out, work], *stays)
        assert "not those of the two" in carried_out(joining.pk, at_bjerke.pk, left_out, *stays)
        late = ([cast.ullern.pk], [date(2024, 6, 10)])
        assert "not those of the two" in carried_out(joining.pk, at_ullern.pk, left_out, *late)
        assert carried_out(joining.pk, at_ullern.pk, left_out, *stays) == ""
        assert "no such joining" in carried_out(joining.pk, at_ullern.pk, left_out, *stays)


def test_the_other_offices_record_is_shown_only_to_the_office_that_is_asked(
    cast, at_bjerke, at_ullern, scope_for
):
    joining = asked(cast, at_bjerke)

    def shown() -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT portal_joining_record(%s) IS NOT NULL", [joining.pk])
            return cursor.fetchone()[0]

    with scope_for(cast.ullern_leader):
        assert shown()
        assert not Participant.objects.filter(pk=at_bjerke.pk).exists()
    with scope_for(cast.former_leader):
        assert not shown()
    with (
        scope_for(cast.mentor),
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
    ):
        shown()
    refuse_joining(joining=joining, because="x", by=cast.ullern_leader, now=timezone.now())
    with scope_for(cast.ullern_leader):
        assert not shown()


def test_one_office_looks_at_the_two_and_then_joins_them(cast, sign_in):
    one = enrol(cast.bjerke, "B-1", ENROLLED)
    two = enrol(cast.bjerke, "B-2", ("2024-01-08", "enrolled"), WORKED)
    client = sign_in(cast.bjerke_leader)
    address = reverse("joining_new", args=[one.pk])
    sent = {"to": cast.bjerke.pk, "reference": "b-2", "because": "Registered twice"}
    page = client.post(address, sent).content.decode()
    assert 'id="joined-journey"' in page
    assert Participant.objects.visible_to(cast.krem, TODAY).count() == 2
    assert Event.objects.filter(action="shown", subject_ids=[two.pk]).exists()
    answer = client.post(address, {**sent, "seen": str(two.pk)})
    assert answer["Location"] == reverse("participant", args=[one.pk])
    assert way_of(one) == [ENROLLED, WORKED]


def test_what_was_not_looked_at_is_shown_first(cast, sign_in):
    one, two, three = (enrol(cast.bjerke, f"B-{n}", ENROLLED) for n in (1, 2, 3))
    client = sign_in(cast.bjerke_leader)
    sent = {"to": cast.bjerke.pk, "reference": "B-3", "because": "x", "seen": str(two.pk)}
    assert client.post(reverse("joining_new", args=[one.pk]), sent).status_code == 200
    assert way_of(three) == [ENROLLED]


def test_two_offices_ask_look_and_join(cast, sign_in, at_bjerke, at_ullern):
    client = sign_in(cast.bjerke_leader)
    sent = {"to": cast.ullern.pk, "reference": "U-7", "because": "She told us"}
    assert client.post(reverse("joining_new", args=[at_bjerke.pk]), sent).status_code == 302
    joining = Joining.objects.get()
    listed = client.get(reverse("transfers", args=[cast.bjerke.pk])).content.decode()
    assert reverse("joining", args=[joining.pk]) in listed
    client = sign_in(cast.ullern_leader)
    address = reverse("joining", args=[joining.pk])
    assert address in client.get("/").content.decode()
    assert 'value="U-7"' in client.get(address).content.decode()
    page = client.post(address, {"reference": "U-7"}).content.decode()
    assert 'id="joined-journey"' in page
    assert "B-1" in page
    answer = client.post(address, {"reference": "U-7", "seen": str(at_ullern.pk)})
    assert answer["Location"] == reverse("participant", args=[at_ullern.pk])


def test_the_page_says_what_contradicts(cast, sign_in, at_ullern):
    one = enrol(cast.bjerke, "B-1", ENROLLED, birth_year=1970)
    joining = asked(cast, one)
    client = sign_in(cast.ullern_leader)
    page = client.post(reverse("joining", args=[joining.pk]), {"reference": "U-7"}).content.decode()
    assert 'id="contradictions"' in page
    assert "1970" in page
    assert 'id="joined-journey"' not in page


DAYS = [f"2024-{month:02}-01" for month in range(1, 7)]
WAY = st.lists(st.sampled_from(DAYS), unique=True, max_size=4).flatmap(
    lambda days: st.tuples(
        *(
            st.tuples(st.just(day), st.sampled_from(["enrolled", "work", "training", "left"]))
            for day in sorted(days)
        )
    )
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(one=WAY, two=WAY, offices=st.sampled_from(["one", "two"]))
def test_whatever_is_joined_becomes_what_was_shown(cast, one, two, offices):
    """And whatever is not is refused in words, never by the database."""
    with transaction.atomic():
        first = enrol(cast.bjerke, "B-1", ("2023-12-01", "enrolled"), *one)
        other = cast.ullern if offices == "two" else cast.bjerke
        second = enrol(other, "X-2", ("2023-12-15", "enrolled"), *two)
        plan = plan_of(side_of(first), side_of(second))
        if not plan.contradictions:
            kept = joined(cast, first, second) if offices == "two" else here(cast, first, second)
            assert kept.pk == plan.kept.pk
            assert way_of(kept) == [(str(step.move.day), step.move.target) for step in plan.steps]
            names = {cast.bjerke.pk: "bjerke", cast.ullern.pk: "ullern"}
            assert stays_of(kept) == [(str(day), names[office]) for day, office in plan.stays]
            assert way_of(second if kept == first else first) == []
        transaction.set_rollback(True)
