"""What each role comes to the portal for: what it is good for, how it is done, and where."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """Something a role comes for, the page where it is done, and a picture of that page's main part."""

    title: Promise
    purpose: Promise
    steps: tuple[Promise, ...]
    place: Promise
    url_name: str
    picture: str


DO_WHAT_WAITS = Errand(
    title=_("Do what waits"),
    purpose=_("Your day begins at the overview. It gathers everything that waits for you."),
    steps=(
        _("The overview has what is most urgent at the top."),
        _("Press a line to do it, or approve a proposal where it stands."),
        _("When one is done, the next takes its place."),
    ),
    place=_("Overview"),
    url_name="home",
    picture="home/tour/tasks.html",
)
FIND = Errand(
    title=_("Find a participant"),
    purpose=_("The participant’s page holds all that is recorded, and is where you record more."),
    steps=(
        _("Write a part of the reference in the field at the top, or its digits alone."),
        _("A whole name is found where contact data is held."),
        _("If only one is found, the page opens at once."),
    ),
    place=_("Participants"),
    url_name="office_list",
    picture="home/tour/search.html",
)
ASK = Errand(
    title=_("Ask how it went"),
    purpose=_("You ask 6, 12 and 24 months after an exit. That is how we know whether it lasts."),
    steps=(
        _("Open the list of follow-ups, and say once what you need contact data for."),
        _("Show how to reach the participant, and ask."),
        _("Press the answer. It is saved at once, and can be undone the same day."),
    ),
    place=_("Overview"),
    url_name="home",
    picture="home/tour/answers.html",
)
MOVE = Errand(
    title=_("Record a move"),
    purpose=_("A move says where a participant goes, and on which day. All numbers are counted from moves."),
    steps=(
        _("Open the participant, and press where they go."),
        _("Check the day, and press the button to record it."),
    ),
    place=_("Participants"),
    url_name="office_list",
    picture="home/tour/move.html",
)
WORKBOOK = Errand(
    title=_("Send in a workbook"),
    purpose=_(
        "With a workbook you record many participants at once. Nothing changes before you have said yes."
    ),
    steps=(
        _("Download the empty workbook under Imports, and fill it in."),
        _("Send it in. The portal checks every row and says what is wrong."),
        _("Look at what will change, and say yes."),
    ),
    place=_("Imports"),
    url_name="import_list",
    picture="home/tour/workbook.html",
)
SIGN_OFF = Errand(
    title=_("Sign off numbers"),
    purpose=_("Before a report is published, you say whether your office’s numbers are right."),
    steps=(
        _("Open Reports, and the numbers that wait for you."),
        _("Look through them, and sign off or send back with a reason."),
    ),
    place=_("Numbers to sign off"),
    url_name="report_calendar",
    picture="home/tour/sign_off.html",
)
READ = Errand(
    title=_("Read a report"),
    purpose=_(
        "A report says what a cluster has achieved in a period. A small number is hidden or shown as a range, so that nobody can be recognised."
    ),
    steps=(
        _("Open Reports, and choose a report."),
        _("The main findings come first. Open the chapters you need."),
        _("Download it as a document, a workbook or data."),
    ),
    place=_("Reports"),
    url_name="edition_list",
    picture="home/tour/figures.html",
)
MENTOR = Errand(
    title=_("Record a session"),
    purpose=_(
        "The session says what you have agreed on. The overview reminds you when it is long since the last."
    ),
    steps=(
        _("Open the person on your overview."),
        _("Record the session: the day, and what comes next."),
    ),
    place=_("Overview"),
    url_name="home",
    picture="home/tour/session.html",
)
VENTURE = Errand(
    title=_("Record how a venture goes"),
    purpose=_(
        "A venture climbs step by step, from an idea to employing others. The numbers for each half-year show what it yields."
    ),
    steps=(
        _("Open the venture, and record a new step when it has come further."),
        _("Record turnover and wages when a half-year is over."),
    ),
    place=_("Ventures"),
    url_name="venture_list",
    picture="home/tour/venture.html",
)
OFFER = Errand(
    title=_("Offer an opening"),
    purpose=_(
        "The offices see what you offer, and share somebody with you when a participant fits and agrees."
    ),
    steps=(
        _("Offer an opening, and choose the skills that are needed."),
        _("You see about how many fit, and no person until an office shares one with you."),
    ),
    place=_("Openings"),
    url_name="opening_list",
    picture="home/tour/opening.html",
)
BOARD = Errand(
    title=_("Follow the development model"),
    purpose=_("The board shows how far a cluster has come, and what holds it back."),
    steps=(
        _("Open Development model, and choose a cluster or a partner."),
        _("Choose a step and a level to see its tasks, and move them as they are done."),
    ),
    place=_("Development model"),
    url_name="board_list",
    picture="home/tour/board.html",
)
PUBLISH = Errand(
    title=_("Make and publish a report"),
    purpose=_("You ask for a draft, the offices sign off, and you publish. IMDi then finds it on its shelf."),
    steps=(
        _("Ask for a report, and choose the period."),
        _("Go through the draft, and wait for the offices to sign off."),
        _("Publish. What is out is never changed; a mistake is mended by a new edition."),
    ),
    place=_("Reports"),
    url_name="edition_list",
    picture="home/tour/publish.html",
)
VERIFY = Errand(
    title=_("Check that a file is genuine"),
    purpose=_("Have you been sent a report? You can see whether it is exactly as KREM published it."),
    steps=(
        _("Open Check a report. The link stands at the foot of every page."),
        _("Choose the file, and press the button to check it."),
        _("The answer says which edition it is, and whether a newer one has taken its place."),
    ),
    place=_("Check a report"),
    url_name="verification",
    picture="home/tour/verify.html",
)
CALENDAR = Errand(
    title=_("Get the due days in your calendar"),
    purpose=_("Then you see in your own calendar when the next reports are due."),
    steps=(
        _("Open Reports, and then “Due days in your own calendar”."),
        _("Copy the address, and add it to your calendar as a calendar from the internet."),
        _("The address is yours alone, so do not pass it on. It holds no numbers."),
    ),
    place=_("Reports"),
    url_name="edition_list",
    picture="home/tour/calendar.html",
)
ERRANDS = {
    Role.NAV_LEADER: (DO_WHAT_WAITS, FIND, ASK, MOVE, WORKBOOK, SIGN_OFF, READ, BOARD),
    Role.KREM_STAFF: (FIND, WORKBOOK, BOARD, PUBLISH, READ),
    Role.ENTREPRENEUR: (MENTOR, VENTURE, OFFER, BOARD, READ),
    Role.IMDI_READER: (READ, VERIFY, CALENDAR),
}
# A tour has at most six stops: the rest can wait until it is needed.
TOURS = ERRANDS | {Role.NAV_LEADER: (DO_WHAT_WAITS, ASK, MOVE, WORKBOOK, SIGN_OFF, READ)}
