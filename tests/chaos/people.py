"""What people do meanwhile: ask for reports of every kind, publish them, send workbooks in, and open pages."""

import http.client
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
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
from reports.periods import parse_period
from tests.conftest import SAMPLES

# Among them days before there was anybody, a day alone, and days that no calendar has a name for.
SCOPES = (
    "2026-T2",
    "2026-T1",
    "2025",
    "2025-H2",
    "2026-Q1",
    "2019-T1",
    "2026-03-03..2026-03-03",
    "2024-02-29..2026-06-30",
)
LAYOUTS = (Layout(Detail.GROUPED, frozenset()), Layout(Detail.GROUPED, BY_OFFICE_GROUPED))
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
    answers: Counter = field(default_factory=Counter)
    published: int = 0
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
        chance = random.Random(21)
        while len(self.editions) < self.builds and not self.ending.is_set():
            made = _try(lambda: request_edition(
                series=chance.choice(list(Series.objects.order_by("pk"))),
                period=parse_period(chance.choice(SCOPES)), by=self.krem, layout=chance.choice(LAYOUTS)))  # fmt: skip
            if made is not None:
                self.editions.append(made.pk)
            time.sleep(self.between)

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
                self.published += 1
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


def _people() -> User:
    with acting_as_system():
        Series.objects.update(needs_sign_off=False, needs_review=False)
        krem = User.objects.create_user("krem@chaos.invalid", name="Krem", role=Role.KREM_STAFF)
        User.objects.create_user("imdi@chaos.invalid", name="Imdi", role=Role.IMDI_READER)
        for slug in OFFICES:
            leader = User.objects.create_user(f"{slug}@chaos.invalid", name=slug, role=Role.NAV_LEADER)
            Seat.objects.create(user=leader, partner=Partner.objects.get(slug=slug), starts_on="2020-01-01")
        return krem
