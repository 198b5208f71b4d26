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
# Asked for, and neither out nor put away.
IN_HAND = (EditionState.QUEUED, EditionState.BUILDING, EditionState.DRAFT, EditionState.FAILED)


class SimulationState(TextChoices):
    """How far the trying out of a plan has come."""

    QUEUED = "queued", _("Waiting to be simulated")
    RUNNING = "running", _("Being simulated")
    DONE = "done", _("Simulated")
    FAILED = "failed", _("Failed")


class SignOffState(TextChoices):
    """What an office's leader has said to the office's own numbers in a draft."""

    WAITING = "waiting", _("Waiting for the leader")
    SIGNED = "signed", _("Signed off")
    SENT_BACK = "sent_back", _("Sent back")


# A leader may change their mind for as long as the report is a draft.
ANSWERS = {
    SignOffState.WAITING: {SignOffState.SIGNED, SignOffState.SENT_BACK},
    SignOffState.SIGNED: {SignOffState.SENT_BACK},
    SignOffState.SENT_BACK: {SignOffState.SIGNED},
}


class Audience(TextChoices):
    """Whom a report is prepared for."""

    IMDI = "imdi", "IMDi"
    OFFICES = "offices", _("The offices of the cluster")


class NarrativeSection(TextChoices):
    """The parts of KREM's own text, in the order they are printed."""

    SUMMARY = "summary", _("In short")
    WORK = "work", _("What was done")
    RESULTS = "results", _("Behind the numbers")
    TRANSFER = "transfer", _("What others can take over")
    NEXT = "next", _("What comes next")


class PeriodKind(TextChoices):
    TERTIAL = "T", _("Four months")
    QUARTER = "Q", _("Quarter")
    HALF_YEAR = "H", _("Half-year")
    YEAR = "Y", _("Year")


class ReportLanguage(TextChoices):
    """What a series is written in."""

    BOKMAL = "nb", _("Bokmål")
    NYNORSK = "nn", _("Nynorsk")
    ENGLISH = "en", _("English")


class Detail(TextChoices):
    """How finely exits are shown, finest last. What is merged hides least."""

    MERGED = "merged", _("Groups of exits in every table")
    GROUPED = "grouped", _("Groups of exits by office")
    FULL = "full", _("Every exit by office")


class PlannedTable(TextChoices):
    """What a series may promise to print, whatever the detail."""

    CLOSING = "closing-by-office", _("Where participants are, by office")
    EXITS = "exits-by-office", _("Last exit, by office")
    FLOW = "flow", _("From where to where participants moved")
    SEX = "closing-by-sex", _("Where participants are, by sex")
    AGE = "closing-by-age", _("Where participants are, by age")
    GROUP = "closing-by-group", _("Where participants are, by target group")


class FileKind(TextChoices):
    PDF = "pdf", "PDF"
    JSON = "json", "JSON"
    CSV = "csv", "CSV"
    XLSX = "xlsx", "Excel"
    # The first page as a picture, for the shelf. Not a document of its own.
    PNG = "png", "PNG"


DOCUMENTS = (FileKind.PDF, FileKind.XLSX, FileKind.CSV, FileKind.JSON)
