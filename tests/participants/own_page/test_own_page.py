"""A participant's own page: a link opens it once, for one person, for a short time, and for nobody else."""

import io
import re
from datetime import timedelta
from uuid import uuid4

import pikepdf
import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.scope import acting_as_system, acting_in_visit
from accounts.signing_in.invitations import hash_of
from audit.actions import NotPermitted
from audit.models import Event
from clusters.enums import LanguageForm
from participants.actions.own_page import (
    LASTS,
    VISIT_LASTS,
    OwnPageLinkOpensNothing,
    answer_data_request,
    make_link,
    open_link,
)
from participants.enums import ContactReason
from participants.models import Contact, DataRequest, FollowUp, Move, OwnPageLink, Participant, Question
from participants.own_letters import qr_code, words_for
from participants.queries.own_page import looks_at
from participants.views.own_page import COOKIE
from tests.owner import everything_stored, log_line
from tests.participants.own_page.visits import link_for, visit, visit_of
from tests.queries import at_most

MOST_QUERIES = 24
NOTHING = "The link opens nothing"

pytestmark = pytest.mark.usefixtures("in_english")


def test_a_person_sees_what_is_held_and_who_has_looked(cast, person, visitor, sign_in):
    leader = sign_in(cast.bjerke_leader)
    leader.get(reverse("participant", args=[person.pk]))
    leader.post(reverse("contact", args=[person.pk]), {"reason": ContactReason.MEETING})
    answer = visit(visitor, link_for(person, cast))
    assert answer["Location"] == reverse("own_page")
    page = visitor.get(reverse("own_page")).content.decode()
    for held in ("B-1", "1990", "Test Testesen", "test@example.invalid", "Ordinary work", "NAV Bjerke"):
        assert held in page
    assert "Looked at what is held about you" in page
    assert "Looked up how to reach you: To agree on a meeting" in page
    # In what capacity, never by which name.
    assert cast.bjerke_leader.name not in page


def test_following_the_link_spends_nothing_and_takes_it_out_of_the_address(cast, person, visitor):
    token = link_for(person, cast)
    for _again in range(2):
        answer = visitor.get(reverse("own_page_link", args=[token]))
        assert answer["Location"] == reverse("own_page")
    page = visitor.get(reverse("own_page"))
    assert page.status_code == 200
    assert token not in page.content.decode()
    assert "B-1" not in page.content.decode()
    assert OwnPageLink.objects.unopened(timezone.now()).count() == 1


def test_nothing_stored_holds_the_token_or_the_visit(cast, person, visitor):
    token = link_for(person, cast)
    visit(visitor, token)
    secret = visitor.cookies[COOKIE].value
    stored = everything_stored()
    assert str(person.pk) in stored
    assert token not in stored
    assert secret not in stored
    assert visitor.cookies[COOKIE]["httponly"]
    assert visitor.cookies[COOKIE]["samesite"] == "Strict"


def test_what_opens_nothing_all_looks_the_same(cast, person, visitor):
    used = link_for(person, cast)
    visit(Client(), used)
    replaced = link_for(person, cast)
    past = timezone.now() - LASTS - timedelta(minutes=1)
    too_old = link_for(person, cast, past)
    OwnPageLink.objects.filter(token_hash=hash_of(too_old)).update(closed_at=None)
    answers = [visit(visitor, token) for token in (used, replaced, too_old, "guessed")]
    answers.append(visitor.get(reverse("own_page")))
    assert {answer.status_code for answer in answers} == {404}
    bodies = {re.sub(r'value="\w{64}"', "", answer.content.decode()) for answer in answers[:-1]}
    assert len(bodies) == 1
    assert NOTHING in bodies.pop()


def test_a_link_opens_once_also_for_two_at_once(cast, person):
    token = link_for(person, cast)
    assert open_link(token_hash=hash_of(token), now=timezone.now())
    with pytest.raises(OwnPageLinkOpensNothing):
        open_link(token_hash=hash_of(token), now=timezone.now())


def test_a_visit_ends_by_itself_and_by_the_button(cast, person, visitor):
    visit(visitor, link_for(person, cast))
    assert visitor.get(reverse("own_page")).status_code == 200
    OwnPageLink.objects.update(visit_ends_at=timezone.now() - timedelta(seconds=1))
    assert visitor.get(reverse("own_page")).status_code == 404
    visit(visitor, link_for(person, cast))
    secret = visitor.cookies[COOKIE].value
    assert visitor.post(reverse("own_page_leave")).status_code == 200
    visitor.cookies[COOKIE] = secret
    assert visitor.get(reverse("own_page")).status_code == 404


def test_a_visit_lasts_an_hour_at_most(cast, person, visitor):
    visit(visitor, link_for(person, cast))
    link = OwnPageLink.objects.get()
    assert link.visit_ends_at - link.opened_at == VISIT_LASTS
    # The cookie itself has no age: it ends with the browser.
    assert visitor.cookies[COOKIE]["max-age"] == ""


def test_one_visit_shows_no_other(cast, person, other):
    with acting_in_visit(visit_of(person, cast)):
        assert set(Participant.objects.all()) == {person}
        assert {move.participant_id for move in Move.objects.all()} == {person.pk}
        assert {link.participant_id for link in OwnPageLink.objects.all()} == {person.pk}
        assert {contact.participant_id for contact in Contact.objects.all()} == {person.pk}
        assert all(person.pk in event.subject_ids for event in Event.objects.all())
        assert not Question.objects.exclude(participant=person).exists()


@pytest.mark.parametrize("made_up", ["", "x", hash_of(""), hash_of("guessed")])
def test_a_made_up_visit_is_nobodys(cast, person, made_up):
    visit_of(person, cast)
    with acting_in_visit(made_up):
        assert not Participant.objects.exists()
        assert not Event.objects.exists()


def test_the_database_lets_a_visit_add_only_what_is_its_own(cast, person, other):
    inside = visit_of(person, cast)
    day = timezone.localdate()
    wrong = (
        lambda: FollowUp.objects.create(
            office=cast.bjerke, participant=other, day=day, month=6, answer="work", source="participant"
        ),
        lambda: FollowUp.objects.create(
            office=cast.bjerke, participant=person, day=day, month=6, answer="work", source="nav"
        ),
        lambda: DataRequest.objects.create(office=cast.bjerke, participant=other, kind="erasure", about="x"),
        lambda: Move.objects.create(office=cast.bjerke, participant=person, day=day, target="left"),
        lambda: FollowUp.objects.update(answer="other"),
        lambda: Participant.objects.update(birth_year=1950),
        lambda: OwnPageLink.objects.update(visit_ends_at=timezone.now() + timedelta(days=9)),
        lambda: list(cast.krem.__class__.objects.values_list("name", "email")),
    )
    for attempt in wrong:
        with pytest.raises(DatabaseError, match=r"row-level security|permission denied"):
            with acting_in_visit(inside), transaction.atomic():
                attempt()


def test_somebody_shielded_has_no_page(cast, person, visitor):
    visit(visitor, link_for(person, cast))
    token = link_for(person, cast)
    Participant.objects.update(is_shielded=True)
    assert visitor.get(reverse("own_page")).status_code == 404
    assert visit(Client(), token).status_code == 404
    with pytest.raises(NotPermitted):
        link_for(Participant.objects.select_related("office").get(), cast)


@pytest.mark.parametrize("who", ["krem", "ullern_leader", "former_leader", "mentor", "imdi"])
def test_only_the_own_office_gives_links_and_answers(cast, person, who):
    by = getattr(cast, who)
    with pytest.raises(NotPermitted):
        make_link(participant=person, by=by, now=timezone.now())
    asked = DataRequest.objects.create(office=cast.bjerke, participant=person, kind="erasure", about="x")
    with pytest.raises(NotPermitted):
        answer_data_request(data_request=asked, answer="x", by=by, now=timezone.now())


def test_forms_without_a_visit_open_nothing(cast, person, visitor):
    for name, typed in (
        ("own_page_answer", {"month": "6", "answer": "work"}),
        ("own_page_ask", {"kind": "erasure", "about": "x"}),
    ):
        answer = visitor.post(reverse(name), typed)
        assert (answer.status_code, NOTHING in answer.content.decode()) == (404, True)
    assert not FollowUp.objects.exists()
    assert not DataRequest.objects.exists()


def test_links_are_tried_so_many_times_a_minute(cast, person, visitor):
    found = {visitor.get(reverse("own_page_link", args=[f"guess-{n}"])).status_code for n in range(25)}
    assert found == {302, 429}


def test_the_leader_is_shown_the_link_once_and_prints_it(cast, person, sign_in):
    leader = sign_in(cast.bjerke_leader)
    address = reverse("own_page_give", args=[person.pk])
    given = leader.post(address, {"language": "en-gb"})
    token = given.context["given"]["token"]
    assert given.content.decode().count(f"/my/{token}/") >= 2
    with at_most(MOST_QUERIES):
        assert token not in leader.get(address).content.decode()
    letter = leader.post(reverse("own_page_letter", args=[person.pk]), {"token": token})
    assert letter["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(letter.content)) as pdf:
        assert len(pdf.pages) == 1
    assert "no-store" in letter["Cache-Control"]
    for wrong in ("", "guessed"):
        assert leader.post(reverse("own_page_letter", args=[person.pk]), {"token": wrong}).status_code == 404


def test_the_letter_and_the_page_come_as_the_office_writes(cast, person, sign_in):
    cast.bjerke.language_form = LanguageForm.NYNORSK
    with acting_as_system():
        cast.bjerke.save()
    leader = sign_in(cast.bjerke_leader)
    address = reverse("own_page_give", args=[person.pk])
    assert leader.get(address).context["form"].initial == {"language": "nn"}
    assert "language" in leader.post(address, {"language": "xx"}).context["form"].errors
    given = leader.post(address, {"language": "nn"}).context["given"]
    assert "Lenkja opnar" in given["words"].message
    visitor = Client()
    link = given["words"].address.removeprefix(settings.PORTAL_ADDRESS)
    assert '<html lang="nn"' in visitor.get(link, follow=True).content.decode()
    visitor.cookies[settings.LANGUAGE_COOKIE_NAME] = "en-gb"
    assert '<html lang="en-gb"' in visitor.get(link, follow=True).content.decode()


def test_a_letter_is_for_its_own_person_only(cast, person, other, sign_in):
    token = link_for(person, cast)
    leader = sign_in(cast.bjerke_leader)
    assert leader.post(reverse("own_page_letter", args=[other.pk]), {"token": token}).status_code == 404


def test_no_words_tell_what_it_is_about(cast, person):
    words = words_for(cast.bjerke, "secret", timezone.now(), language="en-gb")
    for text in (*words.paragraphs, words.message, words.heading):
        assert "B-1" not in text
        assert "Testesen" not in text
        assert not re.search("participant|follow-up|unemploy", text, re.IGNORECASE)
    assert words.message.endswith("/my/secret/?language=en-gb")
    assert qr_code(words.address).startswith("<svg")


def test_pages_ask_the_database_the_same_however_much_there_is(cast, person, visitor, sign_in):
    for number in range(30):
        log_line(
            at=timezone.now() - timedelta(days=number),
            actor_id=cast.bjerke_leader.pk,
            office_id=cast.bjerke.pk,
            action="shown",
            subject="participant",
            subject_ids=[person.pk, uuid4()],
        )
    visit(visitor, link_for(person, cast))
    with at_most(MOST_QUERIES):
        assert visitor.get(reverse("own_page")).status_code == 200


def test_the_same_on_one_day_is_one_line(cast, person):
    now = timezone.now()
    for _again in range(3):
        log_line(
            at=now - timedelta(days=3),
            actor_id=cast.krem.pk,
            office_id=cast.bjerke.pk,
            action="listed",
            subject="participant",
            subject_ids=[person.pk],
        )
    looks = [look for look in looks_at(person, now) if look.who == "KREM"]
    assert [(look.times, look.day) for look in looks] == [(3, timezone.localdate(now - timedelta(days=3)))]


def test_nobody_sees_looks_at_others(cast, person, other, sign_in):
    sign_in(cast.bjerke_leader).get(reverse("participant", args=[other.pk]))
    with acting_in_visit(visit_of(person, cast)):
        assert not Event.objects.filter(subject_ids__contains=[other.pk]).exists()


def test_constraints_hold(cast, person):
    fields = {
        "office": cast.bjerke,
        "participant": person,
        "made_by": cast.bjerke_leader,
        "made_at": timezone.now(),
        "expires_at": timezone.now() + LASTS,
    }
    OwnPageLink.objects.create(token_hash="a", **fields)
    for name, wrong in {
        "one_unopened_link_per_participant": {"token_hash": "b"},
        "an_opened_link_has_its_visit": {"token_hash": "c", "opened_at": timezone.now()},
        "own_page_link_expires_after_it_is_made": {
            "token_hash": "d",
            "closed_at": timezone.now(),
            "expires_at": timezone.now() - LASTS,
        },
    }.items():
        with pytest.raises(DatabaseError, match=name), transaction.atomic():
            OwnPageLink.objects.create(**{**fields, **wrong})
    with pytest.raises(DatabaseError, match="an_answered_data_request"), transaction.atomic():
        DataRequest.objects.create(
            office=cast.bjerke, participant=person, kind="erasure", about="x", answer="done"
        )
    with pytest.raises(DatabaseError, match="data_request_kind_is_known"), transaction.atomic():
        DataRequest.objects.create(office=cast.bjerke, participant=person, kind="praise", about="x")
