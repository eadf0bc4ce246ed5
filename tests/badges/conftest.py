"""Keys, uploads and the pipeline of badges in tests."""

import pytest
from django.utils import timezone

from certification.badges.models import Credential
from tests.factories.certification import certify
from tests.factories.courses import TopicFactory
from tests.factories.people import PersonFactory


@pytest.fixture(autouse=True)
def _data_folder(settings, tmp_path):
    """Every test has keys and files of its own."""
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def issue(db, django_capture_on_commit_callbacks):
    """`issue()` certifies somebody in something and runs the whole pipeline; gives the credential."""

    def make(*, run=True, person=None, topic=None, day=None, level="", **fields) -> Credential:
        person = person or PersonFactory(**fields)
        topic = topic or TopicFactory(key="digital-security", name="Digital security", mandatory=True)
        from certification.actions.recording import Achieved

        with django_capture_on_commit_callbacks(execute=run):
            fact = certify(person, topic, day or timezone.now(), achieved=Achieved(level=level))
        return Credential.objects.with_story().filter(period__fact=fact).latest("pk")

    return make
