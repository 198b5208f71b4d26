"""Sums of bottom lines: told of the whole only, once, and never so that two can be subtracted."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from clusters.half_years import HalfYear
from entrepreneurs.enums import Rung
from entrepreneurs.models import BottomLine, Climb, Founder, Venture
from participants.models import Participant
from reports.disclosure.bottom_lines import Told, yields_to_print
from reports.figures.bottom_lines import YieldCount, count_yields
from reports.periods import parse_period
from reports.protected.bottom_lines import LINES, ProtectedYield
from reports.protected.report import read_protected
from reports.protected.seal import SEAL, Unprotected
from tests.reports.editions import build, publish, request

K = 5
SPRING = HalfYear(2025, 1)


def count_of(amounts: list[float], half_year: HalfYear = SPRING) -> YieldCount:
    return YieldCount(half_year, dict.fromkeys(LINES, tuple(amounts)))


def told(offices: set[str], turnover: int) -> Told:
    return Told(frozenset(offices), ProtectedYield(SPRING, dict.fromkeys(LINES, turnover), SEAL))


def printed(counts, offices, out=()) -> int | None:
    (each,) = yields_to_print(counts, offices, out, K)
    return each.sums["turnover"]


def test_a_sum_is_told_to_the_nearest_thousand():
    assert printed([count_of([10_400, 11_000, 12_000, 13_000, 14_100])], {"a"}) == 61_000
    assert printed([count_of([10_400] * 4)], {"a"}) is None


def test_what_is_out_for_the_same_offices_is_told_again_as_it_stood():
    corrected = [count_of([10_000] * 9)]
    assert printed(corrected, {"a", "b"}, [told({"a", "b"}, 50_000)]) == 50_000


@pytest.mark.parametrize("others", [{"a"}, {"a", "b", "c"}, {"b", "c"}])
def test_what_is_out_for_some_of_the_offices_hides_the_sum_of_the_others(others):
    assert printed([count_of([10_000] * 9)], {"a", "b"}, [told(others, 50_000)]) is None


def test_other_half_years_are_no_hindrance():
    assert printed([count_of([10_000] * 9, SPRING.after)], {"a"}, [told({"a", "b"}, 50_000)]) == 90_000


def test_nobody_makes_such_a_sum_by_hand():
    with pytest.raises(Unprotected):
        ProtectedYield(SPRING, dict.fromkeys(LINES), object())


def venture_of(cast, *founders: Participant, turnover: int, day: date = date(2025, 1, 1)) -> UUID:
    office = founders[0].office
    venture = Venture.objects.create(office=office, name=f"Systue {uuid4()}")
    for founder in founders:
        Founder.objects.create(
            venture=venture, participant=founder, office=office, starts_on=date(2024, 1, 1)
        )
    Climb.objects.create(venture=venture, office=office, rung=Rung.PLAN, day=date(2024, 1, 1))
    BottomLine.objects.create(
        office=office, venture=venture, day=day, turnover=turnover, wages=0, own_funding=0, people=0, hours=0
    )
    return venture.pk


@pytest.fixture
def people(cast) -> list[Participant]:
    return [
        Participant.objects.create(office=cast.bjerke, reference=f"P-{number}", birth_year=1990)
        for number in range(7)
    ]


def test_ventures_that_share_a_founder_are_one_contributor(cast, people):
    venture_of(cast, people[0], turnover=100)
    venture_of(cast, people[0], people[1], turnover=10)
    venture_of(cast, people[1], turnover=1)
    venture_of(cast, people[2], turnover=1000)
    venture_of(cast, people[3], turnover=5, day=date(2025, 7, 1))
    cutoff = build(request(cast)).cutoff
    first, second = count_yields([cast.bjerke.pk], parse_period("2025"), cutoff, LINES)
    assert sorted(first.amounts["turnover"]) == [111, 1000]
    assert second.amounts["turnover"] == (5,)
    # A half-year belongs to the part of the year in which it ends.
    assert [
        [each.half_year.half for each in count_yields([cast.bjerke.pk], parse_period(label), cutoff, LINES)]
        for label in ("2025-T1", "2025-T2", "2025-T3")
    ] == [[], [1], [2]]


def test_a_report_tells_a_sum_and_a_correction_does_not_give_a_venture_away(cast, people):
    for number, person in enumerate(people):
        venture_of(cast, person, turnover=100_000 + number)
    first = publish(cast, "2025-T2")
    (told,) = read_protected(first.report).yields
    assert (told.sums["turnover"], told.sums["wages"]) == (700_000, None)
    venture_of(cast, people[0], turnover=33_000)
    again = build(request(cast, parse_period("2025")))
    assert read_protected(again.report).yields[0].sums == told.sums
    assert b"733" not in bytes(again.files.get(kind="csv").content)
