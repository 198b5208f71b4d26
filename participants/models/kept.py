"""What is kept beside the records, so that counts and lists need not look at them, and a leader's own choices."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from clusters.models import Partner
from participants.enums import (
    FollowUpAnswer,
    FollowUpMonth,
    LeftReason,
    State,
)
from participants.models.people import OfficeQuerySet, Participant


class Whereabouts(models.Model):
    """Where somebody is by the last standing move.

    Triggers of the database keep this table and nobody else may write to it, so it cannot drift from the journey.
    """

    participant = models.OneToOneField(
        Participant, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="whereabouts"
    )
    office = models.ForeignKey(Partner, models.DO_NOTHING, related_name="+")
    # Empty before the first move.
    state = models.CharField(_("state"), max_length=10, choices=State, blank=True)
    since = models.DateField(_("since"), null=True)
    left_reason = models.CharField(_("reason"), max_length=20, choices=LeftReason, blank=True)
    # The first move out of follow-up and training after the last stay there; empty for those who are still there.
    exit_on = models.DateField(null=True)

    objects = OfficeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["office", "state", "since"], name="whereabouts_office_state"),
            models.Index(fields=["office", "since"], name="whereabouts_office_since"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Question(models.Model):
    """That somebody is to be asked how it went, some months after the exit, and the latest answer.

    Kept by the same triggers as the whereabouts; when it is asked is for `participants.queries.due` to say.
    """

    id = models.UUIDField(primary_key=True, db_default=RandomUUID(), editable=False)
    participant = models.ForeignKey(
        Participant, models.DO_NOTHING, db_constraint=False, related_name="questions"
    )
    office = models.ForeignKey(Partner, models.DO_NOTHING, related_name="+")
    month = models.PositiveSmallIntegerField(_("month"), choices=FollowUpMonth)
    due_on = models.DateField(_("due"))
    # Empty until somebody has asked.
    answer = models.CharField(_("answer"), max_length=20, choices=FollowUpAnswer, blank=True)
    asked_on = models.DateField(_("asked"), null=True)

    objects = OfficeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["participant", "month"], name="one_question_a_month"),
        ]
        indexes = [models.Index(fields=["office", "due_on"], name="question_office_due")]

    def __str__(self) -> str:
        return str(self.pk)


class OfficeTallyQuerySet(OfficeQuerySet):
    def counted_by_office(self) -> Coalesce:
        """How many people an office has, to be read in one query with the offices of one page."""
        return Coalesce(Subquery(self.filter(office=OuterRef("pk")).values("people")), 0)


class OfficeTally(models.Model):
    """How many people an office has, kept by triggers: to count a million takes a page too long."""

    office = models.OneToOneField(
        Partner, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="+"
    )
    people = models.PositiveIntegerField()

    objects = OfficeTallyQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class MonthEnd(models.Model):
    """How many of an office's people were in a state at the end of a month that is over; shielded people left out.

    Put down when somebody first asks, by a function of the database, and taken away by triggers when a change
    concerns that day or an earlier one. A row without a state says that the day has been counted.
    """

    id = models.BigAutoField(primary_key=True)
    office = models.ForeignKey(
        Partner, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    day = models.DateField()
    state = models.CharField(max_length=10, choices=State, blank=True)
    people = models.PositiveIntegerField()

    objects = OfficeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["office", "day", "state"], name="one_count_of_a_state_at_a_months_end"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Desk(models.Model):
    """What a leader keeps on the front page, wants mail about, and has seen."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="desk"
    )
    hidden = ArrayField(models.CharField(max_length=20), default=list)
    mailed = ArrayField(models.CharField(max_length=20), default=list)
    seen_at = models.DateTimeField(null=True)
    mailed_on = models.DateField(null=True)

    def __str__(self) -> str:
        return str(self.pk)
