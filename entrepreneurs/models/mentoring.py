"""Who follows whom, and what they talked about."""

import uuid
from datetime import date
from typing import Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User
from clusters.models import Dated, DatedQuerySet, Partner, ends_after_it_starts
from clusters.validators import validate_holds_no_national_id
from entrepreneurs.enums import Theme
from participants.models import (
    OfficeQuerySet,
    Participant,
    Record,
    RecordQuerySet,
    dated_constraints,
    record_triggers,
)

LONGEST_MINUTES = 600


class MentorshipQuerySet(DatedQuerySet, OfficeQuerySet):
    def visible_to(self, user: User, today: date) -> Self:
        if user.role == Role.ENTREPRENEUR:
            return self.on(today).filter(mentor=user)
        return super().visible_to(user, today)


@pghistory.track()
class Mentorship(Dated):
    """A member of the SE-senter follows a participant; it is what lets them see that one person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Partner, models.PROTECT, related_name="+")
    mentor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="mentorships", verbose_name=_("mentor")
    )
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="mentorships")

    objects = MentorshipQuerySet.as_manager()

    class Meta:
        verbose_name = _("mentorship")
        verbose_name_plural = _("mentorships")
        constraints = [ends_after_it_starts("mentorship_ends_after_it_starts")]
        indexes = [models.Index(fields=["mentor", "starts_on", "ends_on"])]

    def __str__(self) -> str:
        return str(self.pk)


class MentorSessionQuerySet(RecordQuerySet):
    def visible_to(self, user: User, today: date) -> Self:
        if user.role == Role.ENTREPRENEUR:
            return self.filter(mentorship__in=Mentorship.objects.visible_to(user, today))
        return super().visible_to(user, today)


class MentorSession(Record):
    """Once that a mentor and the person they follow met: how long, about what, and what comes next."""

    hours_percent = None
    mentorship = models.ForeignKey(Mentorship, models.CASCADE, related_name="sessions")
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    theme = models.CharField(_("theme"), max_length=10, choices=Theme)
    next_step = models.CharField(
        _("next step"), max_length=120, blank=True, validators=[validate_holds_no_national_id]
    )
    note = models.CharField(_("note"), max_length=280, blank=True, validators=[validate_holds_no_national_id])

    objects = MentorSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session with a mentor")
        verbose_name_plural = _("sessions with mentors")
        constraints = [
            *dated_constraints("session"),
            models.CheckConstraint(condition=Q(theme__in=Theme.values), name="session_theme_is_known"),
            models.CheckConstraint(
                condition=Q(minutes__gt=0, minutes__lte=LONGEST_MINUTES),
                name="session_lasts_1_to_600_minutes",
            ),
        ]
        indexes = [models.Index(fields=["office", "mentorship", "day"], name="session_office_mentorship_day")]
        triggers = record_triggers("session")
