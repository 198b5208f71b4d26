"""KREM in the administration."""

from datetime import date, timedelta

import pytest
from django.contrib import admin
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions.accounts import invite
from accounts.models import Invitation, Letter, User
from audit.actions import NotPermitted, Refused
from audit.models import Event
from clusters.actions.seats import end_seat
from clusters.enums import AgreementKind
from clusters.forms.stretches import overlap
from clusters.models import Agreement, Cluster, Membership, Partner, Seat
from clusters.seeding import seed_projects, seed_step_model
from reports.models import Edition, Series

TODAY = date(2026, 9, 1)
PAGES = list(admin.site._registry)


def inline(prefix: str, *rows: dict[str, object], initial: int = 0) -> dict[str, object]:
    """The fields of an inline as the browser sends them."""
    data: dict[str, object] = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": initial}
    for number, row in enumerate(rows):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def an_edition(cast) -> Edition:
    return Edition.objects.create(
        series=cast.series,
        period_label="2026-T2",
        period_start=date(2026, 5, 1),
        period_end=date(2026, 8, 31),
        cutoff=timezone.now(),
    )


@pytest.fixture
def desk(sign_in, cast):
    """KREM at the administration."""
    return sign_in(cast.krem)


def url(model, page: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def test_only_krems_own_pages_are_there():
    assert {model._meta.label for model in PAGES} == {
        "accounts.User",
        "accounts.Invitation",
        "accounts.Letter",
        "clusters.Agreement",
        "clusters.Cluster",
        "clusters.Partner",
        "clusters.Project",
        "clusters.Seat",
        "clusters.TemplateTask",
        "reports.Series",
        "reports.Edition",
    }


@pytest.mark.parametrize("model", PAGES, ids=lambda model: model._meta.label)
def test_every_list_can_be_opened_searched_and_left_whole(desk, cast, model):
    page = desk.get(url(model, "changelist"), {"q": "bjerke"})
    assert page.status_code == 200
    assert "delete_selected" not in page.content.decode()


@pytest.mark.parametrize("model", PAGES, ids=lambda model: model._meta.label)
def test_nothing_is_deleted(desk, cast, model):
    an_edition(cast)
    User.objects.filter(pk=cast.imdi.pk).update(has_password=False)
    invite(user=cast.imdi, by=cast.krem, now=timezone.now())
    Agreement.objects.create(
        cluster=cast.cluster, partner=cast.merk, kind=AgreementKind.COOPERATION, starts_on=TODAY
    )
    seed_step_model()
    seed_projects()
    row = model.objects.order_by("pk").first()
    assert desk.get(url(model, "change", row.pk)).status_code == 200
    assert desk.post(url(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    desk.post(
        url(model, "changelist"), {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    )
    assert model.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("who", ["bjerke_leader", "mentor", "imdi"])
def test_others_stay_outside(sign_in, cast, who):
    client = sign_in(getattr(cast, who))
    assert client.get(reverse("admin:index"), follow=True).status_code == 403
    assert client.get(url(User, "changelist"), follow=True).status_code == 403


def test_nobody_signs_in_past_the_second_factor_here(desk, cast):
    colleague = User.objects.create_user(
        "colleague@example.invalid",
        "fjord and three heron feathers",
        name="x",
        role="krem_staff",
        is_staff=True,
    )
    data = {"username": colleague.email, "password": "fjord and three heron feathers"}
    for client in (desk, Client()):
        assert client.post(reverse("admin:login"), data).status_code == 302
        assert client.session.get("_auth_user_id") != str(colleague.pk)


def test_whoever_came_for_a_page_gets_there_after_signing_in(client, db):
    way = client.get("/admin/clusters/seat/", follow=True)
    assert way.redirect_chain[-1][0] == "/account/sign-in/?next=/admin/clusters/seat/"


def test_a_user_is_made_without_a_password(desk, cast):
    answer = desk.post(
        url(User, "add"),
        {
            "email": "New@Example.invalid",
            "name": "New Comer",
            "role": "nav_leader",
            "is_active": "on",
            "language": "",
        }
        | inline("seats", {"partner": cast.bjerke.pk, "starts_on": "2026-09-01"}),
    )
    assert answer.status_code == 302
    user = User.objects.get(email="new@example.invalid")
    assert not user.has_usable_password()
    assert user.seats.get().partner == cast.bjerke


def test_an_address_is_used_once_whatever_its_case(desk, cast):
    page = desk.post(
        url(User, "add"),
        {"email": cast.imdi.email.upper(), "name": "x", "role": "imdi_reader", "language": ""}
        | inline("seats"),
    )
    assert page.context["errors"]
    assert User.objects.filter(email__iexact=cast.imdi.email).count() == 1


def test_only_krem_staff_may_open_the_administration(desk, cast):
    page = desk.post(
        url(User, "add"),
        {"email": "n@example.invalid", "name": "x", "role": "imdi_reader", "is_staff": "on", "language": ""}
        | inline("seats"),
    )
    assert page.context["errors"]
    assert not User.objects.filter(email="n@example.invalid").exists()


def test_an_invitation_is_asked_about_and_then_sent(desk, cast):
    fresh = User(email="n@example.invalid", name="New Comer", role="imdi_reader")
    fresh.set_unusable_password()
    fresh.save()
    used = User.objects.get(pk=cast.imdi.pk)
    used.set_password("fjord and three heron feathers")
    used.save()
    data = {"action": "send_invitations", "_selected_action": [fresh.pk, used.pk]}
    page = desk.post(url(User, "changelist"), data)
    assert page.context["possible"] == [fresh]
    assert [user for user, _reason in page.context["refused"]] == [used]
    assert not Invitation.objects.exists()
    desk.post(url(User, "changelist"), data | {"confirmed": "yes"})
    assert Invitation.objects.get().user == fresh
    assert Letter.objects.get().to == fresh.email


def cluster_page(cluster: Cluster, **changes: object) -> dict[str, object]:
    return {
        "name": cluster.name,
        "slug": cluster.slug,
        "kind": cluster.kind,
        "purpose": "",
        "starts_on": cluster.starts_on,
        "ends_on": "",
    } | changes


def test_every_field_of_a_member_has_a_label(desk, cast):
    page = desk.get(url(Cluster, "change", cast.cluster.pk)).content.decode()
    for name in ("partner", "starts_on", "ends_on"):
        for row in range(cast.cluster.memberships.count()):
            assert f'for="id_memberships-{row}-{name}"' in page


def test_a_member_joins_on_a_day(desk, cast):
    cluster = Cluster.objects.create(name="Ny", slug="ny", kind="district", starts_on=date(2020, 1, 1))
    answer = desk.post(
        url(Cluster, "change", cluster.pk),
        cluster_page(cluster)
        | inline(
            "memberships", {"partner": cast.bjerke.pk, "starts_on": "2024-01-01", "ends_on": "2024-12-31"}
        ),
    )
    assert answer.status_code == 302
    assert cluster.memberships.get().ends_on == date(2024, 12, 31)


def test_days_that_contradict_are_said_so_on_the_page(desk, cast):
    cluster = Cluster.objects.create(name="Ny", slug="ny", kind="district", starts_on=date(2020, 1, 1))
    contradictions = [
        inline(
            "memberships", {"partner": cast.bjerke.pk, "starts_on": "2024-01-01", "ends_on": "2023-12-31"}
        ),
        inline(
            "memberships",
            {"partner": cast.bjerke.pk, "starts_on": "2024-01-01", "ends_on": ""},
            {"partner": cast.bjerke.pk, "starts_on": "2025-01-01", "ends_on": ""},
        ),
    ]
    for rows in contradictions:
        page = desk.post(url(Cluster, "change", cluster.pk), cluster_page(cluster) | rows)
        assert page.status_code == 200
        assert page.context["errors"]
    assert not cluster.memberships.exists()
    page = desk.post(
        url(Cluster, "change", cluster.pk),
        cluster_page(cluster, ends_on="2019-01-01") | inline("memberships"),
    )
    assert page.context["errors"]


def test_one_stretch_may_follow_another(desk, cast):
    cluster = Cluster.objects.create(name="Ny", slug="ny", kind="district", starts_on=date(2020, 1, 1))
    desk.post(
        url(Cluster, "change", cluster.pk),
        cluster_page(cluster)
        | inline(
            "memberships",
            {"partner": cast.bjerke.pk, "starts_on": "2024-01-01", "ends_on": "2024-12-31"},
            {"partner": cast.bjerke.pk, "starts_on": "2025-01-01", "ends_on": ""},
        ),
    )
    assert cluster.memberships.count() == 2


def test_a_partners_clusters_may_not_overlap_either(desk, cast):
    partner = Partner.objects.create(slug="horten", name="NAV Horten", kind="nav_office")
    row = {"cluster": cast.cluster.pk, "starts_on": "2024-01-01", "ends_on": ""}
    page = desk.post(
        url(Partner, "change", partner.pk),
        {
            "name": partner.name,
            "slug": partner.slug,
            "kind": partner.kind,
            "language_form": "nb",
            "organisation_number": "",
            "region": "",
            "since_year": "",
        }
        | inline("memberships", row, row),
    )
    assert page.context["errors"]
    assert not partner.memberships.exists()


def test_a_seat_that_overlaps_is_refused_on_its_own_page(desk, cast):
    page = desk.post(
        url(Seat, "add"),
        {"user": cast.bjerke_leader.pk, "partner": cast.bjerke.pk, "starts_on": "2026-01-01", "ends_on": ""},
    )
    assert "starts_on" in page.context["adminform"].form.errors
    answer = desk.post(
        url(Seat, "add"),
        {"user": cast.bjerke_leader.pk, "partner": cast.ullern.pk, "starts_on": "2026-01-01", "ends_on": ""},
    )
    assert answer.status_code == 302


def test_a_race_between_two_desks_is_told_in_words(desk, cast, monkeypatch):
    monkeypatch.setattr("clusters.forms.stretches.SeatForm.clean", lambda form: form.cleaned_data)
    answer = desk.post(
        url(Seat, "add"),
        {"user": cast.bjerke_leader.pk, "partner": cast.bjerke.pk, "starts_on": "2026-01-01", "ends_on": ""},
        follow=True,
    )
    assert answer.status_code == 200
    assert len(answer.context["messages"]) == 1
    assert Seat.objects.filter(user=cast.bjerke_leader).count() == 1


def test_a_seat_ends_today_after_a_question(desk, cast):
    seat = cast.bjerke_leader.seats.get()
    ended = cast.former_leader.seats.get()
    data = {"action": "end_today", "_selected_action": [seat.pk, ended.pk]}
    page = desk.post(url(Seat, "changelist"), data)
    assert page.context["possible"] == [seat]
    assert [each for each, _reason in page.context["refused"]] == [ended]
    seat.refresh_from_db()
    assert seat.ends_on is None
    desk.post(url(Seat, "changelist"), data | {"confirmed": "yes"})
    seat.refresh_from_db()
    ended.refresh_from_db()
    assert seat.ends_on == timezone.localdate()
    assert ended.ends_on == date(2024, 12, 31)
    assert Event.objects.get(subject="seat").subject_ids == [seat.pk, seat.user_id]


def test_only_krem_ends_a_seat(cast):
    seat = cast.ullern_leader.seats.get()
    with pytest.raises(NotPermitted):
        end_seat(seat=seat, by=cast.bjerke_leader, on=TODAY)
    assert Event.objects.get(subject="seat").decision == "refused"
    seat.refresh_from_db()
    assert seat.ends_on is None


@pytest.mark.parametrize("on", [date(2019, 12, 31), date(2024, 12, 31), date(2025, 1, 1)])
def test_a_seat_ends_within_its_days(cast, on):
    with pytest.raises(Refused):
        end_seat(seat=cast.former_leader.seats.get(), by=cast.krem, on=on)


def test_invitations_and_editions_are_only_looked_at(desk, cast):
    edition = an_edition(cast)
    page = desk.get(url(Edition, "change", edition.pk))
    assert reverse("edition", args=[edition.pk]) in page.content.decode()
    assert desk.post(url(Edition, "change", edition.pk), {"period_label": "x"}).status_code == 403
    for model in (Edition, Invitation):
        assert desk.get(url(model, "add")).status_code == 403


def test_a_report_series_hides_at_least_two(desk, cast):
    data = {"cluster": cast.cluster.pk, "name": "Ny", "period_kind": "H", "language": "nn"}
    page = desk.post(url(Series, "add"), data | {"smallest_count": 2})
    assert page.context["errors"]
    course = {"audience": "imdi", "due_after_days": 30, "reminder_days": "-7", "complete_from": 80}
    assert desk.post(url(Series, "add"), data | course | {"smallest_count": 3}).status_code == 302


def test_the_history_says_who(desk, cast):
    desk.post(
        url(Seat, "add"),
        {"user": cast.imdi.pk, "partner": cast.merk.pk, "starts_on": "2026-01-01", "ends_on": ""},
    )
    event = Seat.pgh_event_model.objects.get(user=cast.imdi)
    assert event.pgh_context["actor"] == str(cast.krem.pk)


@pytest.mark.parametrize("path", ["password_change/", "auth/group/", "mfa/authenticator/"])
def test_what_the_portal_does_itself_is_not_there_twice(desk, path):
    assert desk.get(f"/admin/{path}").status_code == 404


@pytest.mark.parametrize(
    ("model", "fields", "name"),
    [
        (Membership, ("cluster", "partner"), "memberships_do_not_overlap"),
        (Seat, ("user", "partner"), "seats_do_not_overlap"),
    ],
)
def test_the_database_refuses_overlap_whoever_asks(cast, model, fields, name):
    row = model.objects.filter(ends_on=None).order_by("pk").first()
    again = {field: getattr(row, field) for field in fields} | {
        "starts_on": row.starts_on + timedelta(days=400)
    }
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        model.objects.create(**again)


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ((date(2024, 1, 1), date(2024, 6, 30)), True),
        ((date(2024, 6, 30), None), True),
        ((date(2024, 7, 1), None), False),
        ((date(2023, 1, 1), date(2023, 12, 31)), False),
        ((date(2023, 1, 1), date(2024, 1, 1)), True),
    ],
)
def test_two_stretches_overlap_when_they_share_a_day(second, expected):
    first = (date(2024, 1, 1), date(2024, 6, 30))
    assert overlap(first, second) is overlap(second, first) is expected
