"""The editors of scenario and exercise blocks. Importing this module registers them."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.enums import BlockKind, ExerciseMode, QuestionKind
from courses.forms.blocks import LONGEST, BlockForm, QuizForm, markdown_area, register
from wikilearn.movement.models import Wiki


class ScenarioBlockForm(QuizForm):
    """Which scenarios of the course are played here for practice."""

    def _choices(self) -> list[tuple[str, str]]:
        course = self.lesson.course
        prompts = dict(course.segments.wanted().filter(part="prompt").values_list("question__key", "source_text"))
        scenarios = course.questions.filter(kind=QuestionKind.SCENARIO)
        return [(key, (prompts.get(key) or key)[:200]) for key in scenarios.values_list("key", flat=True)]


class ExerciseBlockForm(BlockForm):
    """The task, and how it is known that it is done."""

    text = forms.CharField(label=gettext_lazy("Task"), max_length=LONGEST, widget=markdown_area(rows=8))
    mode = forms.ChoiceField(
        label=gettext_lazy("How it is known that it is done"), choices=ExerciseMode, widget=forms.RadioSelect
    )
    wiki = forms.CharField(
        label=gettext_lazy("Wiki"),
        max_length=64,
        required=False,
        help_text=gettext_lazy("Its database name, for example testwiki."),
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    page = forms.CharField(
        label=gettext_lazy("Page"),
        max_length=255,
        required=False,
        help_text=gettext_lazy("Empty: any page."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    namespace = forms.IntegerField(
        label=gettext_lazy("Number of the namespace"),
        min_value=0,
        max_value=10_000,
        required=False,
        help_text=gettext_lazy("Empty: any. 0 is that of articles, 2 that of user pages."),
    )
    tag = forms.CharField(
        label=gettext_lazy("Tag of the edit"),
        max_length=255,
        required=False,
        help_text=gettext_lazy("Empty: any edit. For example visualeditor."),
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )

    def first_values(self) -> dict[str, Any]:
        """With its settings."""
        return {"mode": ExerciseMode.DECLARED} | super().first_values() | self.old_settings

    def clean(self) -> dict[str, Any]:
        """An exercise on a wiki names a wiki that everybody can see."""
        cleaned = super().clean() or {}
        if cleaned.get("mode") == ExerciseMode.WIKI:
            known = Wiki.objects.filter(dbname=cleaned.get("wiki", ""), private=False, closed=False)
            if not known.exists():
                self.add_error("wiki", _("There is no public wiki with this name."))
        return cleaned

    def settings(self) -> dict[str, Any]:
        """What `courses.exercises` says."""
        said: dict[str, Any] = {"mode": self.cleaned_data["mode"]}
        if said["mode"] == ExerciseMode.WIKI:
            said["wiki"] = self.cleaned_data["wiki"]
            for name in ("page", "namespace", "tag"):
                if self.cleaned_data[name] not in ("", None):
                    said[name] = self.cleaned_data[name]
        return said


register(BlockKind.SCENARIO, ScenarioBlockForm)
register(BlockKind.EXERCISE, ExerciseBlockForm)
