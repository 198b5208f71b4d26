"""Workbooks on their way in."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from background.models import Work, WorkQuerySet
from clusters.models import Partner
from participants.enums import ImportChangeKind, ImportEndReason, ImportState
from participants.models.people import OfficeQuerySet
from spelling.keys import OrderKey

STARTING = (ImportState.UPLOADED, ImportState.CONFIRMED)
RUNNING = (ImportState.CHECKING, ImportState.APPLYING)


class ImportRunQuerySet(WorkQuerySet, OfficeQuerySet):
    def given_up(self) -> Self:
        """Those that the portal could not read, until the office has sent in another workbook."""
        later = ImportRun.objects.filter(office=OuterRef("office"), requested_at__gt=OuterRef("requested_at"))
        failed = self.filter(~Exists(later), state=ImportState.FAILED)
        return failed.order_by("requested_at", "pk")

    def put_away_untold(self) -> Self:
        """Those that an erasure put away, of which whoever sent them in has not been told."""
        return self.filter(ended_because=ImportEndReason.ERASURE, told_at=None).order_by("ended_at", "pk")

    def for_lists(self) -> Self:
        """As a list shows them, newest first, without what is in them."""
        runs = self.select_related("office", "requested_by").defer("workbook", "problems", "notices")
        return runs.order_by("-requested_at", "pk")


class ImportRun(Work):
    """One workbook on its way in: checked, shown, confirmed, written. The file is dropped at the end."""

    STARTS = {
        ImportState.UPLOADED: ImportState.CHECKING,
        ImportState.CONFIRMED: ImportState.APPLYING,
    }
    LET_GO = {"workbook": None, "ended_at": Now()}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Partner, models.PROTECT, related_name="imports", verbose_name=_("office"))
    state = models.CharField(_("state"), max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    workbook = models.BinaryField(null=True)
    # What the preview shows: counts of new, changed, unchanged and gone rows.
    summary = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    notices = models.JSONField(default=list)
    # What the office has answered, by the names in participants.intake.choices.
    answers = models.JSONField(default=dict)
    ended_at = models.DateTimeField(null=True, editable=False)
    ended_because = models.CharField(
        _("why it was put away"), max_length=10, blank=True, choices=ImportEndReason, editable=False
    )
    # When whoever sent it in was written to about that.
    told_at = models.DateTimeField(null=True, editable=False)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="import_state_is_known"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(workbook=None), name="an_ended_import_keeps_no_workbook"
            ),
            models.CheckConstraint(
                condition=Q(ended_because="")
                | Q(ended_because__in=ImportEndReason.values, state=ImportState.CANCELLED),
                name="import_is_put_away_for_a_known_reason",
            ),
            models.UniqueConstraint(
                fields=["office"],
                condition=Q(state__in=[*STARTING, *RUNNING]),
                name="one_import_at_a_time_for_an_office",
            ),
            models.CheckConstraint(condition=Q(done__lte=F("out_of")), name="import_progress_is_a_share"),
        ]
        indexes = [models.Index(fields=["office", "requested_at"])]

    def __str__(self) -> str:
        return str(self.pk)


class ImportChange(models.Model):
    """What one row of a workbook would change or take back, kept for the preview of its import."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="changes", verbose_name=_("import"))
    office = models.ForeignKey(Partner, models.PROTECT, related_name="+")
    reference = models.CharField(max_length=40)
    reference_order = OrderKey("reference")
    # The sheet by its name in a summary; a row that is gone has no number.
    sheet = models.CharField(max_length=12)
    row = models.PositiveIntegerField(null=True)
    kind = models.CharField(max_length=16, choices=ImportChangeKind)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    # Which cells are blank over something known, a bit for each place in the row.
    blanks = models.PositiveSmallIntegerField(default=0)

    objects = OfficeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ImportChangeKind.values), name="import_change_kind_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["run", "reference_order", "sheet", "row"], name="import_change_in_order")
        ]

    def __str__(self) -> str:
        return str(self.pk)
