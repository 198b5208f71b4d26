"""What mentors, ventures and jobs hold about a participant, as the participant reads it on the own page."""

from django.db import connection
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from entrepreneurs.models import Climb, Founder, Holding, MentorSession
from participants.models import Participant
from participants.queries.own_copy import OwnSection, day_text


def sections_of(person: Participant) -> list[OwnSection]:
    return [_mentors(), _sessions(), _ventures(person), _steps(person), _jobs(person)]


def _mentors() -> OwnSection:
    with connection.cursor() as cursor:
        # The name of one's own mentor and of nobody else who works here.
        cursor.execute("SELECT name, starts_on, ends_on FROM portal_own_mentors() ORDER BY starts_on, name")
        rows = tuple((name, day_text(first), day_text(last)) for name, first, last in cursor.fetchall())
    return OwnSection("mentors", _("Your mentor"), (_("Name"), _("From day"), _("Last day")), rows)


def _sessions() -> OwnSection:
    sessions = MentorSession.objects.standing().order_by("day", "pk")
    rows = tuple(
        (day_text(each.day), str(each.minutes), str(each.get_theme_display()), each.next_step, each.note)
        for each in sessions
    )
    heads = (_("Day"), _("Minutes"), _("Theme"), _("Next step"), _("Note"))
    return OwnSection("sessions", _("Meetings with your mentor"), heads, rows)


def _ventures(person: Participant) -> OwnSection:
    founders = (
        Founder.objects.filter(participant=person).select_related("venture").order_by("starts_on", "pk")
    )
    rows = tuple(
        (
            each.venture.name,
            each.venture.organisation_number,
            day_text(each.starts_on),
            day_text(each.ends_on),
        )
        for each in founders
    )
    heads = (_("Name"), _("Organisation number"), _("From day"), _("Last day"))
    return OwnSection("ventures", _("Your ventures"), heads, rows)


def _steps(person: Participant) -> OwnSection:
    own = Founder.objects.filter(participant=person).values("venture")
    climbs = Climb.objects.standing().filter(venture__in=own).select_related("venture").order_by("day", "pk")
    rows = tuple((day_text(each.day), each.venture.name, str(each.get_rung_display())) for each in climbs)
    return OwnSection(
        "steps", _("How far your ventures have come"), (_("Day"), _("Venture"), _("Step")), rows
    )


def _jobs(person: Participant) -> OwnSection:
    holdings = Holding.objects.filter(participant=person).select_related("job").order_by("starts_on", "pk")
    rows = tuple(
        (
            each.job.need,
            f"{each.job.hours_percent.normalize():f}",
            date_format(each.starts_on),
            day_text(each.ends_on),
        )
        for each in holdings
    )
    heads = (_("Job"), _("Percentage of full time"), _("From day"), _("Last day"))
    return OwnSection("jobs", _("Jobs through the clusters"), heads, rows)
