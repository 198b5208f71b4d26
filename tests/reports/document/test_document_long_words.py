"""A web address of 200 signs and a word of 113 letters break inside their column on paper."""

import io
from collections.abc import Iterator
from itertools import pairwise

import pikepdf
import pytest
from django.utils.translation import override

from reports.document.beside import Beside
from reports.document.document import document_data
from reports.document.pdf import typeset
from reports.document.words.narrative import narrative_of
from reports.enums import NarrativeSection
from tests.reports.document.examples import example
from tests.reports.document.reading import Word, page_text, words_of

ADDRESS = ("https://eksempel.invalid/" + "a1b2c3d4e5" * 20)[:200]
WORD = ("menneskerettighetsorganisasjon" * 4)[:113]
POINTS_PER_MM = 72 / 25.4
# The page is 210 mm wide, with 22 mm on each side.
RIGHT = (210 - 22) * POINTS_PER_MM
LEFT = 22 * POINTS_PER_MM


@pytest.fixture(scope="module")
def document() -> Iterator[pikepdf.Pdf]:
    beside = Beside(
        narrative=narrative_of(
            {NarrativeSection.SUMMARY: f"Se {ADDRESS} her.\n\n- {WORD}", NarrativeSection.NEXT: WORD}
        )
    )
    report = example(offices={"a": f"NAV {WORD}", "b": ADDRESS[:120]}, full_detail=True)
    with override("nb"):
        data = document_data(report, checksum="0" * 64, issued_on=None, beside=beside)
    with pikepdf.open(io.BytesIO(typeset(data, made_at=report.cutoff))) as pdf:
        yield pdf


def test_nothing_is_set_beyond_the_margin(document):
    # The cover is a picture of its own and bleeds.
    words = [word for page in document.pages[1:] for word in words_of(page)]
    assert len(words) > 500
    assert [word for word in words if word.right > RIGHT + 1 or word.left < LEFT - 1] == []


def test_nothing_of_the_words_is_lost(document):
    text = "".join(page_text(page) for page in document.pages).replace(" ", "")
    assert ADDRESS in text
    assert WORD in text


def test_the_words_of_one_line_do_not_lie_on_each_other(document):
    """A word that is too wide for its column would lie across the number beside it."""
    for page in document.pages[1:]:
        lines: dict[float, list[Word]] = {}
        for word in words_of(page):
            lines.setdefault(round(word.base, 1), []).append(word)
        for line in lines.values():
            line.sort(key=lambda word: word.left)
            for one, next_one in pairwise(line):
                assert one.right <= next_one.left + 1.5, (one, next_one)
