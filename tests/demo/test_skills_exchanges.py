"""The demo has exchanges to look at: one that waits, one with a session, one that was thanked for."""

import pytest

from certification.badges.models import Credential
from skills_exchange.models import Match, Thanks
from skills_exchange.queries.hours import thanks_shown
from tests.factories.people import PersonFactory
from tests.factories.skills_exchange import SkillFactory
from wikilearn.demo.skills_exchanges import load_exchanges


@pytest.mark.django_db
def test_exchanges_of_the_demo():
    for slug in ("subtitles", "facilitation"):
        SkillFactory(slug=slug)
    tongues = {"Layla Learner": ["ar", "en"], "Lucía Learner": ["es", "en"], "Rania Reviewer": ["en", "ar", "es"]}
    people = {name: PersonFactory(username=name, languages=tags) for name, tags in tongues.items()}
    load_exchanges(people)
    assert sorted(Match.objects.values_list("state", flat=True)) == ["confirmed", "requested", "scheduled"]
    assert thanks_shown(people["Lucía Learner"].party).get() == Thanks.objects.get()
    assert Credential.objects.of(people["Lucía Learner"]).get().achievement.deed == "shared/subtitles/5"


@pytest.mark.django_db
def test_a_demo_without_the_list_of_skills_has_none():
    load_exchanges({})
    assert not Match.objects.exists()
