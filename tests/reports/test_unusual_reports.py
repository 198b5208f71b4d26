"""Reports about nobody, one, or people of whom little may be told: each is a report one can read."""

import io
from collections.abc import Callable
from datetime import date

import page
import pikepdf
import pytest
from django.utils.translation import override

from clusters.models import Partner
from participants.models import Participant
from reports.document.findings import find
from reports.enums import EditionState
from reports.periods import parse_period
from reports.protected.report import read_protected
from tests.conftest import Cast
from tests.owner import as_owner
from tests.reports.document.reading import text_of
from tests.reports.editions import build, request

PERIOD = parse_period("2026-T2")
STATES = ("work", "education", "venture", "training", "left")


def enrol(office: Partner, persons: int, *moves: tuple[date, str], first: int = 0) -> None:
    """So many people who go the same way."""
    for number in range(first, first + persons):
        person = Participant.objects.create(office=office, reference=f"U-{number}", birth_year=1990)
        for day, target in ((date(2025, 1, 10), "enrolled"), *moves):
            person.moves.create(office=office, day=day, target=target)


def nobody(cast: Cast) -> None:
    """The offices have not begun."""


def one_participant(cast: Cast) -> None:
    enrol(cast.bjerke, 1)


def one_office(cast: Cast) -> None:
    as_owner("DELETE FROM public.clusters_membership WHERE partner_id <> %s", [cast.bjerke.pk])
    enrol(cast.bjerke, 30)
    enrol(cast.bjerke, 12, (date(2026, 6, 1), "work"), first=30)


def nobody_exited(cast: Cast) -> None:
    enrol(cast.bjerke, 24)
    enrol(cast.ullern, 16)


def everybody_hidden(cast: Cast) -> None:
    for number, state in enumerate(STATES):
        enrol(cast.bjerke, 1, (date(2026, 6, 1), state), first=number)
        enrol(cast.ullern, 1, (date(2026, 6, 1), state), first=number)


def nobody_followed_up(cast: Cast) -> None:
    enrol(cast.bjerke, 20, (date(2025, 12, 1), "work"))
    enrol(cast.ullern, 12, (date(2025, 12, 15), "left"))
    enrol(cast.ullern, 14, first=12)


CASES: dict[Callable[[Cast], None], str] = {
    nobody: "Ingen var i oppfølging",
    one_participant: "Antallet deltakere vises ikke",
    one_office: "Rapporten omfatter 42 deltakere.",
    nobody_exited: "Ingen tok en utgang i perioden.",
    everybody_hidden: "Rapporten omfatter 10 deltakere.",
    nobody_followed_up: "Av 32 løp er ingen kjent",
}


@pytest.mark.parametrize(("make", "says"), CASES.items(), ids=[make.__name__ for make in CASES])
def test_it_can_be_read_and_kept(cast, make, says):
    make(cast)
    edition = build(request(cast, PERIOD))
    assert edition.report, edition.failure
    pdf = bytes(edition.files.get(kind="pdf").content)
    with override("nb"):
        assert says in " ".join(find(read_protected(edition.report)).sentences)
    require_no_gaps(pdf)


def require_no_gaps(pdf: bytes) -> None:
    """Fit for screen readers, and no placeholder or code of ours in the words."""
    report = page.validate_pdf_bytes(pdf, profile=page.ValidationProfile.PDF_UA_1)
    assert report.is_compliant, [failure.message for failure in report.failures]
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        text = text_of(opened)
    assert not [sign for sign in ("%(", "None", "nan", "{") if sign in text]


def test_an_empty_period_is_a_report(cast):
    draft = build(request(cast, parse_period("2010")))
    assert draft.state == EditionState.DRAFT
    assert read_protected(draft.report).population == 0


def test_one_person_alone_is_not_told_about(cast):
    person = Participant.objects.create(office=cast.bjerke, reference="A-1", birth_year=1990)
    person.moves.create(office=cast.bjerke, day=date(2026, 6, 1), target="enrolled")
    draft = build(request(cast))
    assert read_protected(draft.report).population is None


def test_a_cluster_without_offices_has_a_report_that_says_so(cast):
    as_owner("DELETE FROM public.clusters_membership")
    draft = build(request(cast))
    assert draft.report["offices"] == []
    assert read_protected(draft.report).population == 0
    with override("nb"):
        sentences = find(read_protected(draft.report)).sentences
    assert "Med i rapporten: ingen kontorer var med i klyngen i perioden." in sentences
