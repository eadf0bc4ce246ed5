"""Keys, uploads and the pipeline of badges in tests."""

import pytest
from django.utils import timezone

from certification.badges import actions, looks
from certification.badges.models import Credential
from tests.factories.certification import certify
from tests.factories.courses import TopicFactory
from tests.factories.people import PersonFactory


@pytest.fixture(autouse=True)
def _data_folder(settings, tmp_path):
    """Every test has keys, files, counters and looks of its own."""
    looks._look.cache_clear()  # templates are numbered from the first again
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.CACHES = settings.CACHES | {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": str(tmp_path)}
    }


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


@pytest.fixture
def signed(issue):
    """`signed()`: as `issue()`, but only signed: no files, no notice; much faster."""

    def make(**said) -> Credential:
        credential = issue(run=False, **said)
        return Credential.objects.with_story().get(pk=actions.sign_credential(credential=credential).pk)

    return make
