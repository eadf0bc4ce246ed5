"""Reading without a line: the service worker, what is kept, and taking in what was done meanwhile.

What a browser keeps is a lesson as everybody gets it, fetched without the session: nothing in it is personal, so it
may stay on a shared machine. What was done waits in the browser with a key of its own and is sent until it is answered.
"""

import hashlib
import json
import uuid
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from courses.actions.offline import receive_quiz, receive_reading
from courses.enums import OfflineDeed
from courses.models import CompiledCourse, CompiledLesson
from courses.queries.reading import lesson_of, served_course
from courses.views.readers import chain_of, person_of
from courses.views.reading import graded
from wikilearn.core.errors import DomainError

MOST = 100
SHELL = (
    "codex-tokens/theme-wikimedia-ui-root.css",
    "codex-tokens/theme-wikimedia-ui-mode-dark.css",
    "css/site.css",
    "css/learning.css",
    "css/marks.css",
    "js/site.js",
    "js/offline.js",
    "img/logo.svg",
)
"""What the list of kept lessons needs; a lesson brings its own files when it is kept."""


@login_not_required
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker for the whole site; it does nothing but answer with what was kept when the line is gone."""
    shell = [static(path) for path in SHELL]
    version = hashlib.sha256("".join(shell).encode()).hexdigest()[:12]
    context = {"shell": json.dumps(shell), "version": version}
    response = render(request, "courses/offline/service-worker.js", context, content_type="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


@login_not_required
@require_safe
def kept(request: HttpRequest) -> HttpResponse:
    """The lessons that this browser keeps; also what it shows for a page that it does not keep."""
    return render(request, "courses/offline/kept.html")


@never_cache
@require_http_methods(["GET", "POST"])
def offline(request: HttpRequest) -> HttpResponse:
    """GET: who asks, and a token for sending. POST `{"deeds": […]}`: each is done once, whatever is sent again."""
    person = person_of(request)
    if request.method == "GET":
        return JsonResponse({"person": str(person.uid), "token": get_token(request)})
    try:
        deeds = json.loads(request.body)["deeds"]
        if not isinstance(deeds, list) or len(deeds) > MOST or not all(isinstance(deed, dict) for deed in deeds):
            raise ValueError
    except (ValueError, KeyError, TypeError):
        return HttpResponseBadRequest()
    return JsonResponse({"results": [_received(request, deed) for deed in deeds]})


def _received(request: HttpRequest, deed: dict[str, Any]) -> dict[str, Any]:
    """What became of one deed: `done` or `refused`, with a sentence for the learner."""
    said = str(deed.get("key", ""))
    try:
        key = uuid.UUID(said)
        message = _done(request, key, {name: str(deed.get(name, "")) for name in _FIELDS}, deed.get("answers"))
    except (ValueError, Http404, CompiledCourse.DoesNotExist, CompiledLesson.DoesNotExist):
        return {"key": said, "state": "refused", "message": _("What you did cannot be found in the course any more.")}
    except DomainError as error:
        return {"key": said, "state": "refused", "message": str(error)}
    return {"key": said, "state": "done", "message": message}


_FIELDS = ("deed", "course", "lesson", "block", "language")


def _done(request: HttpRequest, key: uuid.UUID, deed: dict[str, str], answers: Any) -> str:
    if any("\x00" in value for value in deed.values()):
        raise ValueError
    person, chain = person_of(request), chain_of(request)
    served = served_course(deed["course"], reader=person, chain=chain, wanted=deed["language"])
    lesson = lesson_of(served, deed["lesson"], chain)
    if OfflineDeed(deed["deed"]) == OfflineDeed.READ:
        receive_reading(actor=person, key=key, served=served, lesson_key=lesson.lesson_key)
        return _("Marked as read: %(lesson)s") % {"lesson": lesson.title}
    right, of = graded(served, lesson, deed["block"], _query(answers))
    receipt = receive_quiz(actor=person, key=key, served=served, right=right, of=of)
    outcome = receipt.outcome
    return ngettext(
        "Quiz in “%(lesson)s”: %(right)d of %(of)d right",
        "Quiz in “%(lesson)s”: %(right)d of %(of)d right",
        outcome["of"],
    ) % {"lesson": lesson.title, **outcome}


def _query(answers: Any) -> QueryDict:
    """Pairs of names and values as a form would have sent them."""
    data = QueryDict(mutable=True)
    for pair in answers if isinstance(answers, list) else []:
        if not isinstance(pair, list) or len(pair) != 2:
            raise ValueError
        data.appendlist(str(pair[0]), str(pair[1]))
    return data
