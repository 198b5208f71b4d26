"""Addresses of reports."""

from django.urls import path

from reports import comparison_views, course_views, verification_views, views

urlpatterns = [
    path("verification/", verification_views.verification, name="verification"),
    path("reports/", views.edition_list, name="edition_list"),
    path("reports/new/", views.series_list, name="series_list"),
    path("reports/series/<uuid:series_id>/new/", views.edition_request, name="edition_request"),
    path("reports/calendar/", course_views.calendar, name="report_calendar"),
    path("reports/sign-offs/<uuid:sign_off_id>/", course_views.sign_off_page, name="sign_off"),
    path("reports/sign-offs/<uuid:sign_off_id>/sign/", course_views.sign_off_sign, name="sign_off_sign"),
    path(
        "reports/sign-offs/<uuid:sign_off_id>/send-back/",
        course_views.sign_off_send_back,
        name="sign_off_send_back",
    ),
    path("reports/<uuid:edition_id>/", views.edition, name="edition"),
    path("reports/<uuid:edition_id>/offices/", comparison_views.edition_offices, name="edition_offices"),
    path("reports/<uuid:edition_id>/progress/", views.edition_progress, name="edition_progress"),
    path("reports/<uuid:edition_id>/publish/", views.edition_publish, name="edition_publish"),
    path("reports/<uuid:edition_id>/discard/", views.edition_discard, name="edition_discard"),
    path("reports/<uuid:edition_id>/retry/", views.edition_retry, name="edition_retry"),
    path("reports/<uuid:edition_id>/review/", course_views.edition_review, name="edition_review"),
    path("reports/<uuid:edition_id>/again/", course_views.edition_again, name="edition_again"),
    path("reports/<uuid:edition_id>/tables/", course_views.edition_tables, name="edition_tables"),
    path("reports/<uuid:edition_id>/texts/", course_views.edition_texts, name="edition_texts"),
    path("reports/<uuid:edition_id>/picture/", views.edition_picture, name="edition_picture"),
    path("reports/<uuid:edition_id>/files/<slug:kind>/", views.edition_file, name="edition_file"),
]
