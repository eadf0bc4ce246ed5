"""One's own certifications."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from certification.models import ReminderWish
from certification.queries.mine import certifications_of, history_of
from certification.queries.updating import updates_for
from wikilearn.core.dates import today
from wikilearn.people.http import PersonRequest


@require_safe
def mine(request: PersonRequest) -> HttpResponse:
    """What is valid until when, what opens when, the rights I hold, and what happened."""
    person = request.user
    context = {
        "mine": certifications_of(person, today()),
        "history": history_of(person),
        "updates": updates_for(person),
        "wishes_reminders": ReminderWish.objects.filter(person=person).exists(),
    }
    return render(request, "certification/mine.html", context)


@require_safe
def summary_fragment(request: PersonRequest) -> HttpResponse:
    """For the home page: what there is to do."""
    return render(request, "certification/summary.html", {"mine": certifications_of(request.user, today())})
