"""Addresses nobody means are answered with a page, never with an error of ours."""

import pytest
from django.urls import reverse

LISTS = ("clusters_partner", "clusters_seat", "accounts_user", "reports_edition")


@pytest.mark.parametrize("model", LISTS)
@pytest.mark.parametrize(
    "query",
    [
        "pk__regex=(",
        "name__regex=(",
        "id__in=(",
        "q=%00",
        "pk__gte=x",
        "p=-1",
        "o=99",
        "pk__nonsense=1",
        "e=1",
    ],
)
def test_a_list_of_the_administration_takes_any_query(cast, sign_in, model, query):
    response = sign_in(cast.krem).get(f"{reverse(f'admin:{model}_changelist')}?{query}")
    assert response.status_code in (200, 302, 400)


@pytest.mark.parametrize("pk", ["nonsense", "6f1e0a52-0000-4000-8000-5d3c6a1b9f00", "%00", "_5F"])
def test_a_history_of_something_unknown_leads_back(cast, sign_in, pk):
    response = sign_in(cast.krem).get(f"/admin/clusters/partner/{pk}/history/")
    assert response.status_code in (302, 400, 404)


@pytest.mark.parametrize("page", ["members", "people", "timeline"])
@pytest.mark.parametrize("pk", ["nonsense", "6f1e0a52-0000-4000-8000-5d3c6a1b9f00"])
def test_a_cluster_that_is_none_is_not_found(cast, sign_in, page, pk):
    assert sign_in(cast.krem).get(f"/admin/clusters/cluster/{pk}/{page}/").status_code == 404


@pytest.mark.parametrize(
    "path", ["/knowledge/?q=%00", "/participants/%00/", "/about/?x=%00", "/verification/?code=%00"]
)
def test_a_character_that_no_database_takes_is_refused(client, db, path):
    assert client.get(path).status_code == 400


def test_a_partner_is_chosen_by_name(cast, sign_in):
    client = sign_in(cast.krem)
    add = reverse("admin:clusters_seat_add")
    page = client.get(add).content.decode()
    assert "vForeignKeyRawIdAdminField" not in page
    sent = {"user": cast.imdi.email, "partner": "nav ull", "starts_on": "2026-01-01", "ends_on": ""}
    client.post(add, sent)
    seat = cast.imdi.seats.get()
    assert seat.partner == cast.ullern
    change = client.get(reverse("admin:clusters_seat_change", args=[seat.pk])).content.decode()
    assert 'value="NAV Ullern"' in change
    assert f'value="{cast.ullern.pk}"' not in change


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("nav", "NAV Bjerke, NAV Ullern"),
        ("nobody at all", "nobody at all"),
        ("nobody\0at all", "nobody at all"),
    ],
)
def test_a_name_that_does_not_say_whom_is_answered_with_whom_it_can_be(cast, sign_in, words, said):
    response = sign_in(cast.krem).post(
        reverse("admin:clusters_seat_add"),
        {"user": cast.imdi.email, "partner": words, "starts_on": "2026-01-01", "ends_on": ""},
    )
    assert said in response.content.decode()
    assert not cast.imdi.seats.exists()


def test_the_server_suggests_names(cast, sign_in):
    address = reverse("admin:clusters_partner_choices")
    assert sign_in(cast.krem).get(address, {"q": "ulle"}).json() == {"names": ["NAV Ullern"]}
    assert sign_in(cast.bjerke_leader).get(address, {"q": "ulle"}).status_code == 302
