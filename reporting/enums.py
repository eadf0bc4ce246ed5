"""Choices of incident reporting."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from reporting.vault import grants


class ItemKind(TextChoices):
    """What a sealed item is. Its kind decides who among the people of a case can open it."""

    REPORT = "report", _("Report")
    WHAT_I_WANT = "what_i_want", _("What the reporter wants")
    LINKS = "links", _("Links")
    ACCUSED = "accused", _("Who it is about")
    ACCUSED_LATER = "accused_later", _("Who it is about, found later")
    MESSAGE_TO_REPORTER = "message_to_reporter", _("Message to the reporter")
    MESSAGE_FROM_REPORTER = "message_from_reporter", _("Message from the reporter")
    OUTCOME = "outcome", _("Outcome, as the reporter reads it")
    REACH_ME = "reach_me", _("How to reach the reporter")
    NOTE = "note", _("Note")
    QUESTION_TO_ACCUSED = "question_to_accused", _("Question to the person reported")
    ANSWER_OF_ACCUSED = "answer_of_accused", _("Answer of the person reported")
    DECISION = "decision", _("Decision")
    SNAPSHOT = "snapshot", _("Snapshot of evidence")
    HANDOVER = "handover", _("Hand-over")
    TRANSLATION = "translation", _("Translation")
    INLET_KEY = "inlet_key", _("Key for an answer")
    IDENTITY = "identity", _("Identity")


NOT_SHOWN = frozenset({"inlet_key"})
"""Kinds that hold no text of anybody."""

DIALOGUE = frozenset(
    {
        ItemKind.REPORT,
        ItemKind.WHAT_I_WANT,
        ItemKind.LINKS,
        ItemKind.ACCUSED,
        ItemKind.MESSAGE_TO_REPORTER,
        ItemKind.MESSAGE_FROM_REPORTER,
        ItemKind.OUTCOME,
        ItemKind.REACH_ME,
    }
)
"""Kinds that the reporter can open too. All others are sealed under a key that no receipt leads to."""

NAMES_ACCUSED = frozenset({ItemKind.ACCUSED, ItemKind.ACCUSED_LATER})
"""Kinds that say whom a report is about: as the reporter wrote it, and as handlers found out."""

FROM_REPORTER = DIALOGUE - {ItemKind.MESSAGE_TO_REPORTER, ItemKind.OUTCOME}
"""Kinds that the holder of a receipt may write."""


class GrantPurpose(IntegerChoices):
    """What the key inside a person's grant is for."""

    CASE = grants.CASE, _("the case")
    IDENTITY = grants.IDENTITY, _("the identity of the reporter")
    IDENTITY_OUTER = grants.IDENTITY_OUTER, _("the layer around the identity")


class KeyAct(TextChoices):
    """What an entry of the key log says."""

    ADDED = "added", _("added")
    RETIRED = "retired", _("retired")


class BreakGlassReason(TextChoices):
    """Why a recovery cannot wait. Choices, so that nothing of a case is written down."""

    DANGER = "danger", _("Somebody is in danger meanwhile")
    NOBODY_ELSE = "nobody_else", _("Nobody else can open an urgent case")
    LAW = "law", _("A court or an authority has set a time")


class BreakGlassFinding(TextChoices):
    """What another body found when it looked at it afterwards."""

    RIGHT = "right", _("It was right not to wait")
    AVOIDABLE = "avoidable", _("It was right, and could have been avoided")
    WRONG = "wrong", _("It should have waited")


class ShredStep(TextChoices):
    """How far the destruction of a case has come, in the order in which it goes."""

    GRANTS = "grants", _("grants")
    RECEIPT = "receipt", _("receipt")
    KEYS = "keys", _("keys")
    ROWS = "rows", _("texts")
    FILES = "files", _("files")
    DONE = "done", _("done")
