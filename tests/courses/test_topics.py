"""The topics of the recommendations."""

import pytest
from django.utils.translation import override

from courses.models import Topic
from courses.reference_data import load_topics
from tests.factories.movement import OrganisationFactory
from wikilearn.core import languages

pytestmark = pytest.mark.django_db


def test_load_topics_creates_the_seven_mandatory_ones_in_every_interface_language():
    assert load_topics().created == 7
    assert Topic.objects.filter(mandatory=True).count() == 7
    for topic in Topic.objects.all():
        names = set()
        for language in languages.INTERFACE:
            with override(language.tag.lower()):
                assert topic.name
                assert topic.description
                names.add(topic.name)
        assert len(names) == len(languages.INTERFACE)


def test_load_topics_keeps_what_people_have_changed_since():
    load_topics()
    topic = Topic.objects.get(key="self-care")
    topic.holders.add(OrganisationFactory())
    Topic.objects.filter(pk=topic.pk).update(sensitive=True, name_en="Something else")
    again = load_topics()
    topic.refresh_from_db()
    assert (again.created, again.unchanged) == (0, 7)
    assert (topic.sensitive, topic.holders.count(), topic.name_en) == (True, 1, "Something else")
