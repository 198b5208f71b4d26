"""A certificate is believed only as far as it adds up."""

from dataclasses import replace

import pytest

from cell_suppression.atoms.certificate import Certificate, FloorProof
from cell_suppression.atoms.publication import Lock, Publication, share_bounds
from cell_suppression.atoms.suppressor import suppress
from cell_suppression.atoms.verifier import verify
from tests.cell_suppression.publications import cell, index_of, table

TABLE = table({"a": [2, 20], "b": [20, 20]})
HIDDEN = {index_of(TABLE, label) for label in ("a|0", "a|1", "b|0", "b|1")}
UP = ((0, 3), (1, -3), (2, -3), (3, 3))
DOWN = ((0, -1), (1, 1), (2, 1), (3, -1))
# The total of three persons in three cells of at least one each, beside thirty others.
COUNTS = (1, 1, 1, 30)
THREE = Publication(
    COUNTS,
    (
        *(cell(COUNTS, str(at), [at]) for at in range(4)),
        cell(COUNTS, "three", [0, 1, 2]),
        cell(COUNTS, "all", range(4)),
    ),
)


def test_two_honest_witnesses_are_enough():
    assert verify(TABLE, HIDDEN, Certificate((UP, DOWN))) == []


@pytest.mark.parametrize(
    ("witnesses", "problem"),
    [
        ((DOWN,), "a|0: no witness shows 5 or more."),
        ((UP,), "a|0: no witness shows it at its floor."),
        ((UP, DOWN, ((0, 1),)), "Witness 2: a|total is not what is printed."),
        ((UP, DOWN, ((0, 2), (0, 1))), "Witness 2: an atom is named twice or holds fewer than no persons."),
        ((UP, DOWN, ((0, -3), (1, 3))), "Witness 2: an atom is named twice or holds fewer than no persons."),
        ((UP, DOWN, ((0, -2), (1, 2), (2, 2), (3, -2))), "Witness 2: a|0 is not what is printed."),
    ],
)
def test_a_witness_that_a_reader_could_tell_is_no_witness(witnesses, problem):
    assert verify(TABLE, HIDDEN, Certificate(witnesses)) == [problem]


def test_every_cell_that_is_opened_breaks_the_certificate():
    found = suppress(TABLE)
    for opened in found.hidden:
        assert verify(TABLE, found.hidden.keys() - {opened}, found.certificate)


def test_a_small_cell_may_not_be_shown():
    problems = verify(TABLE, HIDDEN - {index_of(TABLE, "a|0")}, Certificate())

    assert "a|0: shown, but under 5." in problems


def test_a_zero_may_not_be_hidden():
    publication = table({"a": [0, 9]})

    assert verify(publication, {0}, Certificate()) == ["a|0: a zero must be printed."]


@pytest.mark.parametrize(
    ("lock", "hidden", "problem"),
    [
        (Lock.SHOWN, {0}, "a: hidden, but already printed."),
        (Lock.HIDDEN, set(), "a: shown, but out as hidden."),
    ],
)
def test_what_is_out_may_not_change(lock, hidden, problem):
    publication = Publication((9,), (cell((9,), "a", [0], lock=lock),))

    assert verify(publication, hidden, Certificate()) == [problem]


def test_a_witness_keeps_within_a_printed_share():
    shares = share_bounds("24 %", [0, 1], range(4), round(100 * 22 / 62))

    assert verify(replace(TABLE, bounds=shares), HIDDEN, Certificate((UP, DOWN))) == []
    narrow = share_bounds("9 %", [0], [0, 1], round(100 * 2 / 22))
    problems = verify(replace(TABLE, bounds=narrow), HIDDEN, Certificate((UP, DOWN)))
    assert problems[0] == "Witness 0: 9 % is not what is printed."


def test_a_floor_above_one_needs_a_proof():
    found = suppress(THREE)
    assert verify(THREE, found.hidden, found.certificate) == []

    problems = verify(THREE, found.hidden, replace(found.certificate, floors=()))

    assert problems == ["three: no witness shows it at its floor."]


@pytest.mark.parametrize(
    "proof",
    [
        FloorProof(cell=4, times=1, parts=((0, 1), (1, 1))),
        FloorProof(cell=4, times=1, parts=((0, 1), (1, 1), (3, 1))),
        FloorProof(cell=4, times=1, parts=((0, 3),)),
        FloorProof(cell=4, times=0, parts=((0, 1), (1, 1), (2, 1))),
        FloorProof(cell=4, times=1, parts=((0, 5), (3, -2))),
    ],
)
def test_a_proof_of_a_floor_must_add_up(proof):
    found = suppress(THREE)

    problems = verify(THREE, found.hidden, replace(found.certificate, floors=(proof,)))

    assert problems == ["three: no witness shows it at its floor."]


def test_a_certificate_survives_being_stored():
    certificate = suppress(THREE).certificate

    assert Certificate.from_json(certificate.as_json()) == certificate
    assert certificate.floors
