"""Pauses, histories, what two people decide, and appeals."""

from django.urls import path

from certification.views import appealing, changing, deciding, pausing

urlpatterns = [
    path("certification/pause/", pausing.pause, name="pause"),
    path("certification/resume/", pausing.resume, name="resume"),
    path("certification/history/", changing.my_history, name="my_history"),
    path("certification/history/<int:fact>/appeal/", appealing.appeal_form, name="appeal_form"),
    path("certification/appeals/<uuid:uid>/withdraw/", appealing.withdraw, name="withdraw_appeal"),
    path("certification/decisions/", deciding.decisions, name="decisions"),
    path("certification/decisions/proposals/<uuid:uid>/", deciding.proposal, name="proposal"),
    path("certification/decisions/appeals/<uuid:uid>/", appealing.appeal, name="appeal"),
    path("certification/people/<str:username>/", changing.person_history, name="person_history"),
    path("certification/people/<str:username>/propose/", changing.propose, name="propose"),
    path("certification/people/<str:username>/revoke/", changing.revoke, name="revoke"),
    path("certification/people/<str:username>/reinstate/", changing.reinstate, name="reinstate"),
    path("certification/facts/<int:pk>/correct/", changing.correct, name="correct_fact"),
]
