"""One idea of when two texts are the same, and of the order names stand in."""

from unicodedata import category, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spelling.order import norwegian
from spelling.sameness import same_key, written

ALL = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
BLANKS = [chr(code) for code in range(0x110000) if category(chr(code)) in ("Zs", "Zl", "Zp")]
DASHES = [chr(code) for code in range(0x110000) if category(chr(code)) == "Pd"]


@given(ALL)
def test_the_key_of_a_key_is_itself(text):
    assert same_key(same_key(text)) == same_key(text)


@given(ALL, st.sampled_from(["NFC", "NFD"]))
def test_the_way_a_letter_is_encoded_makes_no_difference(text, form):
    assert same_key(normalize(form, text)) == same_key(text)


@given(ALL)
def test_case_makes_no_difference(text):
    assert same_key(text.upper()) == same_key(text) == same_key(text.lower())


@given(ALL)
def test_what_is_kept_is_the_same_as_what_was_written_and_is_kept_so_again(text):
    assert same_key(written(text)) == same_key(text)
    assert written(written(text)) == written(text)


@given(
    st.text("AB12", min_size=1), st.text("AB12", min_size=1), st.lists(st.sampled_from(BLANKS), min_size=1)
)
def test_blanks_of_every_kind_and_number_are_one_blank(before, after, blanks):
    assert same_key(before + "".join(blanks) + after) == same_key(f"{before} {after}")


@pytest.mark.parametrize("dash", [*DASHES, "\u2212"])
def test_every_dash_is_a_hyphen(dash):
    assert same_key(f"BJ{dash}12") == "bj-12"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Pro\ufb01l", "PROFIL"),
        ("Straße", "STRASSE"),
        ("\u212bs", "ås"),
        ("ŋ-1", "Ŋ-1"),
        ("Inn\u00adsats", "innsats"),
        ("A\u200b-1", "a-1"),
        ("\u200eA-1\u200f", "a-1"),
        ("\uff21\uff0d\uff11", "a-1"),
    ],
)
def test_what_the_eye_cannot_tell_apart_is_the_same(one, other):
    assert same_key(one) == same_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("A²", "A2"), ("A 1", "A1"), ("00123", "123"), ("å", "a"), ("O1", "01"), ("A.1", "A-1")],
)
def test_what_looks_different_is_different(one, other):
    assert same_key(one) != same_key(other)


@pytest.mark.parametrize(
    "names",
    [
        ["Alta", "aure", "Sola", "Ærfugl", "Ørland", "Østre Toten", "Ålesund", "Ås"],
        ["B-1", "b-2", "B-10", "B-100", "B-1000000000", "C-1"],
        ["Deanu", "Đeanu A", "Deanu B", "Porsáŋgu", "Porsanguø"],
        ["A", "A B", "A-B", "AB"],
        ["Zürich", "Ærlig"],
        ["Müller", "Mysen"],
    ],
)
def test_names_stand_in_norwegian_order(names):
    assert sorted(set(names), key=norwegian) == names


@given(st.integers(0, 10**30), st.integers(0, 10**30))
def test_numbers_in_names_sort_as_numbers(one, other):
    assert (norwegian(f"B-{one}") < norwegian(f"B-{other}")) == (one < other)


@given(ALL, ALL)
def test_texts_that_are_the_same_stand_together(one, other):
    assert (norwegian(one) == norwegian(other)) == (same_key(one) == same_key(other))


@given(ALL)
def test_a_key_can_stand_in_a_database(text):
    if "\x00" not in text:
        assert "\x00" not in same_key(text) + norwegian(text)
