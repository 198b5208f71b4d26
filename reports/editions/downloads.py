"""An edition's files as they leave the portal: what they are called and what kind of bytes they are."""

from participants.workbook.writing import CONTENT_TYPE as WORKBOOK_TYPE
from reports.enums import FileKind
from reports.models import Edition

CONTENT_TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.JSON: "application/json",
    FileKind.CSV: "text/csv; charset=utf-8",
    FileKind.XLSX: WORKBOOK_TYPE,
}


def file_name(edition: Edition, kind: str) -> str:
    """`resultatrapport-pa-tvers-2026-T2-utgave-1.pdf`: Norwegian like the report, plain letters for any disk."""
    return f"{file_stem(edition, is_out=edition.is_out)}.{kind}"


def file_stem(edition: Edition, *, is_out: bool) -> str:
    """The same without its ending, for a draft also as it will be called when it is out."""
    period = edition.period_label.replace("..", "_")
    which = f"utgave-{edition.number}" if is_out else "utkast"
    return f"resultatrapport-{edition.series.cluster.slug}-{period}-{which}"
