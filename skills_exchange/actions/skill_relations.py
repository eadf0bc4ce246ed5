"""What else names a skill that is merged: programmes, applications, the library, clinics and questions."""

from django.db.models import Model

from skills_exchange.actions.resources import words_to_find
from skills_exchange.models import Clinic, HelpRequest, Programme, ProgrammeApplication, Resource, Skill


def move_relations(skill: Skill, into: Skill) -> None:
    """Let these name `into` instead of `skill`, each once; resources are found by its names then."""
    Clinic.objects.filter(skill=skill).update(skill=into)
    HelpRequest.objects.filter(skill=skill).update(skill=into)
    _move(Programme.skills.through, "programme", skill, into)
    _move(ProgrammeApplication.skills.through, "programmeapplication", skill, into)
    _move(Resource.skills.through, "resource", skill, into)
    _find_by_names_of(into)


def _move(through: type[Model], owner: str, skill: Skill, into: Skill) -> None:
    """Rows of a relation with many skills. Who has both keeps one."""
    rows = through._default_manager.filter(skill=skill)
    both = through._default_manager.filter(skill=into).values(owner)
    rows.filter(**{f"{owner}__in": both}).delete()
    rows.update(skill=into)


def _find_by_names_of(skill: Skill) -> None:
    resources = list(Resource.objects.filter(skills=skill).prefetch_related("skills").order_by("pk"))
    for resource in resources:
        resource.search_text = words_to_find(resource, resource.skills.all())
    Resource.objects.bulk_update(resources, ["search_text"], batch_size=500)
