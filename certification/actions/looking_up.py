"""Asking about others leaves a trace that they can see."""

from collections.abc import Iterable

from certification.queries.asking import Answer
from wikilearn.audit.actions import record_each
from wikilearn.people.models import Person


def log_look_up(*, actor: Person, answers: Iterable[Answer], page: str) -> None:
    """Log that `actor` saw the details of the people among `answers`, once each, never for themself.

    `page` says where: the name of a page or of an operation of the API.
    """
    seen = {answer.account.reference for answer in answers if answer.account is not None}
    record_each(
        actor=actor.reference,
        action="person.looked_up",
        targets=sorted(seen - {actor.reference}),
        details={"page": page},
    )


def log_look_up_of_each(*, actor: Person, people: Iterable[Person], page: str) -> None:
    """Log that `actor` saw the details of these people, once each, never for themself."""
    seen = {person.reference for person in people}
    record_each(
        actor=actor.reference,
        action="person.looked_up",
        targets=sorted(seen - {actor.reference}),
        details={"page": page},
    )


def log_look_up_of(*, actor: Person, person: Person, page: str) -> None:
    """Log that `actor` saw the details of one person, never for themself."""
    if person.pk != actor.pk:
        record_each(
            actor=actor.reference, action="person.looked_up", targets=[person.reference], details={"page": page}
        )
