"""`manage.py build_report`: an edition from the command line, by the same code as the worker's."""

import json
import time
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.scope import acting_as_system
from audit.actions import Refused
from background.run import work_on
from reports.actions.editions import publish_edition, request_edition
from reports.disclosure.internal import internal_report
from reports.editions.building import build_edition, offices_of
from reports.editions.letters import tell_given_up
from reports.enums import DOCUMENTS, Detail, EditionState
from reports.figures.figures import count_figures
from reports.figures.tables import Layout
from reports.models import Edition, Series
from reports.periods import PeriodError, parse_period


class Command(BaseCommand):
    help = "Build a report and write report.pdf, report.json, report.csv and report.xlsx."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--cluster", required=True, help="the cluster's short name, for example pa-tvers")
        parser.add_argument(
            "--period", required=True, help="2026, 2026-H1, 2026-T2, 2026-Q4 or 2026-01-01..2026-03-31"
        )
        parser.add_argument("--cutoff", help="count what was recorded at or before this moment (ISO 8601)")
        parser.add_argument("--detail", choices=Detail.values, default=Detail.GROUPED.value)
        parser.add_argument("--publish", action="store_true", help="publish it; without, it stays a draft")
        parser.add_argument("--internal", action="store_true", help="also write the unprotected numbers")
        parser.add_argument("--out", type=Path, required=True, help="the folder to write to")

    def handle(self, *, cluster: str, period: str, detail: str, out: Path, **options: object) -> None:
        try:
            edition = self.request(cluster, period, detail, self.moment(options["cutoff"]))
            if not work_on(Edition, edition.pk, build_edition, acting_as_system, tell=tell_given_up):
                self.wait_for_the_worker(edition)
            with acting_as_system():
                edition.refresh_from_db()
                if edition.state != EditionState.DRAFT:
                    raise CommandError(
                        edition.failure_in_words or _("The report was not built. See the log.")
                    )
                if options["publish"]:
                    publish_edition(edition=edition, by=None)
                self.write(edition, out, internal=bool(options["internal"]))
        except (Refused, PeriodError) as refusal:
            raise CommandError(str(refusal)) from refusal

    def wait_for_the_worker(self, edition: Edition) -> None:
        """A worker was quicker: the row is its work now."""
        while True:
            with acting_as_system():
                edition.refresh_from_db()
            if not edition.is_under_way:
                return
            time.sleep(0.2)

    def request(self, cluster: str, period: str, detail: str, cutoff: datetime | None) -> Edition:
        with acting_as_system():
            return request_edition(
                series=self.series(cluster),
                period=parse_period(period),
                layout=Layout(detail),
                by=None,
                cutoff=cutoff,
            )

    def series(self, cluster: str) -> Series:
        series = Series.objects.main_of(cluster)
        if series is None:
            known = Series.objects.order_by("cluster__slug").values_list("cluster__slug", flat=True)
            raise CommandError(
                _("There is no cluster “%(slug)s” with a report series. Known: %(known)s.")
                % {"slug": cluster, "known": ", ".join(known) or _("none; run seed_clusters first")}
            )
        return series

    def moment(self, text: object) -> datetime | None:
        if text is None:
            return None
        try:
            moment = datetime.fromisoformat(str(text))
        except ValueError:
            raise CommandError(
                _("“%(text)s” is not a moment. Write for example 2026-09-15T12:00:00+02:00.") % {"text": text}
            ) from None
        return moment if timezone.is_aware(moment) else timezone.make_aware(moment)

    def write(self, edition: Edition, out: Path, *, internal: bool) -> None:
        try:
            out.mkdir(parents=True, exist_ok=True)
            for file in edition.files.filter(kind__in=DOCUMENTS).order_by("kind"):
                (out / f"report.{file.kind}").write_bytes(bytes(file.content))
                self.stdout.write(f"{out / f'report.{file.kind}'}  sha256 {file.sha256}")
            if internal:
                since = edition.series.cluster.starts_on
                figures = count_figures(offices_of(edition), edition.period, since, edition.cutoff)
                data = internal_report(edition.report, figures)
                (out / "internal.json").write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n")
                self.stdout.write(f"{out / 'internal.json'}  (unprotected: for control only)")
        except OSError as error:
            raise CommandError(
                _("Cannot write to %(folder)s: %(reason)s") % {"folder": out, "reason": error.strerror}
            ) from error
