"""What became of an import: per file, per block, per word.

Kept as plain JSON on the run, so that it can be shown in any language later; `why` is a key of `REASONS`.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Outcome(TextChoices):
    """What became of something in the archive."""

    IMPORTED = "imported", pgettext_lazy("import", "Imported")
    KEPT = "kept", pgettext_lazy("import", "Kept, not shown")
    DROPPED = "dropped", pgettext_lazy("import", "Dropped")
    DANGLING = "dangling", pgettext_lazy("import", "Points to nothing")
    ORPHAN = "orphan", pgettext_lazy("import", "Used by nothing")
    CHANGED = "changed", pgettext_lazy("import", "Shown in another way")


REASONS = {
    "not_a_course_file": _("This is not a file of a course."),
    "slide_missing": _("A module lists this slide, and no file holds it."),
    "module_missing": _("A library lists this module, and no file holds it."),
    "slide_unused": _("No module lists this slide. It is kept in a course of what no library lists."),
    "module_unlisted": _("No library lists this module. It is kept in a course of what no library lists."),
    "module_empty": _("The module lists no slides."),
    "unknown_field": _("We do not know this field. It is kept with the lesson."),
    "button_text": _("Buttons have the words of this site. The text is kept with the lesson."),
    "module_setting": _("This setting is kept with the module and has no effect here."),
    "listed_name": _("The library gives the module another name. It is kept with the module."),
    "external_image": _("Pages load nothing from elsewhere. The picture is a link."),
    "external_media": _("Pages load nothing from elsewhere. The video or recording is a link."),
    "dead_link": _("The link leads nowhere here. Its words stay."),
    "unknown_language": _("This is not a language tag, so the translation is left out."),
    "no_correct_answer": _(
        "The question has no answer that is marked as correct, so it is left out of the assessment."
    ),
    "edited_here": _("The text was edited here since the last import. What is here stays."),
    "state_lowered": _("Only reviewers bring reviewed translations along. These texts wait for a review here."),
    "settings_kept": _("Only those who may publish the course change this while learners take it. It stays."),
    "topic_not_held": _("Only organisations that maintain this topic can offer courses on it."),
    "topic_missing": _("There is no such topic here."),
    "course_missing": _("There is no such course here."),
    "picture_remade": _("The picture was made anew from its pixels, so that nothing else comes along."),
    "words_lost": _("These words of the file are not on the page."),
}


@dataclass(slots=True)
class Report:
    """Collects while parsing and importing; `as_json` is what is stored."""

    counts: Counter[str] = field(default_factory=Counter)
    translations: Counter[str] = field(default_factory=Counter)
    files: dict[str, list[Any]] = field(default_factory=dict)
    findings: list[dict[str, str]] = field(default_factory=list)
    changes: dict[str, dict[str, int]] = field(default_factory=dict)
    stored: list[Any] = field(default_factory=list)
    """Files that were stored outside the transaction's reach: to be deleted if it fails. Not part of the report."""

    def forget_stored(self) -> None:
        """Delete the files that were stored: nothing half-imported stays."""
        for file in self.stored:
            file.storage.delete(file.name)
        self.stored.clear()

    def file(self, path: str, outcome: Outcome, before: int = 0, after: int = 0) -> None:
        """What became of a file, and how many words were visible before and are now."""
        self.files[path] = [str(outcome), before, after]

    def find(self, outcome: Outcome, where: str, what: str, why: str) -> None:
        """One thing that somebody should know of."""
        if why not in REASONS:
            raise KeyError(why)
        self.findings.append({"outcome": str(outcome), "where": where, "what": what[:300], "why": why})

    def as_json(self) -> dict[str, Any]:
        """`counts`, `translations` (lessons by language), `words`, `files` [[path, outcome, before, after]],
        `findings`, `changes` (by course: created, changed, removed)."""
        return {
            "counts": dict(self.counts),
            "translations": dict(sorted(self.translations.items())),
            "words": {
                "before": sum(before for _outcome, before, _after in self.files.values()),
                "after": sum(after for _outcome, _before, after in self.files.values()),
            },
            "files": [[path, *said] for path, said in sorted(self.files.items())],
            "findings": self.findings,
            "changes": self.changes,
        }
