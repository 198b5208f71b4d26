"""What has been learned: who reads and writes it, how it is found, and what goes into a report."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from accounts.scope import acting_for_nobody, coming_in
from audit.actions import NotPermitted
from clusters.actions.knowledge import add_lesson, change_lesson, choose_for_annex
from clusters.annex import annex_known
from clusters.models import Cluster, Lesson, Project, ProjectParty, TemplateTask
from clusters.seeding import seed_clusters, seed_projects, seed_step_model
from tests.participants.office_workbooks import national_id
from tests.queries import at_most

TODAY = date(2026, 9, 1)
MOST_QUERIES = 12


def a_lesson(cast, by="bjerke_leader", **changes: object) -> Lesson:
    return Lesson.objects.create(
        **{
            "cluster": cast.cluster,
            "title": "Faste møter",
            "what": "Veilederne samarbeider med mentorene hver uke.",
            "learned_on": date(2026, 3, 1),
            "added_by": getattr(cast, by),
        }
        | changes
    )


@pytest.fixture
def elsewhere(cast) -> Cluster:
    return Cluster.objects.create(slug="x", name="X", kind="district", starts_on=date(2020, 1, 1))


@pytest.mark.parametrize("who", ["krem", "bjerke_leader", "mentor"])
def test_knowledge_is_shared_across_clusters(cast, sign_in, elsewhere, who):
    seed_projects()
    other = a_lesson(cast, "krem", cluster=elsewhere, project=Project.objects.get(slug="husk"), step=2)
    client = sign_in(getattr(cast, who))
    with at_most(MOST_QUERIES):
        page = client.get(reverse("knowledge"))
    assert list(page.context["page"]) == [other]
    assert len(page.context["projects"]) == 4
    for address in (reverse("lesson", args=[other.pk]), reverse("project", args=[other.project_id])):
        with at_most(MOST_QUERIES):
            assert client.get(address).status_code == 200


def test_whoever_no_longer_works_in_a_cluster_reads_nothing(cast, sign_in, scope_for):
    lesson = a_lesson(cast)
    client = sign_in(cast.former_leader)
    assert list(client.get(reverse("knowledge")).context["page"]) == []
    assert client.get(reverse("lesson", args=[lesson.pk])).status_code == 404
    with scope_for(cast.former_leader):
        assert not Lesson.objects.exists()


def test_imdi_reads_what_krem_has_chosen_and_not_who_wrote_it(cast, sign_in, scope_for):
    hidden, shown = a_lesson(cast), a_lesson(cast, title="Valgt", is_for_annex=True)
    client = sign_in(cast.imdi)
    page = client.get(reverse("knowledge"))
    assert list(page.context["page"]) == [shown]
    assert reverse("lesson_new") not in page.content.decode()
    assert client.get(reverse("lesson", args=[hidden.pk])).status_code == 404
    page = client.get(reverse("lesson", args=[shown.pk])).content.decode()
    assert shown.what in page
    assert shown.added_by.name not in page
    for name in ("lesson_edit", "lesson_annex"):
        assert client.post(reverse(name, args=[shown.pk])).status_code == 403
    assert client.get(reverse("lesson_new")).status_code == 403
    # The second wall says the same, whatever the page asks for.
    with scope_for(cast.imdi):
        assert list(Lesson.objects.all()) == [shown]
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            Lesson.objects.update(title="x")


def test_a_project_shows_imdi_only_the_lessons_that_are_chosen(cast, sign_in):
    project = Project.objects.create(slug="p", name="Prosjektet")
    a_lesson(cast, project=project)
    shown = a_lesson(cast, title="Valgt", project=project, is_for_annex=True)
    page = sign_in(cast.imdi).get(reverse("project", args=[project.pk]))
    assert list(page.context["lessons"]) == [shown]


def test_the_database_tells_imdi_from_whoever_has_not_signed_in(cast, scope_for):
    a_lesson(cast, is_for_annex=True)
    with acting_for_nobody():
        assert not Lesson.objects.exists()
    # A leader half signed in has the role of a visitor, and reads as one.
    with coming_in(cast.bjerke_leader.pk):
        assert not Lesson.objects.exists()
    cast.imdi.access_ends_on = timezone.localdate()
    cast.imdi.save()
    with scope_for(cast.imdi):
        assert Lesson.objects.exists(), "the last day is a day"
    cast.imdi.is_active = False
    cast.imdi.save()
    with scope_for(cast.imdi):
        assert not Lesson.objects.exists()


def test_imdi_reads_the_model_and_no_board(cast, sign_in):
    seed_step_model()
    client = sign_in(cast.imdi)
    page = client.get(reverse("model_explained"), {"kind": "district"})
    titles = set(TemplateTask.objects.filter(cluster_kind="district").values_list("title", flat=True))
    assert titles
    assert all(escape(title) in page.content.decode() for title in titles)
    assert client.get(reverse("board_list")).status_code == 403
    assert client.get(reverse("cluster_board", args=[cast.cluster.pk])).status_code == 403
    assert client.get(reverse("home"), follow=True).context["navigation"][1]["url"] == reverse(
        "model_explained"
    )


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("møte", True),
        ("samarbeid mentor", True),
        ("samarbeidet", True),
        ('"hver uke"', True),
        ("møte -uke", False),
    ],
)
def test_norwegian_words_are_found_in_any_form(cast, sign_in, words, is_found):
    lesson = a_lesson(cast)
    a_lesson(cast, title="Noe annet", what="Helt andre ord")
    found = sign_in(cast.krem).get(reverse("knowledge"), {"q": words}).context["page"]
    assert list(found) == ([lesson] if is_found else [])


def test_a_search_can_be_narrowed_to_a_step_and_survives_nonsense(cast, sign_in):
    lesson = a_lesson(cast, step=2)
    a_lesson(cast, step=1)
    client = sign_in(cast.mentor)
    assert list(client.get(reverse("knowledge"), {"q": "møter", "step": "2"}).context["page"]) == [lesson]
    for nonsense in ({"step": "9"}, {"q": "' OR 1 & !"}):
        assert client.get(reverse("knowledge"), nonsense).status_code == 200
    # A NUL is in nobody's words: the door turns it away.
    assert client.get(reverse("knowledge"), {"q": "\x00"}).status_code == 400


def test_the_search_uses_its_index(cast):
    a_lesson(cast)
    query = str(Lesson.objects.found_by("møter").explain())
    assert "to_tsvector" in query or "lesson_words" in query


def test_a_leader_writes_and_krem_puts_it_into_the_report(cast, sign_in):
    data = {
        "title": "Ny",
        "what": "Noe",
        "takes": "",
        "evidence": "",
        "cluster": cast.cluster.pk,
        "project": "",
        "step": "",
        "level": "",
        "learned_on": "2026-03-01",
    }
    leader = sign_in(cast.bjerke_leader)
    assert leader.post(reverse("lesson_new"), data).status_code == 302
    lesson = Lesson.objects.get()
    edit, annex = reverse("lesson_edit", args=[lesson.pk]), reverse("lesson_annex", args=[lesson.pk])
    assert leader.post(edit, data | {"title": "Bedre"}).status_code == 302
    assert leader.post(annex, {"chosen": "yes"}).status_code == 403
    krem = sign_in(cast.krem)
    krem.post(annex, {"chosen": "yes"})
    # Within a test every change has the same moment.
    cutoff = timezone.now()
    chosen = annex_known(cast.cluster, date(2026, 1, 1), date(2026, 4, 30), cutoff)
    assert [each.title for each in chosen] == ["Bedre"]
    assert not annex_known(cast.cluster, date(2026, 5, 1), date(2026, 8, 31), cutoff)
    assert not annex_known(cast.cluster, date(2026, 1, 1), date(2026, 4, 30), cutoff - timedelta(days=1))
    assert sign_in(cast.bjerke_leader).post(edit, data).status_code == 403
    sign_in(cast.krem).post(annex, {"chosen": "no"})
    assert not annex_known(cast.cluster, date(2026, 1, 1), date(2026, 4, 30), timezone.now())


def test_nobody_writes_for_a_cluster_they_are_not_in(cast, elsewhere):
    lesson = a_lesson(cast)
    moved = Lesson.objects.get(pk=lesson.pk)
    moved.cluster = elsewhere
    with pytest.raises(NotPermitted):
        change_lesson(lesson=moved, by=cast.bjerke_leader, today=TODAY)
    new = Lesson(cluster=elsewhere, title="x", what="x", learned_on=TODAY)
    for who in (cast.bjerke_leader, cast.mentor, cast.imdi):
        with pytest.raises(NotPermitted):
            add_lesson(lesson=new, by=who, today=TODAY)
    for who in (cast.mentor, cast.ullern_leader):
        with pytest.raises(NotPermitted):
            change_lesson(lesson=lesson, by=who, today=TODAY)
        with pytest.raises(NotPermitted):
            choose_for_annex(lesson=lesson, chosen=True, by=who)


def test_the_database_says_the_same(cast, scope_for, elsewhere):
    own, others = a_lesson(cast), a_lesson(cast, "ullern_leader")
    chosen = a_lesson(cast, is_for_annex=True)
    with scope_for(cast.bjerke_leader):
        assert Lesson.objects.filter(pk=own.pk).update(title="y") == 1
        assert Lesson.objects.filter(pk__in=[others.pk, chosen.pk]).update(title="y") == 0
        for changes in ({"is_for_annex": True}, {"cluster": elsewhere}, {"added_by": cast.krem}):
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                a_lesson(cast, **changes)


def test_the_projects_have_their_true_parties(cast):
    seed_clusters()
    seed_projects()
    seed_projects()
    parties = {
        project.slug: {party.name for party in project.parties.all()} for project in Project.objects.all()
    }
    assert parties == {
        "husk": {"Brukere", "Sosialtjenesten", "Utdanning", "Forskning"},
        "hogskoleklinikken": {"KREM", "NAV Sagene"},
        "hortensia": {"KREM", "NAV Horten", "Familiehuset", "Telemarksforskning"},
        "inkluderingsdugnaden": {"KREM"},
    }
    assert ProjectParty.objects.filter(partner__slug="krem").count() == 3


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"step": 4}, "lesson_step_is_known"),
        ({"level": "x"}, "lesson_level_is_known"),
        ({"what": ""}, "a_lesson_says_what_can_be_taken_over"),
    ],
)
def test_what_a_lesson_cannot_be(cast, changes, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        a_lesson(cast, **changes)


def test_what_a_project_cannot_be(cast):
    with pytest.raises(IntegrityError, match="project_ends_after_it_starts"), transaction.atomic():
        Project.objects.create(slug="x", name="x", first_year=2021, last_year=2020)
    project = Project.objects.create(slug="x", name="x")
    with pytest.raises(IntegrityError, match="party_kind_is_known"), transaction.atomic():
        ProjectParty.objects.create(project=project, name="x", kind="y")


@pytest.mark.parametrize(
    ("first", "last", "written"),
    [
        (2019, 2021, "2019–2021"),
        (2021, 2021, "2021"),
        (2021, None, "2021"),
        (None, None, "Ikke registrert"),
    ],
)
def test_the_years_of_a_project_are_one_year_or_a_span(first, last, written):
    project = Project(first_year=first, last_year=last)
    assert render_to_string("clusters/years.html", {"project": project}).strip() == written


def test_no_national_identity_number_is_kept(cast):
    with pytest.raises(ValidationError) as refused:
        a_lesson(cast, what=f"Se {national_id(1, 1)}").full_clean()
    assert set(refused.value.error_dict) == {"what"}
