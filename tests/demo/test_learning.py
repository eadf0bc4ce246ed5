"""The demo has packs, ratings and bookmarks to look at."""

import pytest
from django.core.management import call_command

from courses.models import Bookmark, CompiledLesson, Pack, PackEnrolment, Satisfaction
from wikilearn.demo.loading import load_demo

pytestmark = pytest.mark.django_db


def test_demo_shows_packs_a_rating_and_bookmarks(settings, client, django_capture_on_commit_callbacks):
    settings.DEMO = True
    call_command("load_reference_data", verbosity=0)
    load_demo()
    assert Pack.objects.offered().count() == 6
    assert PackEnrolment.objects.exists()
    assert Satisfaction.objects.get().answers >= 5
    assert Bookmark.objects.filter(person__username="Lucía Learner").count() == 2
    assert CompiledLesson.objects.filter(overlay__wiki__dbname="eswiki", lesson_key="who-acts").exists()
    assert "Your first days" in client.get("/packs/").content.decode()
