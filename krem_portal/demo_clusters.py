"""What made-up partners have agreed on and done on the step model. Always the same; no people but the demo's own users."""

import random
from datetime import date, timedelta

from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from accounts.scope import acting_as_system
from clusters.actions.board import lay_out_board
from clusters.enums import AgreementKind, PartnerKind, Rhythm, Step, TaskState
from clusters.models import Agreement, Cluster, LogEntry, Partner, StepTask

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


def seed_cluster_work() -> None:
    """Fill boards and agreements where there are none."""
    with acting_as_system():
        if StepTask.objects.exists():
            return
        cluster = Cluster.objects.get(slug=CLUSTER)
        krem = User.objects.filter(role=Role.KREM_STAFF, is_demo=True).order_by("email").first()
        if krem is not None:
            _seed_boards(cluster, krem)
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
