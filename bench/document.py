"""How long the documents take: `python -m bench.document`.

Numbers come from a made-up report of five offices with all tables, yardsticks and curves; every round prints
another report, so that nothing is answered from a memory of the last one. Where WeasyPrint is to be had, it
prints the same content beside: it needs Pango, a library of the system, and is therefore no dependency.
"""

import importlib
import importlib.util
import subprocess
import sys
import time
from collections.abc import Callable
from html import escape
from pathlib import Path
from statistics import median

from bench import _portal  # noqa: F401 - sets the portal up before anything asks for it

# isort: split
from django.utils.translation import override

from reports.document import build_documents, report_json
from reports.document.beside import Beside
from reports.document.chapters import document_data
from reports.document.delimited import write_csv
from reports.document.pdf import typeset
from reports.document.workbook import write_workbook
from reports.protected import ProtectedReport
from tests.reports.document.examples import example

HERE = Path(__file__).resolve().parent.parent
ROUNDS = 9
WARM_LIMIT, FRESH_LIMIT, TIMES_FASTER = 0.6, 1.5, 5
FRESH = """
import time
start = time.perf_counter()
from bench.document import MAKERS, example
report = example(full_detail=True)
imported = time.perf_counter()
MAKERS[{name!r}](report)
print(imported - start, time.perf_counter() - start)
"""


def content_of(report: ProtectedReport) -> dict:
    with override("nb"):
        return document_data(report, checksum="0" * 64, issued_on=None, beside=Beside())


def pdf(report: ProtectedReport) -> bytes:
    """From finished numbers to a finished PDF."""
    return typeset(content_of(report), made_at=report.cutoff)


def xlsx(report: ProtectedReport) -> bytes:
    return write_workbook(report, checksum="0" * 64)


def weasyprint_pdf(report: ProtectedReport) -> bytes:
    """The same content by the way of HTML, also tagged and for the archive."""
    page = importlib.import_module("weasyprint").HTML(string=as_html(content_of(report)))
    return page.write_pdf(pdf_variant="pdf/ua-1")


def as_html(content: dict) -> str:
    """What the template prints, as plain HTML."""
    parts = [f"<h1>{escape(content['title'])}</h1><h2>{escape(content['findings']['title'])}</h2>"]
    parts += [f"<p>{escape(sentence)}</p>" for sentence in content["findings"]["sentences"]]
    for chapter in content["chapters"]:
        parts.append(f"<h2>{escape(chapter['title'])}</h2>")
        parts += [_block_as_html(block) for block in chapter["blocks"]]
    return f"<html lang='nb'><head><title>{escape(content['title'])}</title></head><body>{''.join(parts)}</body></html>"


def _block_as_html(block: dict) -> str:
    if block["kind"] == "table":
        head = "".join(f"<th>{escape(text)}</th>" for text in (block["heading"], *block["columns"]))
        rows = "".join(
            f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>"
            for row in (*block["rows"], block["total"])
        )
        return f"<table><caption>{escape(block['caption'])}</caption><tr>{head}</tr>{rows}</table>"
    if block["kind"] == "chart":
        return f"<figure>{block['svg']}<figcaption>{escape(block['caption'])}</figcaption></figure>"
    if block["kind"] == "facts":
        return "".join(f"<p>{escape(name)}: {escape(value)}</p>" for name, value in block["facts"])
    return f"<h3>{escape(block.get('title', ''))}</h3><p>{escape(block['text'])}</p>"


MAKERS: dict[str, Callable[[ProtectedReport], object]] = {
    "json": report_json,
    "csv": write_csv,
    "xlsx": xlsx,
    "pdf": pdf,
    "all": build_documents,
    "weasyprint": weasyprint_pdf,
}


def names() -> list[str]:
    has_weasyprint = importlib.util.find_spec("weasyprint") is not None
    return [name for name in MAKERS if name != "weasyprint" or has_weasyprint]


def warm() -> dict[str, float]:
    """The median time of each file and of all of them, in a process that has printed before."""
    reports = [example(full_detail=True, seed=seed) for seed in range(ROUNDS)]
    with override("nb"):
        for name in names():
            MAKERS[name](example(full_detail=True, seed=ROUNDS))
        return {name: median(_seconds(MAKERS[name], report) for report in reports) for name in names()}


def _seconds(make: Callable, report: object) -> float:
    start = time.perf_counter()
    make(report)
    return time.perf_counter() - start


def fresh(name: str) -> tuple[float, float]:
    """Seconds until everything is imported, and until the file is there, in a new process."""
    runs = []
    for _round in range(3):
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
    seconds_warm = warm()
    for name, seconds in seconds_warm.items():
        print(f"warm   {name:<10} {seconds:6.3f} s")
    for name in [name for name in names() if name in {"pdf", "all", "weasyprint"}]:
        imported, ready = fresh(name)
        print(f"fresh  {name:<10} {ready:6.3f} s, of which imports {imported:.3f} s")
        if name == "pdf":
            assert ready < FRESH_LIMIT, "a PDF in a new process takes too long"
    assert seconds_warm["pdf"] < WARM_LIMIT, "a PDF takes too long"
    if "weasyprint" in seconds_warm:
        times = seconds_warm["weasyprint"] / seconds_warm["pdf"]
        print(f"       {times:.1f} times as fast as WeasyPrint")
        assert times >= TIMES_FASTER
    else:
        print("       WeasyPrint is not installed: not compared")
