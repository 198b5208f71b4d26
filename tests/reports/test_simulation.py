"""What a plan will still be able to say: tried out in memory, kept as measures only, and for KREM alone."""

import copy
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.scope import OUTSIDE, acting, acting_as_system
from audit.actions import NotPermitted, Refused
from background.models import LostLease
from reports import tasks
from reports.actions.editions import publish_edition, request_edition
from reports.actions.review import ask_for_simulation, keep_plan
from reports.disclosure.information_loss import InformationLoss
from reports.editions.plan import Plan, layout_for, plan_of
from reports.editions.simulation import trial as module
from reports.editions.simulation.outlook import outlook_of, price_of
from reports.editions.simulation.trial import Simulated, Trial, simulate
from reports.enums import Detail, SimulationState
from reports.models import Edition, Series, Simulation
from reports.periods import parse_period
from tests.conftest import Cast, make_cast
from tests.participants.people import enrol
from tests.reports.editions import Still, build

YEAR = timezone.localdate().year
# Last year is over; this year and the final report are to come.
PLAN = Plan(date(YEAR - 1, 1, 1), date(YEAR + 1, 6, 30), ("Y",), True, Detail.MERGED, ("exits-by-office",))
PERIODS = [f"{YEAR - 1}", f"{YEAR}", f"{YEAR - 1}-01-01..{YEAR + 1}-06-30"]
LOSS = InformationLoss(
    20, 80, 0.3, 4.0, (("at-exit", "twelve"),), (("at-exit", "twelve"), ("november", "twelve"))
)


def with_a_plan(cast: Cast) -> Cast:
    """A few people came each year and some of them found work; KREM has planned the years and a final report."""
    for office, each in ((cast.bjerke, 7), (cast.ullern, 4)):
        for number in range(each):
            for year in (YEAR - 2, YEAR - 1):
                moves = [(f"{year}-02-{number + 1:02}", "enrolled")]
                if number % 3:
                    moves.append((f"{year}-{3 + number:02}-20", "work" if number % 2 else "left"))
                enrol(office, f"{office.slug}-{year}-{number}", *moves)
    enrol(cast.bjerke, "new", (f"{timezone.localdate() - timedelta(days=300)}", "enrolled"))
    keep_plan(series=cast.series, plan=PLAN, by=cast.krem)
    cast.series.refresh_from_db()
    return cast


@pytest.fixture(scope="module")
def tried(standing) -> tuple[Cast, Simulation, Simulation]:
    """A plan and, once it was tried out, a draft of its first year with its price: the engine at work, once."""
    cast = with_a_plan(make_cast())
    plan = run(Simulation.objects.get())
    draft = draft_of(cast, PERIODS[0])
    return cast, plan, run(Simulation.objects.newest_of_draft(draft))


@pytest.fixture
def cast(db, tried) -> Cast:
    return copy.deepcopy(tried[0])


@pytest.fixture
def series(cast) -> Series:
    return cast.series


@pytest.fixture
def made(monkeypatch) -> list[tuple[str, tuple[str, ...]]]:
    """Reports as quick as a thought: which was made beside which others."""
    found = []

    def make(trial, ledger, period, say):
        found.append((period.label, ledger.keys))
        say(0, 0)
        return SimpleNamespace(key=period.label), Simulated(period, LOSS, (), trial.is_continued(period))

    monkeypatch.setattr(Trial, "make", make)
    return found


def run(simulation: Simulation, **options) -> Simulation:
    claimed = Simulation.claim(simulation.pk, timezone.now())
    # As in a worker, who sees nothing but where the work itself asks to.
    with acting(OUTSIDE):
        simulate(claimed, Still(claimed), **options)
    return Simulation.objects.get(pk=simulation.pk)


def draft_of(cast: Cast, label: str) -> Edition:
    period = parse_period(label)
    layout = layout_for(cast.series, period)
    return build(request_edition(series=cast.series, period=period, by=cast.krem, layout=layout))


def found_in(simulation: Simulation) -> list[Simulated]:
    return [Simulated.from_json(each) for each in simulation.results]


def test_a_plan_that_is_kept_is_tried_out_report_by_report(db, tried):
    _cast, done, _price = tried
    found = found_in(done)
    assert (done.state, done.is_cut_short) == (SimulationState.DONE, False)
    assert [each.period.label for each in found] == PERIODS
    assert [each.is_continued for each in found] == [False, True, True]
    assert done.rests_on == 365
    assert all(0 <= each.loss.ranges <= each.loss.counts > 0 for each in found)
    assert sum(each.loss.ranges for each in found) > 0
    assert [each.period_label for each in Edition.objects.all()] == PERIODS[:1]


def test_what_is_kept_says_how_much_is_told_and_no_count_of_anybody(db, tried):
    for each in tried[1].results:
        assert each.keys() == {"period", "loss", "left_out", "continued", "beside_draft"}
        assert each["loss"].keys() == {
            "ranges", "counts", "persons", "width", "answered", "yardsticks", "uncertainty"
        }  # fmt: skip


def test_a_report_is_made_beside_those_before_it(cast, tried, made):
    first = Edition.objects.get(pk=tried[2].edition_id)
    publish_edition(edition=first, by=cast.krem)
    done = run(ask_for_simulation(series=cast.series, by=cast.krem))
    out = str(first.pk)
    # What is out is not made again.
    assert made == [(PERIODS[1], (out,)), (PERIODS[2], (out, PERIODS[1]))]
    assert [each.period.label for each in found_in(done)] == PERIODS[1:]


def test_each_report_is_kept_when_it_is_ready_and_the_rest_is_left_when_time_is_up(
    series, cast, made, monkeypatch
):
    moments = iter([0, 0, 0, 50, 101])
    monkeypatch.setattr(module, "monotonic", lambda: next(moments))
    done = run(ask_for_simulation(series=series, by=cast.krem), most_seconds=100)
    assert (done.state, done.is_cut_short) == (SimulationState.DONE, True)
    assert [each.period.label for each in found_in(done)] == PERIODS[:1]
    assert [each.found is not None for each in outlook_of(series).reports] == [True, False, False]


def test_a_simulation_that_another_worker_has_taken_over_stops(series, cast, made):
    asked = ask_for_simulation(series=series, by=cast.krem)
    claimed = Simulation.claim(asked.pk, timezone.now())
    Simulation.objects.filter(pk=asked.pk).update(fence=claimed.fence + 1)
    with pytest.raises(LostLease):
        simulate(claimed, Still(claimed))
    assert (made, Simulation.objects.get(pk=asked.pk).results) == ([], [])


def test_a_draft_tells_what_it_costs_the_reports_after_it(db, tried, in_english):
    price = tried[2]
    draft = price.edition
    assert [(each.period.label, each.is_beside_draft) for each in found_in(price)] == [
        (PERIODS[2], False), (PERIODS[2], True),
    ]  # fmt: skip
    alone, beside = (each.loss for each in found_in(price))
    (sentence,) = price_of(draft).sentences
    assert f"with this draft out, {beside.exact} of {beside.counts} numbers are exact" in sentence
    assert f"Without it: {alone.exact} of {alone.counts} and" in sentence


def test_krem_sees_the_price_on_the_page_of_the_draft_and_asks_again(cast, tried, made, sign_in):
    draft = Edition.objects.get(pk=tried[2].edition_id)
    address, client = reverse("edition", args=[draft.pk]), sign_in(cast.krem)
    assert client.post(reverse("edition_simulate", args=[draft.pk])).url == address
    assert "Portalen regner på det" in client.get(address).content.decode()
    run(Simulation.objects.newest_of_draft(draft))
    assert made == [(PERIODS[2], ()), (PERIODS[2], (str(draft.pk),))]
    assert "60 av 80 tall nøyaktig, og 1 av 2 målestokker" in client.get(address).content.decode()


def test_what_is_out_has_no_price_any_more(cast, tried):
    draft = Edition.objects.get(pk=tried[2].edition_id)
    publish_edition(edition=draft, by=cast.krem)
    with pytest.raises(Refused):
        ask_for_simulation(series=cast.series, edition=Edition.objects.get(pk=draft.pk), by=cast.krem)


def test_a_draft_that_nothing_planned_repeats_costs_nothing(cast):
    assert price_of(draft_of(cast, PERIODS[2])) is None
    assert Simulation.objects.filter(edition__period_label=PERIODS[2]).count() == 0


def test_krem_sees_it_on_the_page_of_the_plan_and_asks_again(cast, series, made, sign_in):
    before = Simulation.objects.count()
    asked = ask_for_simulation(series=series, by=cast.krem)
    client = sign_in(cast.krem)
    address, asking = (reverse(name, args=[series.pk]) for name in ("publication_plan", "plan_simulate"))
    assert "Venter på å bli simulert" in client.get(address).content.decode()
    assert "Venter" in client.get(reverse("plan_progress", args=[series.pk])).content.decode()
    run(asked)
    page = client.get(address).content.decode()
    assert "Det er et eksempel, ikke en prognose" in page
    assert "de siste 365 dagene" in page
    assert "60 av 80" in page
    assert "Simuler på nytt" in page
    assert "Simuler på nytt.</strong>" not in page
    assert client.get(reverse("plan_progress", args=[series.pk])).headers["HX-Refresh"] == "true"
    assert client.post(asking).url == address
    assert Simulation.objects.under_way().count() == 1
    client.post(asking)
    assert Simulation.objects.count() == before + 2


def test_what_was_simulated_is_old_when_the_plan_changes_or_a_report_comes_out(cast, series, tried, made):
    assert not outlook_of(series).is_stale
    publish_edition(edition=Edition.objects.get(pk=tried[2].edition_id), by=cast.krem)
    assert outlook_of(series).is_stale
    run(ask_for_simulation(series=series, by=cast.krem))
    assert not outlook_of(series).is_stale
    Series.objects.filter(pk=series.pk).update(plan=replace(PLAN, kinds=("H",)).as_json())
    series.refresh_from_db()
    assert outlook_of(series).is_stale


def test_one_that_waits_is_made_with_the_plan_as_it_is_now(cast, series):
    asked = ask_for_simulation(series=series, by=cast.krem)
    later = replace(PLAN, kinds=("H",))
    keep_plan(series=series, plan=later, by=cast.krem)
    assert Simulation.objects.newest_of_plan(series).pk == asked.pk
    assert Simulation.objects.get(pk=asked.pk).plan == later.as_json()


def test_only_krem_asks(cast, series, sign_in):
    for person in (cast.imdi, cast.bjerke_leader, cast.mentor):
        with pytest.raises(NotPermitted):
            ask_for_simulation(series=series, by=person)
        client = sign_in(person)
        assert client.post(reverse("plan_simulate", args=[series.pk])).status_code == 403
        assert client.get(reverse("plan_progress", args=[series.pk])).status_code == 403


def test_without_a_plan_there_is_nothing_to_try(cast, tried):
    Series.objects.filter(pk=cast.series.pk).update(plan=None)
    cast.series.refresh_from_db()
    with pytest.raises(Refused):
        ask_for_simulation(series=cast.series, by=cast.krem)
    draft = Edition.objects.get(pk=tried[2].edition_id)
    assert (plan_of(draft.series), price_of(draft)) == (None, None)


def test_the_database_shows_it_to_krem_alone_and_changes_none_that_has_ended(cast, tried, scope_for):
    done = Simulation.objects.get(pk=tried[1].pk)
    with scope_for(cast.krem):
        assert Simulation.objects.filter(pk=done.pk).exists()
    for person in (cast.imdi, cast.bjerke_leader, cast.mentor):
        with pytest.raises(DatabaseError), transaction.atomic(), scope_for(person):
            Simulation.objects.count()
    for change in (done.delete, lambda: Simulation.objects.filter(pk=done.pk).update(results=[])):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_one_at_a_time_so_that_a_report_finds_a_worker(cast, series, tried, monkeypatch):
    started = []
    monkeypatch.setattr(tasks, "work_on", lambda model, pk, *rest, **named: started.append(pk))
    waiting = ask_for_simulation(series=series, by=cast.krem)
    other = Simulation.objects.create(
        series=series,
        edition=tried[2].edition,
        plan=PLAN.as_json(),
        state=SimulationState.RUNNING,
        lease_until=timezone.now() + timedelta(minutes=1),
    )
    tasks.simulate_plan(simulation_id=str(waiting.pk))
    assert started == []
    Simulation.objects.filter(pk=other.pk).update(lease_until=timezone.now() - timedelta(minutes=1))
    tasks.simulate_plan(simulation_id=str(waiting.pk))
    assert started == [str(waiting.pk)]


def test_a_period_to_come_is_counted_the_day_after_it_ends(series):
    trial = Trial(series, PLAN, timezone.now())
    over, to_come = parse_period(PERIODS[0]), parse_period(PERIODS[-1])
    assert trial.cutoff(over) == trial.now
    at = timezone.localtime(trial.cutoff(to_come))
    assert (at.date(), at.hour) == (date(YEAR + 1, 7, 1), 0)
    with acting_as_system():
        ids, now = trial.known_at(trial.offices([over]), trial.now)
        later_ids, later = trial.known_at(trial.offices([over]), trial.cutoff(to_come))
    assert set(ids) <= set(later_ids)
    assert len(later) > len(now)
