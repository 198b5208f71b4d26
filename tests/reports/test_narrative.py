"""KREM's own words, and what changed since the former edition: from plain text and two reports to page and PDF."""

import io
from datetime import UTC, datetime

import pikepdf
import pytest
from django.urls import reverse
from django.utils.translation import override

from audit.actions import NotPermitted, Refused
from reports.actions.editions import publish_edition
from reports.actions.review import make_again, write_narrative
from reports.document import build_documents
from reports.document.beside import MOST_LINES, Beside, read_changes
from reports.document.words.narrative import Items, Paragraph, narrative_of, read_blocks, read_narrative
from reports.models import Edition, Narrative
from reports.protected.changes import Change, what_changed
from tests.queries import at_most
from tests.reports.document.examples import example, with_hidden
from tests.reports.editions import build, request

NOW = datetime(2026, 9, 10, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("", []),
        ("One line\nthat goes on.\n\nAnother.", [Paragraph("One line that goes on."), Paragraph("Another.")]),
        ("- a\n- b", [Items(("a", "b"), False)]),
        ("Before:\n* a\n• b\nAfter", [Paragraph("Before:"), Items(("a", "b"), False), Paragraph("After")]),
        ("1. first\r\n2) second", [Items(("first", "second"), True)]),
        ("1. mai var vi i gang.", [Paragraph("1. mai var vi i gang.")]),
        ("2. a\n3. b", [Paragraph("2. a 3. b")]),
        ("-no list", [Paragraph("-no list")]),
        ("#x <b> $y$ *bold*", [Paragraph("#x <b> $y$ *bold*")]),
    ],
)
def test_plain_text_becomes_paragraphs_and_simple_lists(text, blocks):
    assert list(read_blocks(text)) == blocks


def test_sections_come_in_the_order_of_the_report_and_empty_ones_not_at_all():
    narrative = narrative_of({"next": "Later.", "summary": " First. ", "work": "  "})
    assert [passage.section for passage in narrative.passages] == ["summary", "next"]
    assert read_narrative(narrative.as_json()) == narrative


def test_what_changed_is_the_cells_shown_otherwise():
    former = example()
    assert what_changed(former, example()) == ()
    shown = next(
        (table.id, row, column)
        for table in former.tables
        for row in table.rows
        for column in table.columns
        if table.cell(row, column)
    )
    current = with_hidden(former, shown)
    was = former.table(shown[0]).cell(*shown[1:])
    assert what_changed(former, current) == (Change(*shown, (was, was), (1, None)),)
    assert what_changed(current, former) == (Change(*shown, (1, None), (was, was)),)


def test_what_only_one_edition_has_is_no_change_of_a_number():
    offices = {"bjerke": "NAV Bjerke"}
    former, current = example(offices=offices, persons=0), example(persons=0)
    assert what_changed(former, current) == ()


def test_many_changes_are_counted_and_the_first_are_listed(in_english):
    changes = read_changes(example(hide_all=True), example(hide_none=True))
    assert sum(len(table.lines) for table in changes.tables) == MOST_LINES
    assert "The first 60 are listed here." in changes.introduction
    assert "from hidden to" in changes.tables[0].lines[0]


def test_both_are_chapters_of_the_document():
    former = example()
    narrative = narrative_of(
        {"summary": "Vi begynte 1. mai. #ikke *markup*\n\n- ett\n- to\n\n1. a\n2. b", "next": "Mer."}
    )
    beside = Beside(narrative, with_hidden(former, ("flow", "total", "total")))
    with override("nb"):
        plain = build_documents(former, language="nb")
        rich = build_documents(former, language="nb", beside=beside)
        again = build_documents(former, language="nb", beside=beside)
    assert rich == again
    # The numbers' own files know nothing of it.
    assert (rich.json, rich.csv, rich.xlsx) == (plain.json, plain.csv, plain.xlsx)
    with pikepdf.open(io.BytesIO(rich.pdf)) as pdf, pdf.open_outline() as outline:
        titles = [item.title for item in outline.root]
    assert any("Med KREMs egne ord" in title for title in titles)
    assert any("Hva som er endret" in title for title in titles)


def test_the_draft_keeps_the_words_as_they_stood(cast):
    draft = build(request(cast))
    assert draft.narrative == []
    write_narrative(edition=draft, texts={"summary": "Da vi begynte."}, by=cast.krem, now=NOW)
    second = build(make_again(edition=draft, by=cast.krem, keep_cutoff=True))
    assert second.narrative == [{"section": "summary", "text": "Da vi begynte."}]
    write_narrative(edition=second, texts={"summary": "Noe annet."}, by=cast.krem, now=NOW)
    second.refresh_from_db()
    assert second.narrative == [{"section": "summary", "text": "Da vi begynte."}]
    row = Narrative.objects.get()
    assert (row.text, row.written_by) == ("Noe annet.", cast.krem)


def test_only_krem_writes_and_never_of_a_person(cast, scope_for):
    draft = build(request(cast))
    for person in (cast.bjerke_leader, cast.imdi):
        with pytest.raises(NotPermitted):
            write_narrative(edition=draft, texts={"summary": "x"}, by=person, now=NOW)
    with pytest.raises(Refused):
        write_narrative(edition=draft, texts={"work": "13097248022"}, by=cast.krem, now=NOW)
    assert not Narrative.objects.exists()


def test_the_page_keeps_what_is_written_and_refuses_beside_the_field(cast, sign_in):
    draft = build(request(cast))
    client = sign_in(cast.krem)
    page = reverse("edition_texts", args=[draft.pk])
    with at_most(12):
        assert client.get(page).status_code == 200
    response = client.post(page, {"work": "Person 130972 48022"})
    assert set(response.context["form"].errors) == {"work"}
    response = client.post(page, {"summary": "Kort.\r\n\r\n- ett\r\n- to"})
    assert response.url == reverse("edition_again", args=[draft.pk])
    assert client.get(page).context["form"].initial["summary"] == "Kort.\n\n- ett\n- to"


def test_krem_is_told_at_once_of_characters_that_the_document_cannot_print(cast, sign_in):
    edition = build(request(cast))
    address = reverse("edition_texts", args=[edition.pk])
    page = sign_in(cast.krem).post(address, {"summary": "Vi strikket \U0001f9e6."}, follow=True)
    assert "\U0001f9e6 (U+1F9E6)" in page.content.decode()
    page = sign_in(cast.krem).post(address, {"summary": "Vi strikket sokker."}, follow=True)
    assert "U+1F9E6" not in page.content.decode()


def test_readers_see_the_words_and_what_changed(cast, sign_in):
    first = build(request(cast))
    publish_edition(edition=first, by=None)
    write_narrative(edition=first, texts={"next": "- <b>ett</b>\n- to"}, by=cast.krem, now=NOW)
    second = build(make_again(edition=first, by=cast.krem, keep_cutoff=False))
    publish_edition(edition=second, by=None)
    client = sign_in(cast.imdi)
    with at_most(12):
        response = client.get(reverse("edition", args=[second.pk]))
    assert "<li>&lt;b&gt;ett&lt;/b&gt;</li>" in response.content.decode()
    assert response.context["changes"].tables == ()
    old = client.get(reverse("edition", args=[first.pk]))
    assert old.context["changes"] is None
    assert Edition.objects.filter(pk=first.pk, state="superseded").exists()
