"""Looks at the raw bytes of an upload before anything reads them as a workbook.

An .xlsx file is a ZIP archive of XML. Both can be built to exhaust whoever opens them, and both can carry
more than numbers and words; what passes here is bounded in size and holds no macro, link or entity.
"""

import re
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO
from struct import error as StructError
from xml.etree.ElementTree import Element
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError

from defusedxml.common import DTDForbidden
from defusedxml.ElementTree import ParseError, fromstring
from django.utils.translation import gettext_lazy as _

from clusters.national_id import holds_national_id, may_hold_national_id
from participants.workbook.findings import Message

MIB = 1024 * 1024
MOST_BYTES = 30 * MIB
MOST_MEMBERS = 500
# 100,000 participants with 350,000 moves and follow-ups unpack to about 120 MiB, at a ratio of 10 to 15.
MOST_UNPACKED = 320 * MIB
MOST_UNPACKED_RATIO = 100
# Small members compress very well without being a threat.
RATIO_COUNTS_FROM = 1 * MIB
# Parts that are read whole. Shared texts stay in memory for as long as the sheets are read.
LARGEST_PART = 2 * MIB
LARGEST_STRINGS = 32 * MIB
# All lists of relations together; a sheet with 65,000 addresses to click on has 8 MiB of them at the most.
LARGEST_RELATIONS = 8 * MIB
# Each tag costs time whoever reads it: three full sheets of 200,000 rows have some 24 million.
MOST_TAGS = 30_000_000
# What stands beside the cells is looked at attribute by attribute, which takes more time than a cell.
TAGS_OF_ONE_BESIDE = 8
# A text may be named by a million cells: it is counted as often as it is read.
MOST_CHARACTERS = 128 * 1024 * 1024
# Texts with digits enough for an identity number are looked through from each digit on.
MOST_SEARCHED = 16 * 1024 * 1024
# Where the root element of an XML part has to begin.
LONGEST_PROLOG = 64 * 1024

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# What a broken archive makes the standard library raise.
ARCHIVE_ERRORS = (
    BadZipFile, ZlibError, EOFError, KeyError, NotImplementedError, OSError, RuntimeError, StructError, ValueError
)  # fmt: skip

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
# What the strict kind of the standard (ISO/IEC 29500) calls the same.
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
STRICT_NAMES = re.compile(re.escape("{http://purl.oclc.org/ooxml/"))

CONTENT_TYPES = "[Content_Types].xml"
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
STRINGS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"

EMPTY = _("The file is empty. Choose an Excel workbook (.xlsx).")
TOO_LARGE = _("The file is larger than 30 MiB. Send only the three sheets of the template.")
ENCRYPTED = _("The file is protected by a password. Remove the password in Excel and save it again.")
OLD_FORMAT = _("The file is in an old Office format. Save it as an Excel workbook (.xlsx).")
NOT_A_WORKBOOK = _("The file is not an Excel workbook. Save it as an Excel workbook (.xlsx).")
DAMAGED = _("The file is damaged and cannot be read. Open it in Excel and save it again.")
BOMB = _("The file unpacks to far more than a workbook holds. Copy the sheets into an empty template.")
BINARY = _(
    "The file is a binary workbook (.xlsb), which the portal does not read. Save it as an Excel workbook (.xlsx)."
)
MACROS = _("The file holds macros. Save it as an Excel workbook without macros (.xlsx).")
LINKS = _("The file fetches data from other files. Break the links in Excel and save it again.")
DOCTYPE = _("The file holds definitions that do not belong in a workbook. Save it from Excel again.")


class Refused(Exception):
    """The file cannot be taken in at all; the message says why and what to do."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


class Budget:
    """How much may still be read, in all parts together and each time it is read: tags, characters, and searches."""

    def __init__(self) -> None:
        self._tags = MOST_TAGS
        self._characters = MOST_CHARACTERS
        self._searched = MOST_SEARCHED

    def spend(self, tags: int) -> None:
        self._tags -= tags
        if self._tags < 0:
            raise Refused(BOMB)

    def read(self, characters: int) -> None:
        self._characters -= characters
        if self._characters < 0:
            raise Refused(BOMB)

    def holds_national_id(self, text: str) -> bool:
        """Whether an identity number stands in the text, as long as the workbook has not made us search too much."""
        if not may_hold_national_id(text):
            return False
        self._searched -= len(text)
        if self._searched < 0:
            raise Refused(BOMB)
        return holds_national_id(text)


@dataclass(frozen=True, slots=True)
class Package:
    """A workbook's archive that has passed the guard, and where in it the parts that are read stand."""

    archive: ZipFile
    workbook: str
    strings: str | None
    styles: str | None
    # Whether the parts use the names of the strict kind.
    is_strict: bool
    budget: Budget = field(default_factory=Budget)

    def root(self, name: str) -> Element:
        """The root element of a part that is read whole, and therefore has to be small."""
        return _root(self.archive, name)


def open_package(data: bytes) -> Package:
    """The archive inside the bytes of an upload; raises Refused with a sentence for whoever uploaded it."""
    _check_bytes(data)
    try:
        archive = ZipFile(BytesIO(data))
        _check_members(archive.infolist())
        kinds = _content_types(archive)
        _check_kind(kinds, archive.namelist())
        _check_links(archive, kinds)
        _check_prologs(archive)
    except ARCHIVE_ERRORS as error:
        raise Refused(DAMAGED) from error
    parts = {kind: part for part, kind in kinds.items()}
    strings = parts.get(STRINGS_TYPE)
    if strings and archive.getinfo(strings).file_size > LARGEST_STRINGS:
        raise Refused(BOMB)
    return Package(
        archive,
        parts[WORKBOOK_TYPE],
        strings,
        parts.get(STYLES_TYPE),
        _is_strict(archive, parts[WORKBOOK_TYPE]),
    )


def _is_strict(archive: ZipFile, workbook: str) -> bool:
    with archive.open(workbook) as part:
        return STRICT_MAIN.encode() in part.read(LONGEST_PROLOG)


def _check_bytes(data: bytes) -> None:
    if not data:
        raise Refused(EMPTY)
    if len(data) > MOST_BYTES:
        raise Refused(TOO_LARGE)
    if data.startswith(OLE_MAGIC):
        raise Refused(ENCRYPTED if OLE_ENCRYPTED in data else OLD_FORMAT)
    if not data.startswith(ZIP_MAGIC):
        raise Refused(NOT_A_WORKBOOK)


def _check_members(members: Collection[ZipInfo]) -> None:
    """Bounds what the archive unpacks to. The sizes it declares hold: reading stops where they end."""
    if len({member.filename for member in members}) < len(members):
        raise Refused(DAMAGED)
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
        raise Refused(BOMB)
    for member in members:
        if member.flag_bits & 0x1:
            raise Refused(ENCRYPTED)
        if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise Refused(DAMAGED)
        if member.file_size > max(RATIO_COUNTS_FROM, MOST_UNPACKED_RATIO * member.compress_size):
            raise Refused(BOMB)


def _content_types(archive: ZipFile) -> dict[str, str]:
    """Which part is of which kind, as the archive itself says."""
    if CONTENT_TYPES not in archive.namelist():
        raise Refused(NOT_A_WORKBOOK)
    root = _root(archive, CONTENT_TYPES)
    kinds = {}
    for entry in root:
        kind = entry.get("ContentType", "")
        if part := entry.get("PartName"):
            kinds[part.lstrip("/")] = kind
        elif kind == WORKBOOK_TYPE:
            # Some programs declare the workbook as the kind of every part that is not named.
            kinds["xl/workbook.xml"] = kind
    return kinds


def _check_kind(kinds: dict[str, str], names: list[str]) -> None:
    lowered = " ".join((*kinds.values(), *kinds, *names)).lower()
    if "sheet.binary" in lowered:
        raise Refused(BINARY)
    if any(sign in lowered for sign in ("macroenabled", "vbaproject", "macrosheet")):
        raise Refused(MACROS)
    parts = [part for part, kind in kinds.items() if kind == WORKBOOK_TYPE]
    if len(parts) != 1:
        raise Refused(NOT_A_WORKBOOK)
    needed = {part for part, kind in kinds.items() if kind in (WORKBOOK_TYPE, STRINGS_TYPE, STYLES_TYPE)}
    if not needed <= set(names):
        raise Refused(DAMAGED)


def _check_links(archive: ZipFile, kinds: dict[str, str]) -> None:
    """Refuses links that are followed when a workbook is opened; an address to click on is harmless."""
    lowered = " ".join((*kinds.values(), *archive.namelist())).lower()
    if "externallink" in lowered or "connections" in lowered:
        raise Refused(LINKS)
    lists = [member for member in archive.infolist() if member.filename.lower().endswith(".rels")]
    if sum(member.file_size for member in lists) > LARGEST_RELATIONS:
        raise Refused(BOMB)
    for member in lists:
        for relation in _root(archive, member.filename):
            is_hyperlink = relation.get("Type", "").endswith("/hyperlink")
            if relation.get("TargetMode", "").lower() == "external" and not is_hyperlink:
                raise Refused(LINKS)


def _check_prologs(archive: ZipFile) -> None:
    """No part may declare entities. That can only happen before its root element, in whatever encoding."""
    for member in archive.infolist():
        with archive.open(member) as part:
            start = part.read(LONGEST_PROLOG)
        if not _begins_as_xml(start) and member.filename.lower().endswith((".xml", ".rels", ".vml")):
            raise Refused(DAMAGED)


def _begins_as_xml(start: bytes) -> bool:
    """Whether a root element begins within these bytes; raises Refused where a DOCTYPE comes first."""
    parser = expat.ParserCreate()
    has_root = False

    def meet_doctype(*_args: object) -> None:
        raise Refused(DOCTYPE)

    def meet_element(*_args: object) -> None:
        nonlocal has_root
        has_root = True

    parser.StartDoctypeDeclHandler = meet_doctype
    parser.StartElementHandler = meet_element
    with suppress(expat.ExpatError):
        parser.Parse(start)
    return has_root


def _root(archive: ZipFile, name: str) -> Element:
    if archive.getinfo(name).file_size > LARGEST_PART:
        raise Refused(BOMB)
    try:
        root = fromstring(archive.read(name), forbid_dtd=True)
    except DTDForbidden as error:
        raise Refused(DOCTYPE) from error
    except ParseError as error:
        raise Refused(DAMAGED) from error
    for element in root.iter():
        if STRICT_NAMES.match(element.tag):
            element.tag = _usual(element.tag)
        for name in [name for name in element.attrib if STRICT_NAMES.match(name)]:
            element.attrib[_usual(name)] = element.attrib.pop(name)
    return root


def _usual(name: str) -> str:
    return name.replace(STRICT_MAIN, MAIN, 1).replace(STRICT_RELATIONS, RELATIONS, 1)
