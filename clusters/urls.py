"""Addresses of the clusters' own work."""

from django.urls import path

from clusters.views import board, goals, knowledge, model

urlpatterns = [
    path("model/", board.board_list, name="board_list"),
    path("model/explained/", model.model_explained, name="model_explained"),
    path("model/<uuid:cluster_id>/", board.cluster_board, name="cluster_board"),
    path("model/<uuid:cluster_id>/new/", board.task_new, name="cluster_task_new"),
    path("model/<uuid:cluster_id>/template/", board.lay_out, name="cluster_lay_out"),
    path("model/<uuid:cluster_id>/<uuid:partner_id>/", board.partner_board, name="partner_board"),
    path("model/<uuid:cluster_id>/<uuid:partner_id>/new/", board.task_new, name="partner_task_new"),
    path("model/<uuid:cluster_id>/<uuid:partner_id>/template/", board.lay_out, name="partner_lay_out"),
    path("model/tasks/<uuid:task_id>/", board.step_task, name="step_task"),
    path("model/tasks/<uuid:task_id>/edit/", board.task_edit, name="task_edit"),
    path("model/tasks/<uuid:task_id>/state/", board.task_state, name="task_state"),
    path("model/tasks/<uuid:task_id>/log/", board.task_log, name="task_log"),
    path("knowledge/", knowledge.knowledge, name="knowledge"),
    path("knowledge/new/", knowledge.lesson_new, name="lesson_new"),
    path("knowledge/projects/<uuid:project_id>/", knowledge.project, name="project"),
    path("knowledge/<uuid:lesson_id>/", knowledge.lesson, name="lesson"),
    path("knowledge/<uuid:lesson_id>/edit/", knowledge.lesson_edit, name="lesson_edit"),
    path("knowledge/<uuid:lesson_id>/annex/", knowledge.lesson_annex, name="lesson_annex"),
    path("goals/", goals.office_goals_list, name="office_goals_list"),
    path("goals/<uuid:office_id>/", goals.office_goals, name="office_goals"),
    path("goals/<uuid:office_id>/figures/", goals.office_figures, name="office_figures"),
]
