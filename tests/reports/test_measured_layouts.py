"""What a draft would tell with other tables: measured by a worker, shown to KREM alone."""

import copy
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.scope import OUTSIDE, acting
from audit.actions import NotPermitted, Refused
from reports.actions.editions import publish_edition, request_edition
from reports.actions.review import measure_layouts
from reports.disclosure.information_loss import InformationLoss
from reports.editions.layouts import layouts_of
from reports.editions.simulation import layouts as module
from reports.editions.simulation.trial import simulate
from reports.enums import Detail, SimulationState
from reports.models import Edition, Simulation
from reports.periods import parse_period
from tests.conftest import Cast, make_cast
from tests.participants.people import enrol
from tests.reports.editions import Still, build

YEAR = timezone.localdate().year - 1
ASKED = (("at-exit", "twelve"), ("november", "twelve"))


def loss(uncertainty: float, answered: int = 1) -> InformationLoss:
    return InformationLoss(20, 80, 0.3, 4.0, ASKED[:answered], ASKED, uncertainty)


@pytest.fixture(scope="module")
def drafted(standing) -> tuple[Cast, Edition]:
    """A draft about a few people, some of whom found work."""
    cast = make_cast()
    for office, each in ((cast.bjerke, 9), (cast.ullern, 6)):
        for number in range(each):
            moves = [(f"{YEAR}-02-{number + 1:02}", "enrolled")]
            if number % 3:
                moves.append((f"{YEAR}-{3 + number:02}-20", "work" if number % 2 else "left"))
            enrol(office, f"{office.slug}-{number}", *moves)
    return cast, build(request_edition(series=cast.series, period=parse_period(str(YEAR)), by=cast.krem))


@pytest.fixture
def cast(db, drafted) -> Cast:
    return copy.deepcopy(drafted[0])


@pytest.fixture
def draft(cast, drafted) -> Edition:
    return Edition.objects.get(pk=drafted[1].pk)


@pytest.fixture
def quick(monkeypatch) -> list:
    """Layouts as quick as a thought: those with all exits merged tell most."""
    made = []

    def decide(figures, layout, ledger, cutoff, *rest):
        made.append((layout, cutoff))
        return SimpleNamespace(loss=loss(0.1 if layout.detail == Detail.MERGED else 0.3))

    monkeypatch.setattr(module, "decide", decide)
    return made


def run(simulation: Simulation) -> Simulation:
    claimed = Simulation.claim(simulation.pk, timezone.now())
    # As in a worker, who sees nothing but where the work itself asks to.
    with acting(OUTSIDE):
        simulate(claimed, Still(claimed))
    return Simulation.objects.get(pk=simulation.pk)


def test_what_was_looked_at_on_the_way_is_there_from_the_start(draft):
    layouts = layouts_of(draft, draft.told)
    assert layouts.measuring is None
    assert layouts.choices[0].loss is not None
    assert {each.detail for each in (choice.layout for choice in layouts.choices)} == set(Detail)


def test_every_layout_is_measured_from_the_data_of_the_draft(cast, draft):
    """The engine at work, once."""
    done = run(measure_layouts(edition=draft, by=cast.krem))
    assert done.state == SimulationState.DONE
    layouts = layouts_of(draft, draft.told)
    assert len(layouts.choices) == len(done.results) > 4
    assert all(each.loss for each in layouts.choices)
    # As the draft itself was made.
    assert layouts.choices[0].loss == InformationLoss.from_json(draft.told["tried"][0]["loss"])
    assert any(each.tells_most for each in layouts.choices)
    for each in done.results:
        assert each.keys() == {"layout", "loss"}


def test_krem_sees_how_much_each_tells_and_chooses(cast, draft, quick, sign_in):
    client, address = sign_in(cast.krem), reverse("edition", args=[draft.pk])
    assert "Ikke målt" in client.get(address).content.decode()
    assert client.post(reverse("edition_layouts", args=[draft.pk])).url == f"{address}#layouts"
    assert "Venter på å bli simulert" in client.get(address).content.decode()
    progress = reverse("edition_layouts_progress", args=[draft.pk])
    assert "Venter" in client.get(progress).content.decode()
    run(Simulation.objects.newest_of_layouts(draft))
    assert {cutoff for _, cutoff in quick} == {draft.cutoff}
    assert client.get(progress).headers["HX-Refresh"] == "true"
    page = client.get(address)
    best = [each for each in page.context["layouts"].choices if each.tells_most]
    assert [each.layout.detail for each in best] == [Detail.MERGED]
    assert "Forteller mest" in page.content.decode()
    client.post(reverse("edition_tables", args=[draft.pk]), best[0].layout.as_json())
    made = Edition.objects.exclude(pk=draft.pk).get()
    assert (made.layout, made.cutoff) == (best[0].layout, draft.cutoff)


def test_a_form_that_was_chosen_is_kept_with_the_report(cast, draft, sign_in):
    coarse = next(each.layout for each in layouts_of(draft, draft.told).choices if each.layout.forms)
    sign_in(cast.krem).post(reverse("edition_tables", args=[draft.pk]), coarse.as_json())
    made = Edition.objects.exclude(pk=draft.pk).get()
    assert made.layout == coarse


def test_asked_for_twice_it_is_measured_once(cast, draft):
    first = measure_layouts(edition=draft, by=cast.krem)
    assert measure_layouts(edition=draft, by=cast.krem) == first
    # The price of a draft is another question.
    assert Simulation.objects.newest_of_draft(draft) is None


def test_only_a_draft_can_be_made_otherwise(cast, draft):
    publish_edition(edition=draft, by=cast.krem)
    with pytest.raises(Refused):
        measure_layouts(edition=Edition.objects.get(pk=draft.pk), by=cast.krem)


def test_only_krem_asks_and_sees(cast, draft, sign_in):
    for person in (cast.imdi, cast.bjerke_leader, cast.mentor):
        with pytest.raises(NotPermitted):
            measure_layouts(edition=draft, by=person)
        client = sign_in(person)
        assert client.post(reverse("edition_layouts", args=[draft.pk])).status_code in (403, 404)
        assert client.get(reverse("edition_layouts_progress", args=[draft.pk])).status_code in (403, 404)
    assert not Simulation.objects.exists()
