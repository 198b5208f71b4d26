"""Everybody behind the editions of one ledger, as each edition knew them, and what other people would add up to."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array, hstack

from reports.figures.contributions import contributions, counted_in_parts
from reports.figures.definitions import Definition, Place
from reports.figures.records import FAR, NEVER, Ints, Person, Records, number_of, person_of


@dataclass(frozen=True, eq=False)
class Counted:
    """One edition: what it counts, and everybody of all offices of the ledger as known at its cutoff, with an id for each."""

    definition: Definition
    ids: Sequence[Hashable]
    records: Records


class Population:
    """n persons seen by all editions at once; cells are the editions' cells side by side, in order.

    `latest`: Records of n persons as the newest edition that knows them does. `contribution`: int[n, cells].
    `is_same`: bool[n, editions], whether what an edition knew of the person is the latest record as far as it had been
    written down. Only then can the person be somebody else in that edition. Of whom an edition knew otherwise, as they were corrected
    since, what it knew is a person of its own: who could have been somebody else, as they were before, and still be who they are now.
    `one_person`: int[n], the same number for what was known of one. Whoever came later is the same in an edition that did not know
    them: had they come sooner, it would have. `last_day`: on which the newest edition looked.
    """

    def __init__(self, editions: Sequence[Counted]) -> None:
        self.definitions = tuple(edition.definition for edition in editions)
        number: dict[Hashable, int] = {}
        # Of two editions the one with the later cutoff knows more.
        self._order = sorted(range(len(editions)), key=lambda e: (editions[e].definition.known_on, e))
        self.rank = np.argsort(self._order)
        known_on = np.array([number_of(edition.definition.known_on) for edition in editions], np.int64)
        self._known_on = known_on[self._order]
        self.last_day = int(self._known_on.max(initial=NEVER))
        # For each edition who it knows, and which row of it that is.
        persons = [
            np.array([number.setdefault(id, len(number)) for id in edition.ids], np.int64)
            for edition in editions
        ]
        row_of = np.full((len(number), len(editions)), -1, np.int64)
        for e, known in enumerate(persons):
            row_of[known, e] = np.arange(len(known))
        parts = [_known_alike(editions, np.arange(len(number)), row_of, self._order, known_on)]
        while (corrected := parts[-1].corrected).any():
            who = np.flatnonzero(corrected.any(axis=1))
            of = parts[-1].persons[who]
            before = np.where(corrected[who], row_of[of], -1)
            parts.append(_known_alike(editions, of, before, self._order, None))
        self.one_person = np.concatenate([part.persons for part in parts])
        self.latest = stacked([part.latest for part in parts])
        # Whoever is known otherwise now, on which day they were last known so.
        self.known_until: list[date | None] = [None] * len(number)
        for part in parts[1:]:
            newest = np.where(part.is_known, self.rank, -1).max(axis=1)
            self.known_until += [self.definitions[self._order[rank]].known_on for rank in newest]
        self.is_same = np.concatenate([part.is_same for part in parts])
        self._ranks = {names: _padded([part.ranks[names] for part in parts]) for names in _DATED}
        starts = np.cumsum([0, *(len(part.persons) for part in parts)])
        counts = []
        for e, edition in enumerate(editions):
            place = np.full(len(edition.ids), -1, np.int64)
            for start, part in zip(starts, parts, strict=False):
                own = np.flatnonzero(part.is_known[:, e])
                place[part.row_of[own, e]] = start + own
            counts.append(_placed(edition, place, len(self)))
        self.contribution = csr_array(hstack(counts)) if counts else csr_array((len(self), 0))

    def as_known_by(self, edition: int) -> Iterator[tuple[int, Person, date | None]]:
        """Each row that stands for somebody whom a proof made with this edition could name, who it named, and until when they were known so."""
        rank = np.where(self.is_same & (self.rank <= self.rank[edition]), self.rank, -1)
        newest = rank.max(axis=1, initial=-1)
        for e in self._order[: self.rank[edition] + 1]:
            rows = np.flatnonzero(newest == self.rank[e])
            known = self.as_known(self.latest.take(rows), rows)(e)
            until = None if e == edition else self.definitions[e].known_on
            yield from ((int(row), person_of(known, at), until) for at, row in enumerate(rows))

    def as_known(self, records: Records, persons: Ints) -> Callable[[int], Records]:
        """For each edition what it would have known of these persons, had they been as in `records`.

        What they have in truth was written down when it was; what is invented on its day.
        """
        since = {names: self._since(records, persons, names) for names in _DATED}
        return lambda e: _kept(records, {names: ranks <= self.rank[e] for names, ranks in since.items()})

    def _since(self, records: Records, persons: Ints, names: tuple[str, ...]) -> Ints:
        day, what = (getattr(records, name) for name in names[:2])
        own_day, own_what = (getattr(self.latest, name)[persons] for name in names[:2])
        invented = np.searchsorted(self._known_on, day.ravel()).reshape(day.shape)
        invented = np.where((day >= FAR) | (day <= NEVER), 0, invented)
        same = (day[:, :, None] == own_day[:, None, :]) & (what[:, :, None] == own_what[:, None, :])
        found = same.any(axis=2)
        return np.where(
            found, np.take_along_axis(self._ranks[names][persons], same.argmax(axis=2), axis=1), invented
        )

    def __len__(self) -> int:
        return len(self.latest)

    @cached_property
    def places(self) -> tuple[tuple[int, Place], ...]:
        """Edition and place of each cell."""
        return tuple((e, place) for e, d in enumerate(self.definitions) for place in d.places)

    @cached_property
    def edition_of(self) -> Ints:
        """int[cells]"""
        return np.repeat(np.arange(len(self.definitions)), [len(d.places) for d in self.definitions])

    @cached_property
    def value(self) -> Ints:
        """int[cells]: the true counts."""
        return np.asarray(self.contribution.sum(axis=0)).ravel().astype(np.int64)

    @property
    def is_known_still(self) -> np.ndarray:
        """bool[n]: of the records of one person the newest."""
        return np.array([until is None for until in self.known_until])

    @property
    def of_one_person(self) -> csr_array:
        """int[n, cells]: what all that was known of the same person adds together."""
        n = len(self)
        of = csr_array((np.ones(n, np.int64), (np.arange(n), self.one_person)), shape=(n, n))
        return csr_array(of @ (of.T @ self.contribution))

    def contribution_of(self, records: Records, persons: Ints, now: csr_array) -> csr_array:
        """int[r, cells]: what each of these persons adds who has become the record beside; `now` is what all persons add at present."""
        parts = []
        at = 0
        for e, other in enumerate(self._counted(records, persons)):
            moves = self.is_same[persons, e]
            if not moves.all():
                kept = csr_array(now[:, at : at + other.shape[1]])[persons]
                pick = csr_array((moves.astype(np.int64), (np.arange(len(persons)),) * 2))
                rest = csr_array(((~moves).astype(np.int64), (np.arange(len(persons)),) * 2))
                other = pick @ other + rest @ kept
            parts.append(other)
            at += other.shape[1]
        return csr_array(hstack(parts))

    def contribution_all_along(self, records: Records, persons: Ints) -> csr_array:
        """int[r, cells]: what each of these persons would add had they been the record beside from the beginning, and nothing corrected."""
        return csr_array(hstack([*self._counted(records, persons)]))

    def _counted(self, records: Records, persons: Ints) -> Iterator[csr_array]:
        """For each edition int[r, its cells]."""
        seen = self.as_known(records, persons)
        for e, definition in enumerate(self.definitions):
            yield csr_array(contributions(seen(e), definition)).astype(np.int64)

    def totals_of(self, worlds: Sequence[tuple[Records, Ints]]) -> Ints:
        """int[worlds, cells]: how the counts differ from the truth where `changed` persons are as in `records`, int[n] for all."""
        sizes = [len(changed) for _, changed in worlds]
        if not sum(sizes):
            return np.zeros((len(worlds), len(self.value)), np.int64)
        everybody = np.concatenate([changed for _, changed in worlds])
        others = stacked([records.take(changed) for records, changed in worlds if len(changed)])
        added = self.contribution_of(others, everybody, self.contribution) - self.contribution[everybody]
        rows = np.repeat(np.arange(len(worlds)), sizes)
        of_world = csr_array(
            (np.ones(len(rows), np.int64), (rows, np.arange(len(rows)))), shape=(len(worlds), len(rows))
        )
        return (of_world @ added).toarray().astype(np.int64)


@dataclass(frozen=True, eq=False)
class _KnownAlike:
    """What was known of r persons, as the newest of some editions knew them.

    `row_of`: int[r, editions], which row of an edition each is, -1 where it is not about them. `is_known`: bool[r, editions], where they
    are as the newest knew them, as far as that had been written down. `corrected`: where they are not. `ranks`: for each move, answer and
    stay of `latest` the rank of the first edition from which on it is known.
    """

    persons: Ints
    row_of: Ints
    latest: Records
    ranks: Mapping[tuple[str, ...], Ints]
    is_known: np.ndarray
    is_same: np.ndarray

    @property
    def corrected(self) -> np.ndarray:
        return (self.row_of >= 0) & ~self.is_known


def _known_alike(
    editions: Sequence[Counted], persons: Ints, row_of: Ints, order: Sequence[int], known_on: Ints | None
) -> _KnownAlike:
    """`row_of`: int[r, editions], which row of an edition these are, -1 where they are none of it.

    With `known_on` those whom an edition did not know yet are the same in it.
    """
    starts = np.cumsum([0, *(len(edition.records) for edition in editions)])
    newest = np.zeros(len(persons), np.int64)
    for e in order:
        newest = np.where(row_of[:, e] >= 0, starts[e] + row_of[:, e], newest)
    latest = stacked([edition.records for edition in editions]).take(newest)
    ranks = {names: np.zeros(getattr(latest, names[0]).shape, np.int64) for names in _DATED}
    for rank, e in enumerate(order):
        own = np.flatnonzero(row_of[:, e] >= 0)
        records = editions[e].records.take(row_of[own, e])
        for names, since in ranks.items():
            if known_on is not None:
                since[row_of[:, e] < 0] = rank + 1
            since[own] = np.where(_found(latest.take(own), records, names), since[own], rank + 1)
    is_known = np.zeros(row_of.shape, bool)
    for rank, e in enumerate(order):
        own = np.flatnonzero(row_of[:, e] >= 0)
        known = _kept(latest.take(own), {names: since[own] <= rank for names, since in ranks.items()})
        is_known[own, e] = _alike(editions[e].records.take(row_of[own, e]), known)
    is_same = is_known
    if known_on is not None:
        is_same = is_known | ((row_of < 0) & (latest.day[:, :1] > known_on))
    return _KnownAlike(persons, row_of, latest, ranks, is_known, is_same)


def _padded(parts: Sequence[Ints]) -> Ints:
    """One under the other, each as wide as the widest. What fills a row up is known from the beginning."""
    width = max(part.shape[1] for part in parts)
    return np.concatenate([np.pad(part, ((0, 0), (0, width - part.shape[1]))) for part in parts])


def _placed(edition: Counted, persons: Ints, n: int) -> csr_array:
    """int[n, cells]: what each person counts in one edition, nothing for whoever it did not know."""
    own = counted_in_parts(edition.records, edition.definition)
    if len(persons) == n and (persons == np.arange(n)).all():
        return own
    known = len(persons)
    place = csr_array((np.ones(known, np.int32), (persons, np.arange(known))), (n, known))
    return csr_array(place @ own)


# What of a record has a day, then what happened on it, then what else is told of that.
_DATED = (("day", "target", "told"), ("answer_day", "answer"), ("stay_day", "stay_office"))
_ARRAYS = tuple(field.name for field in fields(Records) if field.name != "offices")
_FILL = {
    "day": 2**30,
    "target": -1,
    "told": -1,
    "answer_day": -(2**30),
    "answer": -1,
    "stay_day": 2**30,
    "stay_office": 0,
}


def widened(records: Records, like: Records) -> Records:
    """The same people with room for as many moves, answers and stays as another has."""
    arrays = {}
    for name in _ARRAYS:
        array = getattr(records, name)
        if array.ndim == 2 and array.shape[1] < (width := getattr(like, name).shape[1]):
            wide = np.full((len(array), width), _FILL[name], array.dtype)
            wide[:, : array.shape[1]] = array
            array = wide
        arrays[name] = array
    return Records(offices=records.offices, **arrays)


def stacked(parts: Sequence[Records]) -> Records:
    """All these people, one after the other. They must know the same offices."""
    widest = parts[0]
    for part in parts[1:]:
        widest = widened(widest, part)
    parts = [widened(part, widest) for part in parts]
    arrays = {name: np.concatenate([getattr(part, name) for part in parts]) for name in _ARRAYS}
    return Records(offices=parts[0].offices, **arrays)


def _alike(records: Records, known: Records) -> np.ndarray:
    """bool[r]: whether each row is the same in both, whatever fills it up."""
    wide, known = widened(records, known), widened(known, records)
    blank = {}
    for day, *what in _DATED:
        blank |= dict.fromkeys(what, abs(getattr(wide, day)) >= FAR)
    alike = np.ones(len(wide), bool)
    for name in _ARRAYS:
        same = getattr(wide, name) == getattr(known, name)
        alike &= same if same.ndim == 1 else (same | blank.get(name, False)).all(axis=1)
    return alike


def _found(records: Records, among: Records, names: tuple[str, ...]) -> np.ndarray:
    """bool[r, m]: whether each move (answer, stay) of a row stands in the same row of the other."""
    (day, what), (other_day, other_what) = (
        [getattr(each, name) for name in names[:2]] for each in (records, among)
    )
    same = (day[:, :, None] == other_day[:, None, :]) & (what[:, :, None] == other_what[:, None, :])
    return same.any(axis=2) | (day >= FAR) | (day <= NEVER)


def _kept(records: Records, which: Mapping[tuple[str, ...], np.ndarray]) -> Records:
    """Only these moves, answers and stays, the rest of each row filled up."""
    if all(kept.all() for kept in which.values()):
        return records
    arrays = {name: getattr(records, name) for name in _ARRAYS}
    for names, kept in which.items():
        order = np.argsort(~kept, axis=1, kind="stable")
        for name in names:
            array = np.where(kept, arrays[name], _FILL[name]).astype(arrays[name].dtype)
            arrays[name] = np.take_along_axis(array, order, axis=1)
    return Records(offices=records.offices, **arrays)


def put(records: Records, rows: Ints, others: Records) -> Records:
    """The same people with these rows replaced by the others."""
    wide = widened(records, others)
    others = widened(others, wide)
    arrays = {}
    for name in _ARRAYS:
        array = getattr(wide, name).copy()
        array[rows] = getattr(others, name)
        arrays[name] = array
    return Records(offices=records.offices, **arrays)


def rows_of(matrix: csr_array) -> list[bytes]:
    """Each row as bytes, so that equal rows are equal."""
    matrix.sort_indices()
    data = matrix.data.astype(np.int64)
    indices = matrix.indices.astype(np.int64)
    return [
        indices[a:b].tobytes() + data[a:b].tobytes()
        for a, b in zip(matrix.indptr[:-1], matrix.indptr[1:], strict=True)
    ]
