"""Looks for national identity numbers where no cell is: comments, links, text boxes, names, caches and properties.

A number there would be kept with the workbook and shown to whoever opens it, although no row holds it.
"""

from collections.abc import Iterator
from posixpath import splitext

from django.utils.translation import gettext_lazy as _

from clusters.national_id import holds_national_id
from participants.workbook.findings import digits_of
from participants.workbook.guard import CONTENT_TYPES, Package, Refused
from participants.workbook.stored import unescaped
from participants.workbook.streams import TextCollector, feed

BESIDE_THE_CELLS = _(
    "There is a national identity number in a comment, a link, a text box, a name or the properties of the file. "
    "Remove it: the portal never holds one."
)

# What people write, and not what programs number things by.
WRITTEN = frozenset(
    [
        "v",
        "name",
        "caption",
        "display",
        "tooltip",
        "location",
        "Target",
        "prompt",
        "promptTitle",
        "error",
        "errorTitle",
        "descr",
        "title",
        "text",
    ]
)
# Pieces of one text that differ in how they look, and what says how.
RUNS = frozenset(
    [
        "t",
        "r",
        "rPr",
        "sz",
        "color",
        "rFont",
        "family",
        "charset",
        "scheme",
        "b",
        "i",
        "u",
        "strike",
        "vertAlign",
        "latin",
        "ea",
        "cs",
        "solidFill",
        "srgbClr",
        "schemeClr",
    ]
)
LONGEST_TEXT = 64 * 1024


class LooseTexts(TextCollector):
    """Catches each text of a part, whatever its elements are called, and asks about it at once."""

    def __init__(self) -> None:
        super().__init__()
        self.holds_national_id = False
        self._length = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(" ")[2] == "sheet":
            # Names of sheets are asked about where they are read.
            return
        for attribute, text in attributes.items():
            if attribute.rpartition(" ")[2] in WRITTEN:
                self._ask(text)

    def end(self, name: str) -> None:
        if name.rpartition(" ")[2] not in RUNS:
            self._ask("".join(self.pieces))
            self.pieces = []
            self._length = 0

    def characters(self, text: str) -> None:
        self._length += len(text)
        if self._length <= LONGEST_TEXT:
            self.pieces.append(text)

    def _ask(self, text: str) -> None:
        text = unescaped(text)
        number = digits_of(int(text)) if text.isascii() and text.isdecimal() and len(text) < 12 else ""
        if holds_national_id(text) or holds_national_id(number):
            self.holds_national_id = True


def refuse_national_ids_beside(package: Package, cells: set[str]) -> None:
    """Raises Refused where a part other than those that hold `cells` has an identity number in it."""
    for part in _parts(package, cells):
        collector = LooseTexts()
        for _size in feed(package, part, collector):
            if collector.holds_national_id:
                raise Refused(BESIDE_THE_CELLS)
        if collector.holds_national_id:
            raise Refused(BESIDE_THE_CELLS)


def _parts(package: Package, cells: set[str]) -> Iterator[str]:
    read = {*cells, package.strings, package.styles, CONTENT_TYPES}
    for name in package.archive.namelist():
        if name not in read and splitext(name)[1].lower() in (".xml", ".rels") and "/theme/" not in name:
            yield name
