"""Which rows, bounds and links have to do with a class."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from reports.protection.reduction import Reduction, Sum


class Surroundings:
    """Finds what is around classes without looking at everything."""

    def __init__(self, reduction: Reduction) -> None:
        self._rows = _by_class(row.classes for row in reduction.rows)
        self._bounds = _by_class(classes_of(reduction.bounds))
        self._links = _by_class(classes_of(reduction.links))

    def rows(self, classes: Iterable[int]) -> list[int]:
        """The rows that count any of these classes, in order."""
        return _gathered(self._rows, classes)

    def bounds(self, classes: Iterable[int]) -> list[int]:
        return _gathered(self._bounds, classes)

    def links(self, classes: Iterable[int]) -> list[int]:
        return _gathered(self._links, classes)


def classes_of(sums: Iterable[Sum]) -> list[tuple[int, ...]]:
    """The classes of each sum."""
    return [tuple(c for c, _ in given.weights) for given in sums]


def _by_class(groups: Iterable[Iterable[int]]) -> Mapping[int, list[int]]:
    numbers: dict[int, list[int]] = defaultdict(list)
    for number, group in enumerate(groups):
        for c in group:
            numbers[c].append(number)
    return numbers


def _gathered(numbers: Mapping[int, list[int]], classes: Iterable[int]) -> list[int]:
    return sorted({number for c in classes for number in numbers.get(c, ())})
