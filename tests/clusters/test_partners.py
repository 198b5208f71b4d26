"""Partners that were entered by mistake."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from accounts.scope import acting_as_system
from clusters.enums import PartnerKind
from clusters.models import Partner


def test_a_partner_that_nothing_refers_to_can_be_taken_away_and_the_history_keeps_it(cast):
    with acting_as_system():
        partner = Partner.objects.create(slug="feil", name="Feil", kind=PartnerKind.COMPANY)
        pk = partner.pk
        partner.delete()
        assert not Partner.objects.filter(pk=pk).exists()
        labels = partner.events.model.objects.filter(pgh_obj_id=pk).values_list("pgh_label", flat=True)
        assert set(labels) == {"insert", "delete"}


def test_one_that_is_used_stays_whoever_asks(cast):
    with acting_as_system():
        with pytest.raises(ProtectedError):
            cast.bjerke.delete()
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM clusters_partner WHERE id = %s", [cast.bjerke.pk])
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        assert Partner.objects.filter(pk=cast.bjerke.pk).exists()


def test_an_office_takes_no_partner_away(cast, scope_for):
    with scope_for(cast.bjerke_leader), pytest.raises(DatabaseError, match="permission denied"):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM clusters_partner")
