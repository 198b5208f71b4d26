"""Everybody behind the editions of one ledger, as each edition knew them, and what other people would add up to."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array, hstack

from reports.figures.contributions import contributions, counted_in_parts
from reports.figures.definitions import Definition, Place
from reports.figures.records import FAR, NEVER, Ints, Records, number_of


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
    written down. Only then can the person be somebody else in that edition; where it knew otherwise, that stays. Whoever came
    later is the same in an edition that did not know them: had they come sooner, it would have. `last_day`: on which the newest
    edition looked.
    """

    def __init__(self, editions: Sequence[Counted]) -> None:
        self.definitions = tuple(edition.definition for edition in editions)
        number: dict[Hashable, int] = {}
        newest: dict[int, tuple[int, int]] = {}
        rows = []
        # Of two editions the one with the later cutoff knows more.
        order = sorted(range(len(editions)), key=lambda e: (editions[e].definition.known_on, e))
        self.rank = np.argsort(order)
        self._known_on = np.array([number_of(editions[e].definition.known_on) for e in order], np.int64)
        self.last_day = int(self._known_on.max(initial=NEVER))
        for edition in editions:
            rows.append(np.array([number.setdefault(id, len(number)) for id in edition.ids], np.int64))
        for e in order:
            newest |= {int(person): (e, row) for row, person in enumerate(rows[e])}
        n = len(number)
        self.latest = _gathered([edition.records for edition in editions], [newest[p] for p in range(n)])
        self._known_since(editions, rows, order)
        known_on = np.array([number_of(edition.definition.known_on) for edition in editions], np.int64)
        self.is_same = self.latest.day[:, :1] > known_on
        counts = []
        for e, (edition, persons) in enumerate(zip(editions, rows, strict=True)):
            known = self.as_known(self.latest.take(persons), persons)(e)
            self.is_same[persons, e] = _alike(edition.records, known)
            counts.append(_placed(edition, persons, n))
        self.contribution = csr_array(hstack(counts)) if counts else csr_array((n, 0))

    def _known_since(self, editions: Sequence[Counted], rows: Sequence[Ints], order: Sequence[int]) -> None:
        """For each move, answer and stay of the latest record the rank of the first edition from which on it is known."""
        self._ranks = {names: np.zeros(getattr(self.latest, names[0]).shape, np.int64) for names in _DATED}
        for rank, e in enumerate(order):
            records, persons = editions[e].records, rows[e]
            unknown = np.setdiff1d(np.arange(len(self.latest)), persons)
            for names, since in self._ranks.items():
                found = _found(self.latest.take(persons), records, names)
                since[persons] = np.where(found, since[persons], rank + 1)
                since[unknown] = rank + 1

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

    def contribution_of(self, records: Records, persons: Ints, now: csr_array) -> csr_array:
        """int[r, cells]: what each of these persons adds who has become the record beside; `now` is what all persons add at present."""
        parts = []
        at = 0
        seen = self.as_known(records, persons)
        for e, definition in enumerate(self.definitions):
            width = len(definition.places)
            other = csr_array(contributions(seen(e), definition)).astype(np.int64)
            moves = self.is_same[persons, e]
            if not moves.all():
                kept = csr_array(now[:, at : at + width])[persons]
                pick = csr_array((moves.astype(np.int64), (np.arange(len(persons)),) * 2))
                rest = csr_array(((~moves).astype(np.int64), (np.arange(len(persons)),) * 2))
                other = pick @ other + rest @ kept
            parts.append(other)
            at += width
        return csr_array(hstack(parts))

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


def _gathered(editions: Sequence[Records], newest: Sequence[tuple[int, int]]) -> Records:
    starts = np.concatenate([[0], np.cumsum([len(records) for records in editions])])
    return stacked(editions).take(np.array([starts[e] + row for e, row in newest], np.int64))


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
