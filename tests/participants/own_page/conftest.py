"""Somebody with a page of their own, and somebody at a browser of their own."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from participants.actions.contacts import record_contact
from participants.contacts import ContactDetails
from tests.participants.people import enrol


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def person(cast, today):
    """Went to work a good half year ago, so the first question is open."""
    way_out = (today - timedelta(days=200)).isoformat()
    person = enrol(cast.bjerke, "B-1", ("2024-01-01", "enrolled"), (way_out, "work"))
    details = ContactDetails("Test Testesen", "test@example.invalid")
    record_contact(participant=person, details=details, by=cast.bjerke_leader, today=today)
    return person


@pytest.fixture
def other(cast):
    return enrol(cast.bjerke, "B-OTHER", ("2024-01-01", "enrolled"), birth_year=1961)


@pytest.fixture
def visitor():
    client = Client(headers={"accept-language": "en"})
    client.cookies["django_language"] = "en-gb"
    return client
