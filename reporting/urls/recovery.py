"""Addresses of the officers' ceremony and of keys."""

from django.urls import path

from reporting.views import letting_in, recovery

urlpatterns = [
    path("reporting/recovery/", recovery.recovery, name="recovery"),
    path("reporting/recovery/officers/", recovery.officers, name="officers"),
    path("reporting/recovery/begin/", recovery.begin, name="begin_recovery"),
    path("reporting/recovery/finish/", recovery.finish, name="finish_recovery"),
    path("reporting/recovery/<uuid:uid>/", recovery.duty, name="recovery_duty"),
    path("reporting/recovery/<uuid:uid>/stop/", recovery.stop, name="stop_recovery"),
    path("reporting/keys/", recovery.keys, name="keys"),
    path("reporting/keys/<uuid:uid>/", recovery.compare, name="compare_key"),
    path("reporting/cases/<str:reference>/keys/", recovery.case_keys, name="case_keys"),
    path("reporting/cases/<str:reference>/keys/new/", recovery.rotate, name="rotate_case"),
    path("reporting/cases/<str:reference>/keys/let-in/", letting_in.let_in, name="let_in"),
    path("reporting/cases/<str:reference>/identity/", letting_in.identity, name="identity"),
    path("reporting/cases/<str:reference>/hold/", recovery.hold, name="hold_case"),
]
