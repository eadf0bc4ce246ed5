"""Localizing: the work list, the side-by-side pages, the review queue, glossaries."""

from django.urls import path

import courses.urls.converters  # noqa: F401 - registers "key"
from courses.views import glossary, localizing, translating

_COURSE = "localize/courses/<slug:slug>/"
_LANGUAGE = f"{_COURSE}<str:language>/"

urlpatterns = [
    path("localize/", localizing.matrix, name="localize"),
    path("localize/courses.csv", localizing.matrix_csv, name="localize_csv"),
    path("localize/review/", translating.queue, name="localize_queue"),
    path("localize/assignments/<int:pk>/end/", localizing.end, name="localize_end_assignment"),
    path("localize/glossary/", glossary.terms, name="glossary"),
    path("localize/glossary/new/", glossary.new_term, name="glossary_new"),
    path("localize/glossary/<int:pk>/", glossary.term, name="glossary_term"),
    path("localize/glossary/<int:pk>/remove/", glossary.remove, name="glossary_remove"),
    path("author/courses/<slug:slug>/languages/", localizing.author_languages, name="author_languages"),
    path("localize/credits/<slug:slug>/<str:language>/", localizing.credits, name="localize_credits"),
    path(_COURSE, localizing.course, name="localize_course"),
    path(_LANGUAGE, localizing.language, name="localize_language"),
    path(f"{_LANGUAGE}begin/", localizing.begin, name="localize_begin"),
    path(f"{_LANGUAGE}publish/", localizing.publish, name="localize_publish"),
    path(f"{_LANGUAGE}unpublish/", localizing.unpublish, name="localize_unpublish"),
    path(f"{_LANGUAGE}people/", localizing.people, name="localize_people"),
    path(f"{_LANGUAGE}people/<int:pk>/dismiss/", localizing.dismiss, name="localize_dismiss"),
    path(f"{_LANGUAGE}assign/", localizing.assign, name="localize_assign"),
    path(f"{_LANGUAGE}own-texts/", translating.module, name="localize_own_texts"),
    path(f"{_LANGUAGE}modules/<key:module_key>/", translating.module, name="localize_module"),
    path(f"{_LANGUAGE}segments/<int:pk>/", translating.segment, name="localize_segment"),
    path(f"{_LANGUAGE}segments/<int:pk>/memory/", translating.memory, name="localize_memory"),
]
