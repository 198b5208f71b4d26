"""What is recorded about a way. Nothing here is overwritten without leaving what stood before."""

import uuid
from typing import Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clusters.models import Partner
from participants.enums import (
    FollowUpAnswer,
    FollowUpMonth,
    FollowUpSource,
    LeftReason,
    State,
)
from participants.models.people import OfficeQuerySet, Participant
from participants.workbook.cells import FIRST_DAY


class RecordQuerySet(OfficeQuerySet):
    """Records that are superseded, never overwritten."""

    def standing(self) -> Self:
        return self.filter(superseded_at=None)


class Record(models.Model):
    """Something that took effect on a day and was recorded at a moment.

    A correction is a new record; the old one keeps who superseded it, when and why.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Partner, models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    hours_percent = models.DecimalField(
        _("percentage of full time"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    recorded_at = models.DateTimeField(db_default=TransactionNow(), editable=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    superseded_at = models.DateTimeField(null=True, editable=False)
    superseded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    superseded_because = models.CharField(max_length=200, blank=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def stands(self) -> bool:
        return self.superseded_at is None


SUPERSEDING = ["superseded_at", "superseded_by", "superseded_because"]


def record_constraints(table: str) -> list[models.BaseConstraint]:
    return [
        *dated_constraints(table),
        models.CheckConstraint(
            condition=Q(hours_percent=None) | Q(hours_percent__gte=0, hours_percent__lte=100),
            name=f"{table}_percent_is_0_to_100",
        ),
    ]


def dated_constraints(table: str) -> list[models.BaseConstraint]:
    """What holds for a record that has no part of full time in it, too."""
    return [
        models.CheckConstraint(condition=Q(day__gte=FIRST_DAY), name=f"{table}_day_is_2005_or_later"),
        models.CheckConstraint(
            condition=Q(superseded_at=None, superseded_because="")
            | Q(superseded_at__isnull=False) & ~Q(superseded_because=""),
            name=f"{table}_is_superseded_with_a_reason",
        ),
    ]


def record_triggers(table: str) -> list[pgtrigger.Trigger]:
    """A record is never rewritten and never un-superseded; only erasure by the owner removes it."""
    return [
        pgtrigger.ReadOnly(name=f"{table}_is_not_rewritten", exclude=SUPERSEDING),
        pgtrigger.Protect(
            name=f"{table}_stays_superseded",
            operation=pgtrigger.Update,
            condition=pgtrigger.Q(old__superseded_at__isnull=False),
        ),
    ]


class Move(Record):
    """A participant enters a state on a day. The journey is the standing moves in order of day."""

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="moves")
    target = models.CharField(_("to"), max_length=10, choices=State)
    left_reason = models.CharField(_("reason"), max_length=20, choices=LeftReason, blank=True)
    workplace = models.CharField(_("business"), max_length=120, blank=True)
    # What a correction came in place of.
    replaces = models.OneToOneField(
        "self", models.RESTRICT, null=True, editable=False, related_name="successor"
    )

    class Meta:
        verbose_name = _("move")
        verbose_name_plural = _("moves")
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "day"], condition=Q(superseded_at=None), name="one_move_a_day"
            ),
            models.CheckConstraint(condition=Q(target__in=State.values), name="move_target_is_known"),
            models.CheckConstraint(
                condition=Q(left_reason__in=LeftReason.values), name="left_reason_is_known"
            ),
            models.CheckConstraint(
                condition=Q(left_reason="") | Q(target=State.LEFT), name="only_leaving_has_a_reason"
            ),
            *record_constraints("move"),
        ]
        indexes = [
            models.Index(fields=["office", "participant", "day"]),
            models.Index(fields=["office", "recorded_at"], name="move_office_recorded"),
        ]
        triggers = record_triggers("move")


class FollowUp(Record):
    """What a participant answered some months after an exit, or that nobody was reached."""

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="follow_ups")
    month = models.PositiveSmallIntegerField(_("month"), choices=FollowUpMonth)
    answer = models.CharField(_("answer"), max_length=20, choices=FollowUpAnswer)
    source = models.CharField(_("source"), max_length=20, choices=FollowUpSource, blank=True)
    # What a correction came in place of.
    replaces = models.OneToOneField(
        "self", models.RESTRICT, null=True, editable=False, related_name="successor"
    )

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "month", "day"],
                condition=Q(superseded_at=None),
                name="one_follow_up_a_day",
            ),
            models.CheckConstraint(
                condition=Q(month__in=FollowUpMonth.values), name="follow_up_month_is_6_12_or_24"
            ),
            models.CheckConstraint(
                condition=Q(answer__in=FollowUpAnswer.values), name="follow_up_answer_is_known"
            ),
            models.CheckConstraint(
                condition=Q(source__in=FollowUpSource.values), name="follow_up_source_is_known"
            ),
            *record_constraints("follow_up"),
        ]
        indexes = [
            models.Index(fields=["office", "participant", "day"], name="follow_up_office_person_day"),
            models.Index(fields=["office", "recorded_at"], name="follow_up_office_recorded"),
        ]
        triggers = record_triggers("follow_up")
