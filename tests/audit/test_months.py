"""The log lies in months; one that is missing costs no line and no page."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, connections, transaction

from accounts.nightly_tasks import make_log_months
from accounts.scope import acting_as_system
from audit.models import Event
from audit.retention import make_months
from tests.at_once import at_once
from tests.audit.lines import as_owner, partition_of, sealed, verify, write, write_at

AHEAD = 12
ROWS = "SELECT event::text FROM audit_event event ORDER BY id"


def names() -> list[str]:
    return as_owner("SELECT name FROM portal_log_partitions() ORDER BY begins")


def last(number: int) -> list[str]:
    return names()[-number:]


def drop(*partitions: str) -> None:
    for name in partitions:
        as_owner(f"DROP TABLE {name}")


def made() -> int:
    with acting_as_system():
        return make_months()


def test_the_clock_makes_the_months_of_a_year_and_a_second_time_none(months):
    made()
    wanted = names()
    ahead = datetime.now(UTC).replace(day=1)
    for _ in range(AHEAD):
        ahead = (ahead + timedelta(days=32)).replace(day=1)
    assert wanted[-1] == f"audit_event_{ahead:%Y_%m}"
    drop(*last(3))
    for _ in range(2):
        make_log_months.apply(throw=True)
        assert names() == wanted


def test_two_clocks_at_the_same_moment_make_each_month_once(months):
    made()
    wanted = names()
    drop(*last(3))
    assert sorted(at_once(made, made)) == [0, 3]
    assert names() == wanted


def test_a_month_ends_where_the_next_begins_and_no_batch_is_of_both(actor):
    made()
    earlier, later = last(2)
    [border] = as_owner("SELECT begins FROM portal_log_partitions() WHERE name = %s", [later])
    write_at(str(border - timedelta(microseconds=1)), "before")
    write_at(str(border), "after")
    assert (partition_of("before"), partition_of("after")) == (earlier, later)
    assert sealed() == 2
    with acting_as_system():
        assert dict(Event.objects.values_list("reason", "seal_number")) == {"before": 1, "after": 2}
    assert "2 lines in 2 batches, 0 lines" in verify()


def test_what_is_written_on_either_side_of_a_clock_change_is_in_a_month_of_its_own(actor):
    """Months are those of UTC: none overlaps another, and none is left out, whatever the session's time zone."""
    ends = as_owner("SELECT ends FROM portal_log_partitions() ORDER BY begins")
    begins = as_owner("SELECT begins FROM portal_log_partitions() WHERE begins > '-infinity' ORDER BY begins")
    assert ends[-len(begins) : -1] == begins[1:]
    assert {(moment.astimezone(UTC).day, moment.astimezone(UTC).hour) for moment in begins} == {(1, 0)}


def test_without_a_month_a_line_is_kept_all_the_same_and_lies_in_it_once_it_is_made(months, actor):
    made()
    [month] = as_owner("SELECT name FROM portal_log_partitions() WHERE begins <= now() AND ends > now()")
    drop(month)
    write(actor, "a", "b")
    assert partition_of("a") == "audit_event_default"
    sealed()
    write(actor, "c")
    before, said = as_owner(ROWS), verify()
    assert made() == 1
    assert {partition_of(reason) for reason in "abc"} == {month}
    assert as_owner(ROWS) == before
    assert verify() == said
    assert as_owner("SELECT count(*) FROM audit_event_default") == [0]


def test_an_erasure_finds_lines_that_are_moved_into_their_month_at_that_moment(months, actor):
    write_at("2013-05-05", "told")
    other = connections.create_connection("owner")
    stripped = []

    def erase() -> None:
        with connections["owner"].cursor() as cursor:
            cursor.execute("UPDATE audit_event SET reason = '' WHERE reason = 'told'")
            stripped.append(cursor.rowcount)
        connections["owner"].close()

    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT portal_make_log_months()")
        erasing = threading.Thread(target=erase)
        erasing.start()
        erasing.join(1)
        assert erasing.is_alive()
        other.commit()
        erasing.join()
    finally:
        other.close()
    assert stripped == [1]


def test_it_gives_way_to_whoever_reads_the_log_and_people_go_on_meanwhile(months, actor):
    made()
    drop(*last(1))
    other = connections.create_connection("owner")
    answers = []
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM audit_event")
        making = threading.Thread(target=lambda: answers.extend(at_once(made, refusals=(DatabaseError,))))
        making.start()
        making.join(1)
        write(actor, "meanwhile")
        assert making.is_alive()
        making.join()
    finally:
        other.rollback()
        other.close()
    assert "lock timeout" in str(answers[0])
    assert made() == 1


@pytest.mark.parametrize("role", ["app", "office", "linked", "none", "self"])
@pytest.mark.parametrize(
    "function", ["portal_make_log_months()", "portal_remove_log(10)", "portal_log_holds(1)"]
)
def test_only_the_portals_own_work_asks_for_months_or_takes_them_away(db, role, function):
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('role', %s, true)", [f"portal_{role}"])
            cursor.execute(f"SELECT {function}")
