"""What partners have promised: who sees it, what it cannot be, and when KREM is reminded."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from clusters.enums import AgreementKind, PartnerKind
from clusters.models import Agreement, Cluster, Membership, Partner
from tests.participants.office_workbooks import national_id

TODAY = date(2026, 9, 1)


def agree(cluster: Cluster, **changes: object) -> Agreement:
    partner, _ = Partner.objects.get_or_create(
        slug="bakeri", defaults={"name": "Bakeriet på hjørnet", "kind": PartnerKind.COMPANY}
    )
    return Agreement.objects.create(
        **{
            "cluster": cluster,
            "partner": partner,
            "kind": AgreementKind.PLACES,
            "starts_on": date(2026, 1, 1),
            "ends_on": date(2026, 11, 30),
            "training_places": 3,
        }
        | changes
    )


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"ends_on": date(2025, 12, 31)}, "agreement_ends_after_it_starts"),
        ({"kind": "promise"}, "agreement_kind_is_known"),
        ({"training_places": 0}, "an_agreement_on_places_has_some"),
        ({"reminder_days": 366}, "agreement_reminder_is_within_a_year"),
        ({"work_places": -1}, "work_places"),
    ],
)
def test_what_an_agreement_cannot_be(cast, changes, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        agree(cast.cluster, **changes)


@pytest.mark.parametrize(
    ("changes", "today", "is_due"),
    [
        ({}, date(2026, 8, 31), False),
        ({}, date(2026, 9, 1), True),
        ({}, date(2026, 11, 30), True),
        ({}, date(2026, 12, 1), False),
        ({"ends_on": None}, date(2030, 1, 1), False),
        ({"reminder_days": 0}, date(2026, 11, 29), False),
        ({"reminder_days": 0}, date(2026, 11, 30), True),
    ],
)
def test_renewal_is_reminded_of_in_time(cast, changes, today, is_due):
    agreement = agree(cast.cluster, **changes)
    assert Agreement.objects.up_for_renewal(today).exists() is is_due
    if is_due:
        assert agreement.remind_on <= today


def test_agreements_are_seen_in_their_own_clusters(cast):
    elsewhere = Cluster.objects.create(slug="x", name="X", kind="district", starts_on=date(2020, 1, 1))
    own, other = agree(cast.cluster), agree(elsewhere)
    assert set(Agreement.objects.visible_to(cast.krem, TODAY)) == {own, other}
    for user in (cast.bjerke_leader, cast.mentor):
        assert set(Agreement.objects.visible_to(user, TODAY)) == {own}
    for user in (cast.former_leader, cast.imdi):
        assert not Agreement.objects.visible_to(user, TODAY).exists()
    Membership.objects.filter(partner=cast.bjerke).update(ends_on=date(2026, 8, 31))
    assert not Agreement.objects.visible_to(cast.bjerke_leader, TODAY).exists()


def test_the_database_keeps_imdi_out_and_leaders_from_writing(cast, scope_for):
    agreement = agree(cast.cluster)
    with scope_for(cast.imdi), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Agreement.objects.exists()
    with scope_for(cast.bjerke_leader):
        assert Agreement.objects.exists()
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            Agreement.objects.update(work_places=9)
    agreement.refresh_from_db()
    assert agreement.work_places == 0


def test_krem_makes_one_and_its_history_says_who(sign_in, cast):
    agree(cast.cluster)
    client = sign_in(cast.krem)
    data = {
        "partner": cast.merk.pk,
        "cluster": cast.cluster.pk,
        "kind": "places",
        "starts_on": "2026-01-01",
        "ends_on": "",
        "training_places": "2",
        "work_places": "1",
        "contact_role": "Daglig leder",
        "contact_email": "post@merk.invalid",
        "reminder_days": "90",
    }
    assert client.post(reverse("admin:clusters_agreement_add"), data).status_code == 302
    agreement = Agreement.objects.get(partner=cast.merk)
    event = Agreement.pgh_event_model.objects.get(pgh_obj=agreement)
    assert (event.pgh_label, event.pgh_context["actor"]) == ("insert", str(cast.krem.pk))
    for number, today in enumerate(["counts", "renew", "ended"]):
        page = client.get(reverse("admin:clusters_agreement_changelist"), {"today": today})
        assert page.status_code == 200, number


def test_no_national_identity_number_is_kept(cast):
    agreement = agree(cast.cluster)
    agreement.contact_role = f"Leder {national_id(1, 1)}"
    with pytest.raises(ValidationError) as refused:
        agreement.full_clean()
    assert set(refused.value.error_dict) == {"contact_role"}
