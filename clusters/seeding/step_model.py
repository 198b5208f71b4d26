"""What a board begins with in each kind of cluster. Suggestions, in the model's own words: each board is changed freely.

Safe to repeat: what KREM has added, changed or taken away in the administration stays as it is.
"""

from django.db import transaction

from clusters.enums import ClusterKind, Level, Party, Step, TaskKind
from clusters.models import TemplateTask

Line = tuple[Level, Party, str]
RESPONSIBILITY = TaskKind.RESPONSIBILITY
# On each step the leaders have the responsibility, in their own house and between the houses.
RESPONSIBLE = Level.LEADER

UNDERSTANDING: list[Line] = [
    (Level.LEADER, Party.PUBLIC, "Ledelsen sier hva som er tjenestens oppdrag, og hva som skal bli bedre"),
    (Level.LEADER, Party.INNOVATORS, "Entreprenørene sier hva de kan bidra med, og hva de trenger"),
    (Level.LEADER, Party.CO_CREATION, "Felles mål for samarbeidet er skrevet ned"),
    (Level.DEPARTMENT, Party.PUBLIC, "Avdelingene har drøftet hva oppdraget betyr for dem"),
    (Level.DEPARTMENT, Party.INNOVATORS, "Mentorene kjenner tjenestens oppdrag og rammer"),
    (Level.DEPARTMENT, Party.CO_CREATION, "Faste møter mellom veiledere og mentorer er i gang"),
    (Level.USER, Party.PUBLIC, "Deltakere er spurt om hva de vil oppnå"),
    (Level.USER, Party.INNOVATORS, "Deltakere har fått vite hva entreprenørene tilbyr"),
    (Level.USER, Party.CO_CREATION, "Deltakere er med når målene blir satt"),
]
EXPLORATION: list[Line] = [
    (Level.LEADER, Party.PUBLIC, "Innsatsområdene er valgt, og det er satt av tid til dem"),
    (Level.LEADER, Party.INNOVATORS, "Entreprenørene har sagt hvilke innsatsområder de går inn i"),
    (Level.LEADER, Party.CO_CREATION, "Ledere og entreprenører følger innsatsområdene sammen"),
    (Level.DEPARTMENT, Party.PUBLIC, "Avdelingene har kompetansen de trenger for å handle"),
    (Level.DEPARTMENT, Party.INNOVATORS, "Nye måter å jobbe på er prøvd ut i liten skala"),
    (Level.DEPARTMENT, Party.CO_CREATION, "Det som er prøvd ut, er vurdert sammen"),
    (Level.USER, Party.PUBLIC, "Ubrukt kompetanse hos deltakere er kartlagt"),
    (Level.USER, Party.INNOVATORS, "Deltakere har prøvd ut egne ideer med en mentor"),
    (Level.USER, Party.CO_CREATION, "Deltakere har sagt hva som virket og ikke"),
]
CO_CREATION: list[Line] = [
    (Level.LEADER, Party.PUBLIC, "Det som virker, er tatt inn i den vanlige driften"),
    (Level.LEADER, Party.INNOVATORS, "Entreprenørene har avtaler som gjør at de kan fortsette"),
    (Level.LEADER, Party.CO_CREATION, "Nye løsninger er avtalt mellom partene"),
    (Level.DEPARTMENT, Party.PUBLIC, "Veiledere bruker de nye løsningene i hverdagen"),
    (Level.DEPARTMENT, Party.INNOVATORS, "Nye arbeidsplasser er skapt sammen med tjenesten"),
    (Level.DEPARTMENT, Party.CO_CREATION, "Overføringsverdien er skrevet ned"),
    (Level.USER, Party.PUBLIC, "Deltakere velger utgang selv, også egen virksomhet"),
    (Level.USER, Party.INNOVATORS, "Deltakere driver egen virksomhet med mentor"),
    (Level.USER, Party.CO_CREATION, "Tidligere deltakere er med og lager løsningene"),
]
# What only one kind of cluster begins with.
OF_ONE_KIND: dict[ClusterKind, list[tuple[Step, Level, Party, str]]] = {
    ClusterKind.CITY: [
        (
            Step.EXPLORATION,
            Level.DEPARTMENT,
            Party.PUBLIC,
            "Bydelene har delt hva de lærer på tvers av bydelsgrenser",
        ),
    ],
    ClusterKind.DISTRICT: [
        (
            Step.EXPLORATION,
            Level.LEADER,
            Party.PUBLIC,
            "Næringslivet i kommunen er med når innsatsområder velges",
        ),
        (
            Step.EXPLORATION,
            Level.DEPARTMENT,
            Party.CO_CREATION,
            "Avstander er løst: digitale møter og faste møteplasser",
        ),
    ],
}
OF_THE_WHOLE: list[tuple[Step, Level, Party, str]] = [
    (Step.UNDERSTANDING, Level.LEADER, Party.CO_CREATION, "Partene har en felles avtale om klyngen"),
    (Step.UNDERSTANDING, Level.DEPARTMENT, Party.CO_CREATION, "Kontorene har besøkt hverandre"),
    (Step.UNDERSTANDING, Level.USER, Party.CO_CREATION, "Det er avtalt hvordan deltakere blir hørt på tvers"),
    (Step.EXPLORATION, Level.LEADER, Party.CO_CREATION, "Innsatsområdene er fordelt mellom partnerne"),
    (Step.EXPLORATION, Level.DEPARTMENT, Party.CO_CREATION, "Fagfolk møtes om hvert innsatsområde"),
    (Step.EXPLORATION, Level.USER, Party.CO_CREATION, "Deltakere møtes på tvers av kontorene"),
    (Step.CO_CREATION, Level.LEADER, Party.CO_CREATION, "Klyngen har en plan for å spre det som virker"),
    (Step.CO_CREATION, Level.DEPARTMENT, Party.CO_CREATION, "Nye løsninger er tatt i bruk på flere kontorer"),
    (Step.CO_CREATION, Level.USER, Party.CO_CREATION, "Deltakere lærer opp andre deltakere"),
]


@transaction.atomic
def seed_step_model() -> None:
    """Lay down the template of each kind of cluster where it is missing."""
    for kind in ClusterKind:
        if TemplateTask.objects.filter(cluster_kind=kind).exists():
            continue
        every = [
            (step, *line)
            for step, lines in zip(Step, (UNDERSTANDING, EXPLORATION, CO_CREATION), strict=True)
            for line in lines
        ]
        TemplateTask.objects.bulk_create(
            [
                *(_task(kind, False, *place) for place in [*every, *OF_ONE_KIND.get(kind, [])]),
                *(_task(kind, True, *place) for place in OF_THE_WHOLE),
            ]
        )


def _task(
    kind: ClusterKind, for_whole: bool, step: Step, level: Level, party: Party, title: str
) -> TemplateTask:
    return TemplateTask(
        cluster_kind=kind,
        for_whole_cluster=for_whole,
        step=step,
        level=level,
        party=party,
        kind=RESPONSIBILITY if level == RESPONSIBLE else TaskKind.TASK,
        title=title,
    )
