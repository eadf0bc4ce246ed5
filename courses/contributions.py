"""What people contribute to courses that are not theirs to write, as far as it is about them."""

from typing import Any

from django.db.models import Q

from courses.enums import ProposalState, SuggestionState
from courses.models import CourseProposal, Enrolment, OverlayBlock, OverlayRevision, Suggestion, SuggestionStep
from wikilearn.people.models import Person


def export(person: Person) -> dict[str, Any]:
    """Suggestions with what the person said about them, proposals, and work on local versions."""
    return {
        "suggestions": [
            {
                "course": row.course.slug,
                "kind": row.kind,
                "place": row.place,
                "text": row.text,
                "reason": row.reason,
                "state": row.state,
                "made": row.made_at.isoformat(),
            }
            for row in Suggestion.objects.filter(by=person).select_related("course")
        ],
        "said_about_suggestions": [
            {"deed": row.deed, "text": row.text, "at": row.at.isoformat()}
            for row in SuggestionStep.objects.filter(by=person)
        ],
        "proposed_courses": [
            {"title": row.title, "summary": row.summary, "outline": row.outline, "state": row.state}
            for row in CourseProposal.objects.filter(by=person)
        ],
        "local_texts": [
            {"course": row.overlay.course.slug, "place": str(row), "text": row.text, "note": row.note}
            for row in OverlayBlock.objects.filter(changed_by=person).select_related("overlay__course")
        ],
        "local_versions_published": OverlayRevision.objects.filter(published_by=person).count(),
    }


def erase(person: Person) -> None:
    """What waits goes; of what was decided only the text that may be in a course stays, without a name."""
    mine = Suggestion.objects.filter(by=person)
    mine.exclude(state=SuggestionState.ACCEPTED).delete()
    mine.update(reason="")
    SuggestionStep.objects.filter(by=person).update(text="")
    CourseProposal.objects.filter(by=person).filter(~Q(state=ProposalState.ADOPTED)).delete()
    Enrolment.objects.of(person).update(local_owner="")
