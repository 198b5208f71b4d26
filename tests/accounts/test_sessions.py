"""When a session is over, by a clock the test holds."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse

from accounts.middleware import ABSOLUTE, IDLE, NOTED_EVERY, SEEN_AT, SessionEnds
from accounts.nightly_tasks import clear_sessions
from accounts.signing_in.sessions import SessionStore
from tests.owner import as_owner

START = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def told() -> list[str]:
    """What was said on the pages of the visits."""
    return []


@pytest.fixture
def visit(cast, rf, clock, told, in_english):
    """Somebody signed in at START; each visit says whether they still are."""
    session = SessionStore()

    def visited(after: timedelta) -> bool:
        clock.now = START + after
        request = rf.get("/")
        request.session, request.user = session, cast.imdi
        request._messages = FallbackStorage(request)
        SessionEnds(answer, clock)(request)
        told.extend(map(str, request._messages))
        return request.user.is_authenticated

    assert visited(timedelta(0))
    return visited


def answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def test_half_an_hour_without_a_request_is_too_long(visit):
    assert visit(IDLE - timedelta(seconds=1))
    assert not visit(IDLE * 2 - timedelta(seconds=1))


def test_whoever_is_signed_out_is_told_why(visit, told):
    assert told == []
    visit(IDLE)
    assert told == ["You have been signed out because it is a while since you were here."]


def test_whoever_keeps_coming_stays(visit):
    assert all(visit(timedelta(minutes=20) * each) for each in range(1, 24))


def test_but_not_longer_than_a_working_day(visit):
    moments = [timedelta(minutes=20) * each for each in range(1, 25)]
    assert moments[-1] == ABSOLUTE
    assert [visit(moment) for moment in moments] == [True] * 23 + [False]


def test_the_session_is_written_once_a_minute_at_most(visit, rf, cast, clock):
    request = rf.get("/")
    request.session, request.user = SessionStore(), cast.imdi
    middleware = SessionEnds(answer, clock)
    middleware(request)
    noted = request.session[SEEN_AT]
    clock.now = START + NOTED_EVERY - timedelta(seconds=1)
    middleware(request)
    assert request.session[SEEN_AT] == noted
    clock.now = START + NOTED_EVERY
    middleware(request)
    assert request.session[SEEN_AT] == noted + NOTED_EVERY.total_seconds()


def test_a_visitor_gets_no_session(client, db):
    client.get("/account/closed/")
    assert not client.cookies.keys() & {"sessionid-8000"}
    assert not client.session.keys()


@pytest.mark.parametrize("clear", [clear_sessions, lambda: call_command("clearsessions")])
def test_what_has_ended_is_removed_by_the_clock_as_by_the_command_and_nothing_else(cast, clear):
    goes_on, over = SessionStore(), SessionStore()
    for session in (goes_on, over):
        session.create()
    as_owner(
        "UPDATE accounts_session SET expires_at = now() - interval '1 second' WHERE key_hash = %s",
        [sha256(over.session_key.encode()).hexdigest()],
    )
    clear()
    assert [SessionStore().exists(each.session_key) for each in (goes_on, over)] == [True, False]
    assert as_owner("SELECT count(*)::text FROM accounts_session WHERE expires_at < now()") == ["0"]
