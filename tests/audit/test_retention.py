"""Old months leave the log as a whole, sealed and whole, when somebody has said how long it is kept; the rest stays checked."""

from datetime import timedelta

import pytest
from django.core.management import CommandError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.models import Letter
from accounts.nightly_tasks import remove_old_log
from accounts.scope import acting_as_system, acting_for
from audit.models import Event, Removal, Seal
from audit.retention import FEWEST_YEARS, remove_older_than
from krem_portal.starting import FEWEST_LOG_YEARS
from tests.at_once import at_once
from tests.audit.lines import as_owner, partition_of, sealed, verify, write, write_at
from tests.audit.test_months import made, names

YEARS = 10


def removed(years: int = YEARS) -> int | None:
    with acting_as_system():
        removal = remove_older_than(years)
        return removal.number if removal else None


def reasons() -> set[str]:
    return set(as_owner("SELECT reason FROM audit_event"))


def test_nothing_leaves_unless_somebody_has_said_how_long_lines_are_kept(years_of_log, settings):
    assert settings.LOG_YEARS == 0
    remove_old_log.apply(throw=True)
    assert reasons() == {"March a", "March b", "April", "today"}
    assert "audit_event_2012_03" in names()


def test_old_months_leave_and_the_rest_is_whole(years_of_log, actor, settings):
    with acting_as_system():
        seals = list(Seal.objects.order_by("number"))
    settings.LOG_YEARS = YEARS
    for _ in range(2):
        remove_old_log.apply(throw=True)
    assert not {"audit_event_2012_03", "audit_event_2012_04"} & set(names())
    assert reasons() == {"today", "3 lines before 2012-05-01"}
    said = verify("--seal", "--known", str(seals[0]), "--known", str(seals[2]))
    assert "2 lines in 2 batches, 0 lines not sealed yet" in said
    assert "It begins 2012-05-01: 3 lines from before have left, in 1 removals." in said
    with acting_as_system():
        removal = Removal.objects.get()
        assert (removal.number, removal.removed_by, removal.years) == (4, None, YEARS)
        assert (removal.lines, removal.batches) == (3, [1, 2])
        assert list(Seal.objects.filter(number__lt=4).order_by("number")) == seals
        line = Event.objects.get(action="erased")
        assert (line.subject, line.actor_id, line.seal_number) == ("log", None, 5)
        letter = Letter.objects.get()
    assert letter.to == actor.email
    assert "3" in letter.body
    assert "10" in letter.body


def test_what_is_younger_stays(years_of_log):
    year = timezone.now().year - 7
    write_at(f"{year}-03-05", "later")
    made()
    sealed()
    as_owner("UPDATE audit_seal SET sealed_at = %s WHERE number = 4", [f"{year}-05-01"])
    assert removed() == 5
    assert reasons() == {"later", "today"}
    assert "whole" in verify()
    assert removed(FEWEST_YEARS) == 6
    assert reasons() == {"today"}
    assert "4 lines from before have left, in 2 removals" in verify()


def test_a_month_stays_until_all_of_it_is_sealed(years_of_log):
    write_at("2012-03-30", "late")
    assert removed() is None
    assert {"March a", "late"} <= reasons()
    sealed()
    # And until its seals are as old as it is.
    assert removed() is None
    as_owner("UPDATE audit_seal SET sealed_at = '2012-05-01' WHERE number = 4")
    assert removed() == 5
    assert reasons() == {"today"}
    assert "whole" in verify()


def test_of_an_unsealed_month_those_before_it_leave(years_of_log):
    write_at("2012-04-30", "late")
    assert removed() == 4
    assert reasons() == {"April", "late", "today"}
    assert "whole" in verify()


def test_a_line_that_lies_in_no_month_keeps_its_batch_until_it_does(years_of_log):
    write_at("2012-02-05", "astray")
    assert sealed() == 4
    as_owner("UPDATE audit_seal SET sealed_at = '2012-05-01' WHERE number = 4")
    assert removed() is None
    made()
    assert removed() == 5
    assert reasons() == {"today"}
    assert "whole" in verify()


def test_a_month_that_is_not_what_was_sealed_stays_and_is_told_of(years_of_log):
    as_owner("UPDATE audit_event SET reason = 'x' WHERE reason = 'March a'")
    assert removed() is None
    assert "x" in reasons()
    with pytest.raises(CommandError, match="Batch 1 is not"):
        verify()


def test_two_months_in_one_batch_leave_together(months, actor):
    """As batches were made before the log lay in months."""
    [border] = as_owner(
        "SELECT date_trunc('month', (now() - interval '10 years') AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'"
    )
    write_at(str(border - timedelta(minutes=1)), "old")
    write_at(str(border + timedelta(minutes=1)), "young")
    made()
    sealed()
    as_owner("UPDATE audit_event SET seal_number = 1; DELETE FROM audit_seal WHERE number = 2")
    as_owner(
        "UPDATE audit_seal SET lines = 2, sealed_at = %s, digest = (SELECT digest FROM portal_log_digest(1, ''))",
        [border + timedelta(minutes=2)],
    )
    assert "whole" in verify()
    assert removed(YEARS) is None
    assert reasons() == {"old", "young"}
    assert removed(YEARS - 1) == 2
    assert reasons() == set()
    assert "whole" in verify()


def test_at_the_same_moment_from_two_sides_one_takes_them_away(years_of_log):
    assert sorted(at_once(removed, removed), key=str) == [4, None]
    assert "in 1 removals" in verify()


def test_it_gives_way_to_whoever_is_at_work_in_the_log(years_of_log, actor):
    with acting_for(actor):
        assert Event.objects.exists()
        [answer] = at_once(removed, refusals=(DatabaseError,))
    assert "lock timeout" in str(answer)
    assert "March a" in reasons()


@pytest.mark.parametrize("years", ["0", "1", "4", "NULL", "-3"])
def test_the_database_lets_nobody_take_away_what_is_young(db, years):
    with acting_as_system(), pytest.raises(DatabaseError, match="for 5 years at least"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT portal_remove_log({years})")
    assert FEWEST_YEARS == FEWEST_LOG_YEARS == 5


@pytest.mark.parametrize("role", ["all", "office", "linked", "none", "self", "app"])
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO audit_removal VALUES (9, now(), NULL, now(), 10, 0, '{}')",
        "UPDATE audit_removal SET lines = 0",
        "DELETE FROM audit_removal",
        "TRUNCATE audit_removal",
    ],
)
def test_nobody_writes_what_has_left(db, role, statement):
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('role', %s, true)", [f"portal_{role}"])
            cursor.execute(statement)


REMOVAL = (
    "INSERT INTO audit_removal VALUES (5, now(), NULL, '{before}', {years}, 1, '{{3}}');"
    "INSERT INTO audit_seal (number, sealed_at, lines, digest) SELECT 5, now(), 0, digest"
    " FROM portal_log_digest(5, (SELECT digest FROM audit_seal WHERE number = 4));"
    "DELETE FROM audit_event WHERE seal_number = 3"
)
DONE_TO_IT = {
    "a removal is taken away": "DELETE FROM audit_removal",
    "a removal and its seal are taken away": "DELETE FROM audit_removal; DELETE FROM audit_seal WHERE number = 4",
    "the seal of a removal is taken away": "DELETE FROM audit_seal WHERE number = 4",
    "it was somebody else": "UPDATE audit_removal SET removed_by = gen_random_uuid()",
    "it was another day": "UPDATE audit_removal SET removed_at = removed_at - interval '1 day'",
    "it was until another day": "UPDATE audit_removal SET lines_before = lines_before - interval '1 month'",
    "it was fewer lines": "UPDATE audit_removal SET lines = 1",
    "it was another batch too": "UPDATE audit_removal SET batches = '{1,2,3}'; DELETE FROM audit_event WHERE reason = 'today'",
    "a line is put into what has left": "INSERT INTO audit_event (id, at, action, decision, subject, subject_ids, reason, path,"
    " seal_number) VALUES (gen_random_uuid(), now(), 'shown', 'permitted', 'x', '{}', '', '', 1)",
    "a seal of what has left is taken away": "DELETE FROM audit_seal WHERE number = 1",
    "the last seal of what has left is changed": "UPDATE audit_seal SET digest = repeat('0', 64) WHERE number = 2",
    "young lines are said to have left": REMOVAL.format(before="2012-05-01", years=10),
    "lines are said to be kept for a year": REMOVAL.format(before="2012-05-01", years=1),
}


@pytest.mark.parametrize("what", DONE_TO_IT)
def test_of_what_has_left_it_is_found_that(years_of_log, what):
    assert removed() == 4
    assert "whole" in verify()
    as_owner(DONE_TO_IT[what])
    with pytest.raises(CommandError, match=r"Batch [1-5]|Removal 5"):
        verify()


def test_the_seals_of_what_has_left_are_compared_with_those_that_were_kept(years_of_log):
    with acting_as_system():
        kept = str(Seal.objects.get(number=1))
    removed()
    assert "whole" in verify("--known", kept)
    as_owner("UPDATE audit_seal SET digest = repeat('0', 64) WHERE number = 1")
    with pytest.raises(CommandError, match="kept"):
        verify("--known", kept)


def test_lines_are_put_into_their_months_and_sealed_after_a_removal_as_before(years_of_log, actor):
    removed()
    write_at("2012-03-07", "later than its month")
    assert partition_of("later than its month") == "audit_event_default"
    write(actor, "next")
    made()
    assert sealed() == 6
    assert "whole" in verify()
