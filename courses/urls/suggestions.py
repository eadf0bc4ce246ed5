"""Suggestions, proposals of courses, and spaces of third parties."""

from django.urls import path

import courses.urls.converters  # noqa: F401 - registers "key"
from courses.views import proposals, spaces, suggestions

urlpatterns = [
    path("suggestions/", suggestions.suggestions, name="suggestions"),
    path("suggestions/<uuid:uid>/", suggestions.suggestion, name="suggestion"),
    path("suggestions/<uuid:uid>/accept/", suggestions.accept, name="suggestion_accept"),
    path("suggestions/<uuid:uid>/decline/", suggestions.decline, name="suggestion_decline"),
    path("suggestions/<uuid:uid>/ask/", suggestions.ask, name="suggestion_ask"),
    path("suggestions/<uuid:uid>/reply/", suggestions.reply, name="suggestion_reply"),
    path("suggestions/<uuid:uid>/withdraw/", suggestions.withdraw, name="suggestion_withdraw"),
    path("author/courses/<slug:slug>/suggestions/", suggestions.course_suggestions, name="author_suggestions"),
    path("learn/courses/<slug:slug>/suggest/", suggestions.suggest_idea, name="suggest_idea"),
    path(
        "learn/courses/<slug:slug>/suggest/<key:lesson_key>/<key:block_key>/",
        suggestions.suggest_edit,
        name="suggest_edit",
    ),
    path("learn/courses/<slug:slug>/contributors/", suggestions.contributors, name="contributors"),
    path("proposals/", proposals.proposals, name="proposals"),
    path("proposals/new/", proposals.propose, name="propose"),
    path("proposals/<uuid:uid>/", proposals.proposal, name="proposal"),
    path("proposals/<uuid:uid>/adopt/", proposals.adopt, name="proposal_adopt"),
    path("proposals/<uuid:uid>/decline/", proposals.decline, name="proposal_decline"),
    path("proposals/<uuid:uid>/withdraw/", proposals.withdraw, name="proposal_withdraw"),
    path("spaces/", spaces.spaces, name="spaces"),
    path("spaces/<slug:slug>/", spaces.space, name="space"),
    path("spaces/<slug:slug>/change/", spaces.change, name="space_change"),
    path("spaces/<slug:slug>/suspend/", spaces.suspend, name="space_suspend"),
    path("spaces/<slug:slug>/reopen/", spaces.reopen, name="space_reopen"),
]
