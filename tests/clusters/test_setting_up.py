"""From a new cluster to people who can sign in, in the administration; seats that are extended and handed over."""

from datetime import date, timedelta

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from accounts.models import Letter, User
from audit.actions import NotPermitted, Refused
from clusters.actions.seats import extend_seat, hand_over_seat
from clusters.actions.setting_up import add_members, free_slug, welcome
from clusters.enums import ClusterKind, PartnerKind
from clusters.models import Agreement, Cluster, Membership, Partner, Seat
from clusters.timeline import timeline_of
from tests.owner import as_owner
from tests.queries import at_most

TODAY = date(2026, 9, 1)
# One for each kind of thing that KREM must see to, two of them letters, and the frame of every page.
MOST_QUERIES = 18
# More choices than anybody reads is a list to search in, not a drop-down.
MOST_CHOICES = 600


@pytest.fixture
def desk(sign_in, cast):
    return sign_in(cast.krem)


def page_of(cluster: Cluster, name: str) -> str:
    return reverse(f"admin:clusters_cluster_{name}", args=[cluster.pk])


def test_a_new_cluster_is_set_up_on_three_pages(desk, cast):
    cluster_data = {
        "name": "Nord",
        "slug": "nord",
        "kind": "district",
        "purpose": "",
        "starts_on": "2026-01-01",
    }
    formset = {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
    answer = desk.post(reverse("admin:clusters_cluster_add"), cluster_data | formset | {"_save": "x"})
    nord = Cluster.objects.get(slug="nord")
    members, people = page_of(nord, "members"), page_of(nord, "people")
    assert answer.url == members
    assert [partner.name for partner in desk.get(members, {"q": "nav b"}).context["found"]] == ["NAV Bjerke"]
    rows = {"new-TOTAL_FORMS": 8, "new-INITIAL_FORMS": 0, "starts_on": "2026-02-01"}
    for number in range(8):
        rows |= {f"new-{number}-name": "", f"new-{number}-kind": "nav_office"}
    rows |= {"new-0-name": "NAV Ytre Fjord", "new-1-name": "Garnbua", "new-1-kind": "social_entrepreneur"}
    answer = desk.post(f"{members}?q=nav+b", rows | {"partners": [cast.bjerke.pk]})
    assert answer.url == people
    fjord = Partner.objects.get(slug="nav-ytre-fjord")
    assert set(nord.partners.all()) == {cast.bjerke, fjord, Partner.objects.get(slug="garnbua")}
    data = {
        "starts_on": "2026-02-01",
        f"{fjord.pk}-name": "Ny Leder",
        f"{fjord.pk}-email": "Ny@example.invalid",
        f"{cast.bjerke.pk}-name": "",
        f"{cast.bjerke.pk}-email": "",
    }
    assert desk.post(people, data).url == reverse("admin:clusters_cluster_change", args=[nord.pk])
    leader = User.objects.get(email="ny@example.invalid")
    assert (leader.role, leader.seats.get().partner) == ("nav_leader", fjord)
    assert Letter.objects.get().to == "ny@example.invalid"


def test_one_wrong_row_and_nobody_is_invited(desk, cast):
    people = page_of(cast.cluster, "people")
    data = {"starts_on": "2026-02-01"}
    data |= {f"{cast.bjerke.pk}-name": "A", f"{cast.bjerke.pk}-email": "a@example.invalid"}
    data |= {f"{cast.ullern.pk}-name": "B", f"{cast.ullern.pk}-email": cast.imdi.email}
    page = desk.post(people, data)
    assert page.status_code == 200
    assert cast.imdi.email in page.content.decode()
    assert not User.objects.filter(email="a@example.invalid").exists()
    assert not Letter.objects.exists()
    half = {f"{cast.ullern.pk}-name": "", f"{cast.ullern.pk}-email": "b@example.invalid"}
    assert desk.post(people, data | half).status_code == 200


def test_whoever_is_in_the_portal_gets_a_seat_and_no_second_account(cast):
    User.objects.filter(pk=cast.ullern_leader.pk).update(has_password=True)
    seat = welcome(
        partner=cast.bjerke,
        name="x",
        email=cast.ullern_leader.email.upper(),
        role="nav_leader",
        starts_on=TODAY,
        by=cast.krem,
        now=timezone.now(),
    )
    assert seat.user == cast.ullern_leader
    assert not Letter.objects.exists()


def test_a_partner_joins_once_and_not_before_the_cluster(desk, cast):
    for partners, day in (([cast.bjerke], TODAY), ([cast.merk], date(2017, 1, 1))):
        with pytest.raises(Refused):
            add_members(cluster=cast.cluster, partners=partners, starts_on=day, by=cast.krem)
    rows = {"new-TOTAL_FORMS": 1, "new-INITIAL_FORMS": 0, "starts_on": "2026-02-01"}
    known = {"new-0-name": "nav bjerke", "new-0-kind": "nav_office"}
    assert desk.post(page_of(cast.cluster, "members"), rows | known).context["new"].total_error_count() == 1
    empty = {"new-0-name": "", "new-0-kind": "nav_office"}
    assert "partners" in desk.post(page_of(cast.cluster, "members"), rows | empty).context["form"].errors


@pytest.mark.parametrize("who", ["bjerke_leader", "mentor", "imdi"])
def test_only_krem_sets_up(cast, sign_in, who):
    by = getattr(cast, who)
    with pytest.raises(NotPermitted):
        add_members(cluster=cast.cluster, partners=[], starts_on=TODAY, by=by)
    with pytest.raises(NotPermitted):
        welcome(
            partner=cast.bjerke,
            name="x",
            email="x@example.invalid",
            role="nav_leader",
            starts_on=TODAY,
            by=by,
            now=timezone.now(),
        )
    seat = cast.bjerke_leader.seats.get()
    with pytest.raises(NotPermitted):
        extend_seat(seat=seat, by=by, until=TODAY, today=TODAY)
    with pytest.raises(NotPermitted):
        hand_over_seat(seat=seat, to=cast.ullern_leader, by=by, on=TODAY)
    for name in ("members", "people", "timeline"):
        assert sign_in(by).get(page_of(cast.cluster, name), follow=True).status_code == 403


def test_short_names_are_norwegian_and_free(cast):
    assert free_slug("NAV Ærlig Østå") == "nav-aerlig-osta"
    assert free_slug("NAV Bjerke") == "nav-bjerke"
    assert free_slug("Bjerke") == "bjerke-2"
    assert free_slug("?") == "partner"


def test_a_seat_is_extended_after_a_question(desk, cast):
    seat = cast.bjerke_leader.seats.get()
    today = timezone.localdate()
    Seat.objects.filter(pk=seat.pk).update(ends_on=today + timedelta(days=10))
    data = {"action": "extend", "_selected_action": [seat.pk, cast.former_leader.seats.get().pk]}
    address = reverse("admin:clusters_seat_changelist")
    page = desk.post(address, data)
    assert [seat for seat, _reason in page.context["refused"]] == [cast.former_leader.seats.get()]
    assert desk.post(address, data | {"confirmed": "yes", "until": ""}).context["form"].errors
    until = today + timedelta(days=400)
    desk.post(address, data | {"confirmed": "yes", "until": until.isoformat()})
    seat.refresh_from_db()
    assert seat.ends_on == until


@pytest.mark.parametrize("until", [date(2026, 12, 31), date(2027, 6, 1)])
def test_a_seat_is_only_made_longer_and_meets_no_other(cast, until):
    seat = cast.bjerke_leader.seats.get()
    with pytest.raises(Refused):
        extend_seat(seat=seat, by=cast.krem, until=until, today=TODAY)
    Seat.objects.filter(pk=seat.pk).update(ends_on=date(2026, 12, 31))
    Seat.objects.create(user=seat.user, partner=seat.partner, starts_on=date(2027, 3, 1))
    with pytest.raises(Refused):
        extend_seat(seat=seat, by=cast.krem, until=until, today=TODAY)


def test_a_seat_is_handed_over(desk, cast):
    seat, today = cast.bjerke_leader.seats.get(), timezone.localdate()
    data = {"action": "hand_over", "_selected_action": [seat.pk]}
    address = reverse("admin:clusters_seat_changelist")
    assert desk.post(address, data).context["possible"] == [seat]
    answers = {"confirmed": "yes", "on": today.isoformat()}
    assert desk.post(address, data | answers | {"email": "nobody@example.invalid"}).context["form"].errors
    desk.post(address, data | answers | {"email": cast.ullern_leader.email})
    seat.refresh_from_db()
    successor = Seat.objects.get(user=cast.ullern_leader, partner=cast.bjerke)
    assert (seat.ends_on, successor.starts_on) == (today, today + timedelta(days=1))


@pytest.mark.parametrize("to", ["bjerke_leader", "mentor", "ullern_leader"])
def test_a_seat_is_not_handed_to_just_anybody(cast, to):
    User.objects.filter(pk=cast.ullern_leader.pk).update(is_active=False)
    successor = User.objects.get(pk=getattr(cast, to).pk)
    with pytest.raises(Refused):
        hand_over_seat(seat=cast.bjerke_leader.seats.get(), to=successor, by=cast.krem, on=TODAY)


def test_the_timeline_is_told_newest_first(desk, cast, in_english):
    Agreement.objects.create(
        cluster=cast.cluster,
        partner=cast.merk,
        kind="intent",
        starts_on=date(2025, 5, 1),
        ends_on=date(2027, 5, 1),
    )
    Membership.objects.filter(partner=cast.ullern).update(ends_on=date(2026, 1, 31))
    happenings = timeline_of(cast.cluster, TODAY)
    assert happenings[0].is_ahead
    assert [str(each.day.year) for each in happenings] == [
        "2027",
        "2026",
        "2025",
        "2019",
        "2019",
        "2019",
        "2018",
    ]
    assert "Last day of NAV Ullern as a member" in [each.text for each in happenings]
    assert desk.get(page_of(cast.cluster, "timeline")).status_code == 200


def test_the_history_tells_of_changes_made_anywhere(desk, cast):
    seat = cast.bjerke_leader.seats.get()
    desk.post(
        reverse("admin:clusters_seat_changelist"),
        {"action": "end_today", "_selected_action": [seat.pk], "confirmed": "yes"},
    )
    page = desk.get(reverse("admin:clusters_seat_history", args=[seat.pk]))
    newest, oldest = page.context["changes"]
    assert (newest.by, len(newest.fields)) == (str(cast.krem), 1)
    assert len(oldest.fields) == 4
    # What is no id is answered as Django answers it, and breaks nothing.
    assert desk.get(reverse("admin:clusters_seat_history", args=["x"])).status_code in (302, 404)


@pytest.fixture
def a_large_house(cast) -> Cluster:
    """500 clusters and 5,000 partners; one of them with fifty members, and seats for a person."""
    start = date(2020, 1, 1)
    clusters = Cluster.objects.bulk_create(
        Cluster(slug=f"c{number}", name=f"Klynge {number}", kind=ClusterKind.CITY, starts_on=start)
        for number in range(500)
    )
    partners = Partner.objects.bulk_create(
        Partner(
            slug=f"p{number}",
            name=f"NAV {number}",
            kind=PartnerKind.NAV_OFFICE,
            region=f"Fylke {number % 15}",
        )
        for number in range(5000)
    )
    soon = timezone.localdate() + timedelta(days=20)
    Membership.objects.bulk_create(
        Membership(cluster=clusters[number % 100], partner=partner, starts_on=start, ends_on=soon)
        for number, partner in enumerate(partners)
    )
    Seat.objects.bulk_create(
        Seat(user=cast.bjerke_leader, partner=partner, role="nav_leader", starts_on=start, ends_on=soon)
        for partner in partners[:30]
    )
    Agreement.objects.bulk_create(
        Agreement(cluster=cluster, partner=cast.merk, kind="intent", starts_on=start, ends_on=soon)
        for cluster in clusters
    )
    # A database that lives knows that so many are there. This one has only seen tables whose rows were taken back.
    for model in (Cluster, Partner, Membership, Seat, Agreement):
        as_owner(f"ANALYZE public.{model._meta.db_table}")
    return clusters[0]


def test_a_large_house_is_looked_after_in_few_queries_and_without_long_lists(desk, cast, a_large_house):
    partner = a_large_house.partners.order_by("pk").first()
    seat, agreement = Seat.objects.order_by("pk").first(), Agreement.objects.order_by("pk").first()
    rows = {
        Cluster: a_large_house,
        Partner: partner,
        Seat: seat,
        Agreement: agreement,
        User: cast.bjerke_leader,
    }
    addresses = [reverse("admin:index"), *(page_of(a_large_house, each) for each in ("people", "timeline"))]
    addresses.append(page_of(a_large_house, "members") + "?q=NAV")
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        addresses.append(reverse(f"{name}_changelist"))
        if model in rows:
            addresses += [reverse(f"{name}_{page}", args=[rows[model].pk]) for page in ("change", "history")]
            addresses.append(reverse(f"{name}_add"))
    desk.get(addresses[0])
    for address in addresses:
        with at_most(MOST_QUERIES):
            page = desk.get(address)
        assert page.status_code == 200, address
        assert page.content.count(b"<option") < MOST_CHOICES, address


def test_the_first_page_greets_with_what_needs_doing(desk, cast, a_large_house):
    needs = {need.title: need for need in desk.get(reverse("admin:index")).context["needs"]}
    assert len(needs) == 5
    for need in needs.values():
        assert need.items
        assert desk.get(need.items[0].url).status_code == 200
        assert desk.get(need.all_url).status_code == 200
