"""A worker's part of an edition: count, protect, write the documents, keep the draft."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.utils import timezone

from accounts.scope import acting_as_system
from background.lease import Progress
from clusters.models import Partner
from reports.disclosure.bottom_lines import Told, told_of
from reports.disclosure.ledger import Ledger, ledger_of
from reports.disclosure.release import Release, protect
from reports.document import Documents, build_documents
from reports.document.beside import Beside
from reports.editions.plan import later_reports, plan_of
from reports.editions.review import ask_the_leaders, beside_the_numbers, former_of
from reports.enums import OUT, BuildStep, EditionState, FileKind
from reports.figures.bottom_lines import YieldCount, count_yields
from reports.figures.cluster_work import WorkCount, count_work
from reports.figures.creation import count_creation
from reports.figures.figures import Figures, Office, count_figures
from reports.figures.measures import Measure
from reports.figures.people import everybody
from reports.figures.records import Records
from reports.figures.tables import Layout
from reports.models import Edition, EditionFile, Simulation, Suppression
from reports.protected.bottom_lines import LINES
from reports.protected.report import Place

STEPS = len(BuildStep)


@dataclass(frozen=True, slots=True)
class Count:
    """An edition's number, and the unprotected counts of its period."""

    number: int
    offices: tuple[Office, ...]
    figures: Figures
    creation: tuple[Measure, ...]
    work: WorkCount
    yields: tuple[YieldCount, ...]
    # The sums of bottom lines that are out for any of these offices.
    told: tuple[Told, ...]


def build_edition(edition: Edition, progress: Progress) -> None:
    """From claimed row to draft. Everything that is kept is kept in one transaction at the end."""
    progress.say(BuildStep.COUNT, 0, STEPS)
    with acting_as_system():
        count = count_everything(edition)
        ledger = ledger_of([office.key for office in count.offices])
    progress.say(BuildStep.PROTECT, 1, STEPS)
    release = protect_edition(edition, count, ledger, edition.layout, progress)
    progress.say(BuildStep.WRITE, 2, STEPS)
    with acting_as_system():
        beside = beside_the_numbers(edition)
    documents = build_documents(release.report, language=edition.series.language, beside=beside)
    progress.say(BuildStep.KEEP, 3, STEPS)
    _keep(edition, ledger, release, documents, beside)


def count_everything(edition: Edition) -> Count:
    """All that a report tells, as it was known at the cutoff."""
    offices, cluster = members_of(edition), edition.series.cluster
    places = tuple(Office(office.pk, office.slug, office.name) for office in offices)
    ids, known = [office.pk for office in offices], (edition.period, edition.cutoff)
    return Count(
        number=next_number(edition),
        offices=places,
        figures=count_figures(places, edition.period, cluster.starts_on, edition.cutoff),
        creation=count_creation(ids, partners_of(edition), *known),
        work=count_work(cluster, offices, *known),
        yields=count_yields(ids, *known, LINES),
        told=told_of([office.slug for office in offices]),
    )


def next_number(edition: Edition) -> int:
    """Editions of one period count from 1; only what is out has used a number up."""
    return 1 + editions_of_the_period(edition).filter(state__in=OUT).count()


def editions_of_the_period(edition: Edition):
    """Every edition with the same series and days as this one."""
    return Edition.objects.filter(
        series=edition.series_id, period_start=edition.period_start, period_end=edition.period_end
    )


def offices_of(edition: Edition) -> tuple[Office, ...]:
    """The offices that were members of the cluster on at least one day of the period."""
    return tuple(Office(office.pk, office.slug, office.name) for office in members_of(edition))


def members_of(edition: Edition) -> list[Partner]:
    """The same as the rows they are."""
    return list(edition.series.cluster.offices_between(edition.period_start, edition.period_end))


def partners_of(edition: Edition) -> list[UUID]:
    """Everybody who was a member of the cluster on at least one day of the period."""
    members = edition.series.cluster.memberships.between(edition.period_start, edition.period_end)
    return sorted(members.values_list("partner_id", flat=True))


def protect_edition(
    edition: Edition, count: Count, ledger: Ledger, layout: Layout, progress: Progress | None = None
) -> Release:
    """What of this count may be shown in these tables, beside all that is out."""
    cluster = edition.series.cluster
    with acting_as_system():
        former = former_of(edition)
    return protect(
        cluster=Place(cluster.slug, cluster.name),
        offices=[Place(office.slug, office.name) for office in count.offices],
        period=edition.period,
        cutoff=edition.cutoff,
        edition=count.number,
        k=edition.series.smallest_count,
        figures=count.figures,
        known_at=known_aside,
        creation=count.creation,
        work=count.work,
        yields=count.yields,
        told=count.told,
        agreed=edition.series.agreed,
        layout=layout,
        ledger=ledger,
        former=ledger.of(str(former.pk)) if former else None,
        is_urgent=bool(edition.urgent_because),
        say=_saying(progress),
    )


def known_at(
    offices: Sequence[str], cutoff: datetime, *, aside: bool = False
) -> tuple[Sequence[bytes], Records]:
    """Everybody of some offices, known by key, as known at a moment."""
    with acting_as_system():
        return everybody([UUID(office) for office in offices], cutoff, aside=aside)


# The same for what takes long and settles nothing: a draft, a layout that is tried. What goes out is held to the database itself.
known_aside = partial(known_at, aside=True)


def _saying(progress: Progress | None) -> Callable[[int, int], None]:
    """Protecting takes longest: it says so as it goes on."""

    def say(done: int, of: int) -> None:
        if progress is not None:
            progress.say(BuildStep.PROTECT, 1, STEPS)

    return say


def _keep(edition: Edition, ledger: Ledger, release: Release, documents: Documents, beside: Beside) -> None:
    with acting_as_system():
        edition.finish(
            EditionState.DRAFT,
            number=release.report.edition,
            report=release.report.as_json(),
            narrative=beside.narrative.as_json(),
            built_at=timezone.now(),
            done=STEPS,
            out_of=STEPS,
        )
        Suppression.objects.create(
            edition=edition,
            told=release.told,
            certificate=release.certificate,
            definition=release.definition,
            atoms=release.atoms,
            beside=list(ledger.keys),
        )
        EditionFile.objects.bulk_create(
            EditionFile(
                edition=edition,
                kind=kind,
                content=content,
                sha256=hashlib.sha256(content).hexdigest(),
                size=len(content),
            )
            for kind, content in (
                (FileKind.PDF, documents.pdf),
                (FileKind.JSON, documents.json),
                (FileKind.CSV, documents.csv),
                (FileKind.XLSX, documents.xlsx),
                (FileKind.PNG, documents.picture),
            )
        )
        ask_the_leaders(edition, timezone.now())
        _ask_what_it_costs(edition)


def _ask_what_it_costs(edition: Edition) -> None:
    """Where reports of the same days are planned, what this draft leaves them to tell. The sweeper finds the row."""
    plan = plan_of(edition.series)
    if plan and later_reports(edition, plan):
        Simulation.objects.create(series=edition.series, edition=edition, plan=plan.as_json())
