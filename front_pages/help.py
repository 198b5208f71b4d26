"""Help where one stands: the tasks of a role as short steps, the words that need explaining, and the keys."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.enums import Role


@dataclass(frozen=True, slots=True)
class Errand:
    """Something a role comes for, and how it is done."""

    title: Promise
    steps: tuple[Promise, ...]


DO_WHAT_WAITS = Errand(
    _("Do what waits"),
    (
        _("The overview has what is most urgent at the top."),
        _("Press a line to do it, or approve a proposal where it stands."),
        _("When one is done, the next takes its place."),
    ),
)
FIND = Errand(
    _("Find a participant"),
    (
        _("Write a part of the reference in the field at the top, or its digits alone."),
        _("A whole name is found where contact data is held."),
        _("If only one is found, the page opens at once."),
    ),
)
ASK = Errand(
    _("Ask how it went"),
    (
        _("Open the list of follow-ups, and say once what you need contact data for."),
        _("Show how to reach the participant, and ask."),
        _("Press the answer. It is saved at once, and can be undone the same day."),
    ),
)
MOVE = Errand(
    _("Record a move"),
    (
        _("Open the participant, and press where they go."),
        _("Check the day, and press the button to record it."),
    ),
)
WORKBOOK = Errand(
    _("Send in a workbook"),
    (
        _("Download the empty workbook under Imports, and fill it in."),
        _("Send it in. The portal checks every row and says what is wrong."),
        _("Look at what will change, and say yes."),
    ),
)
SIGN_OFF = Errand(
    _("Sign off numbers"),
    (
        _("Open Reports, and the numbers that wait for you."),
        _("Look through them, and sign off or send back with a reason."),
    ),
)
READ = Errand(
    _("Read a report"),
    (
        _("Open Reports, and choose a report."),
        _("The main findings come first. Open the chapters you need."),
        _("Download it as a document, a workbook or data."),
    ),
)
MENTOR = Errand(
    _("Record a session"),
    (
        _("Open the person on your overview."),
        _("Record the session: the day, and what comes next."),
    ),
)
PUBLISH = Errand(
    _("Make and publish a report"),
    (
        _("Ask for a report, and choose the period."),
        _("Go through the draft, and wait for the offices to sign off."),
        _("Publish. What is out is never changed; a mistake is mended by a new edition."),
    ),
)
ERRANDS = {
    Role.NAV_LEADER: (DO_WHAT_WAITS, FIND, ASK, MOVE, WORKBOOK, SIGN_OFF, READ),
    Role.KREM_STAFF: (FIND, WORKBOOK, PUBLISH, READ),
    Role.ENTREPRENEUR: (MENTOR, READ),
    Role.IMDI_READER: (READ,),
}
WORDS = (
    ("exit", _("Exit"), _("A participant has come to work, education or a venture of their own.")),
    ("move", _("Move"), _("A participant goes from one state to another on a day.")),
    ("follow-up", _("Follow-up"), _("You ask how it went 6, 12 and 24 months after an exit.")),
    (
        "proposal",
        _("Proposal"),
        _("KREM, a mentor or the office proposes a move. Nothing changes before the other side approves."),
    ),
    ("shielded", _("Shielded"), _("Only the reference and the office are shown, and nothing is recorded.")),
    (
        "hidden",
        _("Hidden number"),
        _(
            "A number that is not shown exactly, so that nobody can be recognised. It is shown as the range it lies in, such as 7–12, or as “:”."
        ),
    ),
    ("edition", _("Edition"), _("A report as it was published. A correction is a new edition.")),
    (
        "step-model",
        _("Development model"),
        _("Three steps, each on three levels, that show how far the partners have come together."),
    ),
)
KEYS = (
    ("1–6", _("Answer for the participant that has the focus, in the list of follow-ups")),
    ("0", _("Show how to reach the participant that has the focus")),
    ("← ↑ → ↓", _("Choose a day in the calendar")),
    ("Esc", _("Close the menu or the calendar")),
)


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    errands = ERRANDS[Role(request.user.role)]
    return render(request, "home/help.html", {"errands": errands, "words": WORDS, "keys": KEYS})
