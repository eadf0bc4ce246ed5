"""What the code of conduct does when something happens below."""

from typing import Any

from django.dispatch import receiver

from courses.models import Completion
from courses.signals import course_attended, course_passed
from ucoc.actions.measures import claim_measures, pass_assigned_courses
from wikilearn.people.models import Person
from wikilearn.people.signals import account_linked


@receiver([course_passed, course_attended], dispatch_uid="ucoc.pass_assigned_courses")
def pass_assigned(sender: object, completion: Completion, **kwargs: Any) -> None:
    """A pass closes the measures for which it had to be; the courses never learn that there were any."""
    pass_assigned_courses(completion=completion)


@receiver(account_linked, dispatch_uid="ucoc.claim_measures")
def claim(sender: object, person: Person, **kwargs: Any) -> None:
    """Measures about the account of a wiki belong to the person who has shown that it is theirs."""
    claim_measures(person=person)
