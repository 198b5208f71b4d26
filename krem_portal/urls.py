"""The site map."""

from django.contrib import admin
from django.urls import include, path

from krem_portal import home, pages, public

urlpatterns = [
    path("", home.front_page, name="home"),
    path("", include("accounts.urls")),
    path("", include("clusters.urls")),
    path("", include("participants.urls")),
    path("", include("entrepreneurs.urls")),
    path("", include("reports.urls")),
    path("about/", public.about, name="about"),
    path("privacy/", public.privacy, name="privacy"),
    path("robots.txt", public.robots, name="robots"),
    path("sitemap.xml", public.sitemap, name="sitemap"),
    path(".well-known/security.txt", public.security_txt, name="security_txt"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("language/", pages.set_language, name="set_language"),
    path("admin/", admin.site.urls),
]
handler400 = "krem_portal.pages.bad_request"
handler500 = "krem_portal.pages.server_error"
