"""The way to a right."""

from datetime import timedelta

import pytest

from tests.factories.certification import RequirementFactory, certify
from tests.factories.courses import TopicFactory
from tests.factories.movement import RightFactory
from tests.factories.people import PersonFactory
from wikilearn.core.dates import today

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("ago", "ready"), [(None, False), (10, True), (700, True), (800, False)])
def test_who_has_all_topics_is_ready(client, ago, ready):
    person, topic = PersonFactory(), TopicFactory(mandatory=True)
    RequirementFactory(right=RightFactory(key="checkuser"), topic=topic)
    if ago is not None:
        certify(person, topic, today() - timedelta(days=ago))
    client.force_login(person)
    response = client.get("/become/checkuser/")
    assert response.context["way"].ready is ready
    assert ("You have all the certifications" in response.content.decode()) is ready


@pytest.mark.parametrize("count", [1, 30])
def test_everybody_sees_what_is_required_at_the_same_cost(client, count, django_assert_num_queries):
    right = RightFactory(key="checkuser")
    for number in range(count):
        RequirementFactory(right=right, topic=TopicFactory(mandatory=True, name=f"Topic {number}"))
    with django_assert_num_queries(2):
        page = client.get("/become/checkuser/").content.decode()
    assert f"Topic {count - 1}" in page
    assert "You have all" not in page
    assert "You still lack" not in page


def test_a_right_that_does_not_exist_is_not_found_and_one_without_requirements_says_so(client):
    assert client.get("/become/nothing/").status_code == 404
    RightFactory(key="free")
    assert "requires no certification" in client.get("/become/free/").content.decode()
    assert client.post("/become/free/").status_code == 405
