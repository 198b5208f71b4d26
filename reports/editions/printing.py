"""The document as it goes out: with its day, its name on a disk, and who had signed it off."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.utils import timezone
from django.utils.translation import override

from reports.document import print_document
from reports.document.words.narrative import read_narrative
from reports.document.words.sign_offs import Answer
from reports.editions.downloads import file_stem
from reports.editions.review import beside_the_numbers, earlier_beside
from reports.enums import FileKind
from reports.models import Edition, EditionFile
from reports.protected.report import read_protected


def answers_of(edition: Edition) -> tuple[Answer, ...]:
    """What the offices' leaders have said to a draft, in the order of the offices' names."""
    rows = edition.sign_offs.select_related("office").order_by("office__name", "pk")
    return tuple(
        Answer(row.office.name, row.state, row.answered_at and timezone.localdate(row.answered_at))
        for row in rows
    )


def print_as_published(edition: Edition, answers: Sequence[Answer], now: datetime) -> None:
    """Print the draft once more as it goes out. Numbers, words and what they are held against stay those of the draft."""
    earlier = earlier_beside(edition, edition.built_at)
    beside = replace(
        beside_the_numbers(edition),
        narrative=read_narrative(edition.narrative),
        earlier=earlier.earlier,
        answers=tuple(answers),
        file_stem=file_stem(edition, is_out=True),
    )
    with override(edition.series.language):
        pdf, picture = print_document(
            read_protected(edition.report),
            checksum=edition.files.get(kind=FileKind.JSON).sha256,
            issued_on=timezone.localdate(now),
            beside=beside,
        )
    for kind, content in ((FileKind.PDF, pdf), (FileKind.PNG, picture)):
        EditionFile.objects.filter(edition=edition, kind=kind).update(
            content=content, sha256=hashlib.sha256(content).hexdigest(), size=len(content)
        )
