"""What one side proposes about a journey, and what the other side answers."""

import uuid
from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User
from clusters.models import Partner
from participants.enums import LeftReason, ProposalState, Side, State
from participants.models.people import OfficeQuerySet, Participant
from participants.models.records import Move

SIDE_OF = {Role.NAV_LEADER: Side.OFFICE, Role.KREM_STAFF: Side.KREM, Role.ENTREPRENEUR: Side.MENTOR}


class ProposalQuerySet(OfficeQuerySet):
    def visible_to(self, user: User, today: date) -> Self:
        """A mentor's own ones; the link to the person is asked for with the person, and by the database."""
        if user.role == Role.ENTREPRENEUR:
            return self.filter(proposed_by=user)
        return super().visible_to(user, today)

    def waiting(self) -> Self:
        return self.filter(state=ProposalState.WAITING)

    def unread(self) -> Self:
        """Answered, and whoever proposed has not said that they have read it."""
        return self.filter(answered_at__isnull=False, read_at=None)

    def to_answer(self, side: Side) -> Self:
        """Those that wait for this side. Mentors propose and answer nothing."""
        if side == Side.OFFICE:
            return self.waiting().exclude(side=Side.OFFICE)
        return self.waiting().filter(side=Side.OFFICE) if side == Side.KREM else self.none()

    def from_side_of(self, user: User) -> Self:
        """Those of the user's own side; a mentor's side is the mentor alone."""
        side = SIDE_OF.get(Role(user.role))
        if side is None:
            return self.none()
        own = self.filter(side=side)
        return own.filter(proposed_by=user) if side == Side.MENTOR else own


class Proposal(models.Model):
    """A move that somebody proposes. Leaving is one of them, so it can be an end, or another reason for one.

    NAV proposes to KREM, and KREM and mentors to NAV. Nothing moves before the other side has approved.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Partner, models.PROTECT, related_name="+")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="proposals")
    side = models.CharField(_("from"), max_length=10, choices=Side)
    day = models.DateField(_("day"))
    target = models.CharField(_("to"), max_length=10, choices=State)
    left_reason = models.CharField(_("reason"), max_length=20, choices=LeftReason, blank=True)
    because = models.CharField(_("why"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=ProposalState, default=ProposalState.WAITING)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(db_default=TransactionNow(), editable=False)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, editable=False)
    answer = models.CharField(_("answer"), max_length=200, blank=True)
    read_at = models.DateTimeField(null=True, editable=False)
    replaces = models.OneToOneField("self", models.RESTRICT, null=True, related_name="successor")
    move = models.OneToOneField(Move, models.RESTRICT, null=True, related_name="proposal")

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ProposalState.values), name="proposal_state_is_known"
            ),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="proposal_side_is_known"),
            models.CheckConstraint(condition=Q(target__in=State.values), name="proposal_target_is_known"),
            models.CheckConstraint(
                condition=Q(state=ProposalState.WAITING, answered_at=None, answered_by=None)
                | ~Q(state=ProposalState.WAITING) & Q(answered_at__isnull=False, answered_by__isnull=False),
                name="an_answered_proposal_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=ProposalState.REJECTED) | ~Q(answer=""),
                name="a_proposal_is_rejected_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state=ProposalState.APPROVED) | Q(move=None),
                name="only_an_approved_proposal_has_a_move",
            ),
        ]
        indexes = [
            models.Index(
                fields=["office", "participant"],
                condition=Q(state="waiting"),
                name="proposals_waiting",
            ),
            models.Index(fields=["office", "proposed_at"], name="proposal_office_proposed"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def is_by_side_of(self, user: User) -> bool:
        """Whether this person's own side proposed it: the office, KREM, or one mentor."""
        if self.side == Side.MENTOR:
            return self.proposed_by_id == user.pk
        return self.side == SIDE_OF.get(Role(user.role))

    def waits_for_side_of(self, user: User) -> bool:
        """Whether this person's side is the one that answers: the office to KREM and mentors, KREM to the office."""
        if self.answered_at is not None:
            return False
        return user.role == (Role.KREM_STAFF if self.side == Side.OFFICE else Role.NAV_LEADER)

    def is_unread_by(self, user: User) -> bool:
        """Whether it is news: an answer to this side's own proposal, or one that waits for this side."""
        if self.answered_at is None:
            return self.waits_for_side_of(user)
        return self.is_by_side_of(user) and self.read_at is None
