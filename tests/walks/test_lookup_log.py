"""One walk over the portal asks of every address: where a page shows a participant, and where somebody is refused one,
is there a line in the log?

A page shows somebody when a reference stands on it, or the id of a participant, and where the address names one. A new
address fails here until its view records the look (`audit.recording.record`, or `get_visible_or_404` for a refusal).
"""

import io
import re
from zipfile import ZipFile

import pikepdf
import pytest
from django.http import HttpResponse

from audit.enums import Decision
from participants.models import Participant
from tests.reports.document.reading import text_of
from tests.rules.addresses import OF_AN_OFFICE
from tests.walks.walking import STRANGERS, Answer, Walk, World

pytestmark = pytest.mark.django_db

# What an address with one of these is about is one participant.
ABOUT_SOMEBODY = {
    "participant_id",
    "move_id",
    "proposal_id",
    "follow_up_id",
    "data_request_id",
    "transfer_id",
    "joining_id",
    "mentorship_id",
    "session_id",
    "share_id",
}
# Refused before anything is looked up: nobody signed in, or the wrong kind of request.
NOTHING_LOOKED_UP = {405}


@pytest.fixture(scope="module")
def seen(walk: Walk) -> list[Answer]:
    return [each for each in walk.answers if each.response.status_code not in NOTHING_LOOKED_UP]


@pytest.fixture(scope="module")
def people(world: World) -> dict[str, Participant]:
    """By what shows that a page tells of them."""
    found = Participant.objects.all()
    return {each.reference: each for each in found} | {str(each.pk): each for each in found}


def written_in(content: bytes) -> str:
    """What a person reads: in what is packed any bytes may happen to look like a reference, and a real one may hide."""
    if content.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(content)) as pdf:
            return text_of(pdf)
    if content.startswith(b"PK"):
        with ZipFile(io.BytesIO(content)) as packed:
            return "\n".join(packed.read(name).decode(errors="replace") for name in packed.namelist())
    return content.decode(errors="replace")


def shown_on(response: HttpResponse, people: dict[str, Participant]) -> set[Participant]:
    if response.status_code != 200 or response.streaming:
        return set()
    page = written_in(response.content)
    words = set(re.findall(r"(?<![\w-])[A-Z]-\d(?![\w-])|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", page))
    return {people[word] for word in words & people.keys()}


def test_a_page_that_shows_somebody_leaves_a_line_that_names_them(seen, people):
    silent = [
        (each.where, sorted(person.reference for person in missed))
        for each in seen
        if (missed := {one for one in shown_on(each.response, people) if not each.names(one)})
    ]
    assert silent == [], "\n".join(map(str, silent))
    shown = {each.address.name for each in seen if shown_on(each.response, people)}
    assert len(shown) > 30


def test_an_address_about_somebody_leaves_a_line_whoever_comes(seen):
    """Also where nothing on the page gives them away."""
    silent = [
        each.where
        for each in seen
        if each.address.ids & ABOUT_SOMEBODY and each.response.status_code == 200 and not each.lines
    ]
    assert silent == [], "\n".join(map(str, silent))


def test_whoever_is_refused_leaves_a_line(seen):
    refused = [each for each in seen if each.response.status_code in (403, 404)]
    silent = [
        each.where
        for each in refused
        if each.address.ids & OF_AN_OFFICE
        # A word in what is sent that names nothing is no refusal: nobody was asked for.
        and (each.who in STRANGERS or each.response.status_code == 403)
        and not any(line.decision == Decision.REFUSED for line in each.lines)
    ]
    assert silent == [], "\n".join(map(str, silent))
    assert len(refused) > 100
