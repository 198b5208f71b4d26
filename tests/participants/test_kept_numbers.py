"""Numbers kept beside the people: always what one would count, whatever has happened to the people since."""

import random
from contextlib import closing
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone

from accounts.scope import acting_as_system
from participants.enums import State
from participants.models import MonthEnd, Move, OfficeTally, Participant
from participants.queries.office_trend import SPREAD, Spread, month_ends, office_trend
from tests.conftest import make_cast
from tests.participants.people import enrol
from tests.queries import at_most

TODAY = date(2026, 11, 1)


def counted(offices) -> list[Spread]:
    """The course from the journeys themselves."""
    numbers = {day: {} for day in month_ends(TODAY)}
    with connection.cursor() as cursor:
        cursor.execute(SPREAD, {"offices": [office.pk for office in offices], "days": list(numbers)})
        for day, target, number in cursor.fetchall():
            numbers[day][target] = number
    return [Spread(day, found) for day, found in numbers.items()]


def course(*offices) -> list[Spread]:
    return office_trend([office.pk for office in offices], TODAY)


def assert_kept(cast) -> None:
    for offices in ((cast.bjerke,), (cast.ullern,), (cast.bjerke, cast.ullern)):
        assert course(*offices) == counted(offices)
    tally = dict(OfficeTally.objects.filter(people__gt=0).values_list("office", "people"))
    people = Participant.objects.values_list("office", flat=True)
    assert tally == {office: list(people).count(office) for office in set(people)}


def change(person: Participant, chance: random.Random) -> None:
    """Something happens to somebody."""
    what, day = chance.random(), TODAY - timedelta(days=chance.randrange(-40, 500))
    standing = list(person.moves.standing())
    if what < 0.5 and day not in {move.day for move in standing}:
        target = chance.choice(list(State))
        Move.objects.create(office_id=person.office_id, participant=person, day=day, target=target)
    elif what < 0.7 and standing:
        Move.objects.filter(pk=chance.choice(standing).pk).update(
            superseded_at=timezone.now(), superseded_because="test"
        )
    elif what < 0.85:
        Participant.objects.filter(pk=person.pk).update(is_shielded=chance.random() < 0.5)
    elif what < 0.9:
        person.delete()


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_the_numbers_are_those_one_would_count(cast, seed):
    chance = random.Random(seed)
    offices = (cast.bjerke, cast.ullern)
    for number in range(8):
        enrol(offices[number % 2], f"P-{number}", ("2025-01-01", "enrolled"))
    for _step in range(40):
        change(chance.choice(list(Participant.objects.order_by("reference"))), chance)
        assert_kept(cast)


def test_what_stands_counted_is_not_counted_again(cast):
    enrol(cast.bjerke, "B-1", ("2025-01-01", "enrolled"), ("2026-02-03", "work"))
    course(cast.bjerke)
    with at_most(1):
        course(cast.bjerke)


def test_a_change_takes_only_later_days_away(cast):
    person = enrol(cast.bjerke, "B-1", ("2025-01-01", "enrolled"))
    course(cast.bjerke)
    Move.objects.create(office=cast.bjerke, participant=person, day=date(2026, 6, 15), target="work")
    left = set(MonthEnd.objects.values_list("day", flat=True))
    assert left == {day for day in month_ends(TODAY) if day < date(2026, 6, 15)}


def test_nothing_is_put_down_while_somebody_changes_the_offices_people(committed):
    """What another has not yet committed is in no count, and a count put down without it would stay wrong."""
    with acting_as_system():
        cast = make_cast()
        person = enrol(cast.bjerke, "B-1", ("2025-01-01", "enrolled"))
    # Closed whatever happens: else the tables could not be emptied after a test that fails.
    with closing(connections.create_connection("default")) as other, other.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SET LOCAL ROLE portal_all")
        cursor.execute(
            "INSERT INTO participants_move (id, office_id, participant_id, day, target, left_reason, workplace,"
            " superseded_because) VALUES (gen_random_uuid(), %s, %s, '2026-02-03', 'work', '', '', '')",
            [cast.bjerke.pk, person.pk],
        )
        with acting_as_system():
            assert course(cast.bjerke) == counted([cast.bjerke])
            assert not MonthEnd.objects.exists()
        cursor.execute("COMMIT")
    with acting_as_system():
        assert course(cast.bjerke)[-2].numbers == {"work": 1}
        assert MonthEnd.objects.exists()


def test_an_office_sees_its_own_numbers_only(cast, scope_for):
    for office in (cast.bjerke, cast.ullern):
        enrol(office, "P-1", ("2025-01-01", "enrolled"))
        course(office)
    with scope_for(cast.bjerke_leader):
        assert set(MonthEnd.objects.values_list("office", flat=True)) == {cast.bjerke.pk}
        assert set(OfficeTally.objects.values_list("office", flat=True)) == {cast.bjerke.pk}
        assert course(cast.bjerke)[-1].number(State.ENROLLED) == 1
        # Nothing stands there for whoever may not see it, and nothing is found in the journeys either.
        assert course(cast.ullern)[-1].numbers == {}


@pytest.mark.parametrize("who", ["krem", "bjerke_leader"])
def test_nobody_writes_them_by_hand(cast, scope_for, who):
    enrol(cast.bjerke, "P-1", ("2025-01-01", "enrolled"))
    course(cast.bjerke)
    for numbers in (MonthEnd, OfficeTally):
        with scope_for(getattr(cast, who)), pytest.raises(DatabaseError, match="permission denied"):
            with transaction.atomic():
                numbers.objects.update(people=7)
