"""How the demo's reports came out: leaders signed, somebody reviewed, KREM published. The next one is under way."""

from datetime import date

from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from reports.actions import publish_edition
from reports.course_actions import review_edition, sign_off
from reports.letters import leaders_of
from reports.models import Edition, Series

CLOCK_RUNS_FROM = date(2026, 5, 1)
DESPITE = "Tre av kontorene har ingen leder i demoen."


def walk_the_course(edition: Edition) -> None:
    """Each office with a leader signs off, and KREM publishes without the others."""
    now = timezone.now()
    for row in edition.sign_offs.select_related("office"):
        leader = leaders_of([row.office_id], timezone.localdate(now)).filter(is_demo=True).first()
        if leader is not None:
            sign_off(sign_off=row, by=leader, now=now)
    krem = User.objects.filter(role=Role.KREM_STAFF, is_demo=True).order_by("email").first()
    if krem is not None:
        review_edition(edition=edition, by=krem, now=now)
    publish_edition(edition=edition, by=krem, despite=DESPITE)


def let_the_clock_run(cluster: str) -> None:
    """From now on the drafts come by themselves; the first is of a period that is over already."""
    Series.objects.filter(pk=Series.objects.main_of(cluster).pk, drafts_from=None).update(
        drafts_from=CLOCK_RUNS_FROM
    )
