"""The course of an edition, and what it comes out as."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EditionState(TextChoices):
    QUEUED = "queued", _("Waiting to be built")
    BUILDING = "building", _("Being built")
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    SUPERSEDED = "superseded", _("Replaced by a newer edition")
    DISCARDED = "discarded", _("Discarded")
    FAILED = "failed", _("Failed")


class BuildStep(TextChoices):
    """What a worker does with an edition, in order."""

    COUNT = "count", _("Counting")
    PROTECT = "protect", _("Protecting small numbers")
    WRITE = "write", _("Writing the documents")
    KEEP = "keep", _("Keeping the result")


# Which way an edition may go. The diagram in docs/methods.md and the refusals come from here.
STEPS = {
    EditionState.QUEUED: {EditionState.BUILDING, EditionState.FAILED},
    EditionState.BUILDING: {EditionState.DRAFT, EditionState.FAILED},
    EditionState.DRAFT: {EditionState.PUBLISHED, EditionState.DISCARDED},
    EditionState.PUBLISHED: {EditionState.SUPERSEDED},
    EditionState.SUPERSEDED: set(),
    EditionState.DISCARDED: set(),
    EditionState.FAILED: {EditionState.QUEUED},
}
OUT = (EditionState.PUBLISHED, EditionState.SUPERSEDED)


class PeriodKind(TextChoices):
    TERTIAL = "T", _("Tertial")
    QUARTER = "Q", _("Quarter")
    HALF_YEAR = "H", _("Half-year")
    YEAR = "Y", _("Year")


class Detail(TextChoices):
    GROUPED = "grouped", _("Groups of exits by office")
    FULL = "full", _("Every exit by office")


class FileKind(TextChoices):
    PDF = "pdf", "PDF"
    JSON = "json", "JSON"
    CSV = "csv", "CSV"
    XLSX = "xlsx", "Excel"
