"""Addresses of badges. They are part of signed documents: none of them may ever change."""

from django.urls import path

from certification.badges import views

app_name = "badges"
urlpatterns = [
    path("credentials/", views.mine, name="mine"),
    path("credentials/<uuid:uid>", views.credential, name="credential"),
    path("credentials/<uuid:uid>/files", views.files, name="files"),
    path("credentials/<uuid:uid>/download/<slug:kind>", views.download, name="download"),
    path("credentials/<uuid:uid>/revoke", views.revoke, name="revoke"),
    path("verify/", views.verify, name="verify"),
    path("issuers/<slug:slug>/", views.issuer, name="issuer"),
    path("issuers/<slug:slug>/did.json", views.did_document, name="did_document"),
    path("issuers/<slug:slug>/status/<int:number>", views.status_list, name="status_list"),
    path("issuers/<slug:slug>/achievements/<uuid:uid>", views.achievement, name="achievement"),
    path("issuers/<slug:slug>/achievements/<uuid:uid>/image.png", views.achievement_image, name="achievement_image"),
    path(".well-known/did.json", views.primary_did_document, name="primary_did_document"),
]
