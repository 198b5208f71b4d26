"""How the demo's reports came out: leaders signed, somebody reviewed, KREM published. The next one is under way."""

from datetime import date

from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from reports.actions.editions import publish_edition
from reports.actions.review import review_edition, sign_off, write_narrative
from reports.editions.letters import leaders_of
from reports.enums import NarrativeSection
from reports.models import Edition, Series

CLOCK_RUNS_FROM = date(2026, 5, 1)
DESPITE = "Tre av kontorene har ingen leder i demoen."


TEXTS = {
    NarrativeSection.SUMMARY: (
        "Klyngen har arbeidet med den fjerde exit i hele perioden. Tre ting har betydd mest:\n\n"
        "- at lederne ved kontorene møtes hver måned\n"
        "- at mentorene er med fra den første ideen\n"
        "- at deltakerne selv har satt dagsorden på samlingene"
    ),
    NarrativeSection.TRANSFER: (
        "Mentor fra første dag kan tas over av andre kontorer uten nye midler. "
        "Det krever at mentor og veileder avtaler hvem som følger opp hva."
    ),
    NarrativeSection.NEXT: "Neste periode prøver vi felles informasjonsmøter for to kontorer.",
}


def write_the_narrative(edition: Edition) -> None:
    """KREM's own words, where the demo has somebody at KREM to write them."""
    krem = _krem()
    if krem is not None:
        write_narrative(edition=edition, texts=TEXTS, by=krem, now=timezone.now())


def _krem() -> User | None:
    return User.objects.filter(role=Role.KREM_STAFF, is_demo=True).order_by("email").first()


def walk_the_course(edition: Edition) -> None:
    """Each office with a leader signs off, and KREM publishes without the others."""
    now = timezone.now()
    for row in edition.sign_offs.select_related("office"):
        leader = leaders_of([row.office_id], timezone.localdate(now)).filter(is_demo=True).first()
        if leader is not None:
            sign_off(sign_off=row, by=leader, now=now)
    krem = _krem()
    colleague = User.objects.filter(role=Role.KREM_STAFF, is_demo=True).order_by("-email").first()
    if krem is not None:
        review_edition(edition=edition, by=colleague if edition.requested_by != colleague else krem, now=now)
    publish_edition(edition=edition, by=krem, despite=DESPITE)


def agree_on_targets(cluster: str) -> None:
    """Two yardsticks have a target, the others none."""
    Series.objects.filter(pk=Series.objects.main_of(cluster).pk, target_at_exit=None).update(
        target_at_exit=65, target_six_months=50
    )


def let_the_clock_run(cluster: str) -> None:
    """From now on the drafts come by themselves; the first is of a period that is over already."""
    Series.objects.filter(pk=Series.objects.main_of(cluster).pk, drafts_from=None).update(
        drafts_from=CLOCK_RUNS_FROM
    )
