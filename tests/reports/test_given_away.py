"""What all that is out gives away: read at night, kept, told to KREM and to nobody else."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from accounts.scope import acting_as_system
from reports.actions.editions import publish_edition
from reports.disclosure.ledger import Ledger
from reports.disclosure.truth import true_numbers
from reports.editions import given_away as module
from reports.editions.given_away import audit_what_is_out, given_away
from reports.models import DisclosureAudit, Edition
from tests.conftest import Cast
from tests.owner import as_owner
from tests.reports.editions import Shelf

NIGHT = datetime(2026, 11, 29, 1, 30, tzinfo=UTC)
NOON = datetime(2026, 11, 29, 11, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def one(kept_draft, standing) -> Shelf:
    shelf = kept_draft.put_back()
    edition = shelf.own_draft()
    publish_edition(edition=edition, by=shelf.cast.krem)
    return replace(shelf, draft=edition, published=(edition,))


@pytest.fixture
def edition(db, one) -> Edition:
    return one.own_published()[0]


@pytest.fixture
def people(db, one) -> Cast:
    return one.own_cast()


@pytest.fixture
def leaking(edition, monkeypatch) -> tuple[tuple[str, str, str], int]:
    """As though the newest edition had been printed with one small number that should be hidden: its place, and what it is."""
    plain = module.ledgers()
    truth = true_numbers(plain[0])
    (out,) = plain[0].editions
    small = [place for place, value in out.printed.items() if value is None and 0 < truth[out.key, place] < 5]
    by_row = {}
    for place in out.printed:
        by_row.setdefault(place[:2], []).append(place)
    # All of its row printed but itself: what is left of the total is what it is.
    place = next(each for each in small if each[2] != "total" and len(by_row[each[:2]]) > 2)
    printed = dict(out.printed) | {
        other: truth[out.key, other] for other in by_row[place[:2]] if other != place
    }
    monkeypatch.setattr(module, "ledgers", lambda: [Ledger((replace(out, printed=printed),))])
    return place, truth[out.key, place]


def test_what_is_safe_is_said_to_be_safe(edition, people, sign_in):
    audit = audit_what_is_out(NIGHT)
    assert (audit.editions, audit.exposures) == ([str(edition.pk)], [])
    page = sign_in(people.krem).get(reverse("given_away")).content.decode()
    assert "Ingen små tall kan regnes ut" in page


def test_what_can_be_told_is_told_with_its_argument_and_day(edition, people, leaking, sign_in):
    _place, value = leaking
    audit_what_is_out(NIGHT)
    told = given_away()
    assert told.found
    with override("en-gb"):
        words = [each.argument for each in given_away().found]
    assert any(f"is at most {value}" in each or f"at least {value}" in each for each in words), words
    assert {each.since for each in told.found} == {timezone.localdate(edition.published_at)}
    page = sign_in(people.krem).get(reverse("given_away")).content.decode()
    assert "Kan regnes ut siden" in page
    assert (
        "kan regnes ut fra det som er publisert"
        in sign_in(people.krem).get(reverse("edition_list")).content.decode()
    )
    for other in (people.bjerke_leader, people.imdi):
        assert sign_in(other).get(reverse("given_away")).status_code == 403


def test_it_is_read_at_night_and_once(edition):
    assert audit_what_is_out(NOON) is None
    told = given_away()
    assert (told.read_at, told.is_whole) == (None, False)
    assert audit_what_is_out(NIGHT) is not None
    assert audit_what_is_out(NIGHT) is None
    assert given_away().is_whole
    assert DisclosureAudit.objects.count() == 1


def test_what_came_out_before_there_were_proofs_is_read_at_once(edition):
    assert audit_what_is_out(NOON) is None
    forget_proof(edition)
    assert audit_what_is_out(NOON) is not None


def forget_proof(edition: Edition) -> None:
    """As though it were from before definitions were kept; only the owner of the tables can."""
    protecting = "pgtrigger_proof_never_changes_e4792"
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", [f"{{{protecting}}}"])
    as_owner("UPDATE public.reports_suppression SET definition = NULL WHERE edition_id = %s", [edition.pk])
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pgtrigger.ignore', '{}', true)")


def test_an_audit_of_less_than_is_out_says_so(edition, people, sign_in):
    DisclosureAudit.objects.create(read_at=NIGHT, editions=[], exposures=[])
    assert not given_away().is_whole
    assert (
        "Alle leses sammen igjen i natt" in sign_in(people.krem).get(reverse("given_away")).content.decode()
    )


@pytest.mark.django_db
def test_an_audit_never_changes():
    with acting_as_system():
        audit = DisclosureAudit.objects.create(read_at=NIGHT, editions=[], exposures=[])
        audit.exposures = [1]
        with pytest.raises(DatabaseError), transaction.atomic():
            audit.save()
        with pytest.raises(DatabaseError), transaction.atomic():
            audit.delete()
