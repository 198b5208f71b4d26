"""Made-up ventures and mentors for the tests."""

from datetime import date

from accounts.models import User
from entrepreneurs.actions.mentoring import begin_mentorship
from entrepreneurs.actions.ventures import start_venture
from entrepreneurs.enums import Rung
from entrepreneurs.models import Mentorship, Venture
from participants.models import Participant

TODAY = date(2026, 11, 22)
# Adds up, and begins with a figure that no enterprise's number begins with.
NUMBER = "310000019"
# Adds up, and its month says that it is made for tests.
NATIONAL_ID = "17900510187"


def begin(founder: Participant, by: User, **fields: object) -> Venture:
    """A venture on its first rung: `begin(person, cast.krem, rung=Rung.PLAN)`."""
    given = {"name": "Systua", "rung": Rung.IDEA, "day": date(2025, 1, 10), **fields}
    return start_venture(founder=founder, by=by, today=TODAY, **given)


def follow(mentor: User, participant: Participant, by: User, **fields: object) -> Mentorship:
    given = {"starts_on": date(2025, 1, 1), **fields}
    return begin_mentorship(participant=participant, mentor=mentor, by=by, today=TODAY, **given)
