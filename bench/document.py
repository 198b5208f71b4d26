"""How long the documents take: `python -m bench.document`.

Numbers come from a made-up report of five offices with all tables; every round prints another
report, so that nothing is answered from a memory of the last one.
"""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import django
from django.conf import settings
from django.utils.translation import override

from reports.document import build_documents, report_json
from reports.document.chapters import document_data
from reports.document.delimited import write_csv
from reports.document.pdf import typeset
from reports.document.workbook import write_workbook
from reports.protected import ProtectedReport
from tests.reports.document.examples import example

HERE = Path(__file__).resolve().parent.parent
ROUNDS = 9
FRESH = """
import time
start = time.perf_counter()
from bench.document import build_documents, configure, example
configure()
imported = time.perf_counter()
report = example(full_detail=True)
build_documents(report)
print(imported - start, time.perf_counter() - start)
"""


def configure() -> None:
    """Only what the document needs: no database, no queue."""
    settings.configure(
        BASE_DIR=HERE,
        REPORT_FONTS=HERE / ".build" / "fonts",
        LANGUAGE_CODE="nb",
        LOCALE_PATHS=[HERE / "locale"],
        USE_TZ=True,
        TIME_ZONE="Europe/Oslo",
    )
    django.setup()


def warm() -> dict[str, float]:
    """The median time of each file and of all of them, in a process that has printed before."""

    def pdf(report: ProtectedReport) -> bytes:
        return typeset(document_data(report, checksum="0" * 64, issued_on=None), made_at=report.cutoff)

    def xlsx(report: ProtectedReport) -> bytes:
        return write_workbook(report, checksum="0" * 64)

    reports = [example(full_detail=True, seed=seed) for seed in range(ROUNDS)]
    makers: dict[str, Callable[[ProtectedReport], object]] = {
        "json": report_json,
        "csv": write_csv,
        "xlsx": xlsx,
        "pdf": pdf,
        "all four": build_documents,
    }
    build_documents(example(full_detail=True, seed=ROUNDS))
    with override("nb"):
        return {name: median(_seconds(make, report) for report in reports) for name, make in makers.items()}


def _seconds(make: Callable, report: object) -> float:
    start = time.perf_counter()
    make(report)
    return time.perf_counter() - start


def fresh() -> tuple[float, float]:
    """Seconds until everything is imported, and until the files are there, in a new process."""
    runs = []
    for _round in range(3):
        ended = subprocess.run(  # noqa: S603 - this very Python
            [sys.executable, "-c", FRESH], cwd=HERE, capture_output=True, text=True, check=True
        )
        runs.append(tuple(float(seconds) for seconds in ended.stdout.split()))
    return min(runs, key=lambda run: run[1])


if __name__ == "__main__":
    configure()
    for name, seconds in warm().items():
        print(f"warm   {name:<10} {seconds:6.3f} s")
    imported, ready = fresh()
    print(f"fresh  imports    {imported:6.3f} s")
    print(f"fresh  all four   {ready:6.3f} s")
