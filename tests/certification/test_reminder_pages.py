"""What staff sees of reminders before they leave, and how a person chooses them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from certification.models import Reminder, ReminderWish
from certification.queries.reminding import due_next, recently, samples
from tests.certification.test_reminders import ending
from tests.factories.people import PersonFactory
from wikilearn.core.dates import today
from wikilearn.notices.models import Notice
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db


def test_the_preview_counts_people_and_sends_and_keeps_nothing():
    for days in (30, 30, 7):
        ending(valid_from=today() - timedelta(days=700), valid_until=today() + timedelta(days=days))
    assert [(due.offset, due.people) for due in due_next()] == [(30, 2), (7, 1)]
    assert not Reminder.objects.exists()
    assert not Notice.objects.exists()
    assert recently() == {"sent": 0, "dropped": 0, "emails": 0, "failed": 0, "waiting": 0}


def test_the_words_are_shown_in_every_language():
    shown = {sample.language.tag: sample.text for sample in samples(today())}
    assert list(shown) == ["en", "ar", "es", "fr", "ru", "zh-Hans"]
    assert len({text.subject for text in shown.values()}) == 6
    assert all(len(text.paragraphs) == 8 for text in shown.values())


@pytest.mark.parametrize(("role", "status"), [(None, 403), (Role.STEWARD, 200), (Role.CURATOR, 200), (Role.STAFF, 200)])
def test_who_may_look(client, role, status):
    client.force_login(PersonFactory(role=role) if role else PersonFactory())
    response = client.get(reverse("certification:reminders"))
    assert response.status_code == status
    assert status == 403 or "Nothing is due." in response.content.decode()


def test_a_person_chooses_and_chooses_again(client):
    person = PersonFactory()
    client.force_login(person)
    for wish, there in (("yes", True), ("yes", True), ("no", False), ("no", False)):
        response = client.post(reverse("certification:wish"), {"wish": wish}, follow=True)
        assert response.redirect_chain == [(reverse("certification:mine"), 302)]
        assert ReminderWish.objects.filter(person=person).exists() is there
