"""Made-up participants for the tests of pages."""

from datetime import date

from clusters.models import Partner
from participants.models import Move, Participant


def enrol(office: Partner, reference: str, *moves: tuple[str, str], **fields: object) -> Participant:
    """A participant with a journey: `enrol(office, "A-1", ("2024-01-01", "enrolled"), ...)`."""
    person = Participant.objects.create(
        office=office, reference=reference, **{"birth_year": 1990, "informed_on": date(2024, 1, 1), **fields}
    )
    Move.objects.bulk_create(
        Move(office=office, participant=person, day=date.fromisoformat(day), target=target)
        for day, target in moves
    )
    return person
