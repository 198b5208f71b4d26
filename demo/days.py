"""What a leader of the demo finds on an ordinary day: proposals, a hand-over, somebody to ring. Always the same ones."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from accounts.scope import acting_as_system
from clusters.enums import CLOSED
from clusters.models import Partner, Seat, StepTask
from entrepreneurs.actions.proposals import propose_as_mentor
from entrepreneurs.models import Mentorship
from participants.actions.contacts import record_contact
from participants.actions.handover_notes import write_note
from participants.actions.proposals import propose, reject
from participants.contacts import ContactDetails
from participants.enums import ON_THE_WAY, LeftReason, NoteKind, State
from participants.models import HandoverNote, Participant
from participants.rules import MoveFacts

OFFICE = "bjerke"
# Nobody signs in as the one who has left; the account stands for the hand-over.
PREDECESSOR = "forrige.leder@demo.invalid"
LEFT_DAYS_AGO = 10
CONTACT = ContactDetails(name="Test Testesen", way="test.testesen@example.invalid")
NOTES = (
    (NoteKind.TARGET, "Ti plasser for arbeidstrening hos bedrifter i bydelen", 120),
    (NoteKind.TARGET, "Alle som går ut, blir spurt etter 6, 12 og 24 måneder", 45),
    (NoteKind.NOTE, "Møtet med mentorene er første tirsdag i måneden. Vi er vertskap i desember.", 12),
)
HELD = 3


def seed_leaders_day() -> None:
    """Fill one office's day where it is empty."""
    with acting_as_system():
        if HandoverNote.objects.exists():
            return
        office = Partner.objects.get(slug=OFFICE)
        leader = User.objects.filter(
            role=Role.NAV_LEADER, is_demo=True, seats__partner=office, is_active=True
        ).first()
        krem = User.objects.filter(role=Role.KREM_STAFF, is_demo=True).order_by("email").first()
        people = list(
            Participant.objects.filter(
                office=office, is_shielded=False, whereabouts__state__in=ON_THE_WAY
            ).order_by("reference")[:5]
        )
        if leader is None or krem is None or len(people) < 5:
            return
        now = timezone.now()
        _seed_proposals(people, leader, krem, now)
        _seed_mentors_proposal(office, now)
        record_contact(participant=people[0], details=CONTACT, by=leader, today=timezone.localdate(now))
        _seed_handover(office, leader, now)


def _seed_proposals(people: list[Participant], leader: User, krem: User, now: datetime) -> None:
    """One each way that waits, and one that has been answered with a no."""
    today = timezone.localdate(now)
    said = (
        (people[1], State.WORK, LeftReason.UNKNOWN, "Har fått tilbud om fast stilling", krem),
        (people[2], State.LEFT, LeftReason.MOVED, "Har flyttet til et annet fylke", leader),
        (people[3], State.EDUCATION, LeftReason.UNKNOWN, "Har fått plass på fagskole", leader),
    )
    made = [
        propose(participant=person, facts=MoveFacts(today, target, reason), because=because, by=by, now=now)
        for person, target, reason, because, by in said
    ]
    reject(proposal=made[-1], because="Studiet begynner først i januar", by=krem, now=now)


def _seed_mentors_proposal(office: Partner, now: datetime) -> None:
    today = timezone.localdate(now)
    links = Mentorship.objects.on(today).filter(office=office, participant__is_shielded=False)
    link = links.select_related("participant", "mentor").order_by("participant__reference", "pk").first()
    if link is not None:
        propose_as_mentor(
            mentorship=link,
            facts=MoveFacts(today, State.VENTURE),
            because="Har fått de første kundene",
            by=link.mentor,
            now=now,
        )


def _seed_handover(office: Partner, leader: User, now: datetime) -> None:
    today = timezone.localdate(now)
    predecessor = User.objects.create_user(
        PREDECESSOR, name="Demo NAV Bjerke, forrige leder", role=Role.NAV_LEADER, is_demo=True
    )
    Seat.objects.create(
        user=predecessor,
        partner=office,
        starts_on=date(2019, 1, 1),
        ends_on=today - timedelta(days=LEFT_DAYS_AGO),
    )
    open_tasks = StepTask.objects.filter(partner=office).exclude(state__in=CLOSED).in_order()[:HELD]
    StepTask.objects.filter(pk__in=[task.pk for task in open_tasks]).update(
        owner_user=predecessor, owner_partner=None
    )
    for kind, text, days in NOTES:
        write_note(
            office=office, kind=kind, text=text, due_on=today + timedelta(days=days), by=leader, now=now
        )
