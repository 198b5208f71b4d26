"""Due days in a calendar elsewhere: a secret address that opens what it says, and no longer than it should."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.signing import Signer
from django.urls import reverse
from django.utils import timezone

from reports.editions.subscriptions import token_of
from reports.models import Series


@pytest.fixture
def series(cast):
    Series.objects.filter(pk=cast.series.pk).update(drafts_from=timezone.localdate())
    return cast.series


def address(user) -> str:
    return reverse("subscription", args=[token_of(user)])


CALENDAR_MUST = {"VERSION", "PRODID"}
EVENT_MUST = {"UID", "DTSTAMP", "DTSTART"}
PROPERTY = re.compile(r"([A-Z-]+)((?:;[A-Z-]+=[^;:\"]+)*):(.*)")
# A backslash stands before what has a meaning, and such marks never stand alone.
TEXT = re.compile(r"(?:[^\\;,\x00-\x1f\x7f]|\\[\\;,nN])*")
OF_TEXT = {"SUMMARY", "NAME", "X-WR-CALNAME"}


def read(content: bytes) -> tuple[dict[str, str], list[dict[str, str]]]:
    """A calendar and its events, read as RFC 5545 is written: whatever it does not allow is an error."""
    assert content.endswith(b"\r\n")
    physical = content.removesuffix(b"\r\n").split(b"\r\n")
    assert all(line and len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in physical)
    # Each line is whole letters by itself.
    text = "\r\n".join(line.decode() for line in physical)
    lines = text.replace("\r\n ", "").split("\r\n")
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    calendar: dict[str, str] = {}
    events: list[dict[str, str]] = []
    inside = calendar
    for line in lines[1:-1]:
        if line == "BEGIN:VEVENT":
            assert inside is calendar
            inside = {}
        elif line == "END:VEVENT":
            assert inside is not calendar
            events.append(inside)
            inside = calendar
        else:
            # What belongs to the calendar stands before its events.
            assert inside is not calendar or not events
            name, parameters, value = PROPERTY.fullmatch(line).groups()
            assert name not in inside
            assert name not in OF_TEXT or TEXT.fullmatch(value)
            inside[name] = value
            if name in {"DTSTART", "DTEND"}:
                assert parameters == ";VALUE=DATE"
                inside[name] = date.fromisoformat(value)
            if name == "DTSTAMP":
                assert re.fullmatch(r"\d{8}T\d{6}Z", value)
    assert inside is calendar
    assert calendar.keys() >= CALENDAR_MUST
    assert calendar["VERSION"] == "2.0"
    assert all(event.keys() >= EVENT_MUST for event in events)
    assert len({event["UID"] for event in events}) == len(events) > 0
    return calendar, events


@pytest.mark.parametrize(
    ("language", "name", "word"),
    [
        ("nb", "Frister for rapporter fra KREM", "Frist for rapport"),
        ("nn", "Fristar for rapportar frå KREM", "Frist for rapport"),
        ("en-gb", "Due days of reports from KREM", "Report due"),
    ],
)
def test_a_strict_reader_takes_the_calendar_in_each_language(client, cast, series, language, name, word):
    Series.objects.filter(pk=series.pk).update(
        name="Ærlig, «åpen»; c\\d – " + "Møre og Romsdal på tvers " * 3
    )
    cast.imdi.language = language
    cast.imdi.save()
    calendar, events = read(client.get(address(cast.imdi)).content)
    assert calendar["NAME"] == calendar["X-WR-CALNAME"] == name
    for event in events:
        assert event["SUMMARY"].startswith(word)
        assert event["DTEND"] - event["DTSTART"] == timedelta(days=1)
    # Whoever asks again meets the same events.
    assert [event["UID"] for event in read(client.get(address(cast.imdi)).content)[1]] == [
        event["UID"] for event in events
    ]


def test_whoever_has_the_address_sees_due_days_and_no_numbers(client, cast, series):
    response = client.get(address(cast.imdi))
    assert response["Content-Type"].startswith("text/calendar")
    lines = response.content.decode().split("\r\n")
    assert (lines[0], lines[-2]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    assert [line for line in lines if line.endswith(":VEVENT")] == ["BEGIN:VEVENT", "END:VEVENT"]
    # Without a name of who made it the calendar is none, by RFC 5545, 3.7.3.
    assert any(line.startswith("PRODID:") for line in lines)
    assert all(len(line.encode()) <= 75 for line in lines)
    assert response.wsgi_request.session.is_empty()


@pytest.mark.parametrize("change", ["session_mark", "is_active"])
def test_an_address_opens_nothing_when_its_owner_may_not_come_in(client, cast, series, change):
    was = address(cast.imdi)
    assert client.get(was).status_code == 200
    setattr(cast.imdi, change, uuid4() if change == "session_mark" else False)
    cast.imdi.save()
    assert client.get(was).status_code == 404


def test_an_address_that_was_not_made_here_opens_nothing(client, cast, series):
    token = token_of(cast.imdi)
    signed = f"{cast.imdi.pk}.{cast.imdi.session_mark}"
    # Signed by the portal, for something else.
    elsewhere = [Signer(salt=salt, sep="~").sign(signed).replace("~", ".") for salt in ("", "reports")]
    for wrong in (*elsewhere, token[:-1], f"{uuid4()}.{token.split('.', 1)[1]}", "x", "."):
        assert client.get(reverse("subscription", args=[wrong])).status_code == 404


def test_the_shelf_tells_a_reader_their_own_address(cast, sign_in, series):
    page = sign_in(cast.imdi).get(reverse("edition_list")).content.decode()
    assert address(cast.imdi) in page


def test_what_has_a_meaning_in_a_calendar_is_written_as_words(client, cast, series):
    Series.objects.filter(pk=cast.series.pk).update(name="A, b; c\\d 1\xa0000\x07")
    told = client.get(address(cast.imdi)).content.decode().replace("\r\n ", "")
    assert "A\\, b\\; c\\\\d 1\xa0000" in told
    assert "\x07" not in told
