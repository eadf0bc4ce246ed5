"""The demo shows a merged case, a question that waits, officers of the match, and a limit."""

import pytest
from django.test import Client
from django.urls import reverse

from reporting.models import Case, Letter, MatchKey, ReportingLimit
from tests.factories.movement import WikiFactory
from tests.factories.people import PersonFactory
from wikilearn.demo.cases import load_cases
from wikilearn.demo.casework import load_casework
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db


def test_casework_of_the_demo():
    WikiFactory(dbname="eswiki")
    names = ("Hana Handler", "Uma Universal", "Carlos Coordinator", "Layla Learner")
    people = {name: PersonFactory(username=name) for name in names}
    people["Tara Safety"] = PersonFactory(username="Tara Safety", role=Role.TRUST_AND_SAFETY)
    load_cases(people)
    people = {name: type(person).objects.get(pk=person.pk) for name, person in people.items()}
    load_casework(people)
    assert Case.objects.filter(state="merged").count() == 1
    assert MatchKey.objects.count() == ReportingLimit.objects.count() == 1
    client = Client()
    client.force_login(people["Carlos Coordinator"])
    page = client.get(reverse("reporting:letter", args=[Letter.objects.get().uid]))
    assert "summaries of the last weeks" in page.text
