"""Editions of a report: what is asked for, built, published and never changed."""

import uuid
from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User
from background.models import Work, WorkQuerySet
from reports.enums import DOCUMENTS, OUT, Detail, EditionState, FileKind
from reports.figures.tables import Layout
from reports.models.series import Series
from reports.periods import Period

LONGEST_DESPITE = 300


class EditionQuerySet(WorkQuerySet):
    def visible_to(self, user: User) -> Self:
        """KREM sees every edition, other users what is out, a visitor nothing."""
        if not user.is_authenticated:
            return self.none()
        if user.role == Role.KREM_STAFF:
            return self
        return self.out()

    def out(self) -> Self:
        """Published, also those a newer one has replaced: they stay readable."""
        return self.filter(state__in=OUT)

    def from_before_proofs(self) -> Self:
        """Those that were protected in another way, and have no proof."""
        return self.filter(suppression__definition__isnull=True)

    def for_lists(self) -> Self:
        """As a list shows them: with their files' sizes, without what is in them."""
        files = EditionFile.objects.defer("content").order_by("kind")
        editions = self.select_related("series__cluster").defer("report")
        return editions.prefetch_related(models.Prefetch("files", files))

    def newest_first(self) -> Self:
        return self.order_by("-period_end", "-period_start", "series__cluster__name", "-requested_at", "pk")


class Edition(Work):
    """One report for one period, as the books stood at its cutoff. Published, it never changes."""

    STARTS = {EditionState.QUEUED: EditionState.BUILDING}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    series = models.ForeignKey(Series, models.PROTECT, related_name="editions", verbose_name=_("series"))
    period_label = models.CharField(_("period"), max_length=24)
    period_start = models.DateField(_("from"))
    period_end = models.DateField(_("to"))
    cutoff = models.DateTimeField(_("data as known at"))
    detail = models.CharField(_("detail"), max_length=8, choices=Detail, default=Detail.GROUPED)
    # Tables that KREM chose to leave out, so that more of the others can be shown.
    left_out = models.JSONField(_("left out"), default=list, blank=True)
    # Of tables that can show exits apart or merged, those of which KREM chose the form, each by the id of the form.
    forms = models.JSONField(_("form of tables"), default=list, db_default=[], blank=True)
    number = models.PositiveSmallIntegerField(_("edition"), null=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=EditionState, default=EditionState.QUEUED)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("asked for by")
    )
    # Made because its period was over, by nobody in particular. There is one such for each period.
    is_scheduled = models.BooleanField(default=False, editable=False)
    # The series' plan as it stood then, where this period is in it.
    promised = models.JSONField(null=True, editable=False)
    # Counted from the end of the period when the edition was asked for; a later change of the rule does not move it.
    due_on = models.DateField(_("due"), null=True, editable=False)
    # The last reminder day that has been dealt with.
    reminded_on = models.DateField(null=True, editable=False)
    # report.json as published: protected numbers only. Pages are drawn from it.
    report = models.JSONField(null=True, editable=False)
    # KREM's own words as they stood when the edition was built, see `reports.document.words.narrative`.
    narrative = models.JSONField(default=list, editable=False)
    built_at = models.DateTimeField(null=True, editable=False)
    reviewed_at = models.DateTimeField(_("reviewed"), null=True, editable=False)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("reviewed by")
    )
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("published by")
    )
    # Why a correction of a few people could not wait until there were more.
    urgent_because = models.CharField(_("urgent because"), max_length=LONGEST_DESPITE, blank=True, default="")
    # Why KREM did not wait for every office's leader.
    published_despite = models.CharField(
        _("published without every sign-off because"), max_length=LONGEST_DESPITE, blank=True
    )
    # What each office's leader had answered by then, see `reports.document.words.sign_offs`.
    answers = models.JSONField(default=list, editable=False)
    superseded_at = models.DateTimeField(null=True, editable=False)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("report edition")
        verbose_name_plural = _("report editions")
        constraints = [
            models.CheckConstraint(condition=Q(period_end__gte=F("period_start")), name="period_has_days"),
            models.CheckConstraint(condition=Q(state__in=EditionState.values), name="edition_state_is_known"),
            models.UniqueConstraint(
                fields=["series", "period_start", "period_end", "number"],
                condition=Q(state__in=OUT),
                name="one_published_edition_per_number",
            ),
            models.UniqueConstraint(
                fields=["series", "period_start", "period_end"],
                condition=Q(state=EditionState.PUBLISHED),
                name="one_current_edition_per_period",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=OUT)
                | Q(published_at__isnull=False, report__isnull=False, number__isnull=False),
                name="what_is_out_has_a_report_a_number_and_a_moment",
            ),
            models.CheckConstraint(condition=Q(done__lte=F("out_of")), name="build_progress_is_a_share"),
            models.UniqueConstraint(
                fields=["series", "period_start", "period_end"],
                condition=Q(is_scheduled=True),
                name="one_scheduled_edition_per_period",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at=None, reviewed_by=None)
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False),
                name="who_reviewed_and_when_come_as_a_pair",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | Q(requested_by=None) | ~Q(reviewed_by=F("requested_by")),
                name="nobody_reviews_what_they_asked_for",
            ),
        ]
        indexes = [models.Index(fields=["state", "period_end"])]
        triggers = [
            pgtrigger.Protect(
                name="what_is_out_never_changes",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state IN ('published', 'superseded')"
                    " AND to_jsonb(OLD) - 'state' - 'superseded_at'"
                    " IS DISTINCT FROM to_jsonb(NEW) - 'state' - 'superseded_at'"
                ),
            ),
            pgtrigger.Protect(
                name="what_is_out_stays_out",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=list(OUT)) & ~pgtrigger.Q(new__state__in=list(OUT)),
            ),
            pgtrigger.Protect(
                name="what_is_out_is_not_deleted",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__state__in=list(OUT)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series.cluster} {self.period_label}"

    @property
    def period(self) -> Period:
        return Period(self.period_start, self.period_end, self.period_label)

    @property
    def layout(self) -> Layout:
        return Layout(self.detail, frozenset(self.left_out), frozenset(self.forms))

    @property
    def told(self) -> dict | None:
        """What KREM is shown of the suppression. Only KREM's database role can read it."""
        return Suppression.objects.filter(edition=self).values_list("told", flat=True).first()

    @property
    def is_out(self) -> bool:
        return self.state in OUT

    @property
    def is_draft(self) -> bool:
        return self.state == EditionState.DRAFT


class Suppression(models.Model):
    """Which cells of an edition are hidden and why, the proof, and the true numbers it protects.

    A table of its own, because readers may see the edition's row and must never see this one.
    """

    edition = models.OneToOneField(Edition, models.PROTECT, primary_key=True, related_name="suppression")
    # What KREM is shown: the hidden cells with their reasons, and how much is lost.
    told = models.JSONField()
    # Other people who would have printed the same: `reports.disclosure.verification` counts them again.
    certificate = models.JSONField()
    # Everything the edition counts, as lists stood then; None for editions from before it was kept.
    definition = models.JSONField(null=True)
    # How many persons are in each atom: what later editions must be protected together with.
    atoms = models.JSONField()
    # The editions that were out when this one was protected together with them, in the order of the proof.
    beside = models.JSONField(default=list)

    class Meta:
        triggers = [
            pgtrigger.Protect(name="proof_never_changes", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class EditionFileQuerySet(models.QuerySet):
    def published_with(self, checksum: str) -> Self:
        """The documents that are out and have this checksum, of the newest edition first.

        For everybody: whoever knows the checksum has the file.
        """
        out = self.filter(sha256=checksum, kind__in=DOCUMENTS, edition__state__in=OUT)
        return out.order_by("-edition__published_at", "pk")


class EditionFile(models.Model):
    """The bytes of an edition as they were made, with their checksum.

    Only the document of a draft is printed once more, when it goes out: with its day and who has signed it off.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="files")
    kind = models.CharField(max_length=4, choices=FileKind)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()

    objects = EditionFileQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["sha256"])]
        constraints = [
            models.UniqueConstraint(fields=["edition", "kind"], name="one_file_of_a_kind"),
            models.CheckConstraint(condition=Q(kind__in=FileKind.values), name="file_kind_is_known"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="bytes_never_change",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "NEW.id IS DISTINCT FROM OLD.id OR NEW.kind IS DISTINCT FROM OLD.kind"
                    " OR NEW.edition_id IS DISTINCT FROM OLD.edition_id OR OLD.kind <> 'pdf' AND OLD.kind <> 'png'"
                ),
            ),
            pgtrigger.Trigger(
                name="what_is_printed_never_changes",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                func=(
                    "IF EXISTS (SELECT FROM public.reports_edition edition"
                    " WHERE edition.id = OLD.edition_id AND edition.state = 'draft') THEN RETURN NEW; END IF;"
                    " RAISE EXCEPTION 'The bytes of an edition that is no draft never change';"
                ),
            ),
            pgtrigger.Protect(name="files_stay", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}.{self.kind}"
