"""The letters of a report's course. They say what waits and where, and hold no number and no name of a participant."""

from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.languages import in_the_language_of
from accounts.letters.alarms import tell_krem
from accounts.letters.outbox import write_letter
from accounts.models import User
from clusters.models import Seat
from reports.document.words.wording import day, period
from reports.enums import Audience
from reports.models import Edition, SignOff


def leaders_of(offices: Iterable[object], today: date) -> QuerySet[User]:
    """Whoever leads one of these NAV offices today, and can sign in."""
    seats = Seat.objects.on(today).filter(partner__in=offices)
    return User.objects.open_on(today).filter(role=Role.NAV_LEADER, seats__in=seats).distinct()


def readers_of(edition: Edition, today: date) -> QuerySet[User]:
    """Whom a published report was prepared for."""
    if edition.series.audience == Audience.OFFICES:
        offices = edition.series.cluster.offices_between(edition.period_start, edition.period_end)
        return leaders_of([office.pk for office in offices], today)
    return User.objects.open_on(today).filter(role=Role.IMDI_READER)


def ask_for_sign_off(sign_off: SignOff, now: datetime) -> None:
    for leader in leaders_of([sign_off.office_id], timezone.localdate(now)):
        with in_the_language_of(leader):
            text = _(
                "The draft of the report is ready: %(report)s. Look at the numbers of %(office)s, and sign them off."
            )
            _write(
                leader,
                _("Numbers to sign off"),
                text % {"report": about(sign_off), "office": sign_off.office.name} + _by(sign_off.due_on),
                reverse("sign_off", args=[sign_off.pk]),
                now,
            )


def remind_leader(sign_off: SignOff, now: datetime) -> None:
    today = timezone.localdate(now)
    for leader in leaders_of([sign_off.office_id], today):
        with in_the_language_of(leader):
            text = _("The numbers of %(office)s have not been signed off: %(report)s.")
            _write(
                leader,
                _("Reminder: numbers to sign off"),
                text % {"report": about(sign_off), "office": sign_off.office.name}
                + _by(sign_off.due_on, today),
                reverse("sign_off", args=[sign_off.pk]),
                now,
            )


def remind_krem(edition: Edition, now: datetime) -> None:
    today = timezone.localdate(now)
    for person in User.objects.krem_on(today):
        with in_the_language_of(person):
            text = _("The report has not been published: %(report)s.") % {"report": about(edition)}
            _write(
                person,
                _("Reminder: a report to publish"),
                text + _by(edition.due_on, today),
                reverse("edition", args=[edition.pk]),
                now,
            )


def tell_sent_back(sign_off: SignOff, now: datetime) -> None:
    """The reason stays in the portal."""
    for person in User.objects.krem_on(timezone.localdate(now)):
        with in_the_language_of(person):
            text = _("%(office)s has sent its numbers back with a reason: %(report)s.")
            _write(
                person,
                _("Numbers were sent back"),
                text % {"office": sign_off.office.name, "report": about(sign_off)},
                reverse("edition", args=[sign_off.edition_id]),
                now,
            )


def tell_readers(edition: Edition, now: datetime) -> None:
    for reader in readers_of(edition, timezone.localdate(now)):
        with in_the_language_of(reader):
            text = (
                _("A new edition replaces the one that was published before: %(report)s.")
                if edition.number > 1
                else _("A report has been published: %(report)s.")
            )
            _write(
                reader,
                _("A report has been published"),
                text % {"report": about(edition)},
                reverse("edition", args=[edition.pk]),
                now,
            )


def tell_given_up(edition: Edition) -> None:
    """A report that could not be made: KREM can act, and one of KREM waits for it."""
    tell_krem(
        subject=lambda: _("A report could not be made"),
        text=lambda: (
            _(
                "The report could not be made, and the portal does not try any more: %(report)s."
                " Its page says why, and has a button to try again."
            )
            % {"report": about(edition)}
        ),
        path=reverse("edition", args=[edition.pk]),
        now=timezone.now(),
    )


def about(what: Edition | SignOff) -> str:
    """What a report is about: its cluster and its days."""
    return f"{what.series.cluster.name}, {period(what.period)}"


def _by(due_on: date | None, today: date | None = None) -> str:
    if due_on is None:
        return ""
    if today == due_on:
        return " " + _("It is due today.")
    if today and today > due_on:
        return " " + _("It was due on %(day)s.") % {"day": day(due_on)}
    return " " + _("It is due on %(day)s.") % {"day": day(due_on)}


def _write(to: User, subject: str, text: str, path: str, now: datetime) -> None:
    context = {"name": to.name, "text": text, "address": settings.PORTAL_ADDRESS + path}
    body = render_to_string("reports/email/letter.txt", context)
    write_letter(to=to.email, subject=subject, body=body, now=now)
