"""What a badge says of how it was earned: public facts alone, in the language of the badge.

Never a score, a name of a cohort, or what was handed in: whoever holds the file of a badge may pass it on.
"""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from certification.badges.models import Credential
from certification.enums import FactKind
from certification.models import Fact
from courses.models import Completion, Course, Pack
from courses.queries.cohorts import titles_of
from courses.queries.packs import words_of
from wikilearn.core import languages

Said = list[dict[str, str]]


def of_fact(fact: Fact, earlier: Credential | None, language: str) -> Said:
    """How a certification was earned: the course and its revision, a training event, recognised evidence."""
    with translation.override(language.lower()):
        if fact.course is not None:
            attended = fact.kind == FactKind.ATTENDED
            said = [_course(fact.course, fact.revision, attended=attended, language=language)]
        elif fact.kind == FactKind.RECOGNISED:
            said = [{"name": _("Recognised evidence"), "narrative": _("Other evidence was recognised as equivalent.")}]
        elif fact.kind == FactKind.IMPORTED:
            said = [{"name": _("Earlier record"), "narrative": _("Taken over from an earlier record.")}]
        else:
            said = []
        return [*said, *_renewal(earlier)]


def of_completion(completion: Completion, language: str) -> Said:
    """How the badge of a course was earned."""
    with translation.override(language.lower()):
        attended = completion.cohort_id is not None
        return [_course(completion.course, completion.revision.number, attended=attended, language=language)]


def of_pack(pack: Pack, language: str) -> Said:
    """How the badge of a learning pack was earned."""
    with translation.override(language.lower()):
        title = words_of(pack, languages.fallback_chain([languages.current().tag])).title
        return [
            {
                "id": f"{settings.SITE_URL}{pack.get_absolute_url()}",
                "name": title,
                "narrative": _("Passed all courses of the learning pack."),
            }
        ]


def _course(course: Course, revision: int | None, *, attended: bool, language: str) -> dict[str, str]:
    title = titles_of([course.pk], languages.fallback_chain([language])).get(course.pk)
    address = f"{settings.SITE_URL}{reverse('courses:course', args=[course.slug])}"
    return {
        "id": f"{address}#revision-{revision}" if revision else address,
        "name": title.text if title else course.slug,
        "narrative": _narrative(revision, attended=attended),
    }


def _narrative(revision: int | None, *, attended: bool) -> str:
    if attended:
        if revision:
            return _("Attended all sessions of a training event. Revision of the course: %(number)s.") % {
                "number": revision
            }
        return _("Attended all sessions of a training event.")
    if revision:
        return _("Passed the course. Revision of the course: %(number)s.") % {"number": revision}
    return _("Passed the course.")


def _renewal(earlier: Credential | None) -> Said:
    if earlier is None:
        return []
    return [
        {
            "id": earlier.address,
            "name": _("The badge before this one"),
            "narrative": _("This badge follows an earlier one of the same holder without a gap."),
            "genre": "renewal",
        }
    ]
