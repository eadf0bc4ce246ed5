"""Addresses of decisions, measures and appeals."""

from django.urls import path

from ucoc.views import decisions, measures

urlpatterns = [
    path("bodies/<slug:slug>/desk/", decisions.desk, name="body_desk"),
    path("bodies/<slug:slug>/decide/", decisions.decide, name="decide"),
    path("decisions/<uuid:uid>/", decisions.decision, name="decision"),
    path("decisions/<uuid:uid>/appeal/", measures.appeal_form, name="decision_appeal_form"),
    path("appeals/<uuid:uid>/", decisions.appeal, name="decision_appeal"),
    path("appeals/<uuid:uid>/withdraw/", measures.withdraw_appeal, name="withdraw_decision_appeal"),
    path("measures/", measures.my_measures, name="my_measures"),
    path("measures/public/", measures.public_measures, name="public_measures"),
    path("measures/<uuid:uid>/follow/", decisions.follow, name="follow_measure"),
    path("measures/<uuid:uid>/lift/", decisions.lift, name="lift_measure"),
]
