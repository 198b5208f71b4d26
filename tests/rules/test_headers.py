"""Every header on every kind of answer, with the settings of a production.

The settings are read from the settings file itself, as it answers to a production's environment: a switch that is
turned off there, or a middleware that is taken out, is seen here.
"""

import runpy
from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import reverse

from accounts.middleware import ABSOLUTE
from participants.views.own_page import COOKIE
from tests.conftest import give_second_factor
from tests.participants.own_page.visits import link_for
from tests.participants.people import enrol
from tests.rules.test_starting import PRODUCTION, REPOSITORY

HOST = PRODUCTION["DJANGO_ALLOWED_HOSTS"]
BACKEND = "accounts.backends.OpenAccess"
PASSWORD = "fjord and three heron feathers"
# What the tests have of their own: servers, and static files that nobody has collected.
OWN = {
    "DATABASES",
    "CACHES",
    "STORAGES",
    "SERVERS",
    "EMAIL_BACKEND",
    "CELERY_BROKER_URL",
    "LOGGING",
    "INSTALLED_APPS",
}
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "manifest-src 'self'",
}
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
}


@pytest.fixture
def production(monkeypatch) -> Iterator[dict]:
    yield from in_production(monkeypatch)


def in_production(monkeypatch) -> Iterator[dict]:
    """The settings as the settings file gives them to a production."""
    for name, value in PRODUCTION.items():
        monkeypatch.setenv(name, value)
    for name in ("PORTAL_PRODUCTION", "PORTAL_DEMO", "DJANGO_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PORTAL_SERVERS", "off")
    read = runpy.run_path(str(REPOSITORY / "krem_portal" / "settings.py"))
    told = {name: value for name, value in read.items() if name.isupper() and name not in OWN}
    with override_settings(**told):
        yield told


def browser(user=None) -> Client:
    client = Client(headers={"host": HOST}, raise_request_exception=False)
    client.defaults |= {"HTTP_X_FORWARDED_PROTO": "https", "wsgi.url_scheme": "https"}
    if user is not None:
        client.force_login(user, backend=BACKEND)
    return client


def wrong_with(answer: HttpResponse, is_known: bool = False) -> list[str]:
    """What an answer lacks, in words."""
    found = [f"{name}: {answer.get(name)}" for name, value in ALWAYS.items() if answer.get(name) != value]
    policy = {part.strip() for part in answer.get("Content-Security-Policy", "").split(";") if part.strip()}
    if policy != POLICY:
        found.append(f"Content-Security-Policy: {policy}")
    if is_known and answer.get("Cache-Control") != "no-store, private":
        found.append(f"Cache-Control: {answer.get('Cache-Control')}")
    return found


def test_each_kind_of_answer(production, cast, monkeypatch):
    give_second_factor(cast.krem)
    visitor, krem = browser(), browser(cast.krem)
    kinds = {
        "page": (visitor.get(reverse("about")), 200),
        "page of somebody known": (krem.get(reverse("edition_list")), 200),
        "administration": (krem.get(reverse("admin:index")), 200),
        "redirect": (visitor.get(reverse("edition_list")), 302),
        "not found": (krem.get("/nowhere/"), 404),
        "forbidden": (browser(cast.imdi).get(reverse("series_list")), 403),
        "wrong method": (visitor.post(reverse("about")), 405),
        "wrong host": (visitor.get(reverse("about"), headers={"host": "evil.invalid"}), 400),
        "forged form": (
            Client(enforce_csrf_checks=True, headers={"host": HOST}, raise_request_exception=False).post(
                reverse("account_login"), {"login": "x"}, secure=True
            ),
            403,
        ),
        "plain text": (visitor.get(reverse("security_txt")), 200),
        "static": (visitor.get("/static/css/clusters.css"), 200),
        "download": (browser(cast.bjerke_leader).get(reverse("import_template")), None),
    }
    monkeypatch.setattr("front_pages.public.render", lambda *args, **kwargs: 1 / 0)
    kinds["error"] = (visitor.get(reverse("about")), 500)
    for kind, (answer, status) in kinds.items():
        answer.close()
        assert status in (None, answer.status_code), kind
        assert wrong_with(answer, is_known=kind in {"page of somebody known", "administration"}) == [], kind


def test_http_leads_to_https_and_says_as_much_as_may_be_believed(production, db):
    client = Client(headers={"host": HOST})
    answer = client.get(reverse("about"))
    assert (answer.status_code, answer["Location"]) == (301, f"https://{HOST}/about/")
    # Whatever stands between could have written it: browsers take no promise of https from http.
    assert [each.split(":")[0] for each in wrong_with(answer)] == ["Strict-Transport-Security"]


def test_cookies_are_bound_to_the_host_and_to_https(production, cast):
    cast.imdi.set_password(PASSWORD)
    cast.imdi.save()
    person = enrol(cast.bjerke, "B-1", ("2024-01-01", "enrolled"))
    client = browser()
    client.get(reverse("account_login"))
    client.post(reverse("account_login"), {"login": cast.imdi.email, "password": PASSWORD})
    other = browser()
    other.get(reverse("own_page_link", args=[link_for(person, cast)]), {"language": "nn"})
    other.post(reverse("own_page_open"))
    cookies = {**client.cookies, **other.cookies}
    for name in ("__Host-sessionid", "__Host-csrftoken"):
        assert name in client.cookies
    assert any(name.endswith(COOKIE.split("-")[-1]) for name in other.cookies)
    for name, cookie in cookies.items():
        assert cookie["secure"], name
        assert cookie["samesite"] in ("Lax", "Strict"), name
        assert cookie["path"] == "/", name
        assert not cookie["domain"], name
        if name != "django_language":
            assert cookie["httponly"] or name == "__Host-csrftoken", name


def test_a_page_says_in_which_language_it_is(production, db):
    answer = browser().get(reverse("about"))
    assert answer["Content-Language"] == "nb"
    assert '<html lang="nb"' in answer.content.decode()


def test_the_cookie_lasts_no_longer_than_the_session(production):
    assert production["SESSION_COOKIE_AGE"] == ABSOLUTE.total_seconds()
    assert production["SESSION_EXPIRE_AT_BROWSER_CLOSE"]


def test_the_forms_token_is_no_ones_to_read_but_the_pages(production):
    assert production["SESSION_COOKIE_SECURE"]
    assert production["CSRF_COOKIE_SECURE"]
    assert production["SESSION_COOKIE_HTTPONLY"]
    assert production["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert production["CSRF_COOKIE_NAME"].startswith("__Host-")
    assert production["LANGUAGE_COOKIE_SECURE"]


@pytest.mark.parametrize(
    "taken",
    [
        "csp.middleware.CSPMiddleware",
        "krem_portal.middleware.PrivateResponses",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
        "django.middleware.security.SecurityMiddleware",
    ],
)
def test_the_walk_sees_a_middleware_that_is_gone(production, db, taken):
    rest = [name for name in production["MIDDLEWARE"] if name != taken]
    with override_settings(MIDDLEWARE=rest):
        assert wrong_with(browser().get(reverse("about")))


@pytest.mark.parametrize(
    "off",
    [
        {"SECURE_HSTS_SECONDS": 0},
        {"SECURE_HSTS_INCLUDE_SUBDOMAINS": False},
        {"SECURE_CONTENT_TYPE_NOSNIFF": False},
        {"SECURE_REFERRER_POLICY": "unsafe-url"},
        {"SECURE_CROSS_ORIGIN_OPENER_POLICY": None},
        {"X_FRAME_OPTIONS": "SAMEORIGIN"},
        {"CONTENT_SECURITY_POLICY": {"DIRECTIVES": {"default-src": ["*"]}}},
    ],
    ids=lambda off: next(iter(off)),
)
def test_the_walk_sees_a_switch_that_is_off(production, db, off):
    with override_settings(**off):
        assert wrong_with(browser().get(reverse("about")))
