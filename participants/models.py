"""Participants and their journeys. Nothing here is overwritten without leaving what stood before."""

import uuid
from datetime import date
from typing import Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID, TransactionNow
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User
from background.models import Work, WorkQuerySet
from clusters.models import Partner
from participants.enums import (
    EffortGroup,
    FollowUpAnswer,
    FollowUpMonth,
    FollowUpSource,
    ImportState,
    LeftReason,
    Sex,
    State,
    TargetGroup,
)
from participants.workbook.cells import FIRST_DAY


class OfficeQuerySet(models.QuerySet):
    """Rows that belong to an office."""

    def visible_to(self, user: User, today: date) -> Self:
        """The only door to rows about people: KREM sees all, a NAV leader the offices of open seats."""
        if user.role == Role.KREM_STAFF:
            return self
        return self.filter(office__in=Partner.objects.visible_to(user, today))


class ParticipantQuerySet(OfficeQuerySet):
    def with_reference(self, reference: str) -> Self:
        """Whoever an office knows by this reference; case and surrounding blanks do not matter."""
        return self.filter(reference__iexact=reference.strip())

    def with_name_index(self, indexes: list[bytes]) -> Self:
        """Whoever holds a name with one of these blind indexes. Nobody learns a shielded person's reference so."""
        return self.filter(contact__name_index__in=indexes, is_shielded=False)


@pghistory.track()
class Participant(models.Model):
    """Somebody an office follows, known by the office's own reference and never by name here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Partner, models.PROTECT, related_name="participants", verbose_name=_("office"))
    reference = models.CharField(_("reference"), max_length=40)
    birth_year = models.PositiveSmallIntegerField(_("birth year"))
    sex = models.CharField(_("sex"), max_length=20, choices=Sex, blank=True)
    target_group = models.CharField(_("target group"), max_length=30, choices=TargetGroup, blank=True)
    effort_group = models.CharField(_("effort group"), max_length=30, choices=EffortGroup, blank=True)
    informed_on = models.DateField(_("informed on"), null=True, blank=True)
    is_shielded = models.BooleanField(_("shielded"), default=False)
    delete_on = models.DateField(_("delete on"), null=True, blank=True)
    recorded_at = models.DateTimeField(db_default=TransactionNow(), editable=False)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        constraints = [
            models.UniqueConstraint("office", Upper("reference"), name="reference_is_unique_in_its_office"),
            # What the composite foreign keys of moves and follow-ups point at.
            models.UniqueConstraint(fields=["id", "office"], name="participant_with_office"),
            models.CheckConstraint(
                condition=Q(birth_year__gte=1900, birth_year__lte=2100), name="birth_year_is_a_year"
            ),
            models.CheckConstraint(condition=Q(sex__in=Sex.values), name="sex_is_known_word"),
            models.CheckConstraint(
                condition=Q(target_group__in=TargetGroup.values), name="target_group_is_known_word"
            ),
            models.CheckConstraint(
                condition=Q(effort_group__in=EffortGroup.values), name="effort_group_is_known_word"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Contact(models.Model):
    """Name and one way to reach somebody, sealed with keys of their own. Erased first."""

    participant = models.OneToOneField(Participant, models.CASCADE, primary_key=True, related_name="contact")
    office = models.ForeignKey(Partner, models.PROTECT, related_name="+")
    sealed = models.BinaryField()
    name_index = models.BinaryField(help_text="Blind index: finds an exact name without holding it")
    recorded_at = models.DateTimeField(db_default=TransactionNow(), editable=False)

    objects = OfficeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["office", "name_index"])]

    def __str__(self) -> str:
        return str(self.pk)


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

    Kept by the same triggers as the whereabouts; when it is asked is for `participants.due` to say.
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


class ImportRunQuerySet(WorkQuerySet, OfficeQuerySet):
    pass


class ImportRun(Work):
    """One workbook on its way in: checked, shown, confirmed, written. The file is dropped at the end."""

    STARTS = {
        ImportState.UPLOADED: ImportState.CHECKING,
        ImportState.CONFIRMED: ImportState.APPLYING,
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Partner, models.PROTECT, related_name="imports", verbose_name=_("office"))
    state = models.CharField(_("state"), max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    workbook = models.BinaryField(null=True)
    # What the preview shows: counts of new, changed, unchanged and gone rows.
    summary = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    notices = models.JSONField(default=list)
    ended_at = models.DateTimeField(null=True, editable=False)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="import_state_is_known"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(workbook=None), name="an_ended_import_keeps_no_workbook"
            ),
            models.CheckConstraint(condition=Q(done__lte=F("out_of")), name="import_progress_is_a_share"),
        ]
        indexes = [models.Index(fields=["office", "requested_at"])]

    def __str__(self) -> str:
        return str(self.pk)
