"""What is hidden, what is left to read, and what cannot be saved."""

from dataclasses import replace

import pytest

from cell_suppression.atoms.auditor import exposed_by
from cell_suppression.atoms.block_search import BlockSearch
from cell_suppression.atoms.publication import Bound, Cell, Link, Lock, Publication, share_bounds
from cell_suppression.atoms.reduction import reduce
from cell_suppression.atoms.suppressor import Reason, Unprotectable, suppress
from cell_suppression.atoms.surroundings import Surroundings
from cell_suppression.atoms.verifier import verify
from cell_suppression.atoms.witness_search import Side
from tests.cell_suppression.publications import after_release, cell, index_of, labels_of, table


def hidden_labels(publication: Publication, k: int = 5) -> set[str]:
    """What is hidden, once the verifier and the auditor have agreed that it is enough."""
    found = suppress(publication, k)
    assert found.unprotectable == ()
    assert verify(publication, found.hidden, found.certificate, k) == []
    assert exposed_by(publication, found.hidden, k) == ()
    return labels_of(publication, found.hidden)


def test_nothing_is_hidden_where_nothing_is_small():
    assert hidden_labels(table({"a": [10, 20], "b": [7, 5]})) == set()


def test_one_small_cell_takes_the_cheapest_rectangle_with_it():
    publication = table({"a": [2, 20, 30], "b": [20, 20, 30], "c": [20, 20, 30]})

    hidden = hidden_labels(publication)

    assert "a|0" in hidden
    assert len(hidden) == 4
    assert not any("total" in label for label in hidden)


def test_a_cell_is_primary_when_it_is_small_and_secondary_when_it_guards():
    publication = table({"a": [2, 20], "b": [20, 20]})

    reasons = suppress(publication).hidden

    assert {publication.cells[index].label: reason for index, reason in reasons.items()} == {
        "a|0": Reason.PRIMARY,
        "a|1": Reason.SECONDARY,
        "b|0": Reason.SECONDARY,
        "b|1": Reason.SECONDARY,
    }


def test_a_dear_cell_is_spared():
    cells = table({"a": [2, 20, 20], "b": [20, 20, 20]})
    dear = replace(cells, cells=tuple(replace(c, cost=50) if c.label == "a|1" else c for c in cells.cells))

    assert "a|1" not in hidden_labels(dear)
    assert "a|2" in hidden_labels(dear)


def test_what_is_lost_is_said():
    loss = suppress(table({"a": [2, 20], "b": [20, 20]})).loss

    assert (loss.cells, loss.hidden_cells, loss.persons, loss.hidden_persons, loss.cost) == (
        9,
        4,
        248,
        62,
        4.0,
    )


def test_zeros_are_printed():
    publication = table({"a": [2, 0, 8], "b": [6, 0, 9], "c": [0, 0, 0]})

    assert not {
        label for label in hidden_labels(publication) if label in {"a|1", "c|0", "c|total", "total|1"}
    }


def test_nobody_at_all():
    assert hidden_labels(table({"a": [0, 0], "b": [0, 0]})) == set()


def test_a_single_person_is_hidden_in_every_place():
    publication = table({"a": [1, 0], "b": [0, 0]})

    assert hidden_labels(publication) == {"a|0", "a|total", "total|0", "total|total"}


def test_a_publication_of_small_cells_only_is_hidden_whole():
    publication = table({"a": [1, 1], "b": [1, 1]})

    assert len(hidden_labels(publication)) == len(publication.cells)


def test_a_row_of_five_with_one_person_apart_is_hidden_with_its_total():
    """4 + 1 = 5: no range can reach from 1 to 5 while the sum is printed."""
    publication = Publication(
        (4, 1), tuple(cell((4, 1), *at) for at in (("a", [0]), ("b", [1]), ("all", [0, 1])))
    )

    assert hidden_labels(publication) == {"a", "b", "all"}


def test_k_three_hides_less_than_k_five():
    publication = table({"a": [4, 20, 9, 8], "b": [8, 20, 30, 9], "c": [6, 11, 12, 10]})

    assert hidden_labels(publication, 3) == set()
    assert "a|0" in hidden_labels(publication, 5)


@pytest.mark.parametrize("k", [2, 0, -1])
def test_a_rule_that_protects_nobody_is_refused(k):
    with pytest.raises(ValueError, match="at least 3"):
        suppress(table({"a": [1, 2]}), k)


def test_the_same_number_in_two_tables_is_hidden_in_both():
    counts = (2, 20, 20, 20)
    cells = (
        *table({"a": counts[:2], "b": counts[2:]}).cells,
        cell(counts, "again", [1]),
        cell(counts, "c", [0]),
    )

    hidden = hidden_labels(Publication(counts, cells))

    assert {"a|0", "c"} <= hidden
    assert ("again" in hidden) == ("a|1" in hidden)


def test_tables_that_share_their_columns_are_one_puzzle():
    """Each table alone would be safe; subtracted from one another they are not."""
    counts = (12, 9, 18, 3, 12, 9)
    cells = (
        *(cell(counts, f"office {at}", [at]) for at in range(2)),
        *(cell(counts, f"sex {at}", [at]) for at in (2, 3)),
        *(cell(counts, f"age {at}", [at]) for at in (4, 5)),
        cell(counts, "all", [0, 1], cost=20),
    )
    publication = Publication(counts, cells, links=(Link((0, 1), (2, 3)), Link((0, 1), (4, 5))))

    assert hidden_labels(publication) == {"sex 2", "sex 3"}


def test_a_total_forces_its_small_parts_up_to_their_floor():
    """Three persons in three cells of at least one each: the total cannot be under three."""
    counts = (1, 1, 1, 30)
    cells = [cell(counts, str(at), [at]) for at in range(4)] + [cell(counts, "three", [0, 1, 2])]
    publication = Publication(counts, (*cells, cell(counts, "all", range(4), cost=20)))

    found = suppress(publication)

    assert "all" not in hidden_labels(publication)
    assert [proof.cell for proof in found.certificate.floors] == [4]


def test_a_later_edition_is_protected_with_what_is_out():
    """The year may not give away the last tertial, whose two others are out."""
    counts = (7, 9, 2)
    tertials = tuple(cell(counts, f"T{at + 1}", [at]) for at in range(3))
    first = Publication(counts, tertials)
    assert hidden_labels(first) == {"T3"}

    year = Publication(
        counts, (*after_release(first, suppress(first).hidden), cell(counts, "year", [0, 1, 2]))
    )

    assert hidden_labels(year) == {"T3", "year"}


def test_what_is_out_as_hidden_stays_hidden():
    counts = (7, 9)
    publication = Publication(counts, (cell(counts, "a", [0], lock=Lock.HIDDEN), cell(counts, "b", [1])))

    assert hidden_labels(publication) == {"a"}


def test_what_is_out_as_hidden_stays_so_where_the_same_number_is_printed_elsewhere():
    counts = (7,)
    cells = (cell(counts, "a", [0], lock=Lock.HIDDEN), cell(counts, "again", [0], lock=Lock.SHOWN))

    assert hidden_labels(Publication(counts, cells)) == {"a"}


def test_a_small_count_is_hidden_even_where_it_is_printed_elsewhere():
    counts = (3,)
    cells = (cell(counts, "a", [0]), cell(counts, "again", [0], lock=Lock.SHOWN))

    found = suppress(Publication(counts, cells))

    assert found.hidden == {0: Reason.PRIMARY}
    assert found.unprotectable == (Unprotectable("a", Side.UP, ("again",)),)


def test_a_count_that_is_out_is_named_with_what_gives_it_away():
    counts = (7, 9, 2)
    out = [
        cell(counts, name, atoms, lock=Lock.SHOWN)
        for name, atoms in (("T1", [0]), ("T2", [1]), ("year", [0, 1, 2]))
    ]
    publication = Publication(counts, (*out, cell(counts, "T3", [2])))

    found = suppress(publication)

    assert found.unprotectable == (
        Unprotectable("T3", Side.UP, ("T1", "T2", "year")),
        Unprotectable("T3", Side.DOWN, ("T1", "T2", "year")),
    )
    assert labels_of(publication, found.hidden) == {"T3"}
    assert verify(publication, found.hidden, found.certificate) == [
        "T3: no witness shows 5 or more.",
        "T3: no witness shows it at its floor.",
    ]


def test_the_rest_is_protected_where_one_count_is_given_away():
    counts = (3, 2, 20, 20, 20)
    cells = (cell(counts, "out", [0], lock=Lock.SHOWN), *(cell(counts, str(a), [a]) for a in range(1, 5)))
    publication = Publication(counts, (*cells, cell(counts, "all", [1, 2, 3, 4], cost=20)))

    found = suppress(publication)

    assert found.unprotectable == (Unprotectable("out", Side.UP, ("out",)),)
    assert [hole.label for hole in exposed_by(publication, found.hidden)] == ["out"]


def test_a_printed_share_counts_as_what_it_tells():
    counts = (2, 8)
    cells = (cell(counts, "success", [0]), cell(counts, "other", [1]), cell(counts, "all", [0, 1], cost=9))
    shares = share_bounds("20 %", [0], [0, 1], 20)
    assert hidden_labels(Publication(counts, cells)) == {"success", "other"}

    hidden = hidden_labels(Publication(counts, cells, bounds=shares))

    assert hidden == {"success", "other", "all"}


def test_a_share_that_tells_too_much_is_named():
    counts = (2, 8)
    cells = (cell(counts, "success", [0]), cell(counts, "all", [0, 1], lock=Lock.SHOWN))
    shares = share_bounds("20 %", [0], [0, 1], 20)

    found = suppress(Publication(counts, cells, bounds=shares))

    assert found.unprotectable[0] == Unprotectable("success", Side.UP, ("all", "20 %"))


def test_a_count_that_can_go_up_in_steps_only_is_found_by_branching():
    # Twice the first less the second is one, and there are six of the second at the most: four cannot be, five can.
    counts = (1, 1)
    steps = Bound("steps", ((0, 2), (1, -1)), low=1, high=1)
    most = Bound("most", ((1, 1),), low=None, high=6)
    publication = Publication(counts, (cell(counts, "second", [1]),), bounds=(steps, most))

    assert hidden_labels(publication, k=4) == {"second"}


def test_two_clusters_that_differ_by_one_small_office_are_not_both_printed():
    counts = (30, 20, 3)
    cells = (cell(counts, "north", [0, 1], cost=9), cell(counts, "north and west", [0, 1, 2], cost=10))

    hidden = hidden_labels(Publication(counts, cells))

    assert hidden == {"north"}


def test_a_group_in_no_table_is_protected_when_asked_for():
    """Women stand in no table, but all less men does."""
    counts = (11, 7, 12, 2)
    cells = (
        cell(counts, "all|ill", [0, 2], cost=9),
        cell(counts, "all|well", [1, 3], cost=9),
        cell(counts, "men|ill", [0]),
        cell(counts, "men|well", [1]),
        cell(counts, "women|well", [3], lock=Lock.UNLISTED),
    )
    publication = Publication(counts, cells)

    hidden = hidden_labels(publication)

    assert hidden == {"men|well"}
    assert index_of(publication, "women|well") not in suppress(publication).hidden


def test_a_cell_of_atoms_that_are_all_zero_by_other_tables_is_left_alone():
    counts = (0, 0, 9)
    publication = Publication(
        counts, (Cell("none", (0, 1), 0), Cell("all", (0, 1, 2), 9), Cell("a", (2,), 9))
    )

    assert hidden_labels(publication) == set()


def test_a_proof_that_something_new_would_break_is_mended_by_changing_what_is_new(monkeypatch):
    first = Publication((2, 20), (cell((2, 20), "a|0", [0]), cell((2, 20), "a|1", [1])))
    proof = suppress(first)
    counts = (*first.atoms, 1, 1, 12, 8)
    out = after_release(first, proof.hidden)
    new = tuple(cell(counts, f"b|{atom}", [atom]) for atom in range(2, 6))
    both = Publication(counts, (*out, *new), links=(Link((0,), (2, 3)), Link((1,), (4, 5))))
    asked = []
    find = BlockSearch.find

    def noted(self, row, side, target, **how):
        asked.append((row, side))
        return find(self, row, side, target, **how)

    monkeypatch.setattr(BlockSearch, "find", noted)

    found = suppress(both, known=proof.certificate.witnesses)

    # Up to k it goes with both cells of its column in the new table; down to 1 it can go no more.
    assert [side for row, side in asked if row == index_of(both, "a|0")] == [Side.DOWN]
    assert found.unprotectable == ()
    assert verify(both, found.hidden, found.certificate, 5) == []
    assert exposed_by(both, found.hidden, 5) == ()


def test_a_row_that_is_tried_in_print_is_not_changed_by_what_is_out():
    atoms = (3, 3, 4)
    out = [cell(atoms, "one", [0], lock=Lock.HIDDEN), cell(atoms, "other", [1], lock=Lock.HIDDEN)]
    new = [cell(atoms, "across", [1, 2]), cell(atoms, "new", [2])]
    reduction = reduce(Publication(atoms, (*out, *new)))
    one, other, across, _ = range(len(reduction.rows))
    search = BlockSearch(reduction, Surroundings(reduction))
    exchange = {reduction.rows[one].classes[0]: -1, reduction.rows[other].classes[0]: 1}
    unprinted = search.extend(exchange)
    assert across in unprinted.rows
    assert search.extend(exchange, printed=[across]) is None
    assert search.extend(exchange) == unprinted
