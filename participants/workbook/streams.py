"""Reads the parts of a workbook as streams: bounded in markup and in memory, and told by names that are always the usual."""

import re
from collections.abc import Callable, Iterator
from xml.parsers import expat

from clusters.national_id import LENGTH
from participants.workbook.guard import (
    ARCHIVE_ERRORS,
    BOMB,
    DAMAGED,
    DOCTYPE,
    MAIN,
    STRICT_MAIN,
    Budget,
    Package,
    Refused,
)
from participants.workbook.stored import unescaped

# Marks that a program puts on things, and what names cells: nobody writes there.
IDENTIFIER = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
SHORTEST = LENGTH - 1
NOT_WRITTEN = frozenset({"sqref", "ref", "r", "spans", "refreshedDate"})

VALUE, STRING, TEXT, PHONETIC = (f"{MAIN} {name}" for name in ("v", "si", "t", "rPh"))

CHUNK = 256 * 1024
# Excel holds 32,767 characters in a cell; markup between two cells is far shorter.
LONGEST_TEXT = 64 * 1024
LONGEST_MARKUP = 1024 * 1024

# What a broken part makes expat and openpyxl's conversions raise.
READING_ERRORS = (*ARCHIVE_ERRORS, expat.ExpatError, ArithmeticError, AttributeError, LookupError, TypeError)


def written_in(attributes: dict[str, str]) -> Iterator[str]:
    """What people may have written in the attributes of an element, as it is shown."""
    for attribute, text in attributes.items():
        if len(text) >= SHORTEST and attribute.rpartition(" ")[2] not in NOT_WRITTEN:
            yield unescaped(IDENTIFIER.sub("", text))


class TextCollector:
    """Catches the text inside one kind of element. Readings of Asian characters are not part of a text."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._catches = False
        self._in_phonetic = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in (TEXT, VALUE):
            self._catches = not self._in_phonetic
        elif name == PHONETIC:
            self._in_phonetic = True

    def end(self, name: str) -> None:
        if name in (TEXT, VALUE):
            self._catches = False
        elif name == PHONETIC:
            self._in_phonetic = False

    def characters(self, text: str) -> None:
        if self._catches:
            self.pieces.append(text)

    def held(self) -> int:
        """How many characters wait for their element to end."""
        return sum(map(len, self.pieces))


class StringCollector(TextCollector):
    """Catches the table of texts that cells refer to by number, and asks about each, for no cell may show it."""

    def __init__(self, budget: Budget) -> None:
        super().__init__()
        self.ready: list[str] = []
        self.holds_national_id = False
        self._budget = budget
        self._readings: list[str] = []

    def end(self, name: str) -> None:
        super().end(name)
        if name == STRING:
            text = unescaped("".join(self.pieces))
            self.ready.append(text)
            for each in (text, "".join(self._readings)):
                if len(each) >= LENGTH and self._budget.holds_national_id(each):
                    self.holds_national_id = True
            self.pieces = []
            self._readings = []

    def characters(self, text: str) -> None:
        super().characters(text)
        if self._in_phonetic:
            self._readings.append(text)

    def held(self) -> int:
        return super().held() + sum(map(len, self._readings))


def feed(package: Package, part: str, collector: TextCollector) -> Iterator[int]:
    """Feeds a part to a collector, and says after each chunk how many bytes it had."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = _handlers(package, collector)
    parser.CharacterDataHandler = collector.characters
    parser.StartDoctypeDeclHandler = _refuse_doctype
    fed = 0
    try:
        with package.archive.open(part) as stream:
            while chunk := stream.read(CHUNK):
                package.budget.spend(chunk.count(b"<"))
                parser.Parse(chunk)
                fed += len(chunk)
                if fed - parser.CurrentByteIndex > LONGEST_MARKUP:
                    raise Refused(BOMB)
                if collector.held() > LONGEST_TEXT:
                    raise Refused(BOMB)
                yield len(chunk)
        parser.Parse(b"", True)
    except READING_ERRORS as error:
        raise Refused(DAMAGED) from error


def _handlers(package: Package, collector: TextCollector) -> tuple[Callable, Callable]:
    """A strict workbook says the same with other names: they are told to the collector as the usual ones."""
    if not package.is_strict:
        return collector.start, collector.end

    def start(name: str, attributes: dict[str, str]) -> None:
        collector.start(name.replace(STRICT_MAIN, MAIN, 1), attributes)

    def end(name: str) -> None:
        collector.end(name.replace(STRICT_MAIN, MAIN, 1))

    return start, end


def _refuse_doctype(*_args: object) -> None:
    raise Refused(DOCTYPE)
