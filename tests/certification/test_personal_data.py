"""What a person can take along, and what stays when they leave."""

import json

import pytest

from certification.models import Fact, Period
from certification.personal_data import erase, export
from tests.factories.certification import ReminderFactory, certify
from tests.factories.courses import TopicFactory
from tests.factories.people import PersonFactory
from wikilearn.people import personal_data

pytestmark = pytest.mark.django_db


def test_export_holds_facts_and_periods_as_json():
    person, topic = PersonFactory(), TopicFactory(key="digital-security", mandatory=True)
    certify(person, topic, "2025-03-01", evidence="Certificate")
    said = json.loads(json.dumps(export(person)))
    assert said["facts"][0]["evidence"] == "Certificate"
    assert said["periods"] == [
        {"topic": "digital-security", "valid_from": "2025-03-01", "valid_until": "2027-03-01", "stands": True}
    ]


def test_erase_forgets_words_and_keeps_days():
    person, topic = PersonFactory(), TopicFactory(mandatory=True)
    certify(person, topic, "2025-03-01", evidence="Certificate", reason="Ada wrote this")
    ReminderFactory(period=Period.objects.get())
    erase(person)
    fact = Fact.objects.get()
    assert (fact.evidence, fact.reason, fact.score, fact.level) == ("", "", None, "")
    assert Period.objects.filter(person=person).exists()
    assert not person.reminders.exists()


def test_the_app_is_registered_and_says_what_stays():
    (keeper,) = (keeper for keeper in personal_data.keepers() if keeper.name == "certification")
    assert str(keeper.stays)
