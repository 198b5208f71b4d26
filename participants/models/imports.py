"""Workbooks on their way in."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from background.models import Work, WorkQuerySet
from clusters.models import Partner
from participants.enums import (
    ImportState,
)
from participants.models.people import OfficeQuerySet


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
