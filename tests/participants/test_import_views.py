"""The pages of an import: what is sent in, shown, confirmed and refused."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from audit.enums import Decision
from audit.models import Event
from participants.enums import ImportState, ImportStep
from participants.models import ImportRun
from tests.queries import at_most

MOST_QUERIES = 12
SUMMARY = {
    "participants": {"new": 3, "changed": 2, "unchanged": 55, "gone": 1},
    "moves": {"new": 7, "changed": 0, "unchanged": 201, "gone": 0},
    "follow_ups": {"new": 0, "changed": 1, "unchanged": 44, "gone": 0},
}
PROBLEM = {"sheet": "Forløp", "row": 12, "column": "Til", "value": "Jobb <b>", "message": "Unknown word"}


@pytest.fixture
def run_in(cast):
    """An import at Bjerke in any state."""

    def run(state, **fields):
        return ImportRun.objects.create(
            office=cast.bjerke, requested_by=cast.krem, state=state, **{"summary": {}, **fields}
        )

    return run


def upload(content=b"PK", name="bjerke.xlsx"):
    return {"workbook": SimpleUploadedFile(name, content)}


def page_of(office):
    return reverse("office_imports", args=[office.pk])


def test_a_workbook_that_is_sent_in_waits_to_be_read(cast, sign_in):
    response = sign_in(cast.bjerke_leader).post(page_of(cast.bjerke), upload(b"PK-bytes"))
    run = ImportRun.objects.get()
    assert response.url == reverse("import_run", args=[run.pk])
    assert (run.state, run.office, bytes(run.workbook)) == (
        ImportState.UPLOADED,
        cast.bjerke,
        b"PK-bytes",
    )


@pytest.mark.parametrize(
    "files", [{}, upload(b""), upload(name="bjerke.csv")], ids=["nothing", "empty", "not a workbook"]
)
def test_what_cannot_be_a_workbook_is_refused_beside_the_field(cast, sign_in, files):
    response = sign_in(cast.krem).post(page_of(cast.bjerke), files)
    assert response.status_code == 200
    assert response.context["form"].errors.keys() == {"workbook"}
    assert b"autofocus" in response.content
    assert not ImportRun.objects.exists()


def test_a_second_workbook_waits_for_the_first(cast, sign_in, run_in):
    run_in(ImportState.CHECKING)
    response = sign_in(cast.krem).post(page_of(cast.bjerke), upload())
    assert "workbook" in response.context["form"].errors
    assert ImportRun.objects.count() == 1


@pytest.mark.parametrize("who", ["ullern_leader", "former_leader", "mentor", "imdi"])
def test_strangers_reach_neither_the_office_nor_its_imports(cast, sign_in, run_in, who):
    run = run_in(ImportState.READY, summary=SUMMARY)
    client = sign_in(getattr(cast, who))
    assert client.post(page_of(cast.bjerke), upload()).status_code == 404
    for name in ("import_run", "import_progress"):
        assert client.get(reverse(name, args=[run.pk])).status_code == 404
    for name in ("import_confirm", "import_cancel"):
        assert client.post(reverse(name, args=[run.pk])).status_code == 404
    run.refresh_from_db()
    assert run.state == ImportState.READY
    assert Event.objects.filter(decision=Decision.REFUSED).count() == 5


def test_what_is_ready_shows_what_it_means_and_can_be_confirmed(cast, sign_in, run_in):
    run = run_in(ImportState.READY, summary=SUMMARY, notices=["Deltakere: one more column"])
    client = sign_in(cast.bjerke_leader)
    with at_most(MOST_QUERIES):
        response = client.get(reverse("import_run", args=[run.pk]))
    assert [sheet["new"] for sheet in response.context["preview"]] == [3, 7, 0]
    assert response.context["can_confirm"]
    assert response.context["can_cancel"]
    assert "one more column" in response.content.decode()
    assert client.post(reverse("import_confirm", args=[run.pk])).status_code == 302
    run.refresh_from_db()
    assert run.state == ImportState.CONFIRMED


def test_what_is_cancelled_is_put_away(cast, sign_in, run_in):
    run = run_in(ImportState.READY, workbook=b"PK")
    sign_in(cast.bjerke_leader).post(reverse("import_cancel", args=[run.pk]))
    run.refresh_from_db()
    assert (run.state, run.workbook) == (ImportState.CANCELLED, None)


def test_what_is_done_cannot_be_confirmed_again(cast, sign_in, run_in):
    run = run_in(ImportState.DONE, summary=SUMMARY)
    client = sign_in(cast.krem)
    response = client.post(reverse("import_confirm", args=[run.pk]), follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["danger"]
    assert not response.context["can_confirm"]
    run.refresh_from_db()
    assert run.state == ImportState.DONE


def test_errors_are_listed_with_their_place_and_escaped(cast, sign_in, run_in):
    run = run_in(ImportState.REFUSED, problems=[PROBLEM], summary={"problem_count": 1003})
    response = sign_in(cast.krem).get(reverse("import_run", args=[run.pk]))
    page = response.content.decode()
    assert "Jobb &lt;b&gt;" in page
    assert "Unknown word" in page
    assert response.context["hidden_problems"] == 1002
    assert not response.context["can_confirm"]


def test_progress_asks_again_until_the_work_has_ended(cast, sign_in, run_in):
    run = run_in(ImportState.CHECKING, done=40, out_of=100)
    client = sign_in(cast.krem)
    page = client.get(reverse("import_run", args=[run.pk])).content.decode()
    piece = client.get(reverse("import_progress", args=[run.pk])).content.decode()
    assert 'hx-trigger="every 1s"' in piece
    assert 'value="40" max="100"' in piece
    assert piece.strip() in page
    ImportRun.objects.update(state=ImportState.READY)
    response = client.get(reverse("import_progress", args=[run.pk]))
    assert response["HX-Refresh"] == "true"


@pytest.mark.parametrize(
    ("step", "done", "out_of", "words"),
    [
        (ImportStep.READ, 40, 100, "Radene leses (40\u00a0%)"),
        (ImportStep.COMPARE, 0, 0, "De sammenlignes med det som er registrert<"),
        (ImportStep.WRITE, 16, 100, "Det som er nytt, skrives inn (16\u00a0%)"),
        (ImportStep.FINISH, 0, 0, "Alt kontrolleres en gang til<"),
    ],
)
def test_progress_says_what_is_done_just_now(cast, sign_in, run_in, step, done, out_of, words):
    run = run_in(ImportState.APPLYING, step=step, done=done, out_of=out_of)
    assert words in sign_in(cast.krem).get(reverse("import_progress", args=[run.pk])).content.decode()


def test_a_random_import_is_no_page(cast, sign_in):
    assert sign_in(cast.krem).get(reverse("import_run", args=[uuid4()])).status_code == 404


def test_lists_stay_within_the_query_budget(cast, sign_in, run_in):
    for _number in range(30):
        run_in(ImportState.DONE, summary=SUMMARY)
    client = sign_in(cast.krem)
    for address in (reverse("import_list"), page_of(cast.bjerke)):
        with at_most(MOST_QUERIES):
            response = client.get(address)
        assert len(response.context["page"].object_list) == 20


def test_a_leader_with_one_office_goes_straight_to_its_imports(cast, sign_in):
    assert sign_in(cast.bjerke_leader).get(reverse("import_list")).url == page_of(cast.bjerke)


def test_the_template_is_a_workbook_for_those_who_may_send_one_in(cast, sign_in, tmp_path):
    response = sign_in(cast.bjerke_leader).get(reverse("import_template"))
    assert response["Content-Disposition"].startswith("attachment;")
    path = tmp_path / "template.xlsx"
    path.write_bytes(response.content)
    assert {"Deltakere", "Forløp", "Oppfølging"} <= set(load_workbook(path).sheetnames)
    assert sign_in(cast.imdi).get(reverse("import_template")).status_code == 403
