"""What profiles and evidence tell the apps below, in `ready()`."""

from typing import Any

from django.utils.translation import gettext_lazy as _


def wire() -> None:
    """Receivers, kinds of notices, personal data."""
    from skills_exchange import personal_data_profiles as mine
    from skills_exchange import receivers_evidence, receivers_profiles  # noqa: F401 - they connect when imported
    from skills_exchange.actions import bringing, endorsing, reminding
    from wikilearn.notices import kinds
    from wikilearn.people import personal_data

    personal_data.register("skills_exchange.profiles", export=mine.export, erase=mine.erase)
    kinds.register(
        kind=bringing.WAITING,
        title=_("An organisation has brought answers of mine for my profile"),
        template="notices/skill_answers_waiting.txt",
    )

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
