"""Addresses of the table of responsibility, and of what watches over bodies."""

from django.urls import path

from ucoc.views import jurisdiction, watching

urlpatterns = [
    path("responsibility/", jurisdiction.jurisdiction, name="jurisdiction"),
    path("responsibility/new/", jurisdiction.draft, name="draft_jurisdiction"),
    path("responsibility/<int:number>/", jurisdiction.version, name="jurisdiction_version"),
    path("responsibility/<int:number>/step/", jurisdiction.step, name="jurisdiction_step"),
    path("responsibility/<int:number>/rules/new/", jurisdiction.rule, name="new_rule"),
    path("responsibility/<int:number>/rules/<slug:key>/", jurisdiction.rule, name="rule"),
    path("responsibility/<int:number>/rules/<slug:key>/change/", jurisdiction.change_rule, name="change_rule"),
    path("watch/", watching.watch, name="watch"),
    path("watch/thresholds/", watching.thresholds, name="thresholds"),
    path("watch/thresholds/new/", watching.propose, name="propose_thresholds"),
    path("watch/thresholds/<int:number>/approve/", watching.approve, name="approve_thresholds"),
    path("watch/files/<uuid:uid>/", watching.failure, name="failure"),
]
