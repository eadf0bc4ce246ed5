"""The demo has a person whose badges can be seen."""

import pytest
from django.utils import timezone

from certification.badges.models import Credential, Profile, ShareLink
from tests.factories.certification import certify
from tests.factories.courses import TopicFactory
from tests.factories.people import PersonFactory
from wikilearn.demo.badges import show_badges_in_demo

pytestmark = pytest.mark.django_db


def test_demo_shows_a_page_with_badges_and_a_link(client, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    person = PersonFactory(username="Farid Functionary")
    for _number in range(4):
        certify(person, TopicFactory(mandatory=True), timezone.now())
    show_badges_in_demo(person)
    assert sorted(Credential.objects.values_list("visibility", flat=True)) == ["link", "private", "profile", "profile"]
    assert "Farid Functionary" in client.get(Profile.objects.get().get_absolute_url()).text
    assert client.get(ShareLink.objects.get().get_absolute_url()).status_code == 200


def test_demo_without_badges_has_no_page():
    show_badges_in_demo(PersonFactory())
    assert not Profile.objects.exists()
