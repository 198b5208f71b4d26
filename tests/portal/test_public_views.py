"""What everybody may read, and what stays inside."""

import re
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from accounts.scope import acting_as_system
from front_pages.public import latest_headlines
from reports.actions.editions import publish_edition
from reports.enums import Audience
from tests.participants.people import enrol
from tests.queries import at_most
from tests.reports.editions import draft_of

MOST_QUERIES = 12
NOT_FOR_SEARCH = '<meta name="robots" content="noindex">'


@pytest.fixture
def people(cast) -> None:
    for number in range(30):
        office = cast.bjerke if number % 2 else cast.ullern
        enrol(office, f"P-{number}", ("2025-01-01", "enrolled"), ("2025-06-01", "work"))


def test_visitors_are_shown_what_the_portal_is(client, cast):
    way = client.get(reverse("home"), follow=True)
    assert way.redirect_chain == [(reverse("about"), 302)]
    page = way.content.decode()
    assert "NAV Bjerke" in page
    assert reverse("account_login") in page
    for name in ("og:title", "og:description", "og:url", "og:image"):
        assert re.search(rf'<meta property="{name}" content="[^"⟪]+">', page), name
    assert NOT_FOR_SEARCH not in page


def test_the_latest_published_numbers_are_shown_and_no_draft(client, cast, people):
    draft_of(cast, "2025-T3")
    assert latest_headlines() == []
    published = draft_of(cast, "2025-T2")
    publish_edition(edition=published, by=cast.krem)
    with at_most(MOST_QUERIES):
        page = client.get(reverse("about"))
    (headline,) = page.context["reports"]
    assert (headline["cluster"], headline["ends_on"]) == (cast.cluster.name, published.period_end)
    assert headline["figures"][0].value == "30"


def test_the_headline_stays_where_an_urgent_correction_would_tell_less(client, cast, people):
    first = draft_of(cast, "2025-T2")
    publish_edition(edition=first, by=cast.krem)
    colleague = User.objects.create_user("two@example.invalid", name="Second", role=Role.KREM_STAFF)
    urgent = draft_of(cast, "2025-T2", urgent_because="The budget.")
    publish_edition(edition=urgent, by=colleague, confirms_urgent=True)
    with at_most(MOST_QUERIES + 1):
        page = client.get(reverse("about"))
    (headline,) = page.context["reports"]
    assert (headline["from_edition"], headline["figures"][0].value) == (1, "30")
    assert "Tallene er fra utgave 1." in page.content.decode()


def test_what_is_made_for_the_offices_is_not_for_everybody(client, cast, people):
    publish_edition(edition=draft_of(cast, "2025-T2"), by=cast.krem)
    cast.series.audience = Audience.OFFICES
    cast.series.save()
    assert client.get(reverse("about")).context["reports"] == []


def test_a_visitor_has_no_way_to_a_person_or_an_edition(client, cast, people):
    published = draft_of(cast, "2025-T2")
    publish_edition(edition=published, by=cast.krem)
    page = client.get(reverse("about")).content.decode()
    assert str(published.pk) not in page
    assert "P-1" not in page
    assert client.get(reverse("edition", args=[published.pk])).status_code == 302


def test_search_engines_get_the_public_pages_only(client, db, settings):
    settings.PORTAL_ADDRESS = "https://portal.example.invalid"
    robots = client.get("/robots.txt").content.decode().splitlines()
    assert "Disallow: /" in robots
    assert "Sitemap: https://portal.example.invalid/sitemap.xml" in robots
    places = re.findall("<loc>(.*?)</loc>", client.get("/sitemap.xml").content.decode())
    assert len(places) == 3
    for place in places:
        path = place.removeprefix(settings.PORTAL_ADDRESS)
        page = client.get(path)
        assert page.status_code == 200
        assert f"Allow: {path}$" in robots
        assert NOT_FOR_SEARCH not in page.content.decode()
    assert NOT_FOR_SEARCH in client.get(reverse("account_login")).content.decode()


def test_security_txt_says_whom_to_tell_and_has_not_run_out(client, db, settings):
    settings.PORTAL_SECURITY_CONTACT = "tell@example.invalid"
    page = client.get("/.well-known/security.txt")
    assert page["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in page.content.decode().splitlines())
    assert fields["Contact"] == "mailto:tell@example.invalid"
    ahead = datetime.fromisoformat(fields["Expires"]) - timezone.now()
    assert timedelta(days=150) < ahead < timedelta(days=365)


def test_the_second_factor_still_stands_before_the_front_page(client, cast):
    with acting_as_system():
        client.force_login(cast.krem, backend="accounts.backends.OpenAccess")
    assert client.get(reverse("home")).url == reverse("mfa_activate_totp")
