"""What somebody has corrected about a participant in the portal is not taken back unasked, nor a new reference forgotten."""

from dataclasses import replace

import pghistory
import pytest

from participants.enums import ImportChangeKind, TargetGroup
from participants.models import Participant
from tests.participants.test_import_choices import changes_of, take
from tests.participants.test_intake import ENROLLED, WORK, person, workbook

pytestmark = pytest.mark.usefixtures("in_english")

SAID = person("A-1")


def written(*people, moves=(ENROLLED, WORK)):
    return workbook(*moves, people=people)


@pytest.fixture
def taken(cast):
    take(cast, written(SAID))
    return Participant.objects.get()


def corrected(someone, **facts):
    """As a request has it done: with the words that history keeps of who it was."""
    with pghistory.context(actor="somebody"):
        for name, value in facts.items():
            setattr(someone, name, value)
        someone.save()


@pytest.mark.parametrize(
    ("facts", "heading"),
    [
        ({"birth_year": 1991}, "Fødselsår"),
        ({"sex": "other"}, "Kjønn"),
        ({"target_group": TargetGroup.HOMEMAKER}, "Målgruppe"),
    ],
)
@pytest.mark.parametrize("takes_back", [False, True])
def test_a_fact_corrected_in_the_portal_is_asked_about(cast, taken, facts, heading, takes_back):
    corrected(taken, **facts)
    outcome, changes = changes_of(cast, written(SAID))
    assert outcome.asked == {ImportChangeKind.TAKES_BACK: 1}
    [(reference, sheet, kind, [(told, _before, _after)])] = changes
    assert (reference, sheet, kind, told) == ("A-1", "participants", ImportChangeKind.TAKES_BACK, heading)
    take(cast, written(SAID), take_back=takes_back)
    [(name, value)] = facts.items()
    assert (getattr(Participant.objects.get(), name) == value) is not takes_back
    # Once the office has decided for the workbook there is nothing to ask any more.
    again, _changes = changes_of(cast, written(SAID))
    assert again.asked == ({} if takes_back else {ImportChangeKind.TAKES_BACK: 1})


def test_only_what_was_corrected_is_kept(cast, taken):
    corrected(taken, birth_year=1991)
    take(cast, written(replace(SAID, target_group=TargetGroup.HOMEMAKER)))
    found = Participant.objects.get()
    assert (found.birth_year, found.target_group) == (1991, TargetGroup.HOMEMAKER)


def test_what_the_workbook_itself_changes_is_no_correction(cast, taken):
    for year in (1980, 1981, 1980):
        outcome, _changes = changes_of(cast, written(replace(SAID, birth_year=year)))
        assert outcome.asked == {}
        take(cast, written(replace(SAID, birth_year=year)))
    assert Participant.objects.get().birth_year == 1980


def test_what_was_registered_by_hand_is_no_correction(cast):
    Participant.objects.create(office=cast.bjerke, reference="A-1", birth_year=1991)
    outcome, changes = changes_of(cast, written(SAID))
    assert outcome.asked == {}
    assert [kind for _reference, _sheet, kind, _cells in changes] == [ImportChangeKind.CHANGED]


def test_a_new_reference_is_kept_and_the_workbook_is_told(cast, taken):
    corrected(taken, reference="B-9")
    outcome = take(cast, written(SAID))
    assert Participant.objects.get().reference == "B-9"
    assert [str(notice.message) for notice in outcome.notices] == [
        "A-1 is called B-9 in the portal now, and is read as that. Change it in the workbook."
    ]
    assert outcome.summary["moves"]["unchanged"] == 2


def test_a_former_reference_that_is_somebody_elses_now_is_theirs(cast, taken):
    corrected(taken, reference="B-9")
    take(
        cast,
        written(SAID, replace(SAID, reference="B-9"), moves=(ENROLLED, replace(ENROLLED, reference="B-9"))),
    )
    assert set(Participant.objects.values_list("reference", flat=True)) == {"A-1", "B-9"}
    again = take(cast, written(SAID))
    assert again.summary["participants"] == {"new": 0, "changed": 0, "unchanged": 1, "gone": 1}
