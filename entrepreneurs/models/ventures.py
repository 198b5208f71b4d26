"""What participants start on their own, how far it has come, and what it yields."""

import uuid
from datetime import date
from typing import Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User
from clusters.models import Dated, DatedQuerySet, Partner, ends_after_it_starts
from clusters.validators import validate_holds_no_national_id, validate_organisation_number
from entrepreneurs.enums import NUMBERED, Lines, QuestionKind, Reply, Rung, StepReason
from entrepreneurs.models.mentoring import Mentorship
from participants.models import (
    OfficeQuerySet,
    Participant,
    Record,
    RecordQuerySet,
    dated_constraints,
    record_triggers,
)
from spelling.keys import OrderKey


class VentureQuerySet(OfficeQuerySet):
    def visible_to(self, user: User, today: date) -> Self:
        """As for people; a mentor sees the ventures of those they follow. A shielded founder hides all of it."""
        if user.role == Role.ENTREPRENEUR:
            return self.filter(pk__in=_founded_by_followed(user, today).values("venture"))
        shielded = Founder.objects.filter(participant__is_shielded=True)
        return super().visible_to(user, today).exclude(pk__in=shielded.values("venture"))

    def with_rung(self, today: date) -> Self:
        """Adds `rung` and `rung_since`: the last standing step until today."""
        last = Climb.objects.standing().filter(venture=OuterRef("pk"), day__lte=today).order_by("-day")
        return self.annotate(
            rung=Subquery(last.values("rung")[:1]), rung_since=Subquery(last.values("day")[:1])
        )


@pghistory.track(exclude=["name_order"])
class Venture(models.Model):
    """Something participants start on their own: KREM's fourth exit."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Partner, models.PROTECT, related_name="+", verbose_name=_("office"))
    name = models.CharField(_("name"), max_length=120, validators=[validate_holds_no_national_id])
    name_order = OrderKey("name")
    organisation_number = models.CharField(
        _("organisation number"), max_length=9, blank=True, validators=[validate_organisation_number]
    )
    lines = models.CharField(_("bottom lines"), max_length=6, choices=Lines, default=Lines.DOUBLE)

    objects = VentureQuerySet.as_manager()

    class Meta:
        verbose_name = _("venture")
        verbose_name_plural = _("ventures")
        constraints = [
            # What the composite foreign keys of founders, steps and bottom lines point at.
            models.UniqueConstraint(fields=["id", "office"], name="venture_with_office"),
            models.CheckConstraint(condition=Q(lines__in=Lines.values), name="venture_lines_are_known"),
        ]
        indexes = [models.Index(fields=["office", "name"])]
        triggers = [
            pgtrigger.Trigger(
                name="number_is_kept",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("organisation_number"),
                condition=pgtrigger.Q(new__organisation_number="")
                & ~pgtrigger.Q(old__organisation_number=""),
                func="RAISE EXCEPTION 'an organisation number is replaced, not taken away';",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_triple(self) -> bool:
        return self.lines == Lines.TRIPLE


class FounderQuerySet(DatedQuerySet, OfficeQuerySet):
    def visible_to(self, user: User, today: date) -> Self:
        if user.role == Role.ENTREPRENEUR:
            return _founded_by_followed(user, today)
        return super().visible_to(user, today)


@pghistory.track()
class Founder(Dated):
    """A participant is behind a venture. When the person is erased the line stays, and tells of nobody."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Partner, models.PROTECT, related_name="+")
    venture = models.ForeignKey(Venture, models.CASCADE, related_name="founders")
    participant = models.ForeignKey(
        Participant, models.SET_NULL, null=True, related_name="founderships", verbose_name=_("founder")
    )

    objects = FounderQuerySet.as_manager()

    class Meta:
        verbose_name = _("founder")
        verbose_name_plural = _("founders")
        constraints = [
            ends_after_it_starts("founder_ends_after_it_starts"),
            models.UniqueConstraint(fields=["venture", "participant"], name="nobody_founds_a_venture_twice"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


def _founded_by_followed(user: User, today: date) -> FounderQuerySet:
    followed = Mentorship.objects.visible_to(user, today).filter(participant__is_shielded=False)
    return Founder.objects.filter(participant__in=followed.values("participant"))


class VentureRecordQuerySet(RecordQuerySet):
    def visible_to(self, user: User, today: date) -> Self:
        return self.filter(venture__in=Venture.objects.visible_to(user, today))


class Climb(Record):
    """A venture reaches a rung of the ladder on a day, steps back to one, or closes."""

    hours_percent = None
    venture = models.ForeignKey(Venture, models.CASCADE, related_name="climbs")
    rung = models.CharField(_("rung"), max_length=12, choices=Rung)
    reason = models.CharField(_("reason"), max_length=12, choices=StepReason, blank=True)

    objects = VentureRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        constraints = [
            models.UniqueConstraint(
                fields=["venture", "day"], condition=Q(superseded_at=None), name="one_climb_a_day"
            ),
            models.CheckConstraint(condition=Q(rung__in=Rung.values), name="rung_is_known"),
            models.CheckConstraint(condition=Q(reason__in=StepReason.values), name="step_reason_is_known"),
            models.CheckConstraint(condition=~Q(rung=Rung.CLOSED, reason=""), name="closing_has_a_reason"),
            *dated_constraints("climb"),
        ]
        indexes = [models.Index(fields=["office", "venture", "day"], name="climb_office_venture_day")]
        triggers = [
            *record_triggers("climb"),
            pgtrigger.Trigger(
                name="no_number_no_registered_rung",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__rung__in=sorted(NUMBERED)),
                func="""
                IF NOT EXISTS (
                    SELECT FROM entrepreneurs_venture
                    WHERE id = NEW.venture_id AND organisation_number <> ''
                ) THEN
                    RAISE EXCEPTION 'a venture on this rung has an organisation number';
                END IF;
                RETURN NEW;
                """,
            ),
        ]


class BottomLine(Record):
    """What a venture yielded in a half-year; `day` is the first of it. Money in whole kroner."""

    hours_percent = None
    venture = models.ForeignKey(Venture, models.CASCADE, related_name="bottom_lines")
    turnover = models.PositiveBigIntegerField(_("turnover"))
    wages = models.PositiveBigIntegerField(_("wages paid"))
    own_funding = models.PositiveBigIntegerField(_("own funding"))
    people = models.PositiveSmallIntegerField(_("people employed from the target group"))
    hours = models.PositiveIntegerField(_("hours they worked"))
    tonnes_reused = models.DecimalField(
        _("tonnes reused"), max_digits=9, decimal_places=2, null=True, blank=True
    )

    objects = VentureRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("bottom line")
        verbose_name_plural = _("bottom lines")
        constraints = [
            models.UniqueConstraint(
                fields=["venture", "day"],
                condition=Q(superseded_at=None),
                name="one_bottom_line_a_half_year",
            ),
            models.CheckConstraint(
                condition=Q(day__month__in=[1, 7], day__day=1), name="a_half_year_starts_in_january_or_july"
            ),
            models.CheckConstraint(
                condition=Q(tonnes_reused=None) | Q(tonnes_reused__gte=0), name="tonnes_are_not_below_nothing"
            ),
            models.CheckConstraint(
                condition=Q(people__gt=0) | Q(hours=0), name="hours_are_worked_by_somebody"
            ),
            *dated_constraints("bottom_line"),
        ]
        triggers = record_triggers("bottom_line")


class Answer(models.Model):
    """An office says why the journey and the ladder may differ: the question is not put again.

    It is about the move that gave rise to it; a new move may be asked about anew.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Partner, models.PROTECT, related_name="+")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="+")
    # No foreign key: a move that is corrected takes the answer with it, and the question comes back.
    move = models.UUIDField()
    question = models.CharField(max_length=20, choices=QuestionKind)
    reply = models.CharField(_("answer"), max_length=20, choices=Reply)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(db_default=TransactionNow(), editable=False)

    objects = OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "move", "question"], name="a_question_is_answered_once"
            ),
            models.CheckConstraint(condition=Q(question__in=QuestionKind.values), name="question_is_known"),
            models.CheckConstraint(condition=Q(reply__in=Reply.values), name="reply_is_known"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
