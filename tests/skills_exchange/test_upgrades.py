"""Databases made before go forward and, with what has been written since, back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from skills_exchange.models import GapCell, SuggestionDay
from tests.factories.skills_exchange import PartyFactory, SkillFactory
from wikilearn.core.dates import today

pytestmark = pytest.mark.django_db
APP = "skills_exchange"


def test_suggestions_by_skill_go_back_and_counts_of_hidden_offers_go():
    learner, skills, numbers = PartyFactory(), [SkillFactory(), SkillFactory()], ("helpers", "seekers", "verified")
    for skill in skills:
        SuggestionDay.objects.create(learner=learner, skill=skill, day=today(), sharers=[7])
        figures = dict.fromkeys([*numbers, "free_hours", "wanted_hours"], 6)
        GapCell.objects.create(day=today() - timedelta(days=1), skill=skill, **figures)
    loader = MigrationLoader(connection)
    migration = loader.get_migration(APP, "0014_suggestions_by_skill")
    before = loader.project_state((APP, "0013_exchanges_from_questions"))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with connection.schema_editor() as editor:
        migration.unapply(before.clone(), editor)
        migration.apply(before.clone(), editor)
    assert (SuggestionDay.objects.count(), GapCell.objects.count()) == (0, 0)
