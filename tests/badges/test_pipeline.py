"""The pipeline with real workers: one is killed between two steps, and nothing is lost and nothing done twice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from certification.badges import tasks
from certification.badges.enums import CarrierState, CredentialState
from certification.badges.models import Credential
from certification.badges.open_badges import carriers
from tests.factories.certification import certify
from tests.factories.courses import TopicFactory
from tests.factories.people import PersonFactory
from tests.workers import eventually, kill, running_worker
from wikilearn.audit.models import Event
from wikilearn.celery import app
from wikilearn.notices.models import Notice


def the_credential():
    return Credential.objects.get()


@pytest.mark.django_db(transaction=True)
def test_worker_killed_between_signature_and_files_loses_and_doubles_nothing(monkeypatch, tmp_path, settings):
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    with running_worker() as worker:
        certify(PersonFactory(), TopicFactory(mandatory=True), timezone.now())
        eventually(lambda: the_credential().state == CredentialState.SIGNED, seconds=120)
        kill(worker)
    signed = the_credential()
    assert signed.notified_at is None
    assert not Notice.objects.exists()
    Credential.objects.update(created_at=timezone.now() - timedelta(hours=1))
    with running_worker():
        tasks.issue_missing_credentials.delay()
        tasks.issue_missing_credentials.delay()  # two sweeps at once
        eventually(lambda: the_credential().notified_at is not None, seconds=120)
        tasks.prepare.delay(signed.pk)  # what the killed worker had in hand is delivered again
        tasks.tell.delay(signed.pk)
        eventually(lambda: Notice.objects.exists(), seconds=120)
    finished = the_credential()
    assert (finished.document, finished.key, finished.signed_at) == (signed.document, signed.key, signed.signed_at)
    made = {carrier.kind: carrier for carrier in finished.carriers.all()}
    assert set(made) == {"png", "svg", "pdf"}
    for carrier in made.values():
        assert carrier.state == CarrierState.READY
        with carrier.file.open() as file:
            assert carriers.extract(file.read())[1] == signed.document.encode()
    assert Notice.objects.count() == 1
    assert Event.objects.filter(action="badges.credential_issued").count() == 1


def test_steps_have_queues_of_their_own():
    route = app.amqp.router.route
    queues = {
        name: route({}, f"certification.badges.tasks.{name}")["queue"].name
        for name in ("prepare", "sign", "carry_pictures", "carry_certificate", "tell", "work_on_run")
    }
    assert queues == {
        "prepare": "badges",
        "sign": "badges",
        "carry_pictures": "badges",
        "carry_certificate": "certificates",
        "tell": "default",
        "work_on_run": "certificates",
    }
