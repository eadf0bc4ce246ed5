"""The way to a right: a page for everybody, with one's own topics for those who are signed in."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from certification.queries.becoming import steps_to, way_to
from wikilearn.core import languages
from wikilearn.core.dates import today
from wikilearn.movement.models import Right


@login_not_required
@never_cache
@require_safe
def become(request: HttpRequest, key: str) -> HttpResponse:
    """What the right requires, what the person has, what is missing and how long that takes; standing for it."""
    right = get_object_or_404(Right.objects.select_related("guide"), key=key)
    person = request.user if request.user.is_authenticated else None
    way = way_to(right.key, person, today())
    steps = steps_to(way, [languages.current().tag, *(person.languages if person else [])])
    stands = person is not None and person.candidacies.listed(today()).filter(right=right).exists()
    context = {
        "right": right,
        "way": way,
        "steps": {step.topic: step for step in steps},
        "minutes": sum(step.minutes for step in steps),
        "stands": stands,
    }
    return render(request, "certification/become.html", context)
