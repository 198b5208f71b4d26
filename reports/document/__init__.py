"""The document: protected numbers in, the four files that readers download out."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import override

from reports.document.beside import Beside
from reports.document.delimited import write_csv
from reports.document.document import document_data
from reports.document.pdf import first_page, typeset
from reports.document.workbook import write_workbook
from reports.protected.report import ProtectedReport

# Called before each file is made: its name, how many are done, out of how many.
Progress = Callable[[str, int, int], None]

FILES = ("json", "csv", "xlsx", "pdf")


@dataclass(frozen=True, slots=True)
class Documents:
    """The same numbers in four forms, and a picture of the first page."""

    pdf: bytes
    picture: bytes
    json: bytes
    csv: bytes
    xlsx: bytes


def build_documents(
    report: ProtectedReport,
    *,
    language: str = "nb",
    beside: Beside | None = None,
    issued_on: date | None = None,
    progress: Progress | None = None,
) -> Documents:
    """Make every file of an edition. The same report, language and day give the same bytes."""
    tell = progress or _keep_quiet
    with override(language):
        tell("json", 0, len(FILES))
        data = report_json(report)
        checksum = hashlib.sha256(data).hexdigest()
        tell("csv", 1, len(FILES))
        csv = write_csv(report)
        tell("xlsx", 2, len(FILES))
        xlsx = write_workbook(report, checksum=checksum)
        tell("pdf", 3, len(FILES))
        pdf, picture = print_document(report, checksum=checksum, issued_on=issued_on, beside=beside)
    return Documents(pdf=pdf, picture=picture, json=data, csv=csv, xlsx=xlsx)


def print_document(
    report: ProtectedReport, *, checksum: str, issued_on: date | None, beside: Beside | None
) -> tuple[bytes, bytes]:
    """The PDF in the language in force, and the picture of its first page."""
    content = document_data(report, checksum=checksum, issued_on=issued_on, beside=beside)
    return typeset(content, made_at=report.cutoff), first_page(content)


def report_json(report: ProtectedReport) -> bytes:
    """report.json as it is published, byte for byte."""
    return (json.dumps(report.as_json(), ensure_ascii=False, indent=1) + "\n").encode()


def _keep_quiet(file: str, done: int, out_of: int) -> None:
    """Nobody is watching."""
