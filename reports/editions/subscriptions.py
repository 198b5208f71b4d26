"""Due days as a calendar that other programs subscribe to (RFC 5545): a secret address, and no number in it.

The address is a person's own. It is signed together with the mark that changes when somebody is signed out
everywhere, so that an address that has gone astray opens nothing from then on.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from unicodedata import category
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.scope import acting_as_system
from reports.editions.calendar import reports_owed

SIGNER = Signer(salt="reports.subscriptions", sep="~")
# A line of a calendar is at most so many octets without its end; a longer one goes on in the next after a blank.
LONGEST_LINE = 75


def token_of(user: User) -> str:
    return SIGNER.sign(f"{user.pk}.{user.session_mark}").replace("~", ".")


def user_of(token: str, today: date) -> User | None:
    """Whose calendar it is; nobody where the address was not made here, or the person may not come in any more."""
    signed = "~".join(token.rsplit(".", 1))
    try:
        pk, mark = map(UUID, SIGNER.unsign(signed).split("."))
    except (BadSignature, ValueError):
        return None
    # Nobody has signed in, and visitors see no users.
    with acting_as_system():
        user = User.objects.filter(pk=pk, session_mark=mark).first()
    return user if user and user.can_sign_in(today) else None


def calendar_for(user: User, now: datetime, today: date) -> str:
    """What is owed next, for each series that this reader gets in the end."""
    name = _escaped(_("Due days of reports from KREM"))
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//KREM//Portal//NO",
        "CALSCALE:GREGORIAN",
        # What the calendar is called, by RFC 7986 and as most programs knew it before that.
        f"NAME:{name}",
        f"X-WR-CALNAME:{name}",
        "REFRESH-INTERVAL;VALUE=DURATION:P1D",
    ]
    for entry in reports_owed(user, today):
        summary = _("Report due: %(report)s, %(period)s") % {"report": entry.series, "period": entry.days}
        lines += [
            "BEGIN:VEVENT",
            f"UID:{entry.series.pk}-{entry.period.label}@krem-portal",
            f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{entry.due_on:%Y%m%d}",
            f"DTEND;VALUE=DATE:{entry.due_on + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_escaped(summary)}",
            # Nobody is busy because a report is due.
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _escaped(text: str) -> str:
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    # Other signs that control something have no place in a calendar.
    return "\\n".join("".join(sign for sign in line if category(sign) != "Cc") for line in text.splitlines())


def _folded(line: str) -> Iterator[str]:
    """Never in the middle of a letter."""
    piece = ""
    for letter in line:
        if len((piece + letter).encode()) > LONGEST_LINE:
            yield piece
            piece = " "
        piece += letter
    yield piece
