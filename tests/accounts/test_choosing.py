"""The administration's chooser finds names as the eye reads them, as the import compares them."""

from unicodedata import normalize

import pytest

from accounts.admin.choosing import NamedField, suggestions
from accounts.models import User
from clusters.models import Partner


@pytest.fixture
def office(system):
    return Partner.objects.create(slug="sma-fjell", name="NAV Småfjell (øst)", kind="nav_office")


@pytest.mark.parametrize(
    "words", [normalize("NFD", "Småfjell"), "SMÅFJELL", "nav\u00a0små", "små\u00adfjell", "(ØST"]
)
def test_an_office_is_suggested_however_its_name_is_typed(office, words):
    assert suggestions(Partner, words) == ["NAV Småfjell (øst)"]
    assert NamedField(Partner.objects.all()).to_python(words) == office


def test_a_whole_name_is_the_one_that_is_meant(office):
    Partner.objects.create(slug="other", name="NAV Småfjell (øst) og vest", kind="nav_office")
    assert NamedField(Partner.objects.all()).to_python(normalize("NFD", office.name.upper())) == office


def test_a_person_is_found_by_a_ligature_and_by_the_address(cast):
    person = User.objects.create_user("sofi@portal.invalid", name="Soﬁ Prøvesen", role="krem_staff")
    for words in ("SOFI", "soﬁ p", "Sofi@Portal.invalid"):
        assert NamedField(User.objects.all()).to_python(words) == person


def test_signs_of_a_pattern_are_only_signs(office):
    for words in (".*", "N.V", "[N]AV", "\\w"):
        assert suggestions(Partner, words) == []
