"""The same ties in fewer words: a total for the sum of its parts."""

import numpy as np
from scipy.sparse import csr_array

_MOST_ROUNDS = 12


def sparing(ties: csr_array) -> csr_array:
    """Ties that say the same together, each over as few cells as can be had by adding or taking off another.

    Only whole ties are added to others, so nothing is lost and nothing is new.
    """
    rows = [dict(zip(*_row(ties, at), strict=True)) for at in range(ties.shape[0])]
    for _ in range(_MOST_ROUNDS):
        if not _shorten(rows, ties.shape[1]):
            break
    return _matrix(rows, ties.shape[1])


def _row(ties: csr_array, at: int) -> tuple[list[int], list[int]]:
    here = slice(ties.indptr[at], ties.indptr[at + 1])
    return ties.indices[here].tolist(), ties.data[here].tolist()


def _shorten(rows: list[dict[int, int]], width: int) -> bool:
    """Go once over all ties, the longest first; whether any became shorter."""
    matrix = _matrix(rows, width)
    signs = matrix.copy()
    signs.data = np.sign(signs.data)
    overlap = (signs @ signs.T).tocsr()
    lengths = np.diff(matrix.indptr)
    changed: set[int] = set()
    for at in np.argsort(-lengths, kind="stable").tolist():
        others, shared = _row(overlap, at)
        best, best_row = len(rows[at]), None
        for other, common in zip(others, shared, strict=True):
            # Of the other's cells more must fall away than come in.
            if other == at or other in changed or 2 * abs(common) <= lengths[other]:
                continue
            row = _without(rows[at], rows[other], 1 if common > 0 else -1)
            if len(row) < best:
                best, best_row = len(row), row
        if best_row is not None:
            rows[at] = best_row
            changed.add(at)
    return bool(changed)


def _without(row: dict[int, int], other: dict[int, int], times: int) -> dict[int, int]:
    left = dict(row)
    for cell, weight in other.items():
        value = left.get(cell, 0) - times * weight
        if value:
            left[cell] = value
        else:
            left.pop(cell, None)
    return left


def _matrix(rows: list[dict[int, int]], width: int) -> csr_array:
    lengths = [len(row) for row in rows]
    cells = np.array([cell for row in rows for cell in row], np.int64)
    weights = np.array([weight for row in rows for weight in row.values()], np.int64)
    matrix = csr_array((weights, cells, np.cumsum([0, *lengths])), shape=(len(rows), width))
    matrix.sort_indices()
    return matrix
