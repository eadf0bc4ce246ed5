"""The demo has a local code in force, one in consultation, and a transparency report."""

import pytest

from tests.factories.movement import MembershipFactory, OrganisationFactory, WikiFactory
from tests.factories.people import PersonFactory
from tests.factories.ucoc import universal
from ucoc.models import Affirmation, EnforcementBody, LocalVersion, TransparencyRelease
from wikilearn.demo.cast import AFFILIATE
from wikilearn.demo.conduct import load_conduct
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db


def test_demo_shows_codes_and_a_report():
    universal()
    WikiFactory(dbname="eswiki")
    for kind in ("u4c", "legal", "stewards"):
        EnforcementBody.objects.get_or_create(slug=kind, defaults={"kind": kind, "name": kind})
    organisation = OrganisationFactory(slug=AFFILIATE)
    roles = {"Stella Steward": Role.STEWARD, "Cora Curator": Role.CURATOR}
    names = ("Farid Functionary", "Carlos Coordinator", "Stella Steward", "Cora Curator", "Layla Learner")
    people = {name: PersonFactory(username=name, role=roles.get(name)) for name in names}
    MembershipFactory(organisation=organisation, person=people["Carlos Coordinator"])
    load_conduct(people)
    assert sorted(LocalVersion.objects.values_list("state", flat=True)) == ["consultation", "ratified"]
    assert Affirmation.objects.count() == 2
    assert TransparencyRelease.objects.count() == 1
