"""The true history of the clusters."""

from datetime import date

import pytest
from django.core.management import call_command

from accounts.models import User
from clusters.models import Cluster, Membership, Partner, Seat
from clusters.seeding import seed_clusters
from demo.cast import DEMO_ACCOUNTS, DEMO_POSTS
from reports.models import Series
from reports.seeding import seed_series

ROWS = (Cluster, Partner, Membership, Series)


def everything() -> list[list[tuple]]:
    return [list(model.objects.order_by("pk").values_list()) for model in ROWS]


def test_the_offices_joined_when_they_did(system):
    seed_clusters()
    cluster = Cluster.objects.get(slug="pa-tvers")
    assert [office.slug for office in cluster.offices_between(date(2018, 1, 1), date(2018, 12, 31))] == []
    assert [office.slug for office in cluster.offices_between(date(2019, 1, 1), date(2019, 12, 31))] == [
        "bjerke",
        "nordstrand",
        "ullensvang",
    ]
    assert [office.slug for office in cluster.offices_between(date(2026, 1, 1), date(2026, 12, 31))] == [
        "bjerke",
        "nordstrand",
        "ullensvang",
        "nordre-follo",
        "ullern",
    ]


def test_the_second_cluster_has_nobody_whom_history_does_not_name(system):
    seed_clusters()
    assert not Membership.objects.filter(cluster__slug="vestlandet").exists()


def test_each_office_has_its_region_and_language(system):
    seed_clusters()
    assert set(Partner.objects.offices().values_list("slug", "region", "language_form")) == {
        ("nordstrand", "Oslo", "nb"),
        ("bjerke", "Oslo", "nb"),
        ("ullensvang", "Vestland", "nn"),
        ("nordre-follo", "Akershus", "nb"),
        ("ullern", "Oslo", "nb"),
    }


def test_twice_gives_the_same_rows(system):
    seed_clusters()
    seed_series()
    once = everything()
    seed_clusters()
    seed_series()
    assert everything() == once


def test_what_krem_has_corrected_stays(system):
    seed_clusters()
    seed_series()
    Membership.objects.filter(partner__slug="ullern").update(starts_on=date(2020, 8, 1))
    Partner.objects.filter(slug="merk").update(name="MERK AS")
    Series.objects.filter(cluster__slug="pa-tvers").update(name="Tertialrapport")
    corrected = everything()
    seed_clusters()
    seed_series()
    assert everything() == corrected


def test_each_cluster_has_a_report_to_imdi(system):
    seed_clusters()
    seed_series()
    assert set(Series.objects.values_list("cluster__slug", "period_kind", "language", "smallest_count")) == {
        ("pa-tvers", "T", "nb", 5),
        ("vestlandet", "T", "nn", 5),
    }


def test_the_command_needs_no_scope_around_it(committed, capsys):
    call_command("seed_clusters")
    call_command("seed_clusters")
    assert capsys.readouterr().out.splitlines()[1] == (
        "2 clusters, 11 partners, 10 memberships, 2 report series."
    )


def test_the_demo_has_somebody_of_every_role(system, settings, capsys):
    settings.DEMO = True
    seed_clusters()
    call_command("demo_accounts")
    call_command("demo_accounts")
    assert User.objects.filter(is_demo=True).count() == len(DEMO_ACCOUNTS)
    assert Seat.objects.count() == len(DEMO_ACCOUNTS) + len(DEMO_POSTS)
    assert set(User.objects.values_list("role", flat=True)) == {
        "krem_staff",
        "nav_leader",
        "entrepreneur",
        "imdi_reader",
    }
    assert "merk@demo.invalid" in capsys.readouterr().out


def test_without_the_demo_setting_there_is_nobody(system, settings):
    settings.DEMO = False
    with pytest.raises(Exception, match="PORTAL_DEMO"):
        call_command("demo_accounts")
    assert not User.objects.exists()
