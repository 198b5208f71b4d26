"""Addresses of people and of imports. An address holds no personal data: only random ids."""

from django.urls import path

from participants import (
    contact_views,
    desk_views,
    export_views,
    follow_up_views,
    handover_views,
    import_views,
    link_views,
    lookup_views,
    own_page_views,
    proposal_views,
    record_views,
    views,
)

urlpatterns = [
    path("participants/", views.office_list, name="office_list"),
    path("participants/offices/<uuid:office_id>/", views.participant_list, name="participant_list"),
    path("participants/offices/<uuid:office_id>/find/", views.participant_find, name="participant_find"),
    path(
        "participants/offices/<uuid:office_id>/export/",
        export_views.participant_export,
        name="participant_export",
    ),
    path("participants/offices/<uuid:office_id>/hand-over/", handover_views.handover, name="handover"),
    path("hand-over/notes/<uuid:note_id>/settle/", handover_views.handover_settle, name="handover_settle"),
    path("participants/offices/<uuid:office_id>/look-ups/", lookup_views.lookups, name="lookups"),
    path("participants/<uuid:participant_id>/", views.participant, name="participant"),
    path(
        "participants/<uuid:participant_id>/history/", views.participant_history, name="participant_history"
    ),
    path(
        "participants/offices/<uuid:office_id>/follow-ups/",
        follow_up_views.follow_ups_due,
        name="follow_ups_due",
    ),
    path("participants/<uuid:participant_id>/moves/new/", record_views.move_new, name="move_new"),
    path("participants/moves/<uuid:move_id>/correct/", record_views.move_correct, name="move_correct"),
    path("participants/moves/<uuid:move_id>/undo/", record_views.move_undo, name="move_undo"),
    path("participants/<uuid:participant_id>/follow-ups/new/", follow_up_views.answer_new, name="answer_new"),
    path(
        "participants/follow-ups/<uuid:follow_up_id>/correct/",
        follow_up_views.answer_correct,
        name="answer_correct",
    ),
    path(
        "participants/follow-ups/<uuid:follow_up_id>/undo/", follow_up_views.answer_undo, name="answer_undo"
    ),
    path("participants/<uuid:participant_id>/contact/", contact_views.contact, name="contact"),
    path(
        "participants/<uuid:participant_id>/contact/record/",
        contact_views.contact_record,
        name="contact_record",
    ),
    path(
        "participants/<uuid:participant_id>/contact/erase/",
        contact_views.contact_erase,
        name="contact_erase",
    ),
    path("participants/<uuid:participant_id>/own-page/", link_views.own_page_give, name="own_page_give"),
    path(
        "participants/<uuid:participant_id>/own-page/letter/",
        link_views.own_page_letter,
        name="own_page_letter",
    ),
    path(
        "participants/requests/<uuid:data_request_id>/answer/",
        link_views.data_request_answer,
        name="data_request_answer",
    ),
    path("participants/<uuid:participant_id>/proposals/", proposal_views.proposals, name="proposals"),
    path(
        "participants/<uuid:participant_id>/proposals/read/",
        proposal_views.proposals_read,
        name="proposals_read",
    ),
    path("proposals/<uuid:proposal_id>/approve/", proposal_views.proposal_approve, name="proposal_approve"),
    path("proposals/<uuid:proposal_id>/reject/", proposal_views.proposal_reject, name="proposal_reject"),
    path(
        "proposals/<uuid:proposal_id>/withdraw/", proposal_views.proposal_withdraw, name="proposal_withdraw"
    ),
    # Short, because somebody may have to type it from a letter.
    path("my/", own_page_views.own_page, name="own_page"),
    path("my/open/", own_page_views.own_page_open, name="own_page_open"),
    path("my/answer/", own_page_views.own_page_answer, name="own_page_answer"),
    path("my/ask/", own_page_views.own_page_ask, name="own_page_ask"),
    path("my/leave/", own_page_views.own_page_leave, name="own_page_leave"),
    path("my/<str:token>/", own_page_views.own_page_link, name="own_page_link"),
    path("desk/", desk_views.desk, name="desk"),
    path("desk/seen/", desk_views.desk_seen, name="desk_seen"),
    path("imports/", import_views.import_list, name="import_list"),
    path("imports/template/", import_views.import_template, name="import_template"),
    path("imports/offices/<uuid:office_id>/", import_views.office_imports, name="office_imports"),
    path("imports/<uuid:run_id>/", import_views.import_run, name="import_run"),
    path("imports/<uuid:run_id>/progress/", import_views.import_progress, name="import_progress"),
    path("imports/<uuid:run_id>/confirm/", import_views.import_confirm, name="import_confirm"),
    path("imports/<uuid:run_id>/cancel/", import_views.import_cancel, name="import_cancel"),
]
