"""The course whose discussion a page is about, for whoever opens it."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.urls import reverse

from courses.enums import DiscussionState
from courses.models import Course
from courses.queries.discussion import state_of
from courses.queries.reading import ServedCourse
from courses.views.readers import serve_or_404


@dataclass(frozen=True, slots=True)
class Discussed:
    """A published course, the state of its discussion, and whether whoever asks moderates it."""

    served: ServedCourse
    state: DiscussionState
    moderates: bool

    @property
    def course(self) -> Course:
        """The course."""
        return self.served.entry.course

    @property
    def is_open(self) -> bool:
        """One can write."""
        return self.state == DiscussionState.OPEN

    @property
    def lessons(self) -> list[tuple[str, str]]:
        """Keys and titles of its lessons."""
        return [
            (lesson["key"], lesson["title"]) for module in self.served.entry.outline for lesson in module["lessons"]
        ]

    @property
    def people_url(self) -> str:
        """Where names for mentions are completed."""
        return reverse("courses:discussion_people", args=[self.course.slug])


def discussed_or_404(request: HttpRequest, slug: str, *, even_off: bool = False) -> Discussed:
    """The discussion, unless it is switched off; moderators find it then too, to switch it on."""
    served = serve_or_404(request, slug)
    course = served.entry.course
    moderates = request.user.has_perm("courses.moderate_discussion", course)
    state = state_of(course)
    if state == DiscussionState.OFF and not moderates and not even_off:
        raise Http404
    return Discussed(served=served, state=state, moderates=moderates)
