"""Bodies in the demo are at work, and their pages have something to show."""

import pytest
from django.urls import reverse

from certification.actions import load_requirements
from courses.reference_data import load_topics
from tests.factories.courses import PublishedCourseFactory
from tests.factories.movement import WikiFactory
from tests.factories.people import PersonFactory
from ucoc.jurisdiction import Question
from ucoc.models import BodyFailure, DecisionAppeal, Measure
from ucoc.queries.jurisdiction import responsible
from ucoc.reference_data_bodies import load_bodies, load_jurisdiction, load_thresholds
from wikilearn.demo.enforcing import load_enforcing
from wikilearn.movement.reference_data import load_rights
from wikilearn.people.enums import Role


@pytest.mark.django_db
def test_bodies_of_the_demo_work(client):
    for load in (load_topics, load_rights, load_requirements, load_bodies, load_jurisdiction, load_thresholds):
        load()
    for dbname in ("dewiki", "frwiki"):
        WikiFactory(dbname=dbname)
    PublishedCourseFactory()
    roles = {"Cora Curator": Role.CURATOR, "Stefan Staff": Role.STAFF}
    names = ("Cora Curator", "Stefan Staff", "Ada Administrator", "Lucía Learner", "Layla Learner")
    people = {name: PersonFactory(username=name, **({"role": roles[name]} if name in roles else {})) for name in names}
    for number in range(1, 10):
        PersonFactory(username=f"Demo holder {number}")
    load_enforcing(people)
    assert responsible(Question("hate", place="one_wiki", wiki="dewiki"))[0].body.slug == "dewiki-administrators"
    assert responsible(Question("hate", place="one_wiki", wiki="frwiki"))[0].body.slug == "stewards"
    assert BodyFailure.objects.get().body.slug == "frwiki-administrators"
    assert Measure.objects.courses_open().get().person == people["Lucía Learner"]
    assert DecisionAppeal.objects.get().body.slug == "stewards"
    client.force_login(people["Ada Administrator"])
    assert client.get(reverse("ucoc:body_desk", args=["dewiki-administrators"])).status_code == 200
