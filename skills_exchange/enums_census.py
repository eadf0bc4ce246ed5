"""Choices of the census."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AnswerState(TextChoices):
    """Where the answers of an affiliate stand."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")


class Hindrance(TextChoices):
    """What keeps people of an affiliate from learning and sharing."""

    TIME = "time", _("Too little time")
    MONEY = "money", _("Too little money")
    PEOPLE = "people", _("Too few people")
    LANGUAGE = "language", _("Too little in our languages")
    CONNECTION = "connection", _("Slow or expensive internet")
    TOOLS = "tools", _("Tools that are hard to use")
    SAFETY = "safety", _("It is not safe for us")
    KNOWING = "knowing", _("We do not know whom to ask")
