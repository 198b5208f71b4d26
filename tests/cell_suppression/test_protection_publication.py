"""What a publication accepts, and what of it a reader sees."""

import pytest

from cell_suppression.atoms.publication import Bound, Cell, Link, Lock, Publication, Published, share_bounds


def test_a_value_must_be_the_sum_of_its_atoms():
    with pytest.raises(ValueError, match="work: the value 4 is not the sum"):
        Publication((3, 2), (Cell("work", (0, 1), 4),))


def test_an_atom_counts_once_in_a_cell():
    with pytest.raises(ValueError, match="work: an atom is counted twice"):
        Publication((3,), (Cell("work", (0, 0), 6),))


def test_a_label_names_one_cell():
    with pytest.raises(ValueError, match="same label"):
        Publication((3, 2), (Cell("work", (0,), 3), Cell("work", (1,), 2)))


def test_a_zero_cannot_be_out_as_hidden():
    with pytest.raises(ValueError, match="a zero is always printed"):
        Publication((0,), (Cell("work", (0,), 0, lock=Lock.HIDDEN),))


def test_hiding_always_costs_something():
    with pytest.raises(ValueError, match="hiding must cost"):
        Publication((7,), (Cell("work", (0,), 7, cost=0),))


def test_what_is_printed_must_be_true():
    with pytest.raises(ValueError, match="median: the true numbers are not within"):
        Publication((7,), (), bounds=(Bound("median", ((0, 2),), 15, None),))


def test_linked_counts_must_be_equal():
    with pytest.raises(ValueError, match="same persons"):
        Publication((7, 6), (), links=(Link((0,), (1,)),))


def test_nobody_is_fewer_than_none():
    with pytest.raises(ValueError, match="fewer than no persons"):
        Publication((-1,), ())


def test_a_reader_sees_no_value_of_a_hidden_or_unlisted_cell():
    publication = Publication(
        (3, 9), (Cell("a", (0,), 3), Cell("b", (1,), 9), Cell("c", (0, 1), 12, lock=Lock.UNLISTED))
    )

    seen = {cell.label: (cell.value, cell.at_least) for cell in Published.of(publication, {0}).cells}

    assert seen == {"a": (None, 1), "b": (9, 0), "c": (None, 0)}


@pytest.mark.parametrize(("count", "of"), [(1, 3), (5, 8), (0, 7), (7, 7), (33, 99)])
def test_a_share_in_whole_per_cent_tells_its_count(count, of):
    """Up to a denominator of 99 just one count rounds to a given per cent."""
    low, high = share_bounds("share", {0}, {0, 1}, round(100 * count / of))

    fitting = [guess for guess in range(of + 1) if _holds(low, guess, of) and _holds(high, guess, of)]

    assert fitting == [count]


def _holds(bound: Bound, above: int, of: int) -> bool:
    counts = (above, of - above)
    total = sum(weight * counts[atom] for atom, weight in bound.weights)
    return (bound.low is None or bound.low <= total) and (bound.high is None or total <= bound.high)
