"""What the auditor finds, and how it says so."""

import pytest

from cell_suppression.atoms.attack import Attack, Contradiction
from cell_suppression.atoms.auditor import Exposure, Range, Rule, audit, exposed, exposed_by
from cell_suppression.atoms.publication import Link, Lock, Publication, Published, PublishedCell, share_bounds
from cell_suppression.atoms.suppressor import suppress
from tests.cell_suppression.publications import cell, index_of, table


def hide(publication: Publication, *labels: str) -> set[int]:
    return {index_of(publication, label) for label in labels}


def test_a_single_hole_is_exact_and_says_what_it_follows_from():
    publication = table({"a": [2, 20], "b": [20, 20]})

    holes = exposed_by(publication, hide(publication, "a|0"))

    assert len(holes) == 1
    assert (holes[0].label, holes[0].range, holes[0].rule) == ("a|0", Range(2, 2), Rule.EXACT)
    assert set(holes[0].because) in ({"a|1", "a|total"}, {"b|0", "total|0"})


def test_two_small_cells_of_a_row_are_known_to_be_small_together():
    counts = (2, 2, 20)
    publication = Publication(
        counts, (*(cell(counts, str(a), [a]) for a in range(3)), cell(counts, "all", range(3)))
    )

    assert exposed_by(publication, {0, 1}) == (
        Exposure("0", Range(1, 3), Rule.CEILING, ("2", "all")),
        Exposure("1", Range(1, 3), Rule.CEILING, ("2", "all")),
    )


def test_a_small_count_that_cannot_be_one_is_above_its_floor():
    """At most 8 of 10 can be elsewhere, so that two at least are here."""
    cells = (
        PublishedCell("here", (0,), None, 1),
        PublishedCell("there", (1,), None, 1),
        PublishedCell("both", (0, 1), 10),
    )
    shares = share_bounds("80 %", [1], [0, 1], 75)
    counts = (3, 7)
    publication = Publication(
        counts,
        (cell(counts, "here", [0]), cell(counts, "there", [1]), cell(counts, "both", [0, 1])),
        bounds=share_bounds("70 %", [1], [0, 1], 70),
    )

    assert audit(Published(cells, bounds=shares[1:])) == {"here": Range(3, 9), "there": Range(1, 7)}
    assert exposed_by(publication, {0, 1})[0].rule is Rule.EXACT


def test_a_floor_that_zeros_force_is_no_exposure():
    counts = (1, 1, 1, 30, 30)
    cells = [cell(counts, str(a), [a]) for a in range(5)]
    publication = Publication(
        counts, (*cells, cell(counts, "three", [0, 1, 2]), cell(counts, "all", range(5)))
    )

    assert exposed_by(publication, {0, 1, 2, 3, 5}) == ()


def test_a_small_number_in_print_is_an_exposure():
    publication = table({"a": [2, 20], "b": [20, 20]})

    holes = exposed_by(publication, set())

    assert Exposure("a|0", Range(2, 2), Rule.PRINTED, ("a|0",)) in holes


@pytest.mark.parametrize("few", [1, 3, 4])
def test_two_numbers_in_print_that_differ_by_a_small_count_are_an_exposure(few):
    counts = (30, few)
    publication = Publication(counts, (cell(counts, "north", [0]), cell(counts, "north and west", [0, 1])))

    assert exposed_by(publication, set()) == (
        Exposure("north and west - north", Range(few, few), Rule.DIFFERENCE, ("north and west", "north")),
    )


def test_a_reader_without_the_truth_knows_what_is_certainly_small():
    counts = (2, 2, 20)
    publication = Publication(
        counts, (*(cell(counts, str(a), [a]) for a in range(3)), cell(counts, "all", range(3)))
    )

    assert [hole.label for hole in exposed(Published.of(publication, {0, 1}))] == ["0", "1"]
    assert exposed(Published.of(publication, {0, 1, 2})) == ()


def test_an_exact_range_above_k_is_not_an_exposure():
    counts = (20, 30)
    publication = Publication(
        counts, (cell(counts, "a", [0]), cell(counts, "b", [1]), cell(counts, "all", [0, 1]))
    )

    assert audit(Published.of(publication, {0})) == {"a": Range(20, 20)}
    assert exposed_by(publication, {0}) == ()


def test_a_range_is_whole_where_fractions_would_go_further():
    """a + b, b + c and a + c are 3 each at least: in fractions 4.5 persons would do, of whom none is half."""
    cells = (
        PublishedCell("ab", (0, 1), 3),
        PublishedCell("bc", (1, 2), 3),
        PublishedCell("ac", (0, 2), None, 3),
        PublishedCell("abc", (0, 1, 2), None, 0),
    )

    assert audit(Published(cells))["abc"] == Range(5, 6)


def test_linear_reasoning_never_says_more_than_the_exact_range():
    publication = table({"a": [2, 7, 1], "b": [9, 3, 8], "c": [4, 6, 12]})
    published = Published.of(publication, suppress(publication).hidden)

    exact, linear = audit(published), audit(published, exact=False)

    assert exact.keys() == linear.keys()
    assert all(linear[label].low <= exact[label].low for label in exact)
    assert all((linear[label].high or 0) >= (exact[label].high or 0) for label in exact)


@pytest.mark.parametrize(
    "lie",
    [
        ((0, 3),),  # the row no longer adds up to what is printed
        ((0, 3), (1, -3), (2, -3), (3, 30)),
        ((0, 3), (1, -23), (2, -3), (3, 23)),  # fewer than no persons
    ],
)
def test_a_witness_is_tried_before_it_is_believed(lie):
    publication = table({"a": [2, 20], "b": [20, 20]})

    assert [
        hole.label for hole in exposed_by(publication, hide(publication, "a|0", "a|1"), witnesses=[lie])
    ] == ["a|0"]


def test_an_honest_witness_spares_the_search(monkeypatch):
    publication = table({"a": [2, 20], "b": [20, 20]})
    found = suppress(publication)
    monkeypatch.setattr(Attack, "linear_end", lambda *_: pytest.fail("searched in vain"))

    assert exposed_by(publication, found.hidden, witnesses=found.certificate.witnesses) == ()


def test_links_carry_what_is_known_from_one_table_to_another():
    counts = (12, 9, 18, 3)
    cells = tuple(cell(counts, str(a), [a]) for a in range(4))
    publication = Publication(counts, cells, links=(Link((0, 1), (2, 3)),))

    assert [hole.label for hole in exposed_by(publication, {3})] == ["3"]
    assert exposed_by(publication, {0, 3}) == ()


def test_a_group_in_no_table_is_watched_too():
    counts = (11, 2)
    cells = (
        cell(counts, "all", [0, 1]),
        cell(counts, "men", [0]),
        cell(counts, "women", [1], lock=Lock.UNLISTED),
    )
    publication = Publication(counts, cells)

    assert [(hole.label, hole.rule) for hole in exposed_by(publication, set())] == [("women", Rule.EXACT)]


def test_numbers_that_contradict_one_another_are_refused():
    cells = (PublishedCell("a", (0,), 4), PublishedCell("all", (0, 1), 3))

    with pytest.raises(Contradiction):
        audit(Published(cells))


def test_nothing_published_tells_nothing():
    assert audit(Published(())) == {}
    assert audit(Published((PublishedCell("none", (0,), 0), PublishedCell("hidden", (0,), None)))) == {
        "hidden": Range(0, 0)
    }


@pytest.mark.parametrize("k", [1, 2])
def test_a_rule_that_protects_nobody_is_not_audited(k):
    publication = table({"a": [2]})
    for audited in (
        lambda: exposed_by(publication, set(), k),
        lambda: exposed(Published.of(publication, set()), k),
    ):
        with pytest.raises(ValueError, match="at least 3"):
            audited()
