"""Yardsticks and completeness, against a second program written from the definitions alone."""

from collections import Counter
from datetime import date, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participants.models import FollowUp, Move, Participant
from reports.figures.completeness import KNOWN, count_completeness
from reports.figures.counting import count_atoms
from reports.figures.indicators import Indicators, count_indicators
from reports.figures.journeys import STATES, Answer, Journey, Place, Step, known_journeys
from reports.figures.tallies import Person
from reports.figures.yardsticks import count_yardsticks, unseen_by_nav
from reports.periods import Period, parse_period
from tests.conftest import SAMPLES
from tests.queries import at_most
from tests.reports import naive_count
from tests.reports.offices import LATER, SLUGS, now, office

ANSWERS = {"work": "work", "education": "education", "venture": "venture"}
ANSWERS |= {"job_seeker": "enrolled", "other": "left", "not_reached": None}
FACTS = ("target-group", "innsatsgruppe", "left-with-reason", "work-with-percent")


def facts_of(completeness) -> dict[str, tuple[int, int]]:
    return {part.id: (part.counts[KNOWN], part.of) for part in completeness if part.id in FACTS}


def assert_agrees(yardsticks, naive: dict[str, naive_count.Yardstick]) -> None:
    assert {each.id for each in yardsticks} == set(naive)
    for each in yardsticks:
        other, bounds = naive[each.id], each.bounds
        assert dict(each.counts) == other["counts"]
        assert (bounds.low, bounds.high, bounds.share) == (other["low"], other["high"], other["share"])
        assert bounds.interval == (other["interval"] and pytest.approx(other["interval"], abs=1e-12))


@pytest.mark.parametrize(
    "label",
    [
        "2026-T2",
        "2026-T1",
        "2025",
        "2025-H2",
        "2024-Q4",
        "2019",
        "2022-03-01..2026-11-20",
        "2026-02-10..2026-02-11",
    ],
)
def test_the_samples_are_counted_as_the_second_program_does(offices, label):
    period, books = parse_period(label), {slug: SAMPLES / f"{slug}.xlsx" for slug in SLUGS}
    found = count_indicators(offices, period, LATER)
    assert_agrees(found.yardsticks, naive_count.count_yardsticks(books, period.start, period.end))
    naive = naive_count.count_completeness(books, period.start, period.end)
    assert facts_of(found.completeness) == naive


def naive_person(journey: Journey) -> naive_count.Person:
    told = [
        (step.state == "left" and step.is_told, step.state == "work" and step.is_told)
        for step in journey.steps
    ]
    return naive_count.Person(
        office=journey.office,
        birth_year=1990,
        sex="Kvinne",
        group="Ungdom" if journey.has_group else "Ukjent",
        has_effort_group=journey.has_effort,
        shielded=False,
        moves=[
            naive_count.Move(step.day, step.state, *map(bool, known))
            for step, known in zip(journey.steps, told, strict=True)
        ],
        answers=[
            naive_count.Answer(each.day, each.status or naive_count.NOT_REACHED) for each in journey.answers
        ],
    )


def second_count(counting, journeys, period: Period):
    """What the second program counts of these people instead of those of a workbook."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(naive_count, "everyone", lambda workbooks: [naive_person(each) for each in journeys])
        return counting({}, period.start, period.end)


DAYS = st.integers(0, 1400).map(lambda number: date(2023, 1, 1) + timedelta(number))


@st.composite
def journeys(draw) -> Journey:
    """Any journey that begins with an enrolment and changes state with every move."""
    days = sorted(draw(st.lists(DAYS, min_size=1, max_size=7, unique=True)))
    states = ["enrolled"]
    for _ in days[1:]:
        states.append(draw(st.sampled_from([state for state in STATES if state != states[-1]])))
    asked = sorted(draw(st.lists(DAYS, max_size=5, unique=True)))
    return Journey(
        office="alfa",
        has_group=draw(st.booleans()),
        has_effort=draw(st.booleans()),
        steps=tuple(
            Step(day, state, draw(st.booleans()) if state in ("left", "work") else None)
            for day, state in zip(days, states, strict=True)
        ),
        answers=tuple(Answer(day, draw(st.sampled_from(list(ANSWERS.values())))) for day in asked),
    )


@st.composite
def periods(draw) -> Period:
    first = draw(DAYS)
    return Period(first, first + timedelta(draw(st.integers(0, 800))), "")


@given(st.lists(journeys(), max_size=6), periods())
def test_any_journeys_are_counted_as_the_second_program_does(people, period):
    placed = [Person(journey, journey.place_in(period)) for journey in people]
    assert_agrees(
        count_yardsticks(placed, period), second_count(naive_count.count_yardsticks, people, period)
    )
    completeness = count_completeness(placed, period, period.end)
    assert facts_of(completeness) == second_count(naive_count.count_completeness, people, period)


@given(journeys(), periods())
def test_a_question_is_due_wherever_six_months_looks_for_an_answer(journey, period):
    people = [Person(journey, journey.place_in(period))]
    six_months = next(each for each in count_yardsticks(people, period) if each.id == "six-months")
    assert count_completeness(people, period, period.end)[-1].of >= sum(six_months.counts.values())


def test_everybody_stands_where_the_tables_count_them(offices):
    for label in ("2026-T2", "2025", "2019"):
        period = parse_period(label)
        atoms = Counter()
        for atom in count_atoms(offices, period, LATER):
            atoms[atom.office, Place(atom.opening, atom.closing, atom.exit)] += atom.persons
        places = Counter(
            (journey.office, place)
            for journey in known_journeys(offices, LATER)
            if (place := journey.place_in(period)) is not None
        )
        assert places == atoms


@pytest.mark.parametrize("label", ["2026-T2", "2025"])
def test_groups_of_persons_add_up_to_what_is_counted(offices, label):
    found = count_indicators(offices, parse_period(label), LATER)
    points = (*found.curves.states.points, *found.curves.work.points)
    for counts, groups in (
        *((each.counts, each.groups) for each in (*found.yardsticks, *found.completeness)),
        *((point.observed, point.groups) for point in points),
    ):
        added = Counter()
        for group in groups:
            added.update({mark: group.marks.count(mark) * group.persons for mark in set(group.marks)})
        added.pop("censored", None)
        assert {mark: count for mark, count in counts.items() if count} == added
        keys = [(group.office, group.place, group.marks) for group in groups]
        assert len(keys) == len(set(keys))


def cohort(found: Indicators, id: str) -> int:
    return next(sum(each.counts.values()) for each in found.yardsticks if each.id == id)


@pytest.mark.parametrize("year", [2024, 2025])
def test_a_cohort_that_a_reader_meets_twice_is_as_large_both_times(offices, year):
    """What protection may and must build on when editions are read together."""
    before, now = (
        {part: count_indicators(offices, parse_period(f"{y}{part}"), LATER) for part in ("", "-H1", "-H2")}
        for y in (year - 1, year)
    )
    assert cohort(now[""], "november") == cohort(before[""], "at-exit")
    assert cohort(now["-H1"], "six-months") == cohort(before["-H2"], "at-exit")
    assert cohort(now["-H2"], "six-months") == cohort(now["-H1"], "at-exit")
    assert cohort(now[""], "after-training-24") == cohort(before[""], "after-training-12")


@pytest.mark.parametrize("label", ["2024", "2026-T2"])
def test_completeness_is_of_what_the_tables_count(offices, label):
    period = parse_period(label)
    atoms = count_atoms(offices, period, LATER)
    parts = {part.id: part for part in count_indicators(offices, period, LATER).completeness}
    population = sum(atom.persons for atom in atoms)
    unknown = sum(atom.persons for atom in atoms if atom.group == "Ukjent")
    assert parts["target-group"].counts == {"known": population - unknown, "unknown": unknown}
    assert parts["innsatsgruppe"].of == population
    assert parts["left-with-reason"].of >= sum(atom.persons for atom in atoms if atom.closing == "left")
    assert parts["work-with-percent"].of >= sum(atom.persons for atom in atoms if atom.exit == "work")


def test_what_nav_does_not_see(offices):
    found = unseen_by_nav(count_atoms(offices, parse_period("2025"), LATER))
    exits = naive_count.count_tables(
        {slug: SAMPLES / f"{slug}.xlsx" for slug in SLUGS}, date(2025, 1, 1), date(2025, 12, 31)
    )["exits-by-office"]
    assert (found.education, found.venture) == (exits["total", "education"], exits["total", "venture"])
    assert found.exits == exits["total", "total"] - exits["total", "none"]


def one(journey: Journey, period: Period, known_on: date) -> dict[str, int]:
    parts = count_completeness([Person(journey, journey.place_in(period))], period, known_on)
    return {mark: count for mark, count in parts[-1].counts.items() if count}


YEAR = Period(date(2025, 1, 1), date(2025, 12, 31), "2025")


def journey_to(state: str, day: date, *answers: Answer) -> Journey:
    steps = (Step(date(2023, 1, 1), "enrolled", None), Step(day, state, None))
    return Journey("alfa", True, True, steps, answers)


@pytest.mark.parametrize(
    ("journey", "asked"),
    [
        # 12 months after; 6 months fell due the year before, 24 will the year after.
        (journey_to("work", date(2024, 4, 10)), {"not-asked": 1}),
        (journey_to("left", date(2024, 4, 10), Answer(date(2025, 7, 11), "left")), {"answered": 1}),
        (journey_to("left", date(2024, 4, 10), Answer(date(2025, 7, 12), "left")), {"not-asked": 1}),
        (journey_to("work", date(2024, 4, 10), Answer(date(2025, 4, 9), None)), {"not-reached": 1}),
        # 6 and 12 months after fall within one year, and one answer does not speak for both.
        (
            journey_to("venture", date(2024, 12, 1), Answer(date(2025, 6, 1), "work")),
            {"answered": 1, "not-asked": 1},
        ),
        # Training is no end of an episode.
        (journey_to("training", date(2024, 4, 10)), {}),
    ],
)
def test_follow_ups_that_fell_due(journey, asked):
    assert one(journey, YEAR, YEAR.end) == asked


def test_no_question_is_due_before_its_day():
    journey = journey_to("work", date(2024, 4, 10))
    assert one(journey, YEAR, date(2025, 4, 9)) == {}
    assert one(journey, YEAR, date(2025, 4, 10)) == {"not-asked": 1}


def test_nobody_is_counted_too(cast):
    found = count_indicators([office(cast.bjerke)], parse_period("2025"), LATER)
    assert {sum(each.counts.values()) for each in (*found.yardsticks, *found.completeness)} == {0}
    assert {each.bounds.high for each in found.yardsticks} == {None}
    assert found.curves.states.persons == 0
    assert found.curves.work.median.time is None


def test_one_question_to_the_database(offices):
    with at_most(1):
        count_indicators(offices, parse_period("2025"), LATER)


def test_somebody_shielded_counts_in_the_whole_only(cast):
    person = Participant.objects.create(
        office=cast.bjerke, reference="A-1", birth_year=1990, is_shielded=True
    )
    for day, target in ((date(2024, 1, 1), "enrolled"), (date(2025, 2, 1), "work")):
        Move.objects.create(participant=person, office=cast.bjerke, day=day, target=target)
    found = count_indicators([office(cast.bjerke)], parse_period("2025"), LATER)
    assert found.yardsticks[0].counts["work"] == 1
    assert {group.office for group in found.yardsticks[0].groups} == {"unallocated"}
    assert found.curves.states.persons == 1


class Books:
    """Made-up records with the moments at which they were written and superseded."""

    def __init__(self, cast, seed: int) -> None:
        self.random, self.cast, self.start = Random(seed), cast, now()
        # Whoever is known at all has begun with an enrolment, as the import makes sure.
        self.people = [
            Participant.objects.create(office=cast.bjerke, reference=f"A-{number}", birth_year=1990)
            for number in range(25)
        ]
        self.moves = [move for person in self.people for move in self._moves_of(person)]
        self.answers = [answer for person in self.people for answer in self._answers_of(person)]
        Move.objects.bulk_create(self.moves)
        FollowUp.objects.bulk_create(self.answers)

    def _life(self) -> dict:
        """From recorded to superseded, if ever, within ten days from now."""
        written = self.random.randrange(10)
        life = {"recorded_at": self.start + timedelta(days=written)}
        if self.random.random() < 0.3:
            ended = written + self.random.randrange(1, 5)
            life |= {"superseded_at": self.start + timedelta(days=ended), "superseded_because": "wrong"}
        return life

    def _days(self, most: int) -> list[date]:
        numbers = sorted(self.random.sample(range(1000), self.random.randrange(1, most)))
        return [date(2023, 1, 1) + timedelta(number) for number in numbers]

    def _moves_of(self, person) -> list[Move]:
        return [
            Move(
                participant=person,
                office=self.cast.bjerke,
                day=day,
                target=self.random.choice(STATES) if at else "enrolled",
                **(self._life() if at else {"recorded_at": self.start}),
            )
            for at, day in enumerate(self._days(7))
        ]

    def _answers_of(self, person) -> list[FollowUp]:
        return [
            FollowUp(
                participant=person,
                office=self.cast.bjerke,
                day=day,
                month=self.random.choice((6, 12, 24)),
                answer=self.random.choice(list(ANSWERS)),
                **self._life(),
            )
            for day in self._days(5)
        ]

    def known_at(self, cutoff: datetime) -> list[Journey]:
        """The journeys as they stood, by reading record after record."""

        def stands(record) -> bool:
            ended = record.superseded_at
            return record.recorded_at <= cutoff and (ended is None or ended > cutoff)

        return [
            Journey(
                "bjerke",
                has_group=False,
                has_effort=False,
                steps=tuple(
                    Step(move.day, move.target, False)
                    for move in self.moves
                    if move.participant == person and stands(move)
                ),
                answers=tuple(
                    Answer(answer.day, ANSWERS[answer.answer])
                    for answer in self.answers
                    if answer.participant == person and stands(answer)
                ),
            )
            for person in self.people
        ]


@pytest.mark.parametrize("seed", range(3))
def test_only_what_stood_at_the_cutoff_counts(cast, seed):
    books, period = Books(cast, seed), parse_period("2023-06-01..2025-03-31")
    seen: set[str] = set()
    for days in range(-1, 16, 2):
        cutoff = books.start + timedelta(days=days)
        found: Indicators = count_indicators([office(cast.bjerke)], period, cutoff)
        known = books.known_at(cutoff) if days >= 0 else []
        assert_agrees(found.yardsticks, second_count(naive_count.count_yardsticks, known, period))
        seen.add(str([each.counts for each in found.yardsticks]))
    assert len(seen) > 5


def test_nobody_is_known_before_they_were_recorded_nor_by_another_office(cast):
    person = Participant.objects.create(office=cast.bjerke, reference="A-1", birth_year=1990)
    Move.objects.create(participant=person, office=cast.bjerke, day=date(2024, 1, 1), target="enrolled")
    assert len(known_journeys([office(cast.bjerke)], LATER)) == 1
    assert known_journeys([office(cast.bjerke)], now() - timedelta(seconds=1)) == ()
    assert known_journeys([office(cast.ullern)], LATER) == ()
    assert known_journeys([], LATER) == ()
