"""Choosing between the shared course and its local versions."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from courses.actions.local_versions import choose_local
from courses.views.readers import LOCAL_COOKIE, lesson_address, reader_of, serve_or_404

YEAR = 365 * 24 * 3600


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def local_versions(request: HttpRequest, slug: str) -> HttpResponse:
    """The versions of a course to choose from; by POST, go on in one of them at the same place.

    Who has enrolled keeps the choice with the enrolment, everybody else in a cookie of this course.
    """
    served = serve_or_404(request, slug)
    if request.method != "POST":
        return render(request, "courses/overlays/versions.html", {"served": served})
    owner, lesson_key = request.POST.get("owner", "")[:100], request.POST.get("lesson", "")
    if owner not in {each.owner for each in served.local_versions}:
        owner = ""
    if lesson_key in served.lesson_keys:
        block = request.POST.get("block", "")[:200]
        response = redirect(lesson_address(served, lesson_key, block_key=block))
    else:
        response = redirect("courses:course", slug)
    reader = reader_of(request)
    if reader is not None and served.enrolment is not None:
        choose_local(actor=reader, enrolment=served.enrolment, owner=owner)
    elif owner:
        response.set_cookie(
            f"{LOCAL_COOKIE}{slug}", owner, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure()
        )
    else:
        response.delete_cookie(f"{LOCAL_COOKIE}{slug}", samesite="Lax")
    return response
