"""What people do meanwhile: ask for reports of every kind, publish them, send workbooks in, and open pages."""

import http.client
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import chain, cycle
from uuid import UUID

from django.db import DatabaseError, connection

from accounts.enums import Role
from accounts.models import User
from accounts.scope import acting_as_system
from audit.actions import Refused
from clusters.models import Partner, Seat
from participants.actions.imports import confirm_import, start_import
from participants.enums import ImportState
from participants.models import ImportRun
from reports.actions.editions import publish_edition, request_edition
from reports.enums import Detail, EditionState
from reports.figures.tables import BY_OFFICE_GROUPED, Layout
from reports.models import Edition, Series
from reports.periods import PeriodError, parse_period
from tests.conftest import SAMPLES

SCOPES = ("2026-T2", "2026-T1", "2025", "2025-H2", "2026-Q1")
# Days before there was anybody, a day alone, a leap day, days that no calendar has a name for, and such as are not over.
ODD_SCOPES = (
    "2019-T1",
    "2026-03-03..2026-03-03",
    "2024-02-29..2024-02-29",
    "2024-02-29..2026-06-30",
    "2000-01-01..2026-12-31",
    "2031-H2",
)
NO_SCOPES = ("2026-06-30..2026-06-29", "2025-02-29..2025-03-01", "2026-T4", "1999", "..", "")
LAYOUTS = (Layout(Detail.GROUPED, frozenset()), Layout(Detail.GROUPED, BY_OFFICE_GROUPED))
# Protecting a report of the large cluster beside what is out takes minutes, with kills or without. One in so many is of it, in
# the first half, so that how long everything takes at the end tells of what was lost and not of what is counted.
LARGE, ONE_IN = "pa-tvers", 25
OFFICES = ("bjerke", "nordre-follo", "nordstrand", "ullensvang", "ullern")
PAGES = (
    "/about/",
    "/accessibility/",
    "/robots.txt",
    "/readyz",
    "/verification/?checksum=%00%FF",
    "/reports/",
)


class Everything(dict):
    """Yes to every question about a workbook."""

    def __contains__(self, choice: object) -> bool:
        return True

    def __missing__(self, choice: str) -> bool:
        return True


@dataclass
class Crowd:
    """Everybody at work, and what they were promised."""

    port: int
    builds: int
    imports: int
    # Seconds between two reports that are asked for.
    between: float
    # Whose commit was answered: these may not be lost. Of the others nobody knows.
    editions: list[UUID] = field(default_factory=list)
    runs: list[UUID] = field(default_factory=list)
    scopes: Counter = field(default_factory=Counter)
    answers: Counter = field(default_factory=Counter)
    # With the moment of the answer, as a clock that only goes forward has it.
    published: dict[UUID, float] = field(default_factory=dict)
    ending: threading.Event = field(default_factory=threading.Event)
    broken: list[str] = field(default_factory=list)

    def start(self) -> list[threading.Thread]:
        self.krem = _people()
        jobs = (self.ask_for_reports, self.send_workbooks, self.publish, self.open_pages)
        threads = [threading.Thread(target=self._job, args=(job,), daemon=True) for job in jobs]
        for each in threads:
            each.start()
        return threads

    def _job(self, job: Callable[[], None]) -> None:
        try:
            job()
        except Exception as error:
            self.broken.append(f"{job.__name__}: {error!r}")
            raise
        finally:
            connection.close()

    def ask_for_reports(self) -> None:
        """Each kind of scope in its turn, an odd one after a usual one; those that are none are refused."""
        chance = random.Random(21)
        for text in chain.from_iterable(
            zip(cycle(SCOPES), cycle(ODD_SCOPES), cycle(NO_SCOPES), strict=False)
        ):
            try:
                period = parse_period(text)
            except PeriodError:
                self.scopes["refused"] += 1
                continue
            made = None
            while made is None:
                if len(self.editions) >= self.builds or self.ending.is_set():
                    return
                asked = len(self.editions) + 1
                is_large = asked % ONE_IN == 0 and asked <= self.builds / 2
                made = _try(lambda period=period, is_large=is_large: request_edition(
                    series=chance.choice(_series(is_large)), period=period, by=self.krem, layout=chance.choice(LAYOUTS)))  # fmt: skip
                time.sleep(self.between)
            self.editions.append(made.pk)
            self.scopes[text] += 1

    def send_workbooks(self) -> None:
        books = {slug: (SAMPLES / f"{slug}.xlsx").read_bytes() for slug in OFFICES}
        number = 0
        while len(self.runs) < self.imports and not self.ending.is_set():
            slug = OFFICES[number % len(OFFICES)]
            data = b"no workbook at all" if number % 10 == 9 else books[slug]
            number += 1
            run = _try(lambda slug=slug, data=data: start_import(
                office=Partner.objects.get(slug=slug), data=data, by=self.krem))  # fmt: skip
            if run is not None:
                self.runs.append(run.pk)
            self.confirm()
            time.sleep(0.1)
        while not self.ending.is_set():
            self.confirm()
            time.sleep(0.2)

    def confirm(self) -> None:
        ready = _try(lambda: list(ImportRun.objects.filter(state=ImportState.READY)))
        for run in ready or []:
            _try(lambda run=run: confirm_import(run=run, by=self.krem, answers=Everything()))

    def publish(self) -> None:
        while not self.ending.is_set():
            draft = _try(lambda: Edition.objects.filter(state=EditionState.DRAFT).order_by("?").first())
            if draft is not None and _try(
                lambda draft=draft: publish_edition(edition=draft, by=self.krem) or True
            ):
                self.published[draft.pk] = time.monotonic()
            time.sleep(0.3)

    def open_pages(self) -> None:
        chance = random.Random(7)
        while not self.ending.is_set():
            page = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
            try:
                page.request("GET", chance.choice(PAGES))
                self.answers[page.getresponse().status] += 1
            except OSError:
                self.answers["no connection"] += 1
            finally:
                page.close()
            time.sleep(0.05)


def _try(deed: Callable[[], object]) -> object | None:
    """What came of it; None where it was refused, or nobody answered."""
    try:
        with acting_as_system():
            return deed()
    except Refused:
        return None
    except DatabaseError:
        connection.close()
        time.sleep(0.2)
        return None


def _series(is_large: bool) -> list[Series]:
    of_large = Series.objects.filter(cluster__slug=LARGE)
    return list(of_large if is_large else Series.objects.exclude(cluster__slug=LARGE).order_by("pk"))


def _people() -> User:
    with acting_as_system():
        Series.objects.update(needs_sign_off=False, needs_review=False)
        krem = User.objects.create_user("krem@chaos.invalid", name="Krem", role=Role.KREM_STAFF)
        User.objects.create_user("imdi@chaos.invalid", name="Imdi", role=Role.IMDI_READER)
        for slug in OFFICES:
            leader = User.objects.create_user(f"{slug}@chaos.invalid", name=slug, role=Role.NAV_LEADER)
            Seat.objects.create(user=leader, partner=Partner.objects.get(slug=slug), starts_on="2020-01-01")
        return krem
