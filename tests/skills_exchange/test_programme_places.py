"""Two organisers accept two people for the last place at the same time, in two connections."""

import threading

import pytest
from django.db import connection

from skills_exchange.actions.programme_applications import decide_application
from skills_exchange.enums_programmes import ApplicationState
from skills_exchange.errors import ProgrammeRefused
from tests.factories.movement import MembershipFactory
from tests.factories.programmes import ApplicationFactory, ProgrammeFactory
from wikilearn.movement.enums import MemberRole


@pytest.mark.django_db(transaction=True)
def test_the_last_place_is_given_once():
    programme = ProgrammeFactory(places=1)
    bosses = [
        MembershipFactory(organisation=programme.organisation, role=MemberRole.COORDINATOR).person for _ in range(2)
    ]
    rows = [ApplicationFactory(programme=programme, state=ApplicationState.APPLIED, claims=False) for _ in range(2)]
    together, answers = threading.Barrier(2), []

    def accept(boss, row):
        together.wait(timeout=20)
        try:
            answers.append(decide_application(actor=boss, application=row, state=ApplicationState.ACCEPTED).state)
        except ProgrammeRefused:
            answers.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=accept, args=pair) for pair in zip(bosses, rows, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(answers) == ["accepted", "refused"]
    assert programme.applications.accepted().count() == 1
