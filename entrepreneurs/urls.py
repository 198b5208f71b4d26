"""Addresses of ventures, mentors and jobs. An address holds no personal data: only random ids."""

from django.urls import path

from entrepreneurs.views import jobs, mentoring, openings, people, proposals, ventures

urlpatterns = [
    path("ventures/", ventures.venture_list, name="venture_list"),
    path("ventures/questions/", people.question_list, name="question_list"),
    path("ventures/<uuid:venture_id>/", ventures.venture, name="venture"),
    path("ventures/<uuid:venture_id>/change/", ventures.venture_change, name="venture_change"),
    path("ventures/<uuid:venture_id>/step/", ventures.venture_step, name="venture_step"),
    path("ventures/<uuid:venture_id>/founders/add/", ventures.founder_add, name="founder_add"),
    path("ventures/<uuid:venture_id>/bottom-line/", ventures.bottom_line, name="bottom_line"),
    path("ventures/steps/<uuid:climb_id>/correct/", ventures.climb_correct, name="climb_correct"),
    path("ventures/steps/<uuid:climb_id>/take-back/", ventures.climb_withdraw, name="climb_withdraw"),
    path("ventures/founders/<uuid:founder_id>/end/", ventures.founder_end, name="founder_end"),
    path("jobs/", jobs.job_list, name="job_list"),
    path("jobs/new/", jobs.job_create, name="job_create"),
    path("jobs/<uuid:job_id>/", jobs.job, name="job"),
    path("jobs/<uuid:job_id>/fill/", jobs.job_fill, name="job_fill"),
    path("jobs/<uuid:job_id>/end/", jobs.job_end, name="job_end"),
    path("jobs/holders/<uuid:holding_id>/check/", jobs.holding_check, name="holding_check"),
    path("jobs/holders/<uuid:holding_id>/end/", jobs.holding_end, name="holding_end"),
    path("openings/", openings.opening_list, name="opening_list"),
    path("openings/new/", openings.opening_offer, name="opening_offer"),
    path("openings/<uuid:opening_id>/", openings.opening, name="opening"),
    path("openings/<uuid:opening_id>/close/", openings.opening_close, name="opening_close"),
    path(
        "openings/<uuid:opening_id>/share/<uuid:participant_id>/",
        openings.opening_share,
        name="opening_share",
    ),
    path("openings/shares/<uuid:share_id>/end/", openings.share_end, name="share_end"),
    path("skills/", openings.skill_search, name="skill_search"),
    path("participants/<uuid:participant_id>/skills/", openings.skills, name="skills"),
    path("participants/<uuid:participant_id>/prospects/", people.prospects, name="prospects"),
    path("participants/<uuid:participant_id>/ventures/start/", ventures.venture_start, name="venture_start"),
    path("participants/<uuid:participant_id>/answer/", people.question_answer, name="question_answer"),
    path("participants/<uuid:participant_id>/mentor/", mentoring.mentorship_begin, name="mentorship_begin"),
    path("mentorships/<uuid:mentorship_id>/", mentoring.mentorship, name="mentorship"),
    path("mentorships/<uuid:mentorship_id>/end/", mentoring.mentorship_end, name="mentorship_end"),
    path("mentorships/<uuid:mentorship_id>/session/", mentoring.session_record, name="session_record"),
    path("mentorships/<uuid:mentorship_id>/proposals/", proposals.mentor_proposals, name="mentor_proposals"),
    path(
        "mentorships/<uuid:mentorship_id>/proposals/read/",
        proposals.mentor_proposals_read,
        name="mentor_proposals_read",
    ),
    path(
        "mentorships/proposals/<uuid:proposal_id>/withdraw/",
        proposals.mentor_proposal_withdraw,
        name="mentor_proposal_withdraw",
    ),
    path(
        "mentorships/sessions/<uuid:session_id>/take-back/",
        mentoring.session_withdraw,
        name="session_withdraw",
    ),
]
