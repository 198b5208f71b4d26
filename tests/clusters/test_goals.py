"""The organisation's goals: who fills them in and sees them, what is doubted, and what a report is told."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from audit.actions import NotPermitted
from clusters.actions.goals import enter_figures
from clusters.goals import changes_in, doubts_about, ended_half_years
from clusters.half_years import HalfYear
from clusters.models import Membership, OfficeFigures
from tests.queries import at_most

TODAY = date(2026, 9, 1)
MOST_QUERIES = 12
SPRING, AUTUMN = HalfYear(2026, 1), HalfYear(2025, 2)


def figures(cast, half_year=SPRING, office="bjerke", **changes: object) -> OfficeFigures:
    return OfficeFigures.objects.create(
        **{
            "office": getattr(cast, office),
            "first_day": half_year.first_day,
            "cost": 10_000_000,
            "satisfaction": Decimal("3.8"),
            "sick_leave": Decimal("7.1"),
            "entered_by": cast.krem,
        }
        | changes
    )


@pytest.mark.parametrize(
    ("day", "ended"),
    [
        (date(2026, 6, 30), HalfYear(2026, 1)),
        (date(2026, 7, 1), HalfYear(2026, 1)),
        (date(2026, 6, 29), HalfYear(2025, 2)),
        (date(2026, 12, 31), HalfYear(2026, 2)),
    ],
)
def test_a_half_year_has_ended_on_its_last_day(day, ended):
    assert HalfYear.ended_by(day) == ended
    assert ended_half_years(day)[0] == ended
    assert HalfYear.of(ended.last_day) == HalfYear.of(ended.first_day) == ended
    assert ended.before.after == ended


def test_a_leader_fills_in_and_corrects_and_both_are_kept(cast, sign_in):
    client = sign_in(cast.bjerke_leader)
    assert client.get(reverse("office_goals_list")).url == reverse("office_goals", args=[cast.bjerke.pk])
    address = reverse("office_figures", args=[cast.bjerke.pk]) + "?half_year=2026-01-01"
    data = {"cost": "10 250 000", "satisfaction": "3,8", "sick_leave": "7,1"}
    assert client.get(address).status_code == 200
    assert client.post(address, data).status_code == 302
    client.post(address, data | {"sick_leave": "6,9"})
    stands = OfficeFigures.objects.get()
    assert (stands.cost, stands.satisfaction, stands.sick_leave) == (
        10_250_000,
        Decimal("3.80"),
        Decimal("6.90"),
    )
    with at_most(MOST_QUERIES):
        page = client.get(reverse("office_goals", args=[cast.bjerke.pk]))
    assert [change["event"].sick_leave for change in page.context["changes"]] == [
        Decimal("6.90"),
        Decimal("7.10"),
    ]


def test_what_looks_like_a_slip_must_be_confirmed(cast, sign_in):
    figures(cast, AUTUMN)
    client = sign_in(cast.krem)
    address = reverse("office_figures", args=[cast.bjerke.pk]) + "?half_year=2026-01-01"
    data = {"cost": "100000000", "satisfaction": "", "sick_leave": ""}
    page = client.post(address, data)
    assert len(page.context["form"].doubts) == 1
    assert not OfficeFigures.objects.in_half_year(SPRING).exists()
    assert client.post(address, data | {"is_checked": "on"}).status_code == 302


@pytest.mark.parametrize(
    ("new", "number"),
    [
        ({"cost": 12_900_000, "satisfaction": Decimal("4.8"), "sick_leave": Decimal("12.1")}, 0),
        ({"cost": 13_100_000}, 1),
        ({"cost": 6_900_000}, 1),
        ({"satisfaction": Decimal("2.7")}, 1),
        ({"sick_leave": Decimal("12.2")}, 1),
        ({"sick_leave": Decimal(0)}, 2),
        ({"cost": None, "satisfaction": None}, 0),
    ],
)
def test_doubts(cast, new, number):
    before = figures(cast, AUTUMN)
    values = {"cost": before.cost, "satisfaction": before.satisfaction, "sick_leave": before.sick_leave} | new
    assert (
        len(doubts_about(OfficeFigures(office=cast.bjerke, first_day=SPRING.first_day, **values), before))
        == number
    )
    assert (
        len(doubts_about(OfficeFigures(office=cast.bjerke, first_day=SPRING.first_day, **values), None)) <= 1
    )


def test_a_half_year_that_is_not_over_is_not_filled_in(cast, sign_in):
    new = OfficeFigures(office=cast.bjerke, first_day=date(2026, 7, 1), cost=1)
    with pytest.raises(NotPermitted):
        enter_figures(figures=new, by=cast.krem, today=date(2026, 12, 31))
    assert enter_figures(figures=new, by=cast.krem, today=date(2027, 1, 1)).pk
    for half_year in ("2090-01-01", "2026-02-01", "x", ""):
        address = reverse("office_figures", args=[cast.bjerke.pk])
        assert sign_in(cast.krem).get(address, {"half_year": half_year}).status_code == 302


def test_only_the_offices_own_leader_and_krem(cast, sign_in, scope_for):
    stands = figures(cast)
    for who, status in (("ullern_leader", 404), ("former_leader", 404), ("mentor", 404), ("imdi", 404)):
        client = sign_in(getattr(cast, who))
        assert client.get(reverse("office_goals", args=[cast.bjerke.pk])).status_code == status
        new = OfficeFigures(office=cast.bjerke, first_day=SPRING.first_day, cost=1)
        with pytest.raises(NotPermitted):
            enter_figures(figures=new, by=getattr(cast, who), today=TODAY)
    for who in ("mentor", "imdi"):
        assert sign_in(getattr(cast, who)).get(reverse("office_goals_list")).status_code == 403
    with scope_for(cast.ullern_leader):
        assert not OfficeFigures.objects.exists()
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            figures(cast, AUTUMN)
    with scope_for(cast.mentor):
        assert not OfficeFigures.objects.exists()
    with scope_for(cast.bjerke_leader):
        assert OfficeFigures.objects.get() == stands


def test_a_report_is_told_what_changed(cast):
    figures(cast, AUTUMN, cost=12_000_000, sick_leave=None)
    figures(cast)
    figures(cast, SPRING, "ullern", satisfaction=None)
    with at_most(2):
        bjerke, ullern = changes_in(cast.cluster, SPRING)
    assert (bjerke.office, bjerke.cost, bjerke.satisfaction, bjerke.sick_leave) == (
        cast.bjerke,
        -2_000_000,
        0,
        None,
    )
    assert (ullern.office, ullern.now.cost, ullern.cost) == (cast.ullern, 10_000_000, None)
    Membership.objects.filter(partner=cast.ullern).update(ends_on=date(2025, 12, 31))
    assert [change.office for change in changes_in(cast.cluster, SPRING)] == [cast.bjerke]


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"first_day": date(2026, 2, 1)}, "figures_are_of_a_half_year"),
        ({"first_day": date(2026, 1, 2)}, "figures_are_of_a_half_year"),
        ({"satisfaction": Decimal("5.01")}, "satisfaction_is_1_to_5"),
        ({"sick_leave": Decimal("100.01")}, "sick_leave_is_a_percentage"),
        ({"cost": None, "satisfaction": None, "sick_leave": None}, "figures_say_something"),
    ],
)
def test_what_figures_cannot_be(cast, changes, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        figures(cast, **changes)


def test_a_half_year_has_one_set_of_figures(cast):
    figures(cast)
    with pytest.raises(IntegrityError, match="one_set_of_figures_per_half_year"), transaction.atomic():
        figures(cast)


def test_a_picture_needs_two_points(cast, sign_in):
    client = sign_in(cast.krem)
    figures(cast)
    assert client.get(reverse("office_goals", args=[cast.bjerke.pk])).context["pictures"] == []
    figures(cast, AUTUMN, satisfaction=None)
    page = client.get(reverse("office_goals", args=[cast.bjerke.pk]))
    assert [picture.id for picture in page.context["pictures"]] == ["cost", "sick-leave"]
