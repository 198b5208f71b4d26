"""Nobody takes an account over: not a stranger, not a browser left open, and not one of KREM alone."""

import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions.accounts import remove_second_factor
from accounts.addresses import ADDRESS, WAITS
from accounts.enums import Role
from accounts.models import Letter, Session, User
from accounts.signing_in.attempts import TOLD_AFTER
from audit.actions import NotPermitted
from audit.enums import Action
from audit.models import Event
from clusters.models import Seat
from reports.enums import EditionState
from reports.models import Edition
from reports.permissions import refusal_to_publish
from tests.conftest import give_second_factor, prove
from tests.owner import as_owner
from tests.reports.editions import draft_of

SIGN_IN = "/account/sign-in/"
PASSWORD = "fjord and three heron feathers"
STRANGER, LEADER = "203.0.113.7", "198.51.100.9"


@pytest.fixture(autouse=True)
def no_attempts_yet():
    cache.clear()


@pytest.fixture
def colleague(cast) -> User:
    return User.objects.create_user("two@example.invalid", name="Second", role=Role.KREM_STAFF, is_staff=True)


def user_form(user: User, **changed: object) -> dict[str, object]:
    given = {"email": user.email, "name": user.name, "role": user.role, "is_active": "on", "language": ""}
    rows = {"seats-TOTAL_FORMS": 0, "seats-INITIAL_FORMS": 0}
    return {**given, **rows, **changed}


def page_of(user: User) -> str:
    return reverse("admin:accounts_user_change", args=[user.pk])


def test_five_wrong_passwords_of_a_stranger_lock_nobody_out(cast):
    cast.imdi.set_password(PASSWORD)
    cast.imdi.save()
    stranger = Client(REMOTE_ADDR=STRANGER)
    for _again in range(8):
        stranger.post(SIGN_IN, {"login": cast.imdi.email, "password": "wrong"})
    given = {"login": cast.imdi.email, "password": PASSWORD}
    assert stranger.post(SIGN_IN, given).status_code == 200
    assert Client(REMOTE_ADDR=LEADER).post(SIGN_IN, given)["Location"] == reverse("home")


def test_many_wrong_passwords_are_told_to_the_owner_once(cast, settings):
    cast.imdi.set_password(PASSWORD)
    cast.imdi.save()
    for number in range(TOLD_AFTER + 5):
        stranger = Client(REMOTE_ADDR=f"203.0.113.{number}")
        stranger.post(SIGN_IN, {"login": cast.imdi.email, "password": "wrong"})
        stranger.post(SIGN_IN, {"login": "nobody@example.invalid", "password": "wrong"})
    assert [letter.to for letter in Letter.objects.all()] == [cast.imdi.email]


@pytest.fixture
def leader(cast) -> User:
    """Whose account is in use, with a second factor."""
    cast.bjerke_leader.set_password(PASSWORD)
    cast.bjerke_leader.save()
    give_second_factor(cast.bjerke_leader)
    return cast.bjerke_leader


def address_of(user: User) -> str:
    return User.objects.values_list("email", flat=True).get(pk=user.pk)


def test_two_of_krem_give_an_account_that_sees_people_another_address(cast, leader, colleague, sign_in):
    """Both sides are told then, and the sessions end."""
    browser, former = Client(), leader.email
    browser.force_login(leader, backend="accounts.backends.OpenAccess")
    assert browser.get(reverse("mfa_index")).status_code == 200
    for _twice in range(2):
        sign_in(colleague).post(page_of(leader), user_form(leader, email="new@example.invalid"))
        assert address_of(leader) == former
    assert not Letter.objects.exists()
    assert browser.get(reverse("mfa_index")).status_code == 200
    sign_in(cast.krem).post(page_of(leader), user_form(leader, email="new@example.invalid"))
    assert address_of(leader) == "new@example.invalid"
    assert sorted(Letter.objects.values_list("to", flat=True)) == sorted([former, "new@example.invalid"])
    assert browser.get(reverse("mfa_index"))["Location"].startswith(SIGN_IN)
    event = leader.events.order_by("-pgh_id").first()
    assert (event.email, event.pgh_context["actor"]) == ("new@example.invalid", str(cast.krem.pk))
    assert Event.objects.filter(subject=ADDRESS, action=Action.RECORDED, actor_id=cast.krem.pk).exists()
    # The word of the first was for this once.
    sign_in(cast.krem).post(page_of(leader), user_form(leader, email="other@example.invalid"))
    assert address_of(leader) == "new@example.invalid"


def test_the_two_mean_the_same_address(cast, leader, colleague, sign_in):
    sign_in(colleague).post(page_of(leader), user_form(leader, email="one@example.invalid"))
    sign_in(cast.krem).post(page_of(leader), user_form(leader, email="two@example.invalid"))
    assert address_of(leader) == leader.email
    assert "example.invalid" not in str(list(Event.objects.values_list("reason", flat=True)))


def test_the_word_of_the_first_lasts_a_week(cast, leader, colleague, sign_in):
    sign_in(colleague).post(page_of(leader), user_form(leader, email="one@example.invalid"))
    as_owner("UPDATE public.audit_event SET at = at - %s", [WAITS + timedelta(minutes=1)])
    sign_in(cast.krem).post(page_of(leader), user_form(leader, email="one@example.invalid"))
    assert address_of(leader) == leader.email


def test_an_address_is_put_right_by_one_where_nobody_is_seen_or_nobody_has_come_yet(cast, sign_in):
    cast.imdi.set_password(PASSWORD)
    cast.imdi.save()
    as_owner("DELETE FROM public.accounts_userevent WHERE role <> 'imdi_reader'")
    for user in (cast.imdi, cast.ullern_leader):
        sign_in(cast.krem).post(page_of(user), user_form(user, email=f"new-{user.role}@example.invalid"))
        assert address_of(user) == f"new-{user.role}@example.invalid"


def test_a_role_taken_for_a_day_gets_nobody_round_the_second_person(cast, leader, sign_in):
    krem = sign_in(cast.krem)
    krem.post(page_of(leader), user_form(leader, role="imdi_reader"))
    krem.post(page_of(leader), user_form(leader, role="imdi_reader", email="mine@example.invalid"))
    assert address_of(leader) == leader.email
    assert not remove_second_factor(user=leader, by=cast.krem, now=timezone.now())


def test_one_of_krem_alone_lifts_no_lock(cast, leader, colleague):
    assert not remove_second_factor(user=leader, by=cast.krem, now=timezone.now())
    with pytest.raises(NotPermitted):
        remove_second_factor(user=leader, by=cast.krem, now=timezone.now())
    assert Authenticator.objects.filter(user=leader).exists()
    assert remove_second_factor(user=leader, by=colleague, now=timezone.now())
    assert not Authenticator.objects.filter(user=leader).exists()


def test_the_address_from_before_is_told_of_a_lifted_lock_too(cast, leader, colleague, sign_in):
    former = leader.email
    for who in (cast.krem, colleague):
        sign_in(who).post(page_of(leader), user_form(leader, email="mine@example.invalid"))
    Letter.objects.update(sent_at=timezone.now(), body="")
    leader.refresh_from_db()
    for who in (cast.krem, colleague):
        remove_second_factor(user=leader, by=who, now=timezone.now())
    told = Letter.objects.filter(sent_at=None).values_list("to", flat=True)
    assert sorted(told) == sorted([former, "mine@example.invalid"])


def said_of(user: User) -> list[tuple[str, str, str, str]]:
    lines = Event.objects.filter(subject_ids__contains=[user.pk]).order_by("at", "pk")
    return list(lines.values_list("subject", "action", "decision", "reason"))


def test_who_gave_whom_access_is_on_record(cast, sign_in):
    client = sign_in(cast.krem)
    given = user_form(cast.imdi, email="new@example.invalid", name="New", role="nav_leader")
    seat = {
        "seats-TOTAL_FORMS": 1, "seats-0-partner": cast.bjerke.name, "seats-0-starts_on": "2026-01-01",
        "seats-0-role": "",
    }  # fmt: skip
    answer = client.post(reverse("admin:accounts_user_add"), given | seat)
    assert answer.status_code == 302, answer.context["errors"]
    new = User.objects.get(email="new@example.invalid")
    assert ("user", "recorded", "permitted", "created") in said_of(new)
    assert ("seat", "recorded", "permitted", "given") in said_of(new)
    client.post(page_of(new), user_form(new, is_active=""))
    assert ("user", "recorded", "permitted", "is_active") in said_of(new)
    page = client.get(reverse("admin:accounts_user_history", args=[new.pk]))
    assert [line.by for line in page.context["access"]] == [cast.krem.name] * 3


def test_a_failed_sign_in_is_on_record(cast, leader):
    Client().post(SIGN_IN, {"login": leader.email, "password": "wrong"})
    Client().post(SIGN_IN, {"login": "nobody@example.invalid", "password": "wrong"})
    assert said_of(leader) == [("user", "signed_in", "refused", "wrong password")]
    assert Event.objects.filter(reason="wrong password", subject_ids=[], actor_id=None).count() == 1
    Authenticator.objects.filter(user=leader).delete()
    TOTP.activate(leader, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    client = Client()
    client.post(SIGN_IN, {"login": leader.email, "password": PASSWORD})
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert said_of(leader)[-1] == ("user", "signed_in", "refused", "wrong code")


def test_a_password_of_ones_own_is_on_record(cast, leader, sign_in):
    client = sign_in(leader)
    sent = {
        "oldpassword": PASSWORD,
        "password1": "three herons by the fjord",
        "password2": "three herons by the fjord",
    }
    client.post(reverse("account_change_password"), sent)
    assert ("password", "recorded", "permitted", "changed") in said_of(leader)


@pytest.mark.parametrize("seconds", [301, 3600])
def test_a_browser_left_open_changes_no_account_and_no_seat_and_publishes_nothing(
    cast, sign_in, seconds, monkeypatch
):
    monkeypatch.setattr("reports.actions.editions.refusal_of", lambda edition: "")
    client = sign_in(cast.krem)
    prove(client, cast.krem, at=time.time() - seconds)
    draft = draft_of(cast, "2026-T2")
    publish = reverse("edition_publish", args=[draft.pk])
    seat = cast.bjerke_leader.seats.get()
    deeds = {
        page_of(cast.imdi): user_form(cast.imdi, email="mine@example.invalid"),
        reverse("admin:accounts_user_add"): user_form(cast.imdi, email="mine@example.invalid"),
        reverse("admin:accounts_user_changelist"): {
            "action": "remove_second_factors",
            "_selected_action": [cast.bjerke_leader.pk],
            "confirmed": "yes",
        },
        reverse("admin:clusters_seat_add"): {
            "user": cast.imdi.pk,
            "partner": cast.bjerke.pk,
            "role": "",
            "starts_on": "2026-01-01",
            "ends_on": "",
        },
        reverse("admin:clusters_seat_changelist"): {
            "action": "hand_over",
            "_selected_action": [seat.pk],
            "confirmed": "yes",
            "email": cast.imdi.email,
            "on": str(timezone.localdate()),
        },
        reverse("admin:clusters_cluster_people", args=[cast.cluster.pk]): {"starts_on": "2026-01-01"},
        publish: {},
    }
    give_second_factor(cast.bjerke_leader)
    seats = list(Seat.objects.order_by("pk").values())
    for path, given in deeds.items():
        assert client.post(path, given)["Location"].startswith(reverse("account_reauthenticate")), path
    assert not User.objects.filter(email="mine@example.invalid").exists()
    assert list(Seat.objects.order_by("pk").values()) == seats
    assert Edition.objects.get(pk=draft.pk).state == EditionState.DRAFT
    assert not Event.objects.filter(action=Action.PUBLISHED).exists()
    prove(client, cast.krem)
    client.post(publish)
    assert Edition.objects.get(pk=draft.pk).state == EditionState.PUBLISHED


def test_a_draft_by_the_clock_is_published_by_another_than_reviewed_it(cast, colleague):
    edition = Edition(
        series=cast.series, state=EditionState.DRAFT, reviewed_by=cast.krem, reviewed_at=timezone.now()
    )
    cast.series.needs_review = True
    assert refusal_to_publish(cast.krem, edition)
    assert not refusal_to_publish(colleague, edition)


def test_sessions_are_listed_and_ended_by_their_owner_alone(cast, sign_in):
    here, there, other = (
        Client(HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"),
        Client(),
        Client(),
    )
    for client, user in ((here, cast.imdi), (there, cast.imdi), (other, cast.krem)):
        client.force_login(user, backend="accounts.backends.OpenAccess")
        client.get(reverse("about"))
        client.get(reverse("my_sessions"))
    page = here.get(reverse("my_sessions"))
    listed = page.context["sessions"]
    assert len(listed) == 2
    assert [each.browser for each in listed if each.is_here] == ["Firefox, Windows"]
    [elsewhere] = [each for each in listed if not each.is_here]
    assert other.post(reverse("end_session", args=[elsewhere.pk])).status_code in (302, 404)
    assert there.get(reverse("my_sessions")).status_code == 200
    here.post(reverse("end_session", args=[elsewhere.pk]))
    assert there.get(reverse("my_sessions"))["Location"].startswith(SIGN_IN)
    assert here.get(reverse("my_sessions")).status_code == 200


def test_all_others_are_ended_at_once(cast):
    clients = [Client() for _each in range(3)]
    for client in clients:
        client.force_login(cast.imdi, backend="accounts.backends.OpenAccess")
    clients[0].post(reverse("end_other_sessions"))
    answers = [client.get(reverse("my_sessions")).status_code for client in clients]
    assert answers == [200, 302, 302]


def test_nobody_sees_where_somebody_else_is_signed_in(cast, scope_for):
    client = Client()
    client.force_login(cast.imdi, backend="accounts.backends.OpenAccess")
    for who in (cast.krem, cast.bjerke_leader, cast.mentor):
        with scope_for(who):
            assert not Session.objects.only("pk").exists()
            Session.objects.only("pk").all().delete()
    assert client.get(reverse("my_sessions")).status_code == 200
