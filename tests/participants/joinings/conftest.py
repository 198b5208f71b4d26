"""A woman whom one office registered, and another after it."""

import pytest

from participants.models import Participant
from tests.participants.joinings.records import CAME, WENT, WORKED, moved_away
from tests.participants.people import enrol


@pytest.fixture
def at_bjerke(cast) -> Participant:
    return moved_away(enrol(cast.bjerke, "B-1", ("2024-01-01", "enrolled"), WENT))


@pytest.fixture
def at_ullern(cast) -> Participant:
    return enrol(cast.ullern, "U-7", CAME, WORKED, sex="woman")
