"""What codes of conduct keep about a person: affirmations, and what they wrote and did for local codes."""

from typing import Any

from ucoc.models import (
    Affirmation,
    Comment,
    CommentFollower,
    CommentReport,
    LocalEdit,
    LocalEditor,
    LocalReview,
    LocalVersion,
    WeakerMark,
)
from ucoc.queries.affirming import proof_of
from wikilearn.people.models import Person


def export(person: Person) -> dict[str, Any]:
    """Everything of it, for the person's own file."""
    rows = Affirmation.objects.of(person).select_related("version__code", "right", "wiki")
    edits = LocalEdit.objects.filter(author=person).select_related("version__local")
    comments = Comment.objects.filter(author=person).select_related("version__local")
    reviews = LocalReview.objects.filter(reviewer=person).select_related("version__local")
    marks = WeakerMark.objects.filter(reviewer=person).select_related("clause__version__local")
    return {
        "affirmations": proof_of(person, rows)["affirmations"],
        "local_codes_written_with": list(
            LocalEditor.objects.filter(person=person).values_list("local__slug", flat=True)
        ),
        "local_versions_started": [
            {"code": row.local.slug, "version": row.number, "at": row.started_at.isoformat()}
            for row in LocalVersion.objects.filter(started_by=person).select_related("local")
        ],
        "local_texts": [
            {
                "code": row.version.local.slug,
                "version": row.version.number,
                "clause": row.key,
                "language": row.language,
                "heading": row.heading,
                "text": row.text,
                "at": row.at.isoformat(),
            }
            for row in edits
        ],
        "comments": [
            {"code": row.version.local.slug, "version": row.version.number, "text": row.text, "at": row.at.isoformat()}
            for row in comments
        ],
        "consultations_followed": [
            {"code": row.version.local.slug, "version": row.version.number}
            for row in CommentFollower.objects.filter(person=person).select_related("version__local")
        ],
        "reports_of_comments": [
            {"comment": row.comment_id, "reason": row.reason, "at": row.at.isoformat()}
            for row in CommentReport.objects.filter(reporter=person)
        ],
        "reviews": [
            {"code": row.version.local.slug, "verdict": row.verdict, "note": row.note, "at": row.at.isoformat()}
            for row in reviews
        ],
        "marks": [
            {"code": row.clause.version.local.slug, "reason": row.reason, "at": row.at.isoformat()} for row in marks
        ],
    }


def erase(person: Person) -> None:
    """Which right and wiki an affirmation was for is forgotten; comments lose their words, reports and places go."""
    Affirmation.objects.filter(person=person, right__isnull=False).update(right=None, wiki=None)
    Comment.objects.filter(author=person).update(text="")
    CommentReport.objects.filter(reporter=person).delete()
    CommentFollower.objects.filter(person=person).delete()
    LocalEditor.objects.filter(person=person).delete()
