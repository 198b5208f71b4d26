"""The tasks of the model are read in the reader's language, as long as they say what the template says."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from clusters.models import StepTask, TemplateTask
from clusters.seeding import seed_step_model
from clusters.standard_tasks import STANDARD_TITLES, in_readers_language


def test_every_task_of_the_template_has_its_words_and_bokmal_is_what_is_written_down(system):
    seed_step_model()
    assert set(TemplateTask.objects.values_list("title", flat=True)) == set(STANDARD_TITLES)
    with override("nb"):
        assert {title: in_readers_language(title) for title in STANDARD_TITLES} == {
            title: title for title in STANDARD_TITLES
        }


def test_what_a_board_says_itself_stays_as_it_was_written():
    with override("nn"):
        assert (
            StepTask(title="Kontorene har besøkt hverandre").title_for_reader
            == "Kontora har besøkt kvarandre"
        )
        assert (
            StepTask(title="Kontorene har møtt hverandre").title_for_reader == "Kontorene har møtt hverandre"
        )


@pytest.mark.parametrize(
    ("language", "words"),
    [("nn", "Kontora har besøkt kvarandre"), ("en-gb", "The offices have visited each other")],
)
def test_the_model_is_explained_in_the_readers_language(sign_in, cast, language, words):
    seed_step_model()
    client = sign_in(cast.imdi)
    client.cookies["django_language"] = language
    assert words in client.get(reverse("model_explained")).content.decode()
