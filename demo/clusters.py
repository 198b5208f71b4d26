"""What made-up partners have agreed on, done, learned and counted. Always the same; no people but the demo's own users."""

import random
from datetime import date, timedelta

from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from accounts.scope import acting_as_system
from clusters.actions.board import lay_out_board
from clusters.enums import AgreementKind, Level, PartnerKind, Rhythm, Step, TaskState
from clusters.goals import ended_half_years
from clusters.models import Agreement, Cluster, Lesson, LogEntry, OfficeFigures, Partner, StepTask

CLUSTER = "pa-tvers"
# How far each board has come: the part that is done on each of the three steps.
BOARDS: dict[str | None, tuple[float, float, float]] = {
    None: (1.0, 0.6, 0.2),
    "bjerke": (1.0, 0.7, 0.3),
    "nordstrand": (1.0, 0.5, 0.1),
    "ullensvang": (0.8, 0.3, 0.0),
    "nordre-follo": (0.6, 0.2, 0.0),
    "merk": (1.0, 0.8, 0.4),
}
BEGAN = date(2024, 1, 15)
STEP_DAYS = {Step.UNDERSTANDING: 0, Step.EXPLORATION: 330, Step.CO_CREATION: 660}
EVIDENCE = (
    "Referat fra ledermøte",
    "Plan i kontorets årshjul",
    "Evaluering, notat på to sider",
    "Avtale i arkivet",
)
ENTRIES = {
    Rhythm.LISTEN: "Vi spurte hva som er vanskelig i dag, og skrev ned svarene.",
    Rhythm.INVOLVE: "Tillitsvalgte og mentorer var med da vi valgte innsatsområder.",
    Rhythm.COORDINATE: "Vi ble enige om hvem som gjør hva fram til neste møte.",
    Rhythm.REFLECT: "Vi så tilbake på det vi prøvde, og valgte hva vi tar med videre.",
}
COMPANIES = (
    ("Fjordbris Renseri", "Oslo", AgreementKind.PLACES, 4, 1, "Daglig leder", 70),
    ("Lavvo Kantinedrift", "Oslo", AgreementKind.PLACES, 6, 2, "Personalsjef", 400),
    ("Solsiden Planteskole", "Vestland", AgreementKind.COOPERATION, 2, 0, "Driftsleder", None),
)


LESSONS = (
    (
        "Felles morgenmøte mellom veiledere og mentorer",
        "Et kvarter hver uke der veiledere og mentorer ser på hvem som er klare for neste skritt. Ingen enkeltsaker"
        " blir skrevet ned; møtet handler om hva som må ordnes.",
        "En fast møteleder, og at begge parter har satt av tid.",
        "Kontoret har holdt møtet i 30 uker. Ventetiden fra plan til mentor har gått ned.",
        Step.EXPLORATION,
        Level.DEPARTMENT,
        True,
        -120,
    ),
    (
        "Kompetansekort som deltakeren selv eier",
        "Deltakeren skriver selv ned hva hun eller han kan, også det som er lært hjemme eller i et annet land."
        " Kortet følger deltakeren til mentor og arbeidsgiver.",
        "Tid til en samtale på en time, og en mal på to sider.",
        "",
        Step.EXPLORATION,
        Level.USER,
        False,
        -200,
    ),
    (
        "Ledere møter entreprenørene før budsjettet blir lagt",
        "Når lederne kjenner entreprenørenes planer før budsjettet, blir det satt av plasser i stedet for at de må"
        " finnes etterpå.",
        "Et møte i september.",
        "To kontorer har gjort det i to år.",
        Step.UNDERSTANDING,
        Level.LEADER,
        True,
        -300,
    ),
)
# One of them is so small that a report does not tell how its staff fares.
STAFF = {"bjerke": 62, "nordstrand": 48, "ullensvang": 14}
# Cost in million kroner, satisfaction and sick leave of the latest half-years, oldest first.
FIGURES = {
    "bjerke": ((21.4, 3.6, 8.9), (21.1, 3.7, 8.4), (20.8, 3.9, 8.1), (20.9, 4.0, 7.2), (20.2, 4.1, 6.8)),
    "nordstrand": ((18.2, 3.8, 7.1), (18.4, None, 7.4), (18.0, 3.9, 6.9), (17.6, 4.0, 6.4)),
    "ullensvang": ((6.9, 4.0, 6.2), (6.8, 4.1, 5.9), (7.0, 4.1, 6.6)),
}


def seed_cluster_work() -> None:
    """Fill boards and agreements where there are none."""
    with acting_as_system():
        if StepTask.objects.exists():
            return
        cluster = Cluster.objects.get(slug=CLUSTER)
        krem = User.objects.filter(role=Role.KREM_STAFF, is_demo=True).order_by("email").first()
        if krem is not None:
            _seed_boards(cluster, krem)
            _seed_lessons(cluster, krem)
            _seed_figures(krem)
        _seed_agreements(cluster)


def _seed_boards(cluster: Cluster, krem: User) -> None:
    chance, today = random.Random(6), timezone.localdate()  # noqa: S311 - the same made-up work each time
    for slug, shares in BOARDS.items():
        partner = Partner.objects.get(slug=slug) if slug else None
        lay_out_board(cluster=cluster, partner=partner, by=krem, today=BEGAN)
        tasks = list(StepTask.objects.on_board(cluster, partner).in_order())
        for task in tasks:
            task.owner_partner = partner
            begins = BEGAN + timedelta(days=STEP_DAYS[task.step] + chance.randrange(20, 300))
            if chance.random() < shares[task.step - 1] and begins < today:
                task.state, task.closed_on, task.evidence = TaskState.DONE, begins, chance.choice(EVIDENCE)
            elif shares[task.step - 1] and chance.random() < 0.5:
                task.state, task.due_on = (
                    TaskState.UNDER_WAY,
                    today + timedelta(days=chance.randrange(-20, 120)),
                )
        StepTask.objects.bulk_update(tasks, ["owner_partner", "state", "closed_on", "evidence", "due_on"])
        LogEntry.objects.bulk_create(
            LogEntry(
                task=task,
                rhythm=rhythm,
                text=text,
                day=task.closed_on - timedelta(days=chance.randrange(1, 60)),
                written_by=krem,
            )
            for task in tasks[::4]
            if task.closed_on
            for rhythm, text in ENTRIES.items()
            if chance.random() < 0.6
        )


def _seed_lessons(cluster: Cluster, krem: User) -> None:
    today = timezone.localdate()
    for title, what, takes, evidence, step, level, is_for_annex, days in LESSONS:
        Lesson.objects.create(
            cluster=cluster,
            title=title,
            what=what,
            takes=takes,
            evidence=evidence,
            step=step,
            level=level,
            is_for_annex=is_for_annex,
            learned_on=today + timedelta(days=days),
            added_by=krem,
        )


def _seed_figures(krem: User) -> None:
    for slug, rows in FIGURES.items():
        office = Partner.objects.get(slug=slug)
        half_years = ended_half_years(timezone.localdate())[: len(rows)]
        for half_year, (cost, satisfaction, sick_leave) in zip(reversed(half_years), rows, strict=True):
            OfficeFigures.objects.create(
                office=office,
                first_day=half_year.first_day,
                staff=STAFF[slug],
                cost=round(cost * 1_000_000),
                satisfaction=satisfaction,
                sick_leave=sick_leave,
                entered_by=krem,
            )


def _seed_agreements(cluster: Cluster) -> None:
    today = timezone.localdate()
    for number, (name, region, kind, training, work, role, days_left) in enumerate(COMPANIES, start=1):
        company = Partner.objects.create(
            slug=f"bedrift-{number}", name=name, kind=PartnerKind.COMPANY, region=region
        )
        Agreement.objects.create(
            cluster=cluster,
            partner=company,
            kind=kind,
            training_places=training,
            work_places=work,
            contact_role=role,
            contact_email=f"post@bedrift-{number}.invalid",
            starts_on=date(2025, 1, 1),
            ends_on=None if days_left is None else today + timedelta(days=days_left),
        )
