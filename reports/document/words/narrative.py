"""KREM's own words beside the numbers: plain text with simple lists, as data for page and document alike."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from reports.enums import NarrativeSection

BULLET = re.compile(r"\s*[-*•–]\s+(?P<item>\S.*)")
NUMBERED = re.compile(r"\s*(?P<number>\d{1,2})[.)]\s+(?P<item>\S.*)")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that run on."""

    text: str
    items: tuple[str, ...] = ()
    is_numbered: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list; `is_numbered` counts its items from 1."""

    items: tuple[str, ...]
    is_numbered: bool


Block = Paragraph | Items


@dataclass(frozen=True, slots=True)
class Passage:
    """What KREM says in one section."""

    section: NarrativeSection
    text: str

    @property
    def title(self) -> str:
        return str(self.section.label)

    @property
    def blocks(self) -> tuple[Block, ...]:
        return tuple(read_blocks(self.text))


@dataclass(frozen=True, slots=True)
class Narrative:
    """Everything KREM says in one report, section by section, as it stood when the report was built."""

    passages: tuple[Passage, ...] = ()

    def as_json(self) -> list[dict[str, str]]:
        return [{"section": passage.section.value, "text": passage.text} for passage in self.passages]


def narrative_of(texts: Mapping[str, str]) -> Narrative:
    """Texts by section, in the order of the report; a section without words is left out."""
    return Narrative(
        tuple(
            Passage(section, texts[section].strip())
            for section in NarrativeSection
            if texts.get(section, "").strip()
        )
    )


def read_narrative(data: Iterable[Mapping[str, Any]]) -> Narrative:
    """What `as_json` wrote."""
    return narrative_of({entry["section"]: entry["text"] for entry in data})


def read_blocks(text: str) -> Iterator[Block]:
    """Paragraphs and lists. A blank line ends either.

    Lines that begin with a dash or a star are a list, and so are two lines or more that count from 1:
    one line alone may be a date (“1. mai”). Every other line goes on where the one before ended.
    """
    for chunk in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        lines = [line for line in chunk.split("\n") if line.strip()]
        while lines:
            block, taken = _first_block(lines)
            yield block
            lines = lines[taken:]


def _first_block(lines: list[str]) -> tuple[Block, int]:
    if taken := _bullets(lines):
        return Items(tuple(BULLET.fullmatch(line)["item"].strip() for line in lines[:taken]), False), taken
    if (taken := _numbered(lines)) > 1:
        return Items(tuple(NUMBERED.fullmatch(line)["item"].strip() for line in lines[:taken]), True), taken
    taken = 1
    while taken < len(lines) and not _bullets(lines[taken:]) and _numbered(lines[taken:]) < 2:
        taken += 1
    return Paragraph(" ".join(line.strip() for line in lines[:taken])), taken


def _bullets(lines: list[str]) -> int:
    """How many lines from the first on are items with a dash."""
    return next((at for at, line in enumerate(lines) if not BULLET.fullmatch(line)), len(lines))


def _numbered(lines: list[str]) -> int:
    """How many lines from the first on count 1, 2, 3 and so on."""
    for at, line in enumerate(lines):
        found = NUMBERED.fullmatch(line)
        if not found or int(found["number"]) != at + 1:
            return at
    return len(lines)
