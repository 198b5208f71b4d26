"""The PDF: Typst sets the page, then each row of a table gets its header.

One file that is both PDF/A-2a, for the archive, and PDF/UA-1, for readers who listen. The template
reads nothing but the data it is handed: no file, no network, no fonts but the report's own.
"""

import io
import json
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import pikepdf
import typst
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from PIL import Image

STANDARDS: Final = ["a-2a", "ua-1"]
# A page of A4 is 380 pixels wide then: sharp at half that width on any screen.
PICTURE_PPI: Final = 46.0
PICTURE_COLOURS: Final = 64
TEMPLATE: Final = Path("reports") / "report.typ"


def typeset(data: dict[str, Any], *, made_at: datetime) -> bytes:
    """Print the data. The same data and moment give the same bytes."""
    pdf = _compiler(data).compile(format="pdf", pdf_standards=STANDARDS, timestamp=int(made_at.timestamp()))
    return _with_row_headers(pdf)


def first_page(data: dict[str, Any]) -> bytes:
    """The first page as a PNG, from the same template: what lies on a shelf is known by its cover."""
    cover_only = data | {
        "findings": data["findings"] | {"alerts": [], "key_figures": [], "sentences": [], "notes": []},
        "chapters": [],
    }
    pages = _compiler(cover_only).compile(format="png", ppi=PICTURE_PPI)
    return _with_few_colours(pages[0])


def _with_few_colours(picture: bytes) -> bytes:
    """A cover is flat: with a palette it looks the same at a third of the weight."""
    light = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as image:
        image.convert("RGB").quantize(PICTURE_COLOURS).save(light, "PNG", optimize=True)
    return light.getvalue()


def _compiler(data: dict[str, Any]) -> typst.Compiler:
    template = settings.BASE_DIR / "templates" / TEMPLATE
    return typst.Compiler(
        input=template,
        root=template.parent,
        font_paths=_fonts(settings.REPORT_FONTS),
        ignore_system_fonts=True,
        sys_inputs={"report": json.dumps(data, ensure_ascii=False)},
    )


@cache
def _fonts(folder: Path) -> typst.Fonts:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
    if "Inter" not in fonts.families():
        raise ImproperlyConfigured(f"The report's fonts are not in {folder}: run “make setup”.")
    return fonts


def _with_row_headers(data: bytes) -> bytes:
    """Make the first cell of each row of a table the header of that row.

    Typst can say so only behind a switch that its Python binding does not have. It lists for each
    cell the header of its column; such a list would win over the scope of a row, so it goes, and
    the scopes of rows and columns speak for themselves.
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for row in _elements(pdf.Root.StructTreeRoot, "/TR"):
            for at, cell in enumerate(row.K):
                if cell.S == "/TD":
                    _strip_header_list(cell)
                    if at == 0:
                        _make_row_header(cell)
        _end_streams_clearly(pdf)
        saved = io.BytesIO()
        pdf.save(
            saved,
            deterministic_id=True,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return saved.getvalue()


def _end_streams_clearly(pdf: pikepdf.Pdf) -> None:
    """Rewrite the streams whose last byte is a carriage return.

    It would run together with the line feed before `endstream`, and a validator that looks for the
    end of the line finds a stream one byte too short. One compressed stream in 256 ends like that.
    """
    for stream in pdf.objects:
        if isinstance(stream, pikepdf.Stream) and stream.read_raw_bytes().endswith(b"\r"):
            hexadecimal = stream.read_raw_bytes().hex().encode() + b">"
            stream.write(hexadecimal, filter=[pikepdf.Name.ASCIIHexDecode, stream.Filter])


def _elements(parent: pikepdf.Object, kind: str) -> Iterator[pikepdf.Object]:
    children = parent.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if not isinstance(child, pikepdf.Dictionary) or "/S" not in child:
            continue
        if kind == child.S:
            yield child
        else:
            yield from _elements(child, kind)


def _strip_header_list(cell: pikepdf.Object) -> None:
    for attributes in cell.get("/A", []):
        if attributes.O == "/Table" and "/Headers" in attributes:
            del attributes["/Headers"]


def _make_row_header(cell: pikepdf.Object) -> None:
    cell.S = pikepdf.Name.TH
    for attributes in cell.get("/A", []):
        if attributes.O == "/Table":
            attributes.Scope = pikepdf.Name.Row
