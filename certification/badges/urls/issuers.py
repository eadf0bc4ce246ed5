"""Issuers, their keys and lists, and what badges are given for."""

from django.urls import path

from certification.badges import views

urlpatterns = [
    path("issuers/<slug:slug>/", views.issuer, name="issuer"),
    path("issuers/<slug:slug>/did.json", views.did_document, name="did_document"),
    path("issuers/<slug:slug>/did/", views.did_history, name="did_history"),
    path("issuers/<slug:slug>/did/<int:version>.json", views.did_version, name="did_version"),
    path("issuers/<slug:slug>/jwks.json", views.key_set, name="key_set"),
    path("issuers/<slug:slug>/keys/<str:thumbprint>", views.token_key, name="token_key"),
    path("issuers/<slug:slug>/status/<int:number>", views.status_list, name="status_list"),
    path("issuers/<slug:slug>/achievements/<uuid:uid>", views.achievement, name="achievement"),
    path("issuers/<slug:slug>/achievements/<uuid:uid>/image.png", views.achievement_image, name="achievement_image"),
    path(".well-known/did.json", views.primary_did_document, name="primary_did_document"),
]
