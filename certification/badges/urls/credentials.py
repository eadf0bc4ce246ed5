"""A badge at its own address."""

from django.urls import path

from certification.badges import views

urlpatterns = [
    path("credentials/<uuid:uid>", views.credential, name="credential"),
    path("credentials/<uuid:uid>/print", views.print_page, name="print"),
    path("credentials/<uuid:uid>/files", views.files, name="files"),
    path("credentials/<uuid:uid>/download/<slug:kind>", views.download, name="download"),
    path("credentials/<uuid:uid>/revoke", views.revoke, name="revoke"),
]
