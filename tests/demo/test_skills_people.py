"""The population of the exchange in the demo."""

import pytest

from skills_exchange.enums import ClaimKind
from skills_exchange.models import Party, SkillClaim
from skills_exchange.reference_data import load_skills
from tests.factories.certification import certify
from tests.factories.courses import TopicFactory
from tests.factories.movement import OrganisationFactory, TerritoryFactory
from tests.factories.people import PersonFactory
from wikilearn.core.dates import today
from wikilearn.demo.cast import AFFILIATE
from wikilearn.demo.skills_people import CAST_SKILLS, load_skills_people


@pytest.mark.django_db
def test_about_forty_parties_share_and_want():
    topic = TopicFactory(key="digital-security", mandatory=True)
    load_skills()
    TerritoryFactory(code="NG", region="011")
    OrganisationFactory(slug=AFFILIATE)
    people = {name: PersonFactory(username=name) for name in CAST_SKILLS}
    certify(people["Farid Functionary"], topic, today())
    load_skills_people(people)
    assert [claim.skill.slug for claim in SkillClaim.objects.filter(verified=True)] == ["digital-security"]
    assert Party.objects.there().count() == 41
    live = SkillClaim.objects.live(today())
    assert live.count() == SkillClaim.objects.count() > 100
    for kind in (ClaimKind.OFFERED, ClaimKind.WANTED):
        assert live.filter(kind=kind).values("skill").distinct().count() >= 15
    assert Party.objects.values("zone").distinct().count() >= 15
    assert not Party.objects.filter(week=0).exists()


@pytest.mark.django_db
def test_without_skills_there_is_nobody():
    load_skills_people({})
    assert not Party.objects.exists()
