"""Tables of the app, by topic."""

from ucoc.models.codes import Affirmation, Clause, ClauseItem, Code, CodeVersion
from ucoc.models.consulting import Comment, CommentReport
from ucoc.models.local import (
    FollowUp,
    LocalClause,
    LocalCode,
    LocalEdit,
    LocalEditor,
    LocalEvent,
    LocalReview,
    LocalText,
    LocalVersion,
    WeakerMark,
)

__all__ = [
    "Affirmation",
    "Clause",
    "ClauseItem",
    "Code",
    "CodeVersion",
    "Comment",
    "CommentReport",
    "FollowUp",
    "LocalClause",
    "LocalCode",
    "LocalEdit",
    "LocalEditor",
    "LocalEvent",
    "LocalReview",
    "LocalText",
    "LocalVersion",
    "WeakerMark",
]
