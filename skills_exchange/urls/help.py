"""Addresses of the help desk."""

from django.urls import path

from skills_exchange.views import help as views
from skills_exchange.views import help_exchanges

urlpatterns = [
    path("help/", views.help_desk, name="help_desk"),
    path("help/ask/", views.help_ask, name="help_ask"),
    path("help/questions/", views.help_queue, name="help_queue"),
    path("help/mine/", views.my_questions, name="my_questions"),
    path("help/<uuid:uid>/", views.help_request, name="help_request"),
    path("help/<uuid:uid>/take/", views.help_take, name="help_take"),
    path("help/<uuid:uid>/solve/", views.help_solve, name="help_solve"),
    path("help/<uuid:uid>/keep/", views.help_keep, name="help_keep"),
    path("help/<uuid:uid>/teach/", help_exchanges.help_teach, name="help_teach"),
    path("help/<uuid:uid>/learn/<uuid:party>/", help_exchanges.help_learn, name="help_learn"),
    path("help/<uuid:uid>/hide/<int:number>/", views.help_hide, name="help_hide"),
]
