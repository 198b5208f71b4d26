"""The administration speaks of people and places by name, and says nothing that is not so."""

import pytest
from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse

from accounts.admin.choosing import NamedField
from accounts.models import Letter


def desks():
    """Every page of the administration, and every table of rows on one."""
    for desk in admin.site._registry.values():
        yield desk
        yield from (inline(desk.model, admin.site) for inline in desk.inlines)


@pytest.fixture
def desk(sign_in, cast):
    return sign_in(cast.krem)


def test_one_of_thousands_is_written_by_name_never_as_an_id(db):
    request = RequestFactory().get("/")
    fields = [(desk, name) for desk in desks() for name in desk.raw_id_fields]
    assert len(fields) >= 8
    for desk, name in fields:
        field = desk.formfield_for_foreignkey(desk.model._meta.get_field(name), request)
        assert isinstance(field, NamedField), (desk, name)


def test_a_letter_is_called_by_its_subject():
    assert str(Letter(subject="Numbers to sign off")) == "Numbers to sign off"


def test_what_waits_is_told_on_the_first_page_alone(desk):
    greeting = "krem-needs"
    assert greeting in desk.get(reverse("admin:index")).content.decode()
    for app in ("accounts", "clusters", "reports"):
        page = desk.get(reverse("admin:app_list", args=[app])).content.decode()
        assert greeting not in page, app


def test_a_history_with_changes_does_not_say_that_there_are_none(desk, cast):
    page = desk.get(reverse("admin:clusters_cluster_history", args=[cast.cluster.pk])).content.decode()
    assert 'id="changes"' in page
    assert "ingen endringshistorikk" not in page
