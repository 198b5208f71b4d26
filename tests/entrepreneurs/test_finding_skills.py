"""Skills are found by typing, with a script and without, and thousands of them weigh nothing."""

from time import perf_counter
from unicodedata import normalize

import pytest
from django.urls import reverse
from django.utils.translation import override

from entrepreneurs.forms.openings import skills_found
from participants.models import Participant
from participants.models.skills import ParticipantSkill, Skill, order_shown
from participants.skill_list import put_ours_on_the_list
from spelling.order import norwegian
from tests.participants.people import enrol

MOST_BYTES = 100_000


@pytest.fixture(scope="module")
def as_many_as_esco_has(standing):
    Skill.objects.bulk_create(
        Skill(code=f"urn:{number}", name_nb=f"kunne noe {number}", name_en=f"know something {number}")
        for number in range(13_890)
    )


@pytest.fixture
def many(db, as_many_as_esco_has):
    """One that is looked for, among all the others."""
    return Skill.objects.create(code="urn:welding", name_nb="sveise rør", name_en="weld pipes")


@pytest.fixture
def page(cast):
    person = enrol(cast.bjerke, "B-1", ("2024-01-01", "enrolled"))
    return reverse("skills", args=[person.pk])


def test_the_first_answer_comes_at_once_and_the_page_is_light(cast, sign_in, many, page):
    client = sign_in(cast.bjerke_leader)
    assert len(client.get(page).content) < MOST_BYTES
    client.get(reverse("skill_search"), {"look_for": "kunne"})
    began = perf_counter()
    answer = client.get(reverse("skill_search"), {"look_for": "sveis"}).content.decode()
    assert perf_counter() - began < 0.2
    assert "sveise rør" in answer
    assert str(many.pk) in answer


def test_one_letter_finds_nothing(cast, sign_in, many):
    assert (
        str(many.pk)
        not in sign_in(cast.krem).get(reverse("skill_search"), {"look_for": "s"}).content.decode()
    )


def test_without_a_script_the_form_comes_back_with_what_was_found_and_what_was_ticked(
    cast, sign_in, many, page
):
    client = sign_in(cast.bjerke_leader)
    held = Skill.objects.get(code="urn:7")
    sent = {"skills": [held.pk], "look_for": "sveis", "look": "1"}
    answer = client.post(page, sent).content.decode()
    assert str(many.pk) in answer
    assert f'value="{held.pk}"' in answer
    assert client.post(page, {"skills": [held.pk, many.pk]}).status_code == 302
    shown = client.get(page).content.decode()
    assert "sveise rør" in shown
    assert "kunne noe 7<" in shown


@pytest.mark.parametrize("words", ["Sveise RØR", "sveise  rør", "sveise\u00a0rør", "sve\u00adise", "SVEIS"])
def test_a_skill_is_found_however_it_is_typed(cast, sign_in, many, words):
    answer = sign_in(cast.bjerke_leader).get(reverse("skill_search"), {"look_for": words}).content.decode()
    assert str(many.pk) in answer


@pytest.mark.parametrize("words", ["ﬁlere (ﬁnt)", "FILERE (F", "ﬁl"])
def test_a_ligature_is_its_letters(system, words):
    filing = Skill.objects.create(code="urn:filing", name_nb="filere (fint)", name_en="file")
    assert skills_found(words) == [filing]


def test_a_decomposed_letter_and_a_sign_find_what_they_name(system):
    skill = Skill.objects.create(code="urn:toe", name_nb="lese på språk: tå+100 %", name_en="x")
    Skill.objects.create(code="urn:other", name_nb="lese om tall", name_en="y")
    for words in (normalize("NFD", "TÅ+100"), "tå+1", "100 %", normalize("NFD", "språk")):
        assert skills_found(words) == [skill]
    assert skills_found("ta+") == skills_found("t.+") == skills_found("l.*") == []


def test_those_that_begin_so_come_first_and_in_norwegian_order(system):
    for name in ("øve på svar", "svømme", "Svare", "svåre valg", "sværte"):
        Skill.objects.create(code=f"urn:{name}", name_nb=name, name_en=name)
    names = [skill.name_nb for skill in skills_found("sv")]
    assert names == ["Svare", "sværte", "svømme", "svåre valg", "øve på svar"]


def test_skills_of_ours_are_found_and_shown_in_nynorsk_and_others_as_they_were_written(system):
    put_ours_on_the_list()
    Skill.objects.create(code="urn:x", name_nb="holde rede på nøkler", name_en="keep track of keys")
    with override("nn"):
        assert [skill.name for skill in skills_found("halde")] == ["halde reint i bygg"]
        # Whoever knows it in bokmål finds it too.
        assert [skill.name for skill in skills_found("holde")] == [
            "holde rede på nøkler",
            "halde reint i bygg",
        ]
    with override("nb"):
        assert skills_found("halde") == []


@pytest.mark.parametrize("language", ["nb", "nn", "en-gb"])
def test_skills_stand_in_the_order_of_what_is_read(language, cast, page, sign_in, system):
    put_ours_on_the_list()
    person = Participant.objects.get()
    ours = list(Skill.objects.all())
    held = {"office": cast.bjerke, "participant": person}
    ParticipantSkill.objects.bulk_create(ParticipantSkill(**held, skill=skill) for skill in ours)
    client = sign_in(cast.bjerke_leader)
    client.cookies["django_language"] = language
    form = client.get(page).context["form"]
    with override(language):
        shown = sorted((skill.name for skill in ours), key=norwegian)
        own = person.skills.select_related("skill").order_by(order_shown("skill__"))
        assert [each.skill.name for each in own] == shown
    assert [choice.choice_label for choice in form["skills"]] == shown


def test_names_that_begin_as_one_reads_them_come_first(system):
    put_ours_on_the_list()
    Skill.objects.create(code="urn:x", name_nb="ikke halde opp", name_en="not stop")
    with override("nn"):
        assert [skill.name for skill in skills_found("halde")] == ["halde reint i bygg", "ikke halde opp"]
