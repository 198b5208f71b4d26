"""Random publications of every kind: nothing small can be computed, and what could be is caught.

`PROTECTION_EXAMPLES=10000` makes the long run.
"""

import os
from collections.abc import Sequence
from itertools import combinations, product
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cell_suppression.atoms.auditor import Range, audit, exposed, exposed_by
from cell_suppression.atoms.certificate import Certificate
from cell_suppression.atoms.equations import Equations
from cell_suppression.atoms.publication import Publication, Published, PublishedCell
from cell_suppression.atoms.reduction import reduce
from cell_suppression.atoms.suppressor import Suppression, suppress
from cell_suppression.atoms.verifier import verify
from cell_suppression.atoms.witness_search import Effort, Side, WitnessSearch
from tests.cell_suppression.publications import (
    after_release,
    random_editions,
    random_grid,
    random_linked,
    random_linked_editions,
    random_sums,
    random_trifle,
)

EXAMPLES = int(os.environ.get("PROTECTION_EXAMPLES", "300"))
RANDOM = st.randoms(use_true_random=False)
KINDS = st.sampled_from([random_grid, random_sums, random_linked])
RULES = st.sampled_from([3, 5, 5, 7])
Witnesses = Sequence[Sequence[tuple[int, int]]]


def check(publication: Publication, k: int, known: Witnesses = ()) -> Suppression:
    """Protect a publication, and have everybody look for a hole."""
    found = suppress(publication, k, known)
    certificate = Certificate.from_json(found.certificate.as_json())
    assert found.unprotectable == ()
    assert verify(publication, found.hidden, certificate, k) == []
    assert exposed_by(publication, found.hidden, k) == ()
    assert exposed(Published.of(publication, found.hidden), k) == ()
    return found


@settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
@given(random=RANDOM, kind=KINDS, k=RULES)
def test_nothing_small_can_be_computed_from_one_publication(random, kind, k):
    check(kind(random), k)


@settings(max_examples=EXAMPLES // 3, deadline=None, derandomize=True)
@given(random=RANDOM, kind=KINDS)
def test_what_a_search_in_a_part_finds_holds_in_the_whole(random, kind):
    reduction = reduce(kind(random))
    whole = WitnessSearch(Equations.of(reduction))
    size = len(reduction.counts)
    part = whole.inside(np.array(sorted(random.sample(range(size), random.randint(0, size))), dtype=int))
    for local, row in enumerate(part.rows.tolist()):
        value = reduction.rows[row].value
        witness = part.search.find(local, Side.UP, value + 4, Effort.SOME)
        if witness:
            classes = {int(part.classes[c]): change for c, change in witness.classes.items()}
            recognised = whole.recognise(classes)
            assert recognised is not None
            assert recognised.rows == {int(part.rows[r]): change for r, change in witness.rows.items()}
            assert recognised.rows[row] >= 4


@settings(max_examples=EXAMPLES // 3, deadline=None, derandomize=True)
@given(random=RANDOM, kind=KINDS)
def test_changes_read_all_at_once_are_told_as_one_by_one(random, kind):
    reduction = reduce(kind(random))
    whole = WitnessSearch(Equations.of(reduction))
    classes, rows = range(len(reduction.counts)), range(len(reduction.rows))
    whole.fix(random.sample(rows, random.randint(0, len(rows) // 2)))
    changes = [
        {c: random.randint(-2, 2) for c in random.sample(classes, random.randint(0, min(4, len(classes))))}
        for _ in range(20)
    ]
    for change, (table, told) in zip(changes, whole.read(changes), strict=True):
        recognised = whole.recognise(change)
        assert told == (recognised is None)
        assert recognised in (None, table)


@settings(max_examples=EXAMPLES // 10, deadline=None, derandomize=True)
@given(random=RANDOM, k=RULES)
def test_nothing_small_can_be_computed_from_all_editions_together(random, k):
    out, proofs = (), ()
    for counts, new in random_editions(random):
        publication = Publication(counts, (*out, *new))
        found = check(publication, k, proofs)
        out, proofs = after_release(publication, found.hidden), found.certificate.witnesses


@settings(max_examples=EXAMPLES // 3, deadline=None, derandomize=True)
@given(random=RANDOM, k=RULES)
def test_nothing_small_can_be_computed_from_linked_editions_together(random, k):
    out, proofs = (), ()
    for counts, new, links in random_linked_editions(random):
        publication = Publication(counts, (*out, *new), links=links)
        if suppress(publication, k, proofs).unprotectable:
            # What is out can give away what comes later: then nothing is published.
            return
        found = check(publication, k, proofs)
        out, proofs = after_release(publication, found.hidden), found.certificate.witnesses


@settings(max_examples=EXAMPLES // 3, deadline=None, derandomize=True)
@given(random=RANDOM, kind=KINDS)
def test_a_cell_left_open_is_caught(random, kind):
    publication = kind(random)
    found = suppress(publication)
    if not found.hidden:
        return
    opened = random.choice(sorted(found.hidden))
    hidden = found.hidden.keys() - {opened}

    problems = verify(publication, hidden, found.certificate)
    holes = exposed_by(publication, hidden)

    value = publication.cells[opened].value
    assert problems or not holes, "the certificate holds for what the auditor can compute"
    assert holes or value >= 5, "a small cell is in print and the auditor does not mind"


def whole_tables(published: Published, atoms: int, most: int) -> list[tuple[int, ...]]:
    """Every table a reader must hold possible, tried one by one."""
    return [
        counts
        for counts in product(range(most + 1), repeat=atoms)
        if all(_agrees(cell, counts) for cell in published.cells)
    ]


def _agrees(cell: PublishedCell, counts: tuple[int, ...]) -> bool:
    total = sum(counts[atom] for atom in cell.atoms)
    return total >= cell.at_least if cell.value is None else total == cell.value


@settings(max_examples=EXAMPLES // 3, deadline=None, derandomize=True)
@given(random=RANDOM)
def test_the_auditor_agrees_with_trying_every_table(random):
    publication = random_trifle(random)
    total = publication.cells[0].value
    hidden = {
        index
        for index, cell in enumerate(publication.cells)
        if index and cell.value and random.random() < 0.6
    }
    published = Published.of(publication, hidden)

    tables = whole_tables(published, len(publication.atoms), total)

    assert audit(published) == {
        cell.label: Range(
            min(sum(counts[a] for a in cell.atoms) for counts in tables),
            max(sum(counts[a] for a in cell.atoms) for counts in tables),
        )
        for cell in published.cells
        if cell.value is None
    }


@settings(max_examples=EXAMPLES // 3, deadline=None, derandomize=True)
@given(random=RANDOM)
def test_no_sum_that_holds_a_small_count_can_be_derived_under_k(random):
    publication = random_trifle(random)
    found = suppress(publication, 3)
    published = Published.of(publication, found.hidden)
    atoms = range(len(publication.atoms))
    most = publication.count(atoms) + 3
    small = [frozenset(cell.atoms) for cell in publication.cells if cell.is_sensitive(3)]
    tables = whole_tables(published, len(atoms), most) if small else []
    for size in range(1, len(atoms) + 1):
        for group in combinations(atoms, size):
            sums = {sum(counts[a] for a in group) for counts in tables}
            if len(sums) == 1 and any(cell <= frozenset(group) for cell in small):
                assert sums.pop() >= 3


@pytest.mark.parametrize("kind", [random_grid, random_sums, random_linked])
def test_the_same_publication_always_gives_the_same_answer(kind):
    for seed in range(10):
        publication = kind(Random(seed))
        assert suppress(publication) == suppress(publication)
