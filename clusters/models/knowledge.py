"""What has been learned, and can be taken over elsewhere: shared by all clusters."""

import uuid
from datetime import date
from typing import Self

import pghistory
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.enums import READS_KNOWLEDGE
from accounts.models import User
from clusters.enums import Level, PartyKind, Step
from clusters.models.partnerships import Cluster, Partner
from clusters.validators import validate_holds_no_national_id
from spelling.keys import InOrder, OrderKey

# Bokmål and nynorsk have one dictionary in PostgreSQL.
WORDS = "norwegian"


def words_of(*fields: str) -> SearchVector:
    return SearchVector(*fields, config=WORDS)


class SharedQuerySet(InOrder):
    """Knowledge belongs to everybody who works in a cluster, whichever it is; others read what KREM shows them."""

    def visible_to(self, user: User, today: date) -> Self:
        if user.role in READS_KNOWLEDGE:
            return self.shown_outside()
        works_here = user.is_krem or Cluster.objects.visible_to(user, today).exists()
        return self if works_here else self.none()

    def shown_outside(self) -> Self:
        return self

    def found_by(self, text: str) -> Self:
        """Best match first: all the words, in whatever form; “quotes”, OR and -not work as people expect."""
        vector, query = self.model.WORDS, SearchQuery(text, config=WORDS, search_type="websearch")
        return (
            self.alias(words=vector, rank=SearchRank(vector, query))
            .filter(words=query)
            .order_by("-rank", "pk")
        )


@pghistory.track(exclude=["name_order"])
class Project(models.Model):
    """A development project: who took part, how it worked, and what came of it."""

    WORDS = words_of("name", "summary", "method", "evidence")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(_("short name"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    name_order = OrderKey("name")
    first_year = models.PositiveSmallIntegerField(_("first year"), null=True, blank=True)
    last_year = models.PositiveSmallIntegerField(_("last year"), null=True, blank=True)
    summary = models.TextField(
        _("what it was"), max_length=2000, blank=True, validators=[validate_holds_no_national_id]
    )
    method = models.TextField(
        _("method"), max_length=2000, blank=True, validators=[validate_holds_no_national_id]
    )
    evidence = models.TextField(
        _("evidence"), max_length=2000, blank=True, validators=[validate_holds_no_national_id]
    )

    objects = SharedQuerySet.as_manager()

    class Meta:
        verbose_name = _("development project")
        verbose_name_plural = _("development projects")
        constraints = [
            models.CheckConstraint(
                condition=Q(last_year=None) | Q(last_year__gte=F("first_year")),
                name="project_ends_after_it_starts",
                violation_error_message=_("The last year cannot be before the first."),
            ),
        ]
        indexes = [GinIndex(words_of("name", "summary", "method", "evidence"), name="project_words")]

    def __str__(self) -> str:
        return self.name

    @property
    def lasted_years(self) -> bool:
        """Whether it ended in another year than it began in."""
        return self.last_year is not None and self.last_year != self.first_year


@pghistory.track(exclude=["name_order"])
class ProjectParty(models.Model):
    """One of those who made a project together."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="parties", verbose_name=_("project"))
    name = models.CharField(_("name"), max_length=120)
    name_order = OrderKey("name")
    kind = models.CharField(_("kind"), max_length=12, choices=PartyKind)
    partner = models.ForeignKey(
        Partner,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="projects",
        verbose_name=_("partner"),
        help_text=_("If it is one of the clusters’ partners."),
    )

    objects = InOrder.as_manager()

    class Meta:
        verbose_name = _("party of a project")
        verbose_name_plural = _("parties of a project")
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="one_party_per_name"),
            models.CheckConstraint(condition=Q(kind__in=PartyKind.values), name="party_kind_is_known"),
        ]

    def __str__(self) -> str:
        return self.name


class LessonQuerySet(SharedQuerySet):
    def shown_outside(self) -> Self:
        """What somebody at KREM has read and chosen for a report: what others write may speak of few people."""
        return self.filter(is_for_annex=True)


@pghistory.track(exclude=["title_order"])
class Lesson(models.Model):
    """Something that can be taken over elsewhere (overføringsverdi): what, what it takes, and what shows it."""

    WORDS = words_of("title", "what", "takes", "evidence")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cluster = models.ForeignKey(
        Cluster, models.PROTECT, related_name="lessons", verbose_name=_("learned in the cluster")
    )
    project = models.ForeignKey(
        Project,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="lessons",
        verbose_name=_("from the project"),
    )
    step = models.PositiveSmallIntegerField(_("step"), choices=Step, null=True, blank=True)
    level = models.CharField(_("level"), max_length=10, choices=Level, blank=True)
    title = models.CharField(_("title"), max_length=160, validators=[validate_holds_no_national_id])
    title_order = OrderKey("title")
    what = models.TextField(
        _("what can be taken over"), max_length=2000, validators=[validate_holds_no_national_id]
    )
    takes = models.TextField(
        _("what it takes"), max_length=1000, blank=True, validators=[validate_holds_no_national_id]
    )
    evidence = models.TextField(
        _("what shows it"), max_length=1000, blank=True, validators=[validate_holds_no_national_id]
    )
    learned_on = models.DateField(_("learned on"))
    is_for_annex = models.BooleanField(_("for the annex of the report"), default=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    added_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = LessonQuerySet.as_manager()

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        constraints = [
            models.CheckConstraint(
                condition=Q(step=None) | Q(step__in=Step.values), name="lesson_step_is_known"
            ),
            models.CheckConstraint(
                condition=Q(level="") | Q(level__in=Level.values), name="lesson_level_is_known"
            ),
            models.CheckConstraint(condition=~Q(what=""), name="a_lesson_says_what_can_be_taken_over"),
        ]
        indexes = [
            GinIndex(words_of("title", "what", "takes", "evidence"), name="lesson_words"),
            models.Index(fields=["cluster", "learned_on"]),
        ]

    def __str__(self) -> str:
        return self.title
