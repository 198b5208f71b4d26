"""Made-up people of the demo, one or two for each role. Nobody of these names exists."""

from dataclasses import dataclass
from datetime import date

from accounts.enums import Role

# Known to everybody on purpose: these accounts are open only while the demo setting is on.
DEMO_PASSWORD = "bare-oppdiktede-personer"  # noqa: S105


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """Somebody who signs in to the demo, and the partner whose seat they have."""

    email: str
    name: str
    role: Role
    sits_at: str
    since: date = date(2019, 1, 1)


@dataclass(frozen=True, slots=True)
class DemoPost:
    """What somebody of the demo has worked as besides, and where."""

    email: str
    role: Role
    sits_at: str
    starts_on: date
    ends_on: date | None


DEMO_ACCOUNTS = (
    DemoAccount("krem@demo.invalid", "Demo KREM", Role.KREM_STAFF, "krem"),
    # Whoever asks for a report does not review it.
    DemoAccount("krem2@demo.invalid", "Demo KREM, kollega", Role.KREM_STAFF, "krem"),
    DemoAccount("bjerke@demo.invalid", "Demo NAV Bjerke", Role.NAV_LEADER, "bjerke"),
    DemoAccount("ullensvang@demo.invalid", "Demo NAV Ullensvang", Role.NAV_LEADER, "ullensvang"),
    # Leads an office, and finishes a year at KREM: works as one of them at a time.
    DemoAccount("sagene@demo.invalid", "Demo NAV Sagene", Role.NAV_LEADER, "sagene", date(2026, 9, 1)),
    DemoAccount("merk@demo.invalid", "Demo MERK", Role.ENTREPRENEUR, "merk"),
    DemoAccount("imdi@demo.invalid", "Demo IMDi", Role.IMDI_READER, "imdi"),
)

DEMO_POSTS = (
    DemoPost("sagene@demo.invalid", Role.NAV_LEADER, "nordstrand", date(2019, 1, 1), date(2026, 2, 28)),
    DemoPost("sagene@demo.invalid", Role.KREM_STAFF, "krem", date(2026, 3, 1), date(2027, 2, 28)),
)
