"""Names for notices about matches, looked up when somebody reads them: a notice keeps none."""

from typing import Any

from django.utils.translation import gettext as _

from skills_exchange.enums import DeclineReason, EndReason
from skills_exchange.models import Match, Party

REASONS = {str(reason): reason.label for reason in (*DeclineReason, *EndReason)}


def words_of_match(context: dict[str, Any]) -> dict[str, Any]:
    """`other` and `skill` in the reader's language, and the reason as a sentence; people who left have no name."""
    parties = ("learner__person", "learner__organisation", "sharer__person", "sharer__organisation")
    match = Match.objects.filter(uid=context["match"]).select_related("skill", *parties).first()
    said = {"reason_said": REASONS.get(context.get("reason", ""), "")}
    if match is None:
        return said | {"other": _("Somebody"), "skill": ""}
    other = match.sharer if context["for_learner"] else match.learner
    return said | {"other": name_of(other), "skill": match.skill.label}


def name_of(party: Party) -> str:
    """The name of a party; “Somebody” for who has erased the account."""
    if party.person is not None and party.person.erased_at is not None:
        return _("Somebody")
    return party.name
