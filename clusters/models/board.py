"""The step model: what each party does on each step and level, and what is written down on the way."""

import uuid
from datetime import date
from typing import Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clusters.enums import (
    CLOSED,
    TASK_TONES,
    ClusterKind,
    Level,
    Party,
    Rhythm,
    Step,
    TaskKind,
    TaskState,
)
from clusters.models.partnerships import Cluster, Partner
from clusters.standard_tasks import in_readers_language
from clusters.validators import validate_holds_no_national_id
from spelling.keys import InOrder, OrderKey


class ModelPlace(models.Model):
    """One of the 27 places of the model: a step, a level and a party."""

    step = models.PositiveSmallIntegerField(_("step"), choices=Step)
    level = models.CharField(_("level"), max_length=10, choices=Level)
    party = models.CharField(_("party"), max_length=12, choices=Party)
    kind = models.CharField(_("kind"), max_length=14, choices=TaskKind, default=TaskKind.TASK)
    title = models.CharField(_("what"), max_length=200, validators=[validate_holds_no_national_id])
    title_order = OrderKey("title")

    class Meta:
        abstract = True

    @property
    def title_for_reader(self) -> str:
        """What the template says is read in one's own language; what a board says itself, as it was written."""
        return in_readers_language(self.title)


def place_constraints(name: str) -> list[models.CheckConstraint]:
    return [
        models.CheckConstraint(condition=Q(step__in=Step.values), name=f"{name}_step_is_known"),
        models.CheckConstraint(condition=Q(level__in=Level.values), name=f"{name}_level_is_known"),
        models.CheckConstraint(condition=Q(party__in=Party.values), name=f"{name}_party_is_known"),
        models.CheckConstraint(condition=Q(kind__in=TaskKind.values), name=f"{name}_kind_is_known"),
    ]


@pghistory.track(exclude=["title_order"])
class TemplateTask(ModelPlace):
    """What a board begins with in a cluster of one kind. Each board is changed freely afterwards."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cluster_kind = models.CharField(_("kind of cluster"), max_length=10, choices=ClusterKind)
    for_whole_cluster = models.BooleanField(
        _("for the whole cluster"),
        default=False,
        help_text=_("Off: it is put on the board of every partner."),
    )

    objects = InOrder.as_manager()

    class Meta:
        verbose_name = _("template task")
        verbose_name_plural = _("template for the step model")
        constraints = [
            *place_constraints("template"),
            models.CheckConstraint(
                condition=Q(cluster_kind__in=ClusterKind.values), name="template_cluster_kind_is_known"
            ),
            models.UniqueConstraint(
                fields=["cluster_kind", "for_whole_cluster", "step", "level", "party", "title"],
                name="one_template_task_per_title",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class StepTaskQuerySet(InOrder):
    def visible_to(self, user: User, today: date) -> Self:
        """The boards of the clusters somebody works in; all for KREM, none for IMDi."""
        return self.filter(cluster__in=Cluster.objects.visible_to(user, today))

    def on_board(self, cluster: Cluster, partner: Partner | None) -> Self:
        """The board of a partner in a cluster, or without one that of the cluster as a whole."""
        return self.filter(cluster=cluster, partner=partner)

    def with_late(self, today: date) -> Self:
        """Adds `late`: whether the day is past and the task neither done nor dropped."""
        late = Q(due_on__isnull=False, due_on__lt=today) & ~Q(state__in=CLOSED)
        return self.annotate(late=models.ExpressionWrapper(late, models.BooleanField()))

    def in_order(self) -> Self:
        return self.order_by("step", "level", "party", "-kind", "added_on", "title", "pk")


@pghistory.track(exclude=["title_order"])
class StepTask(ModelPlace):
    """A responsibility or a task in one place of a board."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cluster = models.ForeignKey(Cluster, models.PROTECT, related_name="tasks", verbose_name=_("cluster"))
    partner = models.ForeignKey(
        Partner, models.PROTECT, null=True, related_name="tasks", verbose_name=_("partner")
    )
    owner_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("owner")
    )
    owner_partner = models.ForeignKey(
        Partner, models.PROTECT, null=True, related_name="+", verbose_name=_("owner")
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=TaskState, default=TaskState.OPEN)
    evidence = models.CharField(
        _("what shows it"), max_length=300, blank=True, validators=[validate_holds_no_national_id]
    )
    template = models.ForeignKey(TemplateTask, models.SET_NULL, null=True, related_name="+")
    added_on = models.DateField(_("added"), editable=False)
    closed_on = models.DateField(_("closed"), null=True, editable=False)

    objects = StepTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        constraints = [
            *place_constraints("task"),
            models.CheckConstraint(condition=Q(state__in=TaskState.values), name="task_state_is_known"),
            models.CheckConstraint(
                condition=Q(owner_user=None) | Q(owner_partner=None), name="a_task_has_one_owner"
            ),
            models.CheckConstraint(
                condition=~Q(state=TaskState.DONE) | ~Q(evidence=""), name="a_done_task_has_evidence"
            ),
            models.CheckConstraint(
                condition=Q(state__in=CLOSED, closed_on__isnull=False)
                | ~Q(state__in=CLOSED) & Q(closed_on=None),
                name="a_closed_task_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("added_on")),
                name="task_closes_after_it_is_added",
            ),
            models.UniqueConstraint(
                fields=["cluster", "partner", "template"],
                condition=Q(template__isnull=False),
                nulls_distinct=False,
                name="a_template_is_laid_out_once",
            ),
        ]
        indexes = [models.Index(fields=["cluster", "partner", "step"])]

    def __str__(self) -> str:
        return self.title

    @property
    def tone(self) -> str:
        return TASK_TONES[TaskState(self.state)]

    @property
    def owner(self) -> User | Partner | None:
        return self.owner_user or self.owner_partner


class LogEntryQuerySet(models.QuerySet):
    def newest_first(self) -> Self:
        return self.order_by("-day", "-written_at", "pk")


class LogEntry(models.Model):
    """Something somebody did for a task, as one of KREM's four words. Never changed and never removed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    task = models.ForeignKey(StepTask, models.PROTECT, related_name="log", verbose_name=_("task"))
    rhythm = models.CharField(_("word"), max_length=10, choices=Rhythm)
    text = models.CharField(_("what happened"), max_length=500, validators=[validate_holds_no_national_id])
    day = models.DateField(_("day"))
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = LogEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("log entry")
        verbose_name_plural = _("log entries")
        constraints = [
            models.CheckConstraint(condition=Q(rhythm__in=Rhythm.values), name="rhythm_is_known"),
            models.CheckConstraint(condition=~Q(text=""), name="a_log_entry_says_something"),
        ]
        indexes = [models.Index(fields=["task", "day"])]
        triggers = [pgtrigger.Protect(name="log_entries_stay", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return str(self.pk)
