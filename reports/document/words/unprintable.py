"""The characters that the document cannot print, and where they stand: for KREM to put right before it publishes.

The document has a question mark for each of them.
"""

from collections.abc import Iterator
from unicodedata import category

from django.utils.translation import gettext as _

from reports.document.words.narrative import Narrative
from reports.document.words.wording import unprintable
from reports.protected.report import ProtectedReport


def unprintable_in(report: ProtectedReport) -> Iterator[str]:
    """In what a report has taken from others: names, and lessons in the annex."""
    names = (
        report.cluster.name,
        *(office.name for office in report.offices),
        *(board.name for board in report.work.boards),
    )
    for name in dict.fromkeys(names):
        yield from _told(name, name)
    for lesson in report.work.lessons:
        yield from _told(lesson.title, lesson.title, lesson.what, lesson.takes, lesson.evidence)


def unprintable_in_words(narrative: Narrative) -> Iterator[str]:
    """In KREM's own words."""
    for passage in narrative.passages:
        yield from _told(passage.title, passage.text)


def _told(where: str, *texts: str) -> Iterator[str]:
    signs = unprintable("".join(texts))
    if signs:
        yield _("“%(place)s”: %(characters)s") % {
            "place": where,
            "characters": ", ".join(map(_named, signs)),
        }


def _named(sign: str) -> str:
    """A character with its number, by which it can be looked up; the number alone where there is nothing to see."""
    code = f"U+{ord(sign):04X}"
    return code if category(sign)[0] in "CM" else f"{sign} ({code})"
