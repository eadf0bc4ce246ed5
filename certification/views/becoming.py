"""The way to a right: a page for everybody, with one's own topics for those who are signed in."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from certification.queries.becoming import way_to
from wikilearn.core.dates import today
from wikilearn.movement.models import Right


@login_not_required
@never_cache
@require_safe
def become(request: HttpRequest, key: str) -> HttpResponse:
    """What the right requires, what the person has, what is missing."""
    right = get_object_or_404(Right, key=key)
    person = request.user if request.user.is_authenticated else None
    context = {"right": right, "way": way_to(right.key, person, today())}
    return render(request, "certification/become.html", context)
