"""What profiles and evidence tell the apps below, in `ready()`."""

from typing import Any

from django.utils.translation import gettext_lazy as _


def wire() -> None:
    """Receivers and kinds of notices."""
    from skills_exchange import receivers_evidence  # noqa: F401 - they connect when imported
    from skills_exchange.actions import endorsing, reminding
    from wikilearn.notices import kinds

    kinds.register(
        kind=reminding.ENDING,
        title=_("What I share or want to learn has to be confirmed"),
        template="notices/skill_claims_ending.txt",
    )
    kinds.register(
        kind=endorsing.ENDORSED,
        title=_("Somebody vouches for a skill of mine"),
        template="notices/skill_endorsed.txt",
        look_up=_skill_name,
    )


def _skill_name(context: dict[str, Any]) -> dict[str, Any]:
    """The name of the skill in the language of the reader."""
    from skills_exchange.models import Skill

    skill = Skill.objects.filter(slug=context["skill"]).first()
    return {"skill_name": skill.label if skill is not None else context["skill"]}
