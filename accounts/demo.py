"""Made-up people of the demo, one or two for each role. Nobody of these names exists."""

from dataclasses import dataclass

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


DEMO_ACCOUNTS = (
    DemoAccount("krem@demo.invalid", "Demo KREM", Role.KREM_STAFF, "krem"),
    # Whoever asks for a report does not review it.
    DemoAccount("krem2@demo.invalid", "Demo KREM, kollega", Role.KREM_STAFF, "krem"),
    DemoAccount("bjerke@demo.invalid", "Demo NAV Bjerke", Role.NAV_LEADER, "bjerke"),
    DemoAccount("ullensvang@demo.invalid", "Demo NAV Ullensvang", Role.NAV_LEADER, "ullensvang"),
    DemoAccount("merk@demo.invalid", "Demo MERK", Role.ENTREPRENEUR, "merk"),
    DemoAccount("imdi@demo.invalid", "Demo IMDi", Role.IMDI_READER, "imdi"),
)
