"""Somebody at Bjerke, and the mentor who follows them."""

import pytest

from tests.entrepreneurs.beginnings import follow
from tests.participants.people import enrol


@pytest.fixture
def person(cast):
    return enrol(cast.bjerke, "B-1", ("2024-01-01", "enrolled"))


@pytest.fixture
def link(cast, person):
    return follow(cast.mentor, person, cast.bjerke_leader)
