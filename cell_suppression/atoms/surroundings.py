"""Which rows and links have to do with a class."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from cell_suppression.atoms.reduction import Reduction


class Surroundings:
    """Finds what is around classes without looking at everything."""

    def __init__(self, reduction: Reduction) -> None:
        self._rows = _by_class(row.classes for row in reduction.rows)
        self._links = _by_class((c for c, _ in link.weights) for link in reduction.links)

    def rows(self, classes: Iterable[int]) -> list[int]:
        """The rows that count any of these classes, in order."""
        return _gathered(self._rows, classes)

    def links(self, classes: Iterable[int]) -> list[int]:
        return _gathered(self._links, classes)


def _by_class(groups: Iterable[Iterable[int]]) -> Mapping[int, list[int]]:
    numbers: dict[int, list[int]] = defaultdict(list)
    for number, group in enumerate(groups):
        for c in group:
            numbers[c].append(number)
    return numbers


def _gathered(numbers: Mapping[int, list[int]], classes: Iterable[int]) -> list[int]:
    return sorted({number for c in classes for number in numbers.get(c, ())})
