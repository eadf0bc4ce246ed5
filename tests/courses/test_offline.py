"""Without a line: the worker, the list, and what is sent afterwards, once."""

import json
import uuid

import pytest

from courses.models import Enrolment, LessonRead, OfflineReceipt
from tests.factories.learning import learner, serve_course
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
SEND = "/learn/offline/"


def deed(taking, **changes):
    said = {"key": str(uuid.uuid4()), "deed": "read", "course": taking.course.slug, "lesson": "l1", "language": "en"}
    return said | changes


def send(client, *deeds):
    response = client.post(SEND, json.dumps({"deeds": list(deeds)}), content_type="application/json")
    assert response.status_code == 200
    return response.json()["results"]


def test_worker_is_served_for_the_whole_site(client):
    response = client.get("/service-worker.js")
    assert response.headers["Content-Type"].startswith("text/javascript")
    assert "no-cache" in response.headers["Cache-Control"]
    script = response.content.decode()
    assert '"/learn/kept/"' in script
    assert "css/site" in script
    assert "&quot;" not in script


def test_list_of_kept_lessons_needs_no_account(client):
    assert "data-kept" in client.get("/learn/kept/").content.decode()


def test_reading_arrives_once_whatever_is_sent_again():
    taking = learner()
    said = deed(taking)
    (first,) = send(taking.client, said)
    assert (first["key"], first["state"]) == (said["key"], "done")
    LessonRead.objects.all().delete()
    assert send(taking.client, said, said) == [first, first]
    assert not LessonRead.objects.exists(), "nothing is done again"
    assert OfflineReceipt.objects.get().deed == "read"


def test_reading_keeps_its_language_and_moves_on():
    taking = learner()
    send(taking.client, deed(taking, language="es"), deed(taking, lesson="l2", language="es"))
    assert list(LessonRead.objects.order_by("lesson_key").values_list("lesson_key", "language")) == [
        ("l1", "es"),
        ("l2", "es"),
    ]
    assert Enrolment.objects.get(person=taking.person).lesson_key == "l3"


def test_quiz_is_graded_on_the_server_and_its_first_result_stays():
    taking = learner(serve_course(quiz_in=1))
    answers = [["b-quiz-q-q1", "1"], ["b-quiz-q-q2", "2"]]
    said = deed(taking, deed="quiz", block="quiz", answers=answers)
    (result,) = send(taking.client, said)
    assert "1 of 2 right" in result["message"]
    better = said | {"answers": [["b-quiz-q-q1", "1"], ["b-quiz-q-q2", "1"]]}
    assert send(taking.client, better) == [result]
    assert OfflineReceipt.objects.get().outcome == {"right": 1, "of": 2}


@pytest.mark.parametrize(
    "changes",
    [
        {"key": "no key"},
        {"key": ""},
        {"deed": "steal"},
        {"course": "no-such-course"},
        {"lesson": "l99"},
        {"lesson": "\x00"},
        {"deed": "quiz", "block": "no-such-block", "answers": []},
        {"deed": "quiz", "block": "quiz", "answers": [["only one"]]},
        {"deed": "quiz", "block": "quiz", "answers": [1, 2]},
    ],
)
def test_nonsense_is_refused_alone_and_the_rest_goes_on(changes):
    taking = learner(serve_course(quiz_in=1))
    refused, done = send(taking.client, deed(taking, **changes), deed(taking, lesson="l2"))
    assert (refused["state"], done["state"]) == ("refused", "done")
    assert LessonRead.objects.get().lesson_key == "l2"


def test_reading_a_course_that_one_does_not_take_is_refused(client):
    taking = learner()
    client.force_login(PersonFactory())
    assert send(client, deed(taking))[0]["state"] == "refused"
    assert not OfflineReceipt.objects.exists(), "so that it can be sent again after enrolling"


def test_the_same_key_of_two_people_is_two_things():
    one = learner()
    two = learner(one.course)
    said = deed(one)
    send(one.client, said)
    send(two.client, said)
    assert LessonRead.objects.count() == 2


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"deeds": {}}', '{"deeds": [1]}', '{"deeds": [' + "{}," * 100 + "{}]}", "\xff"]
)
def test_body_that_makes_no_sense_is_a_bad_request(body):
    taking = learner()
    assert taking.client.post(SEND, body, content_type="application/json").status_code == 400


def test_sending_needs_a_person_and_a_token(client):
    assert client.post(SEND, "{}", content_type="application/json").status_code == 302
    taking = learner()
    assert taking.client.get(SEND).json()["person"] == str(taking.person.uid)
    taking.client.handler.enforce_csrf_checks = True
    assert taking.client.post(SEND, '{"deeds": []}', content_type="application/json").status_code == 403
    token = taking.client.get(SEND).json()["token"]
    response = taking.client.post(
        SEND, '{"deeds": []}', content_type="application/json", headers={"X-CSRFToken": token}
    )
    assert response.status_code == 200


def test_lesson_that_is_kept_has_nothing_personal_in_it(client):
    taking = learner()
    page = client.get(f"/courses/{taking.course.slug}/l1/").content.decode()
    assert 'data-person=""' in page
    assert (
        f'data-person="{taking.person.uid}"' in taking.client.get(f"/courses/{taking.course.slug}/l1/").content.decode()
    )
