"""Due days in a calendar elsewhere: a secret address that opens what it says, and no longer than it should."""

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
    Series.objects.filter(pk=cast.series.pk).update(name="A, b; c\\d")
    told = client.get(address(cast.imdi)).content.decode().replace("\r\n ", "")
    assert "A\\, b\\; c\\\\d" in told
