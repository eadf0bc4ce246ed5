"""What editors of local versions fill in."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.actions.overlays import LONGEST
from courses.models import Block, Course
from wikilearn.core import languages
from wikilearn.movement.models import Organisation, Wiki


class StartOverlayForm(forms.Form):
    """For whom, and in which of the languages of the course."""

    owner = forms.ChoiceField(label=_("For whom"))
    language = forms.ChoiceField(label=_("Language"))

    def __init__(self, *args: Any, owners: Sequence[Organisation | Wiki], offered: Sequence[str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.owners = {_key(owner): owner for owner in owners}
        self._choose("owner", [(key, owner.name) for key, owner in self.owners.items()])
        self._choose("language", [(tag, languages.get(tag).autonym) for tag in offered])

    def clean_owner(self) -> Organisation | Wiki:
        """The organisation or the wiki."""
        return self.owners[self.cleaned_data["owner"]]

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = choices


class LocalTextForm(forms.Form):
    """The local text. `base_hash` and `seen` tell whether somebody else was faster."""

    text = forms.CharField(
        label=_("Local text"),
        max_length=LONGEST,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"}),
        help_text=_("Markdown works here, such as **bold** and [links](https://example.org)."),
    )
    note = forms.CharField(
        label=_("Note for your colleagues"),
        max_length=500,
        required=False,
        help_text=_("Why this differs. Learners do not see it."),
    )
    base_hash = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)


class HideForm(forms.Form):
    """Why a block is hidden."""

    note = forms.CharField(label=_("Why it is hidden"), max_length=500, required=False)
    base_hash = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)


class SettleForm(forms.Form):
    """What becomes of a conflict."""

    choice = forms.ChoiceField(
        label=_("Your decision"),
        widget=forms.RadioSelect,
        choices=[
            ("ours", _("Keep our text")),
            ("theirs", _("Take the shared text")),
            ("merged", _("Use the text below")),
        ],
    )
    text = forms.CharField(
        label=_("Text that brings both together"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"}),
    )
    base_hash = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, *args: Any, choices: Sequence[str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        field = self.fields["choice"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        labels = {
            "ours": _("Keep our text"),
            "theirs": _("Take the shared text"),
            "merged": _("Use the text below"),
            "after": _("Add our text after the block"),
        }
        field.choices = [(name, labels[name]) for name in choices]
        if "merged" not in choices:
            del self.fields["text"]

    def clean(self) -> dict[str, Any]:
        """A merged text is not empty."""
        said = super().clean() or {}
        if said.get("choice") == "merged" and not said.get("text", "").strip():
            self.add_error("text", _("Please write a text."))
        return said


class OverlayNoteForm(forms.Form):
    """What learners are told about the local version."""

    note = forms.CharField(
        label=_("What is local about it"),
        max_length=300,
        required=False,
        help_text=_("Learners see this when they choose the version. Such as: contacts and rules of our country."),
    )


class PublishOverlayForm(forms.Form):
    """A word for the history."""

    note = forms.CharField(label=_("What has changed"), max_length=500, required=False)


class CoreForm(forms.Form):
    """Which blocks no local version may hide or replace."""

    blocks = forms.MultipleChoiceField(label=_("Core blocks"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, course: Course, **kwargs: Any):
        rows = Block.objects.filter(lesson__course=course).select_related("lesson__module").prefetch_related("segments")
        ordered = sorted(
            rows, key=lambda b: (b.lesson.module.position, b.lesson.position, b.lesson.pk, b.position, b.pk)
        )
        kwargs.setdefault("initial", {"blocks": [str(block.pk) for block in ordered if block.core]})
        super().__init__(*args, **kwargs)
        field = self.fields["blocks"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [(str(block.pk), _first_words(block)) for block in ordered]


def _key(owner: Organisation | Wiki) -> str:
    return f"organisation:{owner.slug}" if isinstance(owner, Organisation) else f"wiki:{owner.dbname}"


def _first_words(block: Block) -> str:
    words = next((segment.source_text for segment in block.segments.all() if not segment.retired), "")
    return f"{block.lesson.key} · {' '.join(words.split())[:90] or block.get_kind_display()}"
