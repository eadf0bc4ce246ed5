"""The API against its own document: whatever a program sends, the answer is one that the document promises.

Schemathesis makes requests from the OpenAPI document, good ones and bad ones, always the same for one version of it.
"""

from datetime import timedelta

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    missing_required_header,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.factories.certification import RequirementFactory, certify
from tests.factories.courses import CourseFactory, TopicFactory
from tests.factories.movement import HoldingFactory, RightFactory, WikiFactory
from tests.factories.people import PersonFactory
from wikilearn.api import api
from wikilearn.core.dates import today
from wikilearn.people.actions.tokens import create_token
from wikilearn.people.enums import Role, Scope
from wikilearn.wsgi import application

pytestmark = pytest.mark.django_db

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    missing_required_header,
    ignored_auth,
]


@pytest.fixture
def one_connection(db):
    """Each request uses the connection, and so the transaction, of the test, as with Django's own test client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def token(one_connection):
    """Of a steward on a site where there is something to ask for."""
    topic, right = TopicFactory(), RightFactory(key="checkuser", minimum_holders=2)
    RequirementFactory(right=right, topic=topic)
    person = PersonFactory(role=Role.STEWARD)
    certify(person, topic, today())
    HoldingFactory(right=right, wiki=WikiFactory(dbname="dewiki"), person=person, username=person.username)
    CourseFactory(slug="a-course")
    _token, secret = create_token(
        actor=person, name="Test", scopes=list(Scope), expires_at=timezone.now() + timedelta(days=1)
    )
    return secret


schema = schemathesis.openapi.from_dict(api.get_openapi_schema())
schema.app = application
schema.config.generation.with_security_parameters = False  # each request brings a token; `ignored_auth` leaves it out


@schema.parametrize()
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much, HealthCheck.too_slow],
)
def test_the_api_answers_as_its_document_says(case, token):
    cache.clear()  # as if each came from a program of its own: the limits have tests of their own
    case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=CHECKS)
