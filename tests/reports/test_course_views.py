"""Calendar, sign-off and review as pages."""

import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from audit.enums import Action
from audit.models import Event
from reports.actions.editions import publish_edition
from reports.editions.building import offices_of
from reports.editions.calendar import reports_to_come
from reports.editions.review import ask_the_leaders
from reports.enums import EditionState, SignOffState
from reports.figures.figures import count_figures
from reports.models import Edition, SignOff
from reports.periods import parse_period
from tests.queries import at_most
from tests.reports.editions import FEW_TABLES, Shelf, build, request

MOST_QUERIES = 12


@pytest.fixture(scope="module")
def shelf(kept_draft, standing) -> Shelf:
    """In a series that wants signatures and a review; the leaders have been asked."""
    shelf = kept_draft.put_back()
    shelf.cast.series.needs_sign_off = shelf.cast.series.needs_review = True
    shelf.cast.series.save()
    ask_the_leaders(shelf.own_draft(), timezone.now())
    return shelf


def asked(edition: Edition, office) -> SignOff:
    return SignOff.objects.get(edition=edition, office=office)


def page_of(name: str, row, *rest) -> str:
    return reverse(name, args=[row.pk, *rest])


def test_the_leader_sees_the_own_offices_true_numbers(people, draft, sign_in):
    client = sign_in(people.bjerke_leader)
    row = asked(draft, people.bjerke)
    # Two more than other pages: the count is made within the walls of the draft, and says so before and after.
    with at_most(MOST_QUERIES + 2):
        response = client.get(page_of("sign_off", row))
    flow, exits = response.context["numbers"].tables
    closing = [int(cell) for cell in flow.rows[-1].cells]
    # The same as the report itself holds before protection, which one cannot see in the portal.
    internal = internal_numbers(draft)
    codes = ("enrolled", "training", "work", "education", "venture", "left", "total")
    assert closing == [internal["closing-by-office"]["bjerke", code] for code in codes]
    taken = ("work", "education", "training", "venture", "none", "total")
    assert [int(row.cells[0]) for row in exits.rows] == [
        internal["exits-by-office"]["bjerke", c] for c in taken
    ]
    assert response.context["numbers"].persons == closing[-1] > 20
    # And they stand on the page.
    shown = re.findall(r'<td class="krem-number"[^>]*>([^<]*)</td>', response.content.decode())
    assert shown == [cell for table in (flow, exits) for row in table.rows for cell in row.cells]
    line = Event.objects.filter(action=Action.SHOWN, subject="sign_off").get()
    assert (line.actor_id, line.office_id) == (people.bjerke_leader.pk, people.bjerke.pk)


def internal_numbers(draft: Edition) -> dict[str, dict[tuple[str, str], int]]:
    """The unprotected numbers, as the command line writes them for control."""
    offices = offices_of(draft)
    figures = count_figures(offices, draft.period, draft.series.cluster.starts_on, draft.cutoff)
    numbers: dict[str, dict[tuple[str, str], int]] = {}
    for (table, row, column), value in figures.values.items():
        numbers.setdefault(table, {})[row, column] = value
    return numbers


@pytest.mark.parametrize("who", ["krem", "ullern_leader", "former_leader", "mentor", "imdi"])
def test_nobody_else_sees_them(people, draft, sign_in, who):
    client = sign_in(getattr(people, who))
    row = asked(draft, people.bjerke)
    assert client.get(page_of("sign_off", row)).status_code == 404
    assert client.post(page_of("sign_off_sign", row)).status_code == 404
    assert client.post(page_of("sign_off_send_back", row), {"reason": "x"}).status_code == 404
    row.refresh_from_db()
    assert row.state == SignOffState.WAITING
    assert Event.objects.filter(subject="sign_off", decision="refused").count() == 3


def test_the_leader_signs_off(people, draft, sign_in):
    client = sign_in(people.bjerke_leader)
    row = asked(draft, people.bjerke)
    with at_most(MOST_QUERIES):
        assert client.get(reverse("edition_list")).context["to_sign"] == 1
    assert page_of("sign_off", row) in client.get(reverse("home")).content.decode()
    assert list(client.get(reverse("report_calendar")).context["waiting"]) == [row]
    response = client.post(page_of("sign_off_sign", row), follow=True)
    assert not response.context["can_sign"]
    assert response.context["can_send_back"]
    row.refresh_from_db()
    assert row.is_signed


def test_the_leader_sends_back_with_a_reason_beside_the_field_if_it_is_none(people, draft, sign_in):
    client = sign_in(people.bjerke_leader)
    row = asked(draft, people.bjerke)
    for reason in ("", "13097248022"):
        response = client.post(page_of("sign_off_send_back", row), {"reason": reason})
        assert set(response.context["form"].errors) == {"reason"}
    client.post(page_of("sign_off_send_back", row), {"reason": "Two exits are missing."})
    page = sign_in(people.krem).get(page_of("edition", draft)).content.decode()
    assert "Two exits are missing." in page


def test_krem_sees_how_far_it_has_come_and_publishes_with_a_reason(people, draft, sign_in):
    colleague = User.objects.create_user("two@example.invalid", name="Second Reader", role=Role.KREM_STAFF)
    client = sign_in(people.krem)
    with at_most(MOST_QUERIES):
        response = client.get(page_of("edition", draft))
    assert not response.context["can_publish"]
    assert not response.context["can_review"]
    assert client.get(page_of("edition_publish", draft)).context["refusal"]
    client = sign_in(colleague)
    assert client.get(page_of("edition", draft)).context["can_review"]
    client.post(page_of("edition_review", draft))
    with at_most(MOST_QUERIES):
        page = client.get(page_of("edition_publish", draft))
    assert "NAV Bjerke" in page.context["unsigned"]
    response = client.post(page_of("edition_publish", draft), {"despite": ""})
    assert set(response.context["form"].errors) == {"despite"}
    client.post(page_of("edition_publish", draft), {"despite": "No leader answered."})
    draft.refresh_from_db()
    assert (draft.state, draft.published_by) == (EditionState.PUBLISHED, colleague)
    assert "No leader answered." in client.get(page_of("edition", draft)).content.decode()
    assert "No leader answered." not in sign_in(people.imdi).get(page_of("edition", draft)).content.decode()


def test_krem_has_it_made_again(people, draft, sign_in):
    client = sign_in(people.krem)
    assert client.get(page_of("edition_again", draft)).status_code == 200
    response = client.post(page_of("edition_again", draft), {"keep_cutoff": "1"})
    made = Edition.objects.get(state=EditionState.QUEUED)
    assert response.url == page_of("edition", made)
    assert made.cutoff == draft.cutoff


def test_the_calendar_tells_what_is_in_hand_and_what_will_come(people, draft, sign_in):
    people.series.drafts_from = date(2026, 1, 1)
    people.series.save()
    for label in ("2019-T1", "2019-T2", "2019-T3"):
        build(request(people, parse_period(label), layout=FEW_TABLES))
    client = sign_in(people.krem)
    with at_most(MOST_QUERIES):
        context = client.get(reverse("report_calendar")).context
    assert len(context["in_hand"]) == 4
    assert "NAV Bjerke" in context["in_hand"][0].step
    assert [entry.series for entry in context["to_come"]] == [people.series]


def test_what_will_come_is_the_period_that_runs(people):
    people.series.drafts_from = date(2026, 1, 1)
    people.series.save()
    (entry,) = reports_to_come(date(2026, 11, 22))
    assert (entry.period.label, entry.due_on) == ("2026-T3", date(2027, 1, 30))
    people.series.drafts_from = date(2027, 1, 1)
    people.series.save()
    assert reports_to_come(date(2026, 11, 22))[0].period.label == "2027-T1"


def test_a_leaders_list_holds_what_was_answered_before(people, draft, sign_in):
    row = asked(draft, people.bjerke)
    publish_edition(edition=draft, by=None)
    client = sign_in(people.bjerke_leader)
    with at_most(MOST_QUERIES):
        context = client.get(reverse("report_calendar")).context
    assert (list(context["waiting"]), list(context["answered"])) == ([], [row])


@pytest.mark.parametrize("who", ["mentor", "imdi"])
def test_the_calendar_is_for_those_who_take_part(people, sign_in, who):
    assert sign_in(getattr(people, who)).get(reverse("report_calendar")).status_code == 403
