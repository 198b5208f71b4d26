"""The closed word lists of a journey: what a participant can be, move to and answer.

The empty string is a value of its own where the office may leave a cell empty: not known, and counted as such.
"""

from dataclasses import dataclass

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where a participant is from the day of a move until the next one."""

    ENROLLED = "enrolled", _("Enrolled")
    WORK = "work", _("Ordinary work")
    EDUCATION = "education", _("Education")
    TRAINING = "training", _("Work training")
    VENTURE = "venture", _("Own venture")
    LEFT = "left", _("Left follow-up")


@dataclass(frozen=True, slots=True, kw_only=True)
class StateMeaning:
    """What a state counts as."""

    # Followed up, and meant to lead on to something.
    is_on_the_way: bool = False
    # Counted among the exits when somebody moves there.
    is_exit: bool = False
    # Work that is paid.
    is_paid: bool = False
    # NAV's own registers do not show it, so that nobody but the office knows.
    is_unseen_by_nav: bool = False


# One line for each state, in the order they are shown. Every group below follows from it: whoever adds a state
# answers four questions here.
MEANING = {
    State.ENROLLED: StateMeaning(is_on_the_way=True),
    State.WORK: StateMeaning(is_exit=True, is_paid=True),
    State.EDUCATION: StateMeaning(is_exit=True, is_unseen_by_nav=True),
    State.TRAINING: StateMeaning(is_on_the_way=True, is_exit=True),
    State.VENTURE: StateMeaning(is_exit=True, is_paid=True, is_unseen_by_nav=True),
    State.LEFT: StateMeaning(),
}
ON_THE_WAY = tuple(state for state, means in MEANING.items() if means.is_on_the_way)
EXITS = tuple(state for state, means in MEANING.items() if means.is_exit)
# An exit out of follow-up. Training is an exit as well, and leads on to something.
RESULTS = tuple(state for state in EXITS if state not in ON_THE_WAY)
PAID = tuple(state for state, means in MEANING.items() if means.is_paid)
UNSEEN_BY_NAV = tuple(state for state, means in MEANING.items() if means.is_unseen_by_nav)
# An episode of follow-up lasts through training, and ends in one of these.
ENDS_EPISODE = tuple(state for state in MEANING if state not in ON_THE_WAY)


class LeftReason(TextChoices):
    """Why a participant left follow-up; without one the exit is counted all the same."""

    UNKNOWN = "", _("No reason recorded")
    MOVED = "moved", _("Moved away")
    HEALTH = "health", _("Health")
    DECLINED = "declined", _("Does not wish to take part")
    ENDED_BY_NAV = "ended_by_nav", _("Follow-up ended by NAV")
    OTHER = "other", _("Other")


class Sex(TextChoices):
    """The sex an office has written down for a participant."""

    UNKNOWN = "", _("Unknown")
    WOMAN = "woman", _("Woman")
    MAN = "man", _("Man")
    OTHER = "other", _("Other")


class TargetGroup(TextChoices):
    """Why a participant is among those the clusters were made for (målgruppe)."""

    UNKNOWN = "", _("Unknown")
    HOMEMAKER = "homemaker", _("Homemaker")
    SOCIAL_ASSISTANCE = "social_assistance", _("Recipient of social assistance")
    YOUTH = "youth", _("Youth")
    FAMILY_REUNIFIED = "family_reunified", _("Reunited with family")
    TRANSITIONAL_BENEFIT = "transitional_benefit", _("Recipient of transitional benefit")
    OTHER = "other", _("Other")


class EffortGroup(TextChoices):
    """NAV's own assessment of how much help a person needs to get to work (innsatsgruppe)."""

    UNKNOWN = "", _("Unknown")
    GOOD_PROSPECTS = "good_prospects", _("Good prospects")
    NEEDS_GUIDANCE = "needs_guidance", _("Needs guidance")
    NEEDS_GUIDANCE_REDUCED = "needs_guidance_reduced", _("Needs guidance, reduced work capacity")
    WORK_IN_PART = "work_in_part", _("Work in part")
    SMALL_PROSPECTS = "small_prospects", _("Small prospects of working")


class FollowUpMonth(IntegerChoices):
    """How many months after an exit a participant is asked how it went."""

    SIX = 6, _("After 6 months")
    TWELVE = 12, _("After 12 months")
    TWENTY_FOUR = 24, _("After 24 months")


class FollowUpAnswer(TextChoices):
    """What was answered, or that nobody was reached."""

    WORK = "work", _("In work")
    EDUCATION = "education", _("In education")
    VENTURE = "venture", _("In own venture")
    JOB_SEEKER = "job_seeker", _("Looking for work")
    OTHER = "other", _("Other")
    NOT_REACHED = "not_reached", _("Not reached")


# Where somebody is who gives an answer; who was not reached may be anywhere.
STATE_OF_ANSWER = {
    FollowUpAnswer.WORK: State.WORK,
    FollowUpAnswer.EDUCATION: State.EDUCATION,
    FollowUpAnswer.VENTURE: State.VENTURE,
    FollowUpAnswer.JOB_SEEKER: State.ENROLLED,
    FollowUpAnswer.OTHER: State.LEFT,
}


class FollowUpSource(TextChoices):
    """Who gave the answer."""

    UNKNOWN = "", _("Unknown")
    PARTICIPANT = "participant", _("Participant")
    NAV = "nav", _("NAV")
    EMPLOYER = "employer", _("Employer")


class Side(TextChoices):
    """Who proposes. The office answers KREM and mentors, and KREM answers the office."""

    OFFICE = "office", _("The office")
    KREM = "krem", _("KREM")
    MENTOR = "mentor", _("A mentor")


class ProposalState(TextChoices):
    """The course of a proposal."""

    WAITING = "waiting", _("Waiting for an answer")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REPLACED = "replaced", _("Replaced by another")


class TransferState(TextChoices):
    """The course of what one side asks and the other answers: a transfer to another office, or two records that are one."""

    WAITING = "waiting", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DONE = "done", _("Carried out")


class LegalBasis(TextChoices):
    """Why an office may hold what it holds about somebody."""

    UNKNOWN = "", _("Not recorded")
    PUBLIC_TASK = "public_task", _("NAV’s task by law")
    CONSENT = "consent", _("The participant’s consent")


class NoteKind(TextChoices):
    """What a leader writes down for whoever comes next."""

    NOTE = "note", _("Note")
    TARGET = "target", _("Agreed target")


class ExportKind(TextChoices):
    """How a list is written to a file."""

    XLSX = "xlsx", _("Excel")
    CSV = "csv", _("CSV")


class ContactReason(TextChoices):
    """What somebody's contact data may be looked at for."""

    FOLLOW_UP = "follow_up", _("To ask how it went after an exit")
    MEETING = "meeting", _("To agree on a meeting")
    CORRECT = "correct", _("To correct or erase it")
    LETTER = "letter", _("To send the participant a link to their own page")


class DataRequestKind(TextChoices):
    """What a participant may ask the office to do with what is held."""

    CORRECTION = "correction", _("Correct something")
    ERASURE = "erasure", _("Erase something, or everything")


class ErasureRefusal(TextChoices):
    """Why an office must hold what a participant asks to have erased."""

    ARCHIVE = "archive", _("The law on archives requires us to keep this.")
    APPEAL = "appeal", _("An appeal is running, and this belongs to the case.")
    OTHER = "other", _("There is another reason.")


class Asking(TextChoices):
    """How far it has come with asking somebody how it went."""

    LATER = "later", _("To be asked later")
    DUE = "due", _("To be asked now")
    TRY_AGAIN = "try_again", _("Not reached, can be tried again")
    ANSWERED = "answered", _("Answered")
    MISSED = "missed", _("Not asked in time")
    NOT_REACHED_IN_TIME = "not_reached", _("Not reached in time")


class ImportState(TextChoices):
    """The course of a workbook from upload to written rows. `STEPS` says which way it may go."""

    UPLOADED = "uploaded", _("Waiting to be read")
    CHECKING = "checking", _("Being read")
    REFUSED = "refused", _("Has errors")
    READY = "ready", _("Ready to be taken in")
    CONFIRMED = "confirmed", _("Waiting to be taken in")
    APPLYING = "applying", _("Being taken in")
    DONE = "done", _("Taken in")
    CANCELLED = "cancelled", _("Cancelled")
    FAILED = "failed", _("Failed")


class ImportEndReason(TextChoices):
    """Why a workbook was put away before it was taken in, where the office did not do so itself."""

    ERASURE = (
        "erasure",
        _(
            "It was put away because the data of somebody at the office were erased while it waited, and it may have"
            " held them. Take out whoever has been erased, and send it in again."
        ),
    )
    UNANSWERED = "unanswered", _("Nobody answered for it within a day. It can be sent in again.")
    NEWER = "newer", _("A newer workbook was sent in.")


class ImportStep(TextChoices):
    """What a worker does with a workbook, in order. Only what is taken in is written."""

    READ = "read", _("The rows are read")
    COMPARE = "compare", _("They are compared with what is recorded")
    WRITE = "write", _("What is new is written")
    FINISH = "finish", _("All of it is checked once more")


class ImportChangeKind(TextChoices):
    """What a workbook would do to a row that stands. Those that an office is asked about come first."""

    UNSHIELDS = "unshields", _("Shielding would be lifted")
    TAKES_BACK = "takes_back", _("A correction made in the portal would be taken back")
    UNDONE = "undone", _("Was undone in the portal")
    REPLACES = "replaces", _("Day and kind were corrected, or it is something else")
    BLANK = "blank", _("Blank over something known")
    BLANK_SHIELDING = "blank_shielding", _("Blank: shielding stays")
    ERASED = "erased", _("Looks like somebody who is erased")
    CHANGED = "changed", _("Changed")
    GONE = "gone", _("Not in the workbook, and stays")


# Which way an import may go. Refusals come from here.
STEPS = {
    ImportState.UPLOADED: {ImportState.CHECKING, ImportState.CANCELLED, ImportState.FAILED},
    ImportState.CHECKING: {ImportState.READY, ImportState.REFUSED, ImportState.FAILED},
    ImportState.READY: {ImportState.CONFIRMED, ImportState.CANCELLED},
    ImportState.CONFIRMED: {ImportState.APPLYING, ImportState.FAILED},
    ImportState.APPLYING: {ImportState.DONE, ImportState.REFUSED, ImportState.FAILED},
    ImportState.REFUSED: set(),
    ImportState.DONE: set(),
    ImportState.CANCELLED: set(),
    ImportState.FAILED: set(),
}
