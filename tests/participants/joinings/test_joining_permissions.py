"""Who may ask for a joining, answer it and see the other record: by the actions, and by the database itself."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from audit.actions import NotPermitted, Refused
from participants.actions.joinings import (
    accept_joining,
    plan_for,
    propose_joining,
    refuse_joining,
    withdraw_joining,
)
from participants.models import Joining, Participant
from tests.participants.joinings.records import WENT, asked, way_of

pytestmark = pytest.mark.usefixtures("in_english")


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


def test_the_database_takes_one_answer_and_no_second(cast, at_bjerke, at_ullern, scope_for):
    joining = asked(cast, at_bjerke)
    refuse_joining(joining=joining, because="Another woman", by=cast.ullern_leader, now=timezone.now())
    same = Joining.objects.filter(pk=joining.pk)
    with scope_for(cast.ullern_leader):
        assert not same.update(state="accepted", other=at_ullern, other_reference="x")
        assert not same.update(answer="Somebody else")
    with scope_for(cast.bjerke_leader):
        assert not same.update(state="withdrawn")
    assert same.get().state == "refused"


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
