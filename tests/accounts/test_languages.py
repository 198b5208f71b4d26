"""A language that somebody chose goes with them: to other browsers, and into their letters."""

from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.actions.accounts import choose_language
from accounts.languages import OWN_NAMES
from accounts.models import Letter, User
from audit.actions import Refused
from audit.models import Event
from clusters.actions.setting_up import welcome
from clusters.enums import LanguageForm

NOW = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)


def test_every_language_of_the_portal_has_a_name_of_its_own():
    assert list(OWN_NAMES) == [code for code, _name in settings.LANGUAGES]


def test_a_choice_goes_with_the_person_and_not_with_the_browser(cast, sign_in):
    client = sign_in(cast.bjerke_leader)
    client.post(reverse("set_language"), {"language": "nn"})
    cast.bjerke_leader.refresh_from_db()
    assert cast.bjerke_leader.language == "nn"
    assert Event.objects.filter(subject="user", subject_ids=[cast.bjerke_leader.pk]).count() == 1
    # A colleague has used the browser since.
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en-gb"
    page = client.get(reverse("home"))
    assert page["Content-Language"] == "nn"
    assert '<html lang="nn"' in page.content.decode()
    assert "Gjer dette no" in page.content.decode()


def test_whoever_has_chosen_none_reads_what_the_browser_has_chosen(cast, sign_in):
    client = sign_in(cast.bjerke_leader)
    for language in ("nn", "en-gb"):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        assert client.get(reverse("home"))["Content-Language"] == language
        visitor = Client()
        visitor.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        assert visitor.get(reverse("about"))["Content-Language"] == language


def test_a_language_without_pages_is_refused(cast, sign_in):
    with pytest.raises(Refused):
        choose_language(language="de", by=cast.imdi)
    answer = sign_in(cast.imdi).post(reverse("set_language"), {"language": "de"}, follow=True)
    assert answer.status_code == 200
    assert User.objects.get(pk=cast.imdi.pk).language == ""


def test_a_new_password_is_offered_in_the_language_of_its_owner(cast, give_password):
    cast.imdi.language = "nn"
    cast.imdi.save()
    give_password(cast.imdi)
    reader = Client()
    reader.cookies[settings.LANGUAGE_COOKIE_NAME] = "en-gb"
    reader.post(reverse("account_reset_password"), {"email": cast.imdi.email})
    assert "Lenkja verkar éin gong, i tre dagar." in Letter.objects.get().body


def test_newcomers_are_welcomed_as_their_partner_writes(cast):
    cast.bjerke.language_form = LanguageForm.NYNORSK
    cast.bjerke.save()
    facts = {"starts_on": NOW.date(), "by": cast.krem, "now": NOW}
    welcome(partner=cast.bjerke, name="A", email="a@example.invalid", role="nav_leader", **facts)
    welcome(partner=cast.ullern, name="B", email="b@example.invalid", role="nav_leader", **facts)
    assert list(User.objects.filter(name__in="AB").order_by("name").values_list("language", flat=True)) == [
        "nn",
        "",
    ]
    bodies = dict(Letter.objects.values_list("to", "body"))
    assert "Vel eit passord her" in bodies["a@example.invalid"]
    assert "Velg et passord her" in bodies["b@example.invalid"]
