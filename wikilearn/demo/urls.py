"""Addresses of the demo."""

from django.urls import path

from wikilearn.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.players, name="players"),
    path("sign-in/", views.sign_in, name="sign_in"),
]
