"""My certifications, requirements, and what stewards ask."""

from django.urls import path

from certification.views import mine, reminding, requiring, steward

urlpatterns = [
    path("certification/", mine.mine, name="mine"),
    path("certification/summary/", mine.summary_fragment, name="summary_fragment"),
    path("certification/reminders/", reminding.wish, name="wish"),
    path("certification/requirements/", requiring.requirements, name="requirements"),
    path("certification/requirements/add/", requiring.add_requirement_form, name="add_requirement"),
    path("steward/", steward.steward, name="steward"),
    path("steward/reminders/", reminding.reminders, name="reminders"),
    path("steward/people/<str:username>/", steward.steward_person, name="steward_person"),
    path("steward/wikis/<slug:dbname>/", steward.steward_wiki, name="steward_wiki"),
]
