"""Addresses of the pages of handlers."""

from django.urls import path

from reporting.views.cases import case, desk, keeping, passing, queue, settling

urlpatterns = [
    path("reporting/cases/", queue.cases, name="cases"),
    path("reporting/triage/", desk.triage, name="triage"),
    path("reporting/emergencies/", desk.emergencies, name="emergencies"),
    path("reporting/on-call/", desk.rota, name="rota"),
    path("reporting/on-call/<int:pk>/end/", desk.rota_end, name="rota_end"),
    path("reporting/figures/", keeping.figures, name="figures"),
    path("reporting/replies/", keeping.replies, name="replies"),
    path("reporting/replies/<int:pk>/drop/", keeping.reply_drop, name="reply_drop"),
    path("reporting/conflicts/", desk.relations, name="relations"),
    path("reporting/conflicts/<int:pk>/end/", desk.relation_end, name="relation_end"),
    path("reporting/cases/<str:reference>/", case.case, name="case"),
    path("reporting/cases/<str:reference>/acknowledge/", case.acknowledge, name="acknowledge"),
    path("reporting/cases/<str:reference>/take/", case.take, name="take"),
    path("reporting/cases/<str:reference>/give-back/", case.give_back, name="give_back"),
    path("reporting/cases/<str:reference>/note/", case.note, name="note"),
    path("reporting/cases/<str:reference>/message/", case.message, name="message"),
    path("reporting/cases/<str:reference>/alarm/", case.silence, name="silence"),
    path("reporting/cases/<str:reference>/files/<uuid:uid>/", case.case_file, name="case_file"),
    path("reporting/cases/<str:reference>/nudge/", desk.nudge, name="nudge"),
    path("reporting/cases/<str:reference>/severity/", desk.severity, name="severity"),
    path("reporting/cases/<str:reference>/decide/", settling.decide, name="decide"),
    path("reporting/cases/<str:reference>/snapshot/", keeping.snapshot, name="snapshot"),
    path("reporting/cases/<str:reference>/export/", keeping.export, name="export"),
    path("reporting/cases/<str:reference>/close/", settling.close, name="close"),
    path("reporting/cases/<str:reference>/reopen/", settling.reopen, name="reopen"),
    path("reporting/cases/<str:reference>/assign/", passing.assign, name="assign"),
    path("reporting/cases/<str:reference>/step-back/", passing.step_back, name="step_back"),
    path("reporting/cases/<str:reference>/wall/", passing.wall, name="wall"),
    path("reporting/cases/<str:reference>/forward/", passing.forward, name="forward"),
    path("reporting/cases/<str:reference>/forward/<int:pk>/", passing.forward_confirm, name="forward_confirm"),
]
