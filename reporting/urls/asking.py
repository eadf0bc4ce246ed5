"""Addresses of questions to people who were reported, and of texts lent to translators."""

from django.urls import path

from reporting.views import personal
from reporting.views.cases import asking

urlpatterns = [
    path("reporting/cases/<str:reference>/ask/", asking.ask_accused, name="ask_accused"),
    path("reporting/cases/<str:reference>/ask/<uuid:uid>/", asking.question, name="question"),
    path("reporting/cases/<str:reference>/lend/", asking.lend, name="lend"),
    path("reporting/cases/<str:reference>/lend/<uuid:uid>/end/", asking.loan_end, name="loan_end"),
    path("reporting/for-me/", personal.for_me, name="for_me"),
    path("reporting/for-me/questions/<uuid:uid>/", personal.letter, name="letter"),
    path("reporting/for-me/texts/<uuid:uid>/", personal.loan, name="loan"),
]
