"""The site map."""

from django.contrib import admin
from django.urls import include, path

from front_pages import help as help_pages
from front_pages import home, pages, public
from krem_portal import health

urlpatterns = [
    path("", home.front_page, name="home"),
    path("", include("accounts.urls")),
    path("", include("clusters.urls")),
    path("", include("participants.urls")),
    path("", include("entrepreneurs.urls")),
    path("", include("reports.urls")),
    path("about/", public.about, name="about"),
    path("help/", help_pages.help_page, name="help"),
    path("help/tour/", help_pages.tour, name="tour"),
    path("privacy/", public.privacy, name="privacy"),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("robots.txt", public.robots, name="robots"),
    path("sitemap.xml", public.sitemap, name="sitemap"),
    path(".well-known/security.txt", public.security_txt, name="security_txt"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("language/", pages.set_language, name="set_language"),
    path("admin/", admin.site.urls),
]
handler400 = "front_pages.pages.bad_request"
handler500 = "front_pages.pages.server_error"
