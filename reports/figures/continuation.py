"""What is known of people, continued past today: each goes on as somebody did who stood where they stand a while ago.

No forecast. It is one course that keeps the rules and looks like the time just behind, so that reports to come can be tried
on it. Who came in that time comes again as somebody new; nobody is transferred.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace

from reports.figures.records import Person, Records, date_of, person_of, records_of

# A year behind makes a year ahead, holidays and all. Where less is known, its later half goes on; less than a month is no course.
LONGEST, SHORTEST = 365, 28


@dataclass(frozen=True, eq=False)
class Continuation:
    """Everybody with an id, as known today and as they go on; `rests_on` is how many days the continuation repeats, 0 for none."""

    ids: Sequence[Hashable]
    people: Sequence[Person]
    offices: tuple[str, ...]
    rests_on: int

    def known_on(self, day: int) -> tuple[list[Hashable], Records]:
        """Who has come by a day, and what is known of them then."""
        known = [(id, _until(person, day)) for id, person in zip(self.ids, self.people, strict=True)]
        met = [(id, person) for id, person in known if person.moves]
        return [id for id, _ in met], records_of((person for _, person in met), self.offices)


def continued(ids: Sequence[Hashable], records: Records, today: int, until: int) -> Continuation:
    """These people as known today, going on until a later day."""
    people = [person_of(records, row) for row in range(len(records))]
    known = list(ids)
    span = stretch_of(people, today)
    while span and today < until:
        arrivals = list(_arrivals(people, today, span))
        people = _going_on(people, today, span)
        known += [("to come", len(people) + number) for number in range(len(arrivals))]
        people += arrivals
        today += span
    return Continuation(known, people, records.offices, span)


def stretch_of(people: Sequence[Person], today: int) -> int:
    """How many days behind today are repeated: a year, half of what there is where that is less, 0 where it is nothing."""
    first = min((person.moves[0][0] for person in people if person.moves), default=today)
    span = min(LONGEST, (today - first) // 2)
    return span if span >= SHORTEST else 0


def _going_on(people: Sequence[Person], today: int, span: int) -> list[Person]:
    """Each with the moves and answers of a donor: who was in the same state `span` days ago, at the same office if there was one."""
    donors, recipients = _standing(people, today - span), _standing(people, today)
    by_state = defaultdict(list)
    for (state, _office), rows in donors.items():
        by_state[state] += rows
    found = list(people)
    for (state, office), rows in recipients.items():
        among = donors.get((state, office)) or by_state[state]
        for number, row in enumerate(rows if among else ()):
            # What is written down of somebody past today already stands.
            if people[row].moves[-1][0] <= today:
                # In the order of how long they have stood there, spread evenly.
                donor = people[among[number * len(among) // len(rows)]]
                found[row] = _with_the_course_of(donor, people[row], today, span)
    return found


def _standing(people: Sequence[Person], day: int) -> dict[tuple[str, str], list[int]]:
    """Who stands where on a day: rows by state and office, those who have stood there longest first."""
    found = defaultdict(list)
    for row, person in enumerate(people):
        made = [move for move in person.moves if move[0] <= day]
        if made:
            office = next((office for on, office in reversed(person.stays) if on <= day), "")
            found[made[-1][1], office].append((made[-1][0], row))
    return {where: [row for _, row in sorted(rows)] for where, rows in sorted(found.items())}


def _with_the_course_of(donor: Person, person: Person, today: int, span: int) -> Person:
    moves = [(day + span, *what) for day, *what in donor.moves if today - span < day <= today]
    answers = [(day + span, what) for day, what in donor.answers if today - span < day <= today]
    return replace(
        person,
        moves=(*person.moves, *moves),
        answers=tuple(sorted((*person.answers, *answers), key=lambda answer: answer[0])),
    )


def _arrivals(people: Sequence[Person], today: int, span: int) -> Iterator[Person]:
    """Who came in the last `span` days, once more and as much later."""
    for person in people:
        if person.moves and today - span < person.moves[0][0] <= today:
            known = _until(person, today)
            came = person.moves[0][0]
            yield replace(
                known,
                birth_year=person.birth_year + date_of(came + span).year - date_of(came).year,
                moves=tuple((day + span, *what) for day, *what in known.moves),
                answers=tuple((day + span, what) for day, what in known.answers),
                stays=tuple((day + span, office) for day, office in known.stays),
            )


def _until(person: Person, day: int) -> Person:
    """What had happened by a day."""
    return replace(
        person,
        moves=tuple(move for move in person.moves if move[0] <= day),
        answers=tuple(answer for answer in person.answers if answer[0] <= day),
        stays=tuple(stay for number, stay in enumerate(person.stays) if stay[0] <= day or not number),
    )
