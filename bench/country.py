"""A whole country in one cluster: a report's figures beside pandas and DuckDB, a draft, and the pages of small and large offices.

python -m bench.country              60,000 people at 30 offices
SCALE=national python -m bench.country    1,000,000 people at 300 offices
"""

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from math import log
from pathlib import Path

from bench._portal import own_database, worked

# isort: split
from django.db import connection
from django.db.models import Count
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from accounts.scope import acting_as_system
from bench._peers import by_duckdb, by_pandas, write_csv
from bench.leaderday import cost, sign_in
from clusters.models import Cluster
from demo.country import seed_country
from participants.models import Participant
from reports.disclosure.ledger import ledger_of
from reports.disclosure.release import Release
from reports.document import build_documents
from reports.editions.building import Count as Counted
from reports.editions.building import count_everything, protect_edition
from reports.editions.review import beside_the_numbers
from reports.figures.contributions import column_sums
from reports.figures.definitions import Definition
from reports.figures.figures import Figures, Office
from reports.figures.people import SEX, everybody
from reports.figures.records import STATES, date_of
from reports.models import Edition, Series
from reports.periods import parse_period
from tests.conftest import give_second_factor

SIZES = {"small": (30, 60_000), "national": (300, 1_000_000)}
FEW = (6, 20_000)
PERIOD = "2026-T2"
# How many offices of how few people.
SMALL, EIGHT = {"small": (50, 100), "national": (50, 300)}, 8
# Linear programs grow faster than their size, and how long one takes hangs on who is there: protecting n offices may take n to this power.
STEEPEST = 1.5
# How much slower than a peer the same part may be: DuckDB and we are even within what the machine's other work makes of it.
MOST_BEHIND = 0.8
MOST_MEMORY, MOST_LEADER = 1024, 2.5


class Promises:
    """What was promised and not kept, told at the end."""

    def __init__(self) -> None:
        self.broken: list[str] = []

    def hold(self, kept: bool, what: str) -> None:
        if not kept:
            self.broken.append(what)


def peak() -> int:
    """In MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main(scale: str) -> None:
    promises = Promises()
    krem = sign_in("krem", Role.KREM_STAFF)
    seed_country(offices=FEW[0], participants=FEW[1], seed=1, say=lambda said: None)
    few = cost(krem, reverse("home"))
    offices, people = SIZES[scale]
    begun = time.monotonic()
    cluster = seed_country(offices=offices, participants=people, seed=7, say=_now_and_then())
    print(
        f"{people:,} people at {offices} offices made in {time.monotonic() - begun:.0f} s, with all that grows out of them"
    )
    _figures(cluster, promises)
    _pages(krem, few, cluster, promises)
    _small_offices(SMALL[scale], promises)
    for what in promises.broken:
        print(f"NOT KEPT: {what}")
    sys.exit(bool(promises.broken))


def _now_and_then() -> Callable[[str], None]:
    """Progress for whoever waits, not for the page of results."""
    told = [time.monotonic()]

    def say(said: str) -> None:
        if time.monotonic() > told[0] + 20:
            told[0] = time.monotonic()
            sys.stderr.write(f"{said}\n")

    return say


def _edition(cluster: Cluster) -> Edition:
    period = parse_period(PERIOD)
    return Edition(
        series=Series.objects.get(cluster=cluster),
        period_start=period.start,
        period_end=period.end,
        cutoff=timezone.now(),
    )


def _figures(cluster: Cluster, promises: Promises) -> None:
    with acting_as_system():
        edition = _edition(cluster)
        before = worked()
        count = count_everything(edition)
        ours = worked() - before
        memory = peak()
        figures = count.figures
        print(
            f"figures: {ours:.1f} s of CPU, {len(figures.values):,} cells and two curves of {len(figures.records):,} people, {memory} MiB"
        )
        promises.hold(memory <= MOST_MEMORY, f"figures took {memory} MiB of at most {MOST_MEMORY}")
        _peers(edition, count.offices, figures, promises)
        _draft(edition, count, ours)


def _peers(edition: Edition, offices: Sequence[Office], figures: Figures, promises: Promises) -> None:
    """The same numbers from the same rows, those that both count."""
    since = date_of(figures.definition.window_days["twelve"][0])
    before = worked()
    _, records = everybody([office.id for office in offices], edition.cutoff)
    column_sums(records, _part(figures.definition))
    part = worked() - before
    print(f"a part of it, read and counted by us: {part:.1f} s of CPU")
    expected = _as_peers_name(figures, offices)
    for name, peer in (("pandas", by_pandas), ("DuckDB", by_duckdb)):
        with tempfile.TemporaryDirectory() as folder:
            before = worked()
            with connection.cursor() as cursor:
                write_csv(cursor.cursor, [office.id for office in offices], edition.cutoff, Path(folder))
            found = peer(Path(folder), edition.period_start, edition.period_end, since)
            took = worked() - before
        differing = {
            place: (n, expected.get(place)) for place, n in found.items() if expected.get(place) != n
        }
        assert not differing, list(differing.items())[:5]
        print(
            f"{name}: {took:.1f} s of CPU for {len(found):,} cells, the same numbers; ours {took / part:.1f} times as fast"
        )
        promises.hold(took > MOST_BEHIND * part, f"{name} is faster")


# Of a table of the portal's, how the peers call it and its rows.
NAMES = {
    "closing-by-office": "closing by office",
    "closing-by-sex": "closing by sex",
    "closing-by-age": "closing by age",
    "exits-by-office": "exit by office",
}
ENDS = ("yardstick:at-exit", "twelve")


def _part(definition: Definition) -> Definition:
    """What the peers count."""
    ends = [each for each in definition.yardsticks if (each.table, each.window) == ENDS]
    tables = [each for each in definition.tables if each.id in NAMES]
    return replace(
        definition,
        tables=tuple(tables),
        yardsticks=tuple(ends),
        completeness=(),
        state_horizons=(),
        work_horizons=(),
    )


def _as_peers_name(figures: Figures, offices: Sequence[Office]) -> dict[tuple[str, str, str], int]:
    rows = {office.slug: office.key for office in offices} | {
        code: str(word.value) for word, code in SEX.items()
    }
    expected = {
        (NAMES[table], rows.get(row, row), column): n
        for (table, row, column), n in figures.values.items()
        if table in NAMES
    }
    yardstick = {
        column: n for (table, window, column), n in figures.values.items() if (table, window) == ENDS
    }
    return expected | {("ends", "all", state): yardstick[state] for state in STATES if state in yardstick}


def _protected(edition: Edition, count: Counted) -> Release:
    return protect_edition(
        edition, count, ledger_of([office.key for office in count.offices]), edition.layout
    )


def _small_offices(sizes: tuple[int, int], promises: Promises) -> None:
    """How protecting grows with offices of eight people."""
    taken = []
    for offices in sizes:
        cluster = seed_country(
            offices=offices, participants=EIGHT * offices, seed=offices, say=lambda said: None
        )
        with acting_as_system():
            edition = _edition(cluster)
            count = count_everything(edition)
            before = worked()
            release = _protected(edition, count)
            taken.append(worked() - before)
        ranges = len(release.told["hidden"])
        print(
            f"{offices} offices of {EIGHT}: protected in {taken[-1]:.1f} s of CPU, {ranges:,} counts as a range"
        )
    few, many = sizes
    times, ratio = many / few, taken[-1] / taken[0]
    as_sorting, most = times * log(many) / log(few), times**STEEPEST
    print(
        f"{times:.0f} times the offices, {ratio:.1f} times the work (as n log n it would be {as_sorting:.1f}; at most {most:.1f})"
    )
    promises.hold(ratio <= most, f"protecting grows {ratio:.1f} times")


def _draft(edition: Edition, count: Counted, figures: float) -> None:
    before = worked()
    release = _protected(edition, count)
    build_documents(release.report, language="nb", beside=beside_the_numbers(edition))
    took = worked() - before
    print(
        f"draft, protected and written: {took:.1f} s of CPU more, {1 + took / figures:.1f} times its figures, {peak()} MiB"
    )


def _pages(krem: Client, few, cluster: Cluster, promises: Promises) -> None:
    many = cost(krem, reverse("home"))
    # It has a row for each office; how it grows with people alone is in bench.leaderday.
    print(f"front page of KREM: {few} with {FEW[1]:,} people at {FEW[0]} offices, {many} with all")
    with acting_as_system():
        of_cluster = Participant.objects.filter(office__memberships__cluster=cluster)
        sizes = list(of_cluster.values_list("office").annotate(n=Count("*")).order_by("n"))
    fronts = []
    for office, size in (sizes[0], sizes[len(sizes) // 2], sizes[-1]):
        with acting_as_system():
            leader = User.objects.get(seats__partner=office)
            give_second_factor(leader)
            browser = Client()
            browser.force_login(leader, backend="accounts.backends.OpenAccess")
        pages = {
            "front page": reverse("home"),
            "list": f"{reverse('participant_list', args=[office])}?order=",
        }
        taken = {name: cost(browser, path) for name, path in pages.items()}
        fronts.append(taken["front page"].worked)
        print(f"an office of {size:,}: " + "; ".join(f"{name} {each}" for name, each in taken.items()))
    ratio = fronts[-1] / fronts[0]
    print(f"front page, largest office beside smallest: {ratio:.2f} (at most {MOST_LEADER})")
    promises.hold(ratio <= MOST_LEADER, f"a leader's front page grows {ratio:.2f} times with the office")


if __name__ == "__main__":
    with own_database():
        main(os.environ.get("SCALE", "small"))
