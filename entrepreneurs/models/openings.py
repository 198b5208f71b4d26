"""Places to begin in, what they need, and whom an office has shared with their owner."""

import uuid
from datetime import date
from typing import Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User
from clusters.models import Agreement, Dated, DatedQuerySet, Partner, ends_after_it_starts
from clusters.validators import validate_holds_no_national_id
from entrepreneurs.enums import OpeningKind
from entrepreneurs.models.owned import Owned, OwnedQuerySet, owned_constraint
from participants.models import OfficeQuerySet, Participant
from participants.models.skills import MOST_HOURS, Skill


@pghistory.track()
class Opening(Owned, Dated):
    """A job, a training place or a role that somebody could take. What it needs is never changed: a new one is made."""

    kind = models.CharField(_("kind"), max_length=10, choices=OpeningKind)
    title = models.CharField(_("title"), max_length=120, validators=[validate_holds_no_national_id])
    places = models.PositiveSmallIntegerField(_("places"), default=1)
    hours_from = models.PositiveSmallIntegerField(_("hours a week, from"))
    hours_to = models.PositiveSmallIntegerField(_("hours a week, to"))
    skills = models.ManyToManyField(Skill, related_name="+", verbose_name=_("skills it needs"))
    agreement = models.ForeignKey(
        Agreement, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("agreement")
    )

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("opening")
        verbose_name_plural = _("openings")
        constraints = [
            ends_after_it_starts("opening_ends_after_it_starts"),
            owned_constraint("opening"),
            models.CheckConstraint(condition=Q(kind__in=OpeningKind.values), name="opening_kind_is_known"),
            models.CheckConstraint(condition=Q(places__gt=0), name="an_opening_has_a_place"),
            models.CheckConstraint(
                condition=Q(hours_from__gte=1, hours_to__lte=MOST_HOURS, hours_to__gte=F("hours_from")),
                name="opening_hours_are_1_to_40",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ShareQuerySet(DatedQuerySet, OfficeQuerySet):
    def visible_to(self, user: User, today: date) -> Self:
        """As for people; an owner sees whom an office shares today, for openings of their own."""
        if user.role == Role.ENTREPRENEUR:
            return self.on(today).filter(opening__in=Opening.objects.visible_to(user, today))
        return super().visible_to(user, today)


@pghistory.track()
class Share(Dated):
    """An office tells an opening's owner of one person, who has agreed: skills and hours, under a word of its own.

    The owner learns neither the office's reference nor anything else; the two talk of the person by the word.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Partner, models.PROTECT, related_name="+")
    opening = models.ForeignKey(Opening, models.CASCADE, related_name="shares")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="shares")
    handle = models.CharField(_("word"), max_length=8, unique=True)
    shared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ShareQuerySet.as_manager()

    class Meta:
        verbose_name = _("shared person")
        verbose_name_plural = _("shared persons")
        constraints = [
            ends_after_it_starts("share_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(ends_on__isnull=False), name="a_share_has_a_last_day"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
