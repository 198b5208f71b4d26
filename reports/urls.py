"""Addresses of reports."""

from django.urls import path

from reports.views import comparison, editions, review, verification

urlpatterns = [
    path("verification/", verification.verification, name="verification"),
    path("reports/", editions.edition_list, name="edition_list"),
    path("reports/new/", editions.series_list, name="series_list"),
    path("reports/series/<uuid:series_id>/new/", editions.edition_request, name="edition_request"),
    path("reports/series/<uuid:series_id>/plan/", review.publication_plan, name="publication_plan"),
    path("reports/series/<uuid:series_id>/plan/simulate/", review.plan_simulate, name="plan_simulate"),
    path("reports/series/<uuid:series_id>/plan/progress/", review.plan_progress, name="plan_progress"),
    path("reports/corrections/", review.corrections, name="report_corrections"),
    path("reports/given-away/", review.given_away, name="given_away"),
    path("reports/calendar/", review.calendar, name="report_calendar"),
    path("reports/calendar/<str:token>.ics", review.subscription, name="subscription"),
    path("reports/sign-offs/<uuid:sign_off_id>/", review.sign_off_page, name="sign_off"),
    path("reports/sign-offs/<uuid:sign_off_id>/sign/", review.sign_off_sign, name="sign_off_sign"),
    path(
        "reports/sign-offs/<uuid:sign_off_id>/send-back/",
        review.sign_off_send_back,
        name="sign_off_send_back",
    ),
    path("reports/<uuid:edition_id>/", editions.edition, name="edition"),
    path("reports/<uuid:edition_id>/offices/", comparison.edition_offices, name="edition_offices"),
    path("reports/<uuid:edition_id>/progress/", editions.edition_progress, name="edition_progress"),
    path("reports/<uuid:edition_id>/publish/", editions.edition_publish, name="edition_publish"),
    path("reports/<uuid:edition_id>/discard/", editions.edition_discard, name="edition_discard"),
    path("reports/<uuid:edition_id>/retry/", editions.edition_retry, name="edition_retry"),
    path("reports/<uuid:edition_id>/review/", review.edition_review, name="edition_review"),
    path("reports/<uuid:edition_id>/again/", review.edition_again, name="edition_again"),
    path("reports/<uuid:edition_id>/tables/", review.edition_tables, name="edition_tables"),
    path("reports/<uuid:edition_id>/layouts/", review.edition_layouts, name="edition_layouts"),
    path(
        "reports/<uuid:edition_id>/layouts/progress/",
        review.edition_layouts_progress,
        name="edition_layouts_progress",
    ),
    path("reports/<uuid:edition_id>/simulate/", review.edition_simulate, name="edition_simulate"),
    path("reports/<uuid:edition_id>/texts/", review.edition_texts, name="edition_texts"),
    path("reports/<uuid:edition_id>/picture/", editions.edition_picture, name="edition_picture"),
    path("reports/<uuid:edition_id>/files/<slug:kind>/", editions.edition_file, name="edition_file"),
]
