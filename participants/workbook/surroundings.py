"""Looks for national identity numbers where no cell is: comments, links, text boxes, names, caches and properties.

A number there would be kept with the workbook and shown to whoever opens it, although no row holds it.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from html import unescape
from posixpath import splitext

from django.utils.translation import gettext_lazy as _

from participants.workbook.findings import digits_of
from participants.workbook.guard import (
    CONTENT_TYPES,
    DAMAGED,
    TAGS_OF_ONE_BESIDE,
    Budget,
    Package,
    Refused,
)
from participants.workbook.stored import LONGEST_NUMBER, NUMBER, unescaped
from participants.workbook.streams import TextCollector, feed, written_in

BESIDE_THE_CELLS = _(
    "There is a national identity number in a comment, a link, a text box, a name, a number format or the properties "
    "of the file. Remove it: the portal never holds one."
)

UNSEEN_TEXT = _(
    "There is a national identity number in the file that no cell shows, such as one that has been deleted. Copy the "
    "sheets into an empty template."
)

# Pieces of one text, and what parts its lines.
PIECES = frozenset({"t", "r", "fld", "font", "span", "b", "i", "u"})
LINES = frozenset({"br", "p", "div"})
# What says how a piece looks; nothing is written in it.
LOOKS = frozenset({"rPr", "pPr", "endParaRPr"})
DRAWING = ".vml"
# The attributes of old drawings that hold words; the others say where and how large.
WRITTEN_IN_DRAWINGS = frozenset({"alt", "title", "href", "string"})
LONGEST_TEXT = 64 * 1024
MARKUP = re.compile(r"<[/!?]?([A-Za-z:]*)[^>]*>")


class LooseTexts(TextCollector):
    """Catches each text of a part, whatever its elements are called, and asks about it at once."""

    def __init__(self, budget: Budget, *, is_drawing: bool = False) -> None:
        super().__init__()
        self.holds_national_id = False
        self._budget = budget
        self._is_drawing = is_drawing
        self._length = 0
        self._in_looks = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._budget.spend(TAGS_OF_ONE_BESIDE)
        local = name.rpartition(" ")[2]
        if local in LOOKS:
            self._in_looks += 1
        elif local != "sheet":
            # Names of sheets are asked about where they are read.
            if self._is_drawing:
                attributes = {key: text for key, text in attributes.items() if key in WRITTEN_IN_DRAWINGS}
            for text in written_in(attributes):
                self._ask(text)

    def end(self, name: str) -> None:
        local = name.rpartition(" ")[2]
        if local in LOOKS:
            self._in_looks -= 1
        elif local in LINES:
            self.characters("\n")
        elif local not in PIECES and not self._in_looks:
            self.end_text()

    def end_text(self) -> None:
        self._ask(unescaped("".join(self.pieces)))
        self.pieces = []
        self._length = 0

    def characters(self, text: str) -> None:
        self._length += len(text)
        if self._length <= LONGEST_TEXT:
            self.pieces.append(text)

    def _ask(self, text: str) -> None:
        if NUMBER.fullmatch(text.strip()) and len(text) <= LONGEST_NUMBER:
            # A number that a chart or a table keeps, not one that somebody wrote.
            text = digits_of(Decimal(text.strip())) or text.partition(".")[0]
        if self._budget.holds_national_id(text):
            self.holds_national_id = True


def refuse_national_ids_beside(package: Package, cells: set[str]) -> None:
    """Raises Refused where a part other than those that hold `cells` has an identity number in it."""
    for part in _parts(package, cells):
        is_drawing = part.lower().endswith(DRAWING)
        collector = LooseTexts(package.budget, is_drawing=is_drawing)
        try:
            for _size in feed(package, part, collector):
                if collector.holds_national_id:
                    raise Refused(BESIDE_THE_CELLS)
            collector.end_text()
        except Refused as refusal:
            # Old drawings hold HTML, of which not every program makes whole XML.
            if not is_drawing or refusal.message != DAMAGED:
                raise
            _refuse_in_markup(package, part)
        if collector.holds_national_id:
            raise Refused(BESIDE_THE_CELLS)


def _refuse_in_markup(package: Package, part: str) -> None:
    """The same for a part that is no XML, from what stands between its tags."""
    text = unescape(MARKUP.sub(_parting, package.archive.read(part).decode("utf-8", "replace")))
    if package.budget.holds_national_id(text):
        raise Refused(BESIDE_THE_CELLS)


def _parting(tag: re.Match[str]) -> str:
    return "" if tag[1].lower().rpartition(":")[2] in PIECES else "\n"


def _parts(package: Package, cells: set[str]) -> Iterator[str]:
    read = {*cells, package.strings, CONTENT_TYPES}
    for name in package.archive.namelist():
        ending = splitext(name)[1].lower()
        if name not in read and ending in (".xml", ".rels", DRAWING) and "/theme/" not in name:
            yield name
