"""The same search, looking near by before it looks everywhere.

A large publication has a total for each of its parts, and what guards a small count is nearly always
in the same part. A part has a search of its own, in which everything outside stays as it is. So has an
island: the tables of one edition, tied to those of another by nothing but links. What is new, beside
editions that are out, has one as well: a change of what is out that nobody could tell before needs only
what is new to change with it. What hangs on several editions is looked for first where somebody is: most
classes are possible and empty, and few of those are needed.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain

import numpy as np
from scipy.sparse import block_array
from scipy.sparse.csgraph import connected_components

from cell_suppression.atoms.equations import Equations
from cell_suppression.atoms.publication import Lock
from cell_suppression.atoms.reduction import Reduction
from cell_suppression.atoms.surroundings import Surroundings
from cell_suppression.atoms.witness_search import Effort, Side, Witness, WitnessSearch

# A part is the smallest row with this many classes: enough for most counts to find their guards in it.
_LEAST_CLASSES = 400
# A row that is a good piece of its part has its guards outside it.
_LARGEST_PIECE = 8
# What a table near by may cost beside what is hidden already: elsewhere there may be a cheaper one.
_LITTLE = 12.0


class Block:
    """A search in one part of a publication, by the numbers of the whole."""

    def __init__(self, whole: WitnessSearch, classes: Collection[int]) -> None:
        part = whole.inside(np.array(sorted(classes), dtype=np.int64))
        self._search, self._classes, self._rows = part.search, part.classes, part.rows
        self._local = {row: number for number, row in enumerate(part.rows.tolist())}
        self._given = whole.equations.given[part.given]

    def hide(self, row: int) -> None:
        if row in self._local:
            self._search.hide(self._local[row])

    def fix(self, rows: Sequence[int]) -> None:
        self._search.fix([self._local[row] for row in rows if row in self._local])

    def release(self, rows: Sequence[int]) -> None:
        self._search.release([self._local[row] for row in rows if row in self._local])

    def find(self, row: int, side: Side, target: int, effort: Effort) -> Witness | None:
        return self._by_the_whole(self._search.find(self._local[row], side, target, effort))

    def extend(self, outside: Mapping[int, int]) -> Witness | None:
        """What can change in this part beside these changes of classes outside it."""
        changes = np.zeros(self._given.shape[1], dtype=np.int64)
        changes[list(outside)] = list(outside.values())
        return self._by_the_whole(self._search.extend(self._given @ changes))

    def _by_the_whole(self, found: Witness | None) -> Witness | None:
        if found is None:
            return None
        return Witness(
            classes={int(self._classes[c]): change for c, change in found.classes.items()},
            rows={int(self._rows[local]): change for local, change in found.rows.items()},
        )


@contextmanager
def _printing(search: Block | WitnessSearch, rows: Sequence[int]) -> Iterator[None]:
    """A search with these rows printed as well."""
    search.fix(rows)
    yield
    search.release(rows)


def _islands(equations: Equations) -> list[frozenset[int]]:
    """The classes that hang together by the rows they are counted in."""
    together: dict[int, list[int]] = {}
    rows = equations.sums[: len(equations.values)]
    _, islands = connected_components(block_array([[None, rows], [rows.T, None]]))
    for c, island in enumerate(islands[rows.shape[0] :].tolist()):
        together.setdefault(island, []).append(c)
    return [frozenset(classes) for classes in together.values()]


class BlockSearch:
    """A search over a whole publication that asks the island or the part a row is in first."""

    def __init__(
        self, reduction: Reduction, around: Surroundings, known: Iterable[Mapping[int, int]] = ()
    ) -> None:
        """`known` are changes of classes that nobody could tell before something new came."""
        self._reduction = reduction
        self._around = around
        self._whole = WitnessSearch(Equations.of(reduction))
        sizes = {index: len(row.classes) for index, row in enumerate(reduction.rows)}
        # Rows that could bound a part, smallest first.
        self._parts = [
            frozenset(reduction.rows[index].classes)
            for index in sorted(sizes, key=lambda index: (sizes[index], index))
            if _LEAST_CLASSES <= sizes[index] <= len(reduction.counts) // 2
        ]
        islands = _islands(self._whole.equations)
        self._islands = islands if len(islands) > 1 else []
        self._island_of = {c: number for number, classes in enumerate(self._islands) for c in classes}
        out = {c for row in reduction.rows if row.lock in (Lock.SHOWN, Lock.HIDDEN) for c in row.classes}
        # Classes that nothing which is out counts; none where nothing is out.
        self._new = frozenset(range(len(reduction.counts))) - out if out else frozenset()
        # Rows that count nothing that is new; none where nothing is out either.
        self._out = {
            index
            for index, row in enumerate(reduction.rows)
            if self._new and self._new.isdisjoint(row.classes)
        }
        # Where somebody is or a known change puts somebody, and what balances links.
        self._inhabited = frozenset(np.flatnonzero(reduction.counts).tolist()).union(
            *known, *(island for island in self._islands if len(island) == 1)
        )
        self._leaves = frozenset().union(*self._find_leaves())
        self._blocks: dict[frozenset[int], Block] = {}
        self._hidden = {index for index, row in enumerate(reduction.rows) if row.lock is Lock.UNLISTED}

    def _find_leaves(self) -> Iterator[frozenset[int]]:
        """The islands that are tied to just one other, as those of a table by sex are to the rest of its edition."""
        tied: dict[int, set[int]] = defaultdict(set)
        for link in self._reduction.links if self._islands else ():
            together = {self._island_of[c] for c, _ in link.weights}
            large = {island for island in together if len(self._islands[island]) > 1}
            for island in large:
                tied[island] |= large - {island}
        return (self._islands[island] for island, others in tied.items() if len(others) == 1)

    def hide(self, row: int) -> None:
        """From now on the row may change at next to no cost."""
        self._hidden.add(row)
        for search in (self._whole, *self._blocks.values()):
            search.hide(row)

    def fix(self, rows: Sequence[int]) -> None:
        """These rows are printed: they may not change."""
        for search in (self._whole, *self._blocks.values()):
            search.fix(rows)

    def find(self, row: int, side: Side, target: int) -> Witness | None:
        """A cheap whole table with the row at the target or beyond, None where there is none."""
        return self._find_near_by(row, side, target) or self._find_anywhere(row, side, target)

    def _find_near_by(self, row: int, side: Side, target: int) -> Witness | None:
        """A table that changes little, if next to nothing is to be hidden for it."""
        for block in chain(self._near(row), self._among_people(row)):
            witness = block.find(row, side, target, Effort.SOME)
            if witness:
                return witness if self._cost(witness) <= _LITTLE else None
        return None

    def _find_anywhere(self, row: int, side: Side, target: int) -> Witness | None:
        block = self._part_of(row)
        witness = block.find(row, side, target, Effort.ALL) if block else None
        return witness or self._whole.find(row, side, target, Effort.ALL)

    def find_closest(self, row: int, side: Side, target: int, printed: Sequence[int]) -> Witness | None:
        """The same with more rows printed, in the smallest part that the row is in; no hunt for whole numbers."""
        search = next(self._near(row), None) or self._part_of(row) or self._whole
        with _printing(search, printed):
            return search.find(row, side, target, Effort.NONE)

    def read(self, changes: Iterable[Mapping[int, int]]) -> Iterator[tuple[Witness, bool]]:
        """Each of these changes of classes as a table, and whether it is a witness as it is.

        It is not where something that is printed or not yet hidden tells it from the true table.
        """
        for table, told in self._whole.read(changes):
            yield table, not told and self._hidden.issuperset(table.rows)

    def is_out(self, row: int) -> bool:
        """Does the row count nothing that is new beside what is out?"""
        return row in self._out

    def extend(self, classes: Mapping[int, int], printed: Sequence[int] = ()) -> Witness | None:
        """The witness that these changes of what is out become when what is new changes with them.

        None where more rows that are printed would tell.
        """
        old = {c: change for c, change in classes.items() if c not in self._new}
        if not (self._new and old):
            return None
        block = self._block(self._new)
        with _printing(block, printed):
            found = block.extend(old)
        witness = self._whole.recognise(old | found.classes) if found else None
        return witness if witness and witness.rows.keys().isdisjoint(printed) else None

    def _near(self, row: int) -> Iterator[Block]:
        """The island of a row, and what is new if it counts nothing else."""
        classes = self._reduction.rows[row].classes
        if self._islands:
            island = self._islands[self._island_of[classes[0]]]
            # Of a single class in a link whoever else is in the link would have to change as well.
            if len(island) > 1 or not self._around.links(island):
                yield self._block(island)
        if self._new.issuperset(classes):
            yield self._block(self._new)

    def _among_people(self, row: int) -> Iterator[Block]:
        """The classes that somebody is in, with those of the row; of a single class with those it is linked to."""
        if self._new:
            classes = self._reduction.rows[row].classes
            links = self._around.links(classes) if len(classes) == 1 else ()
            linked = (c for link in links for c, _ in self._reduction.links[link].weights)
            around = frozenset(classes).union(linked)
            if self._leaves and around.isdisjoint(self._leaves):
                yield Block(self._whole, self._inhabited - self._leaves | around)
            yield Block(self._whole, self._inhabited | around)

    def _cost(self, witness: Witness) -> float:
        """What there is to hide for it beside what is hidden."""
        return sum(self._reduction.rows[row].cost for row in witness.rows if row not in self._hidden)

    def _part_of(self, row: int) -> Block | None:
        classes = self._reduction.rows[row].classes
        for inside in self._parts:
            if len(classes) * _LARGEST_PIECE <= len(inside) and inside.issuperset(classes):
                return self._block(inside)
        return None

    def _block(self, inside: frozenset[int]) -> Block:
        if inside not in self._blocks:
            self._blocks[inside] = Block(self._whole, inside)
        return self._blocks[inside]

    def pins(self, row: int, side: Side) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The fixed rows and the bounds that together keep a row from its target."""
        rows, given = self._whole.pins(row, side)
        return rows, tuple(bound for bound in given if bound < len(self._reduction.bounds))
