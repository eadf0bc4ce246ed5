"""What else names a skill that is merged: programmes, applications, the library, clinics, questions, awards."""

from django.db import connection
from django.db.models import Model

from skills_exchange.actions.resources import words_to_find
from skills_exchange.models import (
    Clinic,
    HelpRequest,
    HoursAward,
    Programme,
    ProgrammeApplication,
    Resource,
    Skill,
)


def move_relations(skill: Skill, into: Skill) -> None:
    """Let these name `into` instead of `skill`, each once; resources are found by its names then."""
    Clinic.objects.filter(skill=skill).update(skill=into)
    HelpRequest.objects.filter(skill=skill).update(skill=into)
    _move(Programme.skills.through, "programme", skill, into)
    _move(ProgrammeApplication.skills.through, "programmeapplication", skill, into)
    _move(Resource.skills.through, "resource", skill, into)
    _find_by_names_of(into)
    _move_awards(skill, into)
    _move_shown(skill, into)


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


def _move_awards(skill: Skill, into: Skill) -> None:
    """Of the same award for both skills the earlier one stays."""
    kept = {(award.party_id, award.hours): award for award in HoursAward.objects.filter(skill=into)}
    for award in HoursAward.objects.filter(skill=skill):
        same = kept.get((award.party_id, award.hours))
        if same is None:
            HoursAward.objects.filter(pk=award.pk).update(skill=into)
            continue
        award.delete()
        if award.at < same.at:
            HoursAward.objects.filter(pk=same.pk).update(at=award.at)


_SHOWN = """
INSERT INTO skills_exchange_suggestionday AS d (learner_id, day, skill_id, sharers)
SELECT learner_id, day, %(into)s, sharers FROM skills_exchange_suggestionday WHERE skill_id = %(skill)s
ON CONFLICT (learner_id, day, skill_id) DO UPDATE
    SET sharers = (SELECT array_agg(DISTINCT s ORDER BY s) FROM unnest(d.sharers || excluded.sharers) AS s);
DELETE FROM skills_exchange_suggestionday WHERE skill_id = %(skill)s;
"""


def _move_shown(skill: Skill, into: Skill) -> None:
    """Whom learners were shown for the one, they were shown for the other."""
    with connection.cursor() as cursor:
        cursor.execute(_SHOWN, {"skill": skill.pk, "into": into.pk})
