"""Tables of the app, by topic."""

from ucoc.models.bodies import BodyMember, EnforcementBody, MemberFact
from ucoc.models.codes import Affirmation, Clause, ClauseItem, Code, CodeVersion
from ucoc.models.consulting import Comment, CommentFollower, CommentReport
from ucoc.models.decisions import AppealPart, Decision, DecisionAppeal, DecisionPart, Measure
from ucoc.models.figures import BodyFailure, CaseStep, Thresholds
from ucoc.models.jurisdiction import JurisdictionRule, JurisdictionTable
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
from ucoc.models.routing import RoutingStamp
from ucoc.models.support import SupportResource
from ucoc.models.transparency import TransparencyRelease

__all__ = [
    "Affirmation",
    "AppealPart",
    "BodyFailure",
    "BodyMember",
    "CaseStep",
    "Clause",
    "ClauseItem",
    "Code",
    "CodeVersion",
    "Comment",
    "CommentFollower",
    "CommentReport",
    "Decision",
    "DecisionAppeal",
    "DecisionPart",
    "EnforcementBody",
    "FollowUp",
    "JurisdictionRule",
    "JurisdictionTable",
    "LocalClause",
    "LocalCode",
    "LocalEdit",
    "LocalEditor",
    "LocalEvent",
    "LocalReview",
    "LocalText",
    "LocalVersion",
    "Measure",
    "MemberFact",
    "RoutingStamp",
    "SupportResource",
    "Thresholds",
    "TransparencyRelease",
    "WeakerMark",
]
