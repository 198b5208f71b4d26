"""Each row as a sum of smaller rows, so that a linear program over them stays sparse."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from cell_suppression.atoms.reduction import Reduction


@dataclass(frozen=True, slots=True)
class Pieces:
    """Rows and single classes that make up a group of classes, each class once."""

    rows: tuple[int, ...]
    classes: tuple[int, ...]


class Nesting:
    """Takes groups of classes apart along the rows of a publication."""

    def __init__(self, reduction: Reduction) -> None:
        self._groups = [frozenset(row.classes) for row in reduction.rows]
        self._around: Mapping[int, list[int]] = defaultdict(list)
        largest_first = sorted(range(len(self._groups)), key=lambda row: (-len(self._groups[row]), row))
        for row in largest_first:
            if len(self._groups[row]) > 1:
                for c in self._groups[row]:
                    self._around[c].append(row)

    def of_row(self, row: int) -> Pieces:
        """The row from smaller ones."""
        return self._take_apart(self._groups[row], len(self._groups[row]) - 1)

    def of_classes(self, classes: Sequence[int]) -> Pieces:
        """Any group of classes from whole rows."""
        return self._take_apart(classes, len(classes))

    def _take_apart(self, classes: Collection[int], largest: int) -> Pieces:
        left, rows, single = set(classes), [], []
        for c in sorted(classes):
            if c in left:
                row = self._largest_within(left, c, largest)
                if row is None:
                    single.append(c)
                    left.discard(c)
                else:
                    rows.append(row)
                    left -= self._groups[row]
        return Pieces(tuple(rows), tuple(single))

    def _largest_within(self, left: Collection[int], c: int, largest: int) -> int | None:
        """The largest row that holds the class and nothing that is not left."""
        most = min(largest, len(left))
        return next(
            (row for row in self._around[c] if len(self._groups[row]) <= most and self._groups[row] <= left),
            None,
        )
