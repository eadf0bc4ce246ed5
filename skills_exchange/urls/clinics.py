"""Addresses of clinics."""

from django.urls import path

from skills_exchange.views import clinics as views

urlpatterns = [
    path("clinics/", views.clinics, name="clinics"),
    path("clinics/new/", views.clinic_new, name="clinic_new"),
    path("clinics/<uuid:uid>/", views.clinic, name="clinic"),
    path("clinics/<uuid:uid>/host/", views.clinic_host, name="clinic_host"),
    path("clinics/<uuid:uid>/change/", views.clinic_change, name="clinic_change"),
    path("clinics/<uuid:uid>/cancel/", views.clinic_cancel, name="clinic_cancel"),
    path("clinics/<uuid:uid>/join/", views.clinic_join, name="clinic_join"),
    path("clinics/<uuid:uid>/leave/", views.clinic_leave, name="clinic_leave"),
    path("clinics/<uuid:uid>/attendance/", views.clinic_attendance, name="clinic_attendance"),
    path("clinics/<uuid:uid>/confirm/", views.clinic_confirm, name="clinic_confirm"),
    path("clinics/<uuid:uid>/clinic.ics", views.clinic_file, name="clinic_file"),
]
