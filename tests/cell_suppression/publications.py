"""Made-up publications for the tests: tables by hand, and random ones of every kind there is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from random import Random

from cell_suppression.atoms.publication import Cell, Link, Lock, Publication


def cell(
    atoms: Sequence[int], label: str, members: Sequence[int], cost: float = 1.0, lock: Lock = Lock.FREE
) -> Cell:
    """A cell with the value its atoms give it."""
    return Cell(label, tuple(members), sum(atoms[atom] for atom in members), cost, lock)


def table(rows: Mapping[str, Sequence[int]]) -> Publication:
    """One table with its totals. Cells are labelled `row|column` with columns 0, 1, ... and `total`."""
    counts = [count for values in rows.values() for count in values]
    width = len(next(iter(rows.values())))
    cells = []
    for at, name in enumerate(rows):
        line = range(at * width, (at + 1) * width)
        cells += [cell(counts, f"{name}|{column}", [atom]) for column, atom in enumerate(line)]
        cells.append(cell(counts, f"{name}|total", line, cost=6))
    for column in range(width):
        cells.append(cell(counts, f"total|{column}", range(column, len(counts), width), cost=20))
    cells.append(cell(counts, "total|total", range(len(counts)), cost=20))
    return Publication(tuple(counts), tuple(cells))


def index_of(publication: Publication, label: str) -> int:
    return next(index for index, cell in enumerate(publication.cells) if cell.label == label)


def labels_of(publication: Publication, indices: Sequence[int]) -> set[str]:
    return {publication.cells[index].label for index in indices}


def after_release(publication: Publication, hidden: Sequence[int]) -> tuple[Cell, ...]:
    """The cells as a later edition meets them: what is out stays as it is."""
    return tuple(
        replace(cell, lock=Lock.HIDDEN if index in hidden else Lock.SHOWN)
        for index, cell in enumerate(publication.cells)
    )


def _persons(random: Random, size: int) -> tuple[int, ...]:
    most = random.choice([1, 3, 6, 15])
    return tuple(random.randint(0, most) for _ in range(size))


def random_grid(random: Random) -> Publication:
    """One to three dimensions with all their totals, of which some are left out."""
    shape = [random.randint(1, 4) for _ in range(random.choice([1, 2, 2, 3]))]
    places = list(product(*map(range, shape)))
    counts = _persons(random, len(places))
    cells = []
    for pattern in product(*([*range(size), None] for size in shape)):
        members = [at for at, place in enumerate(places) if _fits(place, pattern)]
        if random.random() > 0.15:
            cells.append(cell(counts, str(pattern), members, cost=1 + 5 * pattern.count(None)))
    return Publication(counts, tuple(cells))


def _fits(place: tuple[int, ...], pattern: tuple[int | None, ...]) -> bool:
    return all(wanted is None or wanted == at for at, wanted in zip(place, pattern, strict=True))


def random_sums(random: Random) -> Publication:
    """Any sums over a few atoms, without the order that tables have."""
    counts = _persons(random, random.randint(1, 9))
    groups = _groups(random, len(counts), random.randint(1, 14))
    return Publication(
        counts, tuple(cell(counts, str(group), group, random.choice([1, 2, 6])) for group in groups)
    )


def random_trifle(random: Random) -> Publication:
    """So few persons that every table can be tried: their total is always a cell, the first one."""
    counts = tuple(random.randint(0, 5) for _ in range(random.randint(1, 4)))
    everybody = tuple(range(len(counts)))
    groups = [everybody, *_groups(random, len(counts), random.randint(1, 5))]
    return Publication(counts, tuple(cell(counts, str(group), group) for group in dict.fromkeys(groups)))


def _groups(random: Random, atoms: int, groups: int) -> list[tuple[int, ...]]:
    drawn = (random.sample(range(atoms), random.randint(1, atoms)) for _ in range(groups))
    return sorted({tuple(sorted(group)) for group in drawn})


def random_linked(random: Random) -> Publication:
    """Tables that share only their columns, each with atoms of its own."""
    width = random.randint(1, 4)
    totals = [random.randint(0, random.choice([3, 8, 30])) for _ in range(width)]
    counts: list[int] = []
    places: list[tuple[str, list[int], float]] = []
    by_column: list[list[list[int]]] = []
    for name in range(random.randint(1, 3)):
        columns = [_split(random, total, random.choice([1, 2, 4]), counts) for total in totals]
        height = max(map(len, columns))
        for row in range(height):
            line = [column[row] for column in columns if row < len(column)]
            places += [(f"{name}:{row}|{atom}", [atom], 1) for atom in line]
            places.append((f"{name}:{row}|total", line, 6))
        by_column.append(columns)
    places += [(f"total|{at}", column, 20) for at, column in enumerate(by_column[0])]
    links = [
        Link(tuple(first), tuple(other))
        for columns in by_column[1:]
        for first, other in zip(by_column[0], columns, strict=True)
    ]
    cells = tuple(cell(counts, label, members, cost) for label, members, cost in places)
    return Publication(tuple(counts), cells, links=tuple(links))


def _split(random: Random, total: int, parts: int, counts: list[int]) -> list[int]:
    """New atoms that add up to the total."""
    atoms = []
    for part in range(parts):
        value = total if part == parts - 1 else random.randint(0, total)
        total -= value
        atoms.append(len(counts))
        counts.append(value)
    return atoms


def random_editions(random: Random) -> Iterator[tuple[tuple[int, ...], list[Cell]]]:
    """The new cells of one edition after another over the same atoms: tertials, sums of them, the year."""
    height, width = random.randint(1, 4), random.randint(1, 3)
    places = list(product(range(3), range(height), range(width)))
    counts = _persons(random, len(places))
    for name, periods in (("T1", [0]), ("T2", [1]), ("half", [0, 1]), ("T3", [2]), ("year", [0, 1, 2])):
        new = []
        for row, column in product([*range(height), None], [*range(width), None]):
            members = [
                at
                for at, (period, *place) in enumerate(places)
                if period in periods and _fits(tuple(place), (row, column))
            ]
            cost = 1 + 5 * (row is None) + 19 * (column is None)
            new.append(cell(counts, f"{name}|{row}|{column}", members, cost))
        yield counts, new


def random_linked_editions(
    random: Random,
) -> Iterator[tuple[tuple[int, ...], tuple[Cell, ...], tuple[Link, ...]]]:
    """All atoms and links so far, and the new cells, of tables that come out one after another."""
    whole = random_linked(random)
    names = sorted({cell.label.partition(":")[0] for cell in whole.cells if ":" in cell.label})
    for number, name in enumerate(names):
        new = tuple(cell for cell in whole.cells if cell.label.startswith(f"{name}:"))
        links = tuple(
            link for link in whole.links if max(*link.left, *link.right) <= max(max(c.atoms) for c in new)
        )
        size = 1 + max(max(cell.atoms) for cell in new)
        totals = () if number else tuple(cell for cell in whole.cells if ":" not in cell.label)
        yield whole.atoms[:size], (*new, *totals), links
