"""What skills and the search tell the apps below, in `ready()`."""

from typing import Any

from django.utils.translation import gettext_lazy as _

NEW_PEOPLE = "skills_new_people"
PROPOSAL_ANSWERED, SKILL_CHANGED = "skill_proposal_answered", "skill_changed"


def wire() -> None:
    """Permissions, reference data, kinds of notices and personal data."""
    from skills_exchange import personal_data_searches as mine
    from skills_exchange import rules  # noqa: F401 - it registers when imported
    from skills_exchange.reference_data import load_skills
    from wikilearn.core import reference_data
    from wikilearn.notices import kinds
    from wikilearn.people import personal_data

    reference_data.register("skills_exchange.skills", load_skills)

    for kind, title in (
        (PROPOSAL_ANSWERED, _("A skill that I proposed has an answer")),
        (SKILL_CHANGED, _("A skill of mine was merged with another or retired")),
    ):
        kinds.register(kind=kind, title=title, template=f"notices/skills_exchange_{kind}.txt", look_up=_names_of_skills)
    kinds.register(
        kind=NEW_PEOPLE,
        title=_("New people fit a search that I keep"),
        template="notices/skills_exchange_new_people.txt",
    )
    personal_data.register("skills_exchange.searches", export=mine.export, erase=mine.erase)


def _names_of_skills(context: dict[str, Any]) -> dict[str, Any]:
    """The names of the skills in the language of the reader."""
    from skills_exchange.models import Skill

    found = {skill.pk: skill.label for skill in Skill.objects.filter(pk__in=[context["skill"], context.get("into")])}
    return {"skill_name": found.get(context["skill"], ""), "into_name": found.get(context.get("into") or 0, "")}
