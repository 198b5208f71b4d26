"""What survived `make mutants` has been looked at by a person."""

from tests.mutants.written import PAGE, UNEXPLAINED


def test_each_survivor_is_explained():
    assert UNEXPLAINED not in PAGE.read_text()
