"""Handing in an assessment."""

import statistics
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench.measuring import Result, row
from bench.rows.layout import FLOOR
from bench.server import Site
from courses.actions.assessing import start_attempt
from courses.actions.learning import enrol_in_course
from courses.models import Attempt, Course
from courses.queries.questions import drawn_keys
from courses.queries.reading import served_course
from wikilearn.demo.assessment import SLUG
from wikilearn.people.models import Person

ROUNDS, WARM_UP = 40, 3
RIGHT = {
    "single": ["2"],
    "multiple": ["1", "3"],
    "ordering": ["1=1", "2=2", "3=3"],
    "matching": ["1=m1", "2=m2"],
    "numeric": ["90"],
    "short_text": ["evidence"],
    "scenario": ["n1.c1", "n2.c1"],
}


@row("quiz submit", area="assessment", aim="≤ 25 queries, ≤ 6 × floor; 7 questions of all kinds, passed")
def quiz_submit(site: Site) -> Result:
    """Through all middleware, in this process, as the floor beside it; each round hands in an attempt of its own."""
    course = Course.objects.get(slug=SLUG)
    learner = Person.objects.get(pk=site.client.session["_auth_user_id"])
    enrol_in_course(actor=learner, course=course, language="en")
    _hand_in(site, course, learner, captured := CaptureQueriesContext(connection))
    asked = len(captured)
    submitted, floor = [], []
    for turn in range(WARM_UP + ROUNDS):
        taken, least = _hand_in(site, course, learner), _timed(lambda: site.client.get(FLOOR))
        if turn >= WARM_UP:
            submitted.append(taken)
            floor.append(least)
    page, least = statistics.median(submitted), statistics.median(floor)
    figures = f"{page / least:.1f} × floor ({page * 1e3:.1f} ms), {asked} queries"
    return Result(figures, page <= 6 * least and asked <= 25, page)


def _hand_in(
    site: Site, course: Course, learner: Person, watched: AbstractContextManager[object] | None = None
) -> float:
    """The seconds that one submission takes, without the start of its attempt; `watched` is around it alone."""
    attempt = start_attempt(actor=learner, served=served_course(course.slug, reader=learner, chain=["en"]))
    kinds = dict(course.questions.values_list("key", "kind"))
    answers: dict[str, Any] = {f"q-{key}": RIGHT[kinds[key]] for key in drawn_keys(attempt)}
    address = reverse("courses:attempt", args=[attempt.pk])
    with nullcontext() if watched is None else watched:
        taken = _timed(lambda: site.client.post(address, answers | {"hand_in": "yes"}))
    assert Attempt.objects.get(pk=attempt.pk).passed, "the answers are right"
    return taken


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
