"""How long the documents take: `python -m bench.document`.

Numbers come from a made-up report of five offices with all chapters; every round prints another report, so that
nothing is answered from a memory of the last one. WeasyPrint prints the same content beside, by the way of HTML,
where the machine has Pango, the library that it sets text with.
"""

import importlib
import logging
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path

import django
from django.conf import settings
from django.utils.translation import override

from bench._as_html import as_html, blocks_in
from reports.document import build_documents, report_json
from reports.document.beside import Beside
from reports.document.delimited import write_csv
from reports.document.document import document_data
from reports.document.pdf import typeset
from reports.document.workbook import write_workbook
from reports.protected.report import ProtectedReport
from tests.reports.document.examples import example

HERE = Path(__file__).resolve().parent.parent
ROUNDS, FRESH_ROUNDS = 9, 5
WARM_LIMIT, FRESH_LIMIT, TIMES_FASTER = 0.6, 1.5, 5
FRESH = """
import time
start = time.perf_counter()
from bench.document import MAKERS, configure, example
configure()
report = example(full_detail=True)
imported = time.perf_counter()
MAKERS[{name!r}](report)
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


def content_of(report: ProtectedReport) -> dict:
    with override("nb"):
        return document_data(report, checksum="0" * 64, issued_on=None, beside=Beside())


def pdf(report: ProtectedReport) -> bytes:
    """From finished numbers to a finished PDF."""
    return typeset(content_of(report), made_at=report.cutoff)


def xlsx(report: ProtectedReport) -> bytes:
    return write_workbook(report, checksum="0" * 64)


def weasyprint_pdf(report: ProtectedReport) -> bytes:
    """The same content by the way of HTML, tagged as PDF/UA-1 too; one file cannot be PDF/A-2a as well there."""
    html = as_html(content_of(report), settings.REPORT_FONTS)
    return importlib.import_module("weasyprint").HTML(string=html).write_pdf(pdf_variant="pdf/ua-1")


MAKERS: dict[str, Callable[[ProtectedReport], object]] = {
    "json": report_json,
    "csv": write_csv,
    "xlsx": xlsx,
    "pdf": pdf,
    "all": build_documents,
    "weasyprint": weasyprint_pdf,
}


def why_not_weasyprint() -> str:
    """What is missing for it and how to get that; empty where it can print."""
    try:
        importlib.import_module("weasyprint")
    except ModuleNotFoundError:
        return "WeasyPrint is not installed: run “make setup”."
    except OSError:
        return "WeasyPrint needs Pango: install Debian's libpangoft2-1.0-0 and libharfbuzz-subset0."
    return ""


def names() -> list[str]:
    return [name for name in MAKERS if name != "weasyprint" or not why_not_weasyprint()]


def require_same_content() -> None:
    """Every text that the template prints is in the HTML too, and every picture."""
    content = content_of(example(full_detail=True))
    html = as_html(content, settings.REPORT_FONTS)
    left_out = [text for text in _texts(content) if escape(text) not in html]
    # The numbers of the pages stand between these words.
    assert left_out == [content["words"]["page"]], left_out
    charts = [block for block in blocks_in(content["chapters"]) if block["kind"] == "chart"]
    assert html.count("<img") == len(charts)


def _texts(content: object) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for name, part in content.items():
            if name not in {"kind", "svg", "colours", "region"}:
                yield from _texts(part)
    elif isinstance(content, list):
        for part in content:
            yield from _texts(part)


def warm() -> dict[str, float]:
    """The time of each file and of all of them, in a process that has printed before.

    Of all rounds the quickest, here and in new processes: what else the machine does can only add to it.
    """
    reports = [example(full_detail=True, seed=seed) for seed in range(ROUNDS)]
    with override("nb"):
        for name in names():
            MAKERS[name](example(full_detail=True, seed=ROUNDS))
        return {name: min(_seconds(MAKERS[name], report) for report in reports) for name in names()}


def _seconds(make: Callable, report: object) -> float:
    start = time.perf_counter()
    make(report)
    return time.perf_counter() - start


def fresh(name: str) -> tuple[float, float]:
    """Seconds until everything is imported, and until the file is there, in a new process."""
    runs = []
    for _round in range(FRESH_ROUNDS):
        ended = subprocess.run(  # noqa: S603 - this very Python
            [sys.executable, "-c", FRESH.format(name=name)],
            cwd=HERE,
            capture_output=True,
            text=True,
            check=True,
        )
        runs.append(tuple(float(seconds) for seconds in ended.stdout.split()))
    return min(runs, key=lambda run: run[1])


if __name__ == "__main__":
    configure()
    # WeasyPrint tells of each page.
    logging.disable(logging.WARNING)
    require_same_content()
    seconds_warm = warm()
    for name, seconds in seconds_warm.items():
        print(f"warm   {name:<10} {seconds:6.3f} s")
    seconds_fresh = {}
    for name in [name for name in names() if name in {"pdf", "all", "weasyprint"}]:
        imported, seconds_fresh[name] = fresh(name)
        print(f"fresh  {name:<10} {seconds_fresh[name]:6.3f} s, of which imports {imported:.3f} s")
    if missing := why_not_weasyprint():
        print(f"       Not compared with WeasyPrint. {missing}")
    else:
        times = seconds_warm["weasyprint"] / seconds_warm["pdf"]
        print(f"       {times:.1f} times as fast as WeasyPrint")
        assert times >= TIMES_FASTER
    assert seconds_warm["pdf"] < WARM_LIMIT, "a PDF takes too long"
    assert seconds_fresh["pdf"] < FRESH_LIMIT, "a PDF in a new process takes too long"
