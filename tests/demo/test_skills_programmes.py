"""The mentoring programmes of the demo."""

import pytest

from skills_exchange.enums_programmes import Going
from skills_exchange.models import Programme, ProgrammeCheckIn
from skills_exchange.reference_data import load_skills
from tests.factories.movement import MembershipFactory, OrganisationFactory, TerritoryFactory
from tests.factories.people import PersonFactory
from wikilearn.demo.cast import AFFILIATE
from wikilearn.demo.skills_people import CAST_SKILLS, load_skills_people
from wikilearn.demo.skills_programmes import load_programmes


@pytest.mark.django_db
def test_one_programme_runs_and_one_takes_applications():
    load_skills()
    TerritoryFactory(code="NG", region="011")
    affiliate = OrganisationFactory(slug=AFFILIATE)
    people = {name: PersonFactory(username=name) for name in {*CAST_SKILLS, "Carlos Coordinator"}}
    MembershipFactory(organisation=affiliate, person=people["Carlos Coordinator"])
    load_skills_people(people)
    load_programmes(people)
    running, open_ = Programme.objects.get(slug="first-steps-2026"), Programme.objects.get(slug="mentors-2027")
    assert running.pairs.count() >= 2
    assert open_.takes_applications
    assert open_.applications.count() >= 2
    assert ProgrammeCheckIn.objects.filter(going=Going.TROUBLE).count() == 1


@pytest.mark.django_db
def test_without_skills_there_are_no_programmes():
    load_programmes({})
    assert not Programme.objects.exists()
