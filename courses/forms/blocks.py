"""The editors of blocks: one form for each kind.

`FORMS` maps a kind to its form; who adds a kind of block subclasses `BlockForm` and calls `register`.
"""

from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.template.defaultfilters import filesizeformat
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.editing.captions import Cue, parse_captions, webvtt
from courses.editing.elements import texts_of
from courses.editing.parts import CUE
from courses.editing.uploads import ACCEPT, LIMITS
from courses.enums import BlockKind, RevisionKind
from courses.errors import UploadRefused
from courses.models import Block, Lesson, Media
from wikilearn.people.models import Person

LONGEST = 100_000
"""Characters of one text."""


def markdown_area(rows: int = 14) -> forms.Textarea:
    """A text area whose text the page previews."""
    return forms.Textarea(attrs={"rows": rows, "dir": "auto", "data-markdown": "yes"})


class BlockForm(forms.Form):
    """The texts and settings of a block. `lesson` is where it stands or will stand; `block` is None for a new one.

    `asks_kind`: translations depend on its texts, so the person says what the edit means to them.
    """

    file_kind: ClassVar[str] = ""
    """The kind of file that the block has, for `courses.actions.media.add_media`; empty for none."""

    def __init__(self, *args: Any, lesson: Lesson, block: Block | None = None, asks_kind: bool = False, **kwargs: Any):
        self.lesson, self.block = lesson, block
        self.old_texts = texts_of(block) if block is not None else {}
        self.old_settings: dict[str, Any] = dict(block.settings) if block is not None else {}
        kwargs["initial"] = self.first_values() | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        if asks_kind:
            self.fields["kind"] = kind_field()

    def first_values(self) -> dict[str, Any]:
        """What the fields show at first."""
        return dict(self.old_texts)

    def texts(self) -> dict[str, str]:
        """The texts that the form means, by part; an empty one is removed."""
        return {part: self.cleaned_data[part].strip() for part in self.fields if part in TEXT_FIELDS}

    def settings(self) -> dict[str, Any]:
        """The settings of the block, without its file."""
        return dict(self.old_settings)

    def saved(self, *, actor: Person, block: Block) -> None:
        """Called when the block has been saved, in the same transaction: what a kind keeps elsewhere."""

    @property
    def means(self) -> RevisionKind:
        """What the edit means to translations."""
        return RevisionKind(self.cleaned_data.get("kind") or RevisionKind.MINOR)

    def keep_typed(self, typed: QueryDict) -> None:
        """Show what was typed before and not saved."""
        for name, field in self.fields.items():
            if name in typed or name == "decorative":
                self.initial[name] = field.widget.value_from_datadict(typed, {}, name)


TEXT_FIELDS = frozenset({"text", "title", "alt", "caption", "transcript"})


def kind_field() -> forms.ChoiceField:
    """Minor or major; nothing is chosen beforehand, because either can be wrong."""
    return forms.ChoiceField(label=_("Kind of change"), choices=RevisionKind, widget=forms.RadioSelect)


class ProseForm(BlockForm):
    """Text in Markdown."""

    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=LONGEST,
        widget=markdown_area(),
        help_text=gettext_lazy("Markdown: **bold**, *italic*, ## heading, - list, [link](address)."),
    )


class FileForm(BlockForm):
    """A block with a file. A new file takes the place of the old one."""

    file = forms.FileField(label=gettext_lazy("File"), required=False)
    licence = forms.CharField(label=gettext_lazy("Licence of the file"), max_length=100, required=False)
    author = forms.CharField(label=gettext_lazy("Made by"), max_length=200, required=False)
    source = forms.CharField(label=gettext_lazy("Where it is from"), max_length=500, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].required = self.media_row is None
        limit = filesizeformat(LIMITS[BlockKind(self.file_kind)])
        self.fields["file"].help_text = _("At most %(limit)s: %(types)s") % {
            "limit": limit,
            "types": ACCEPT[BlockKind(self.file_kind)].replace(",", ", "),
        }
        self.fields["file"].widget.attrs["accept"] = ACCEPT[BlockKind(self.file_kind)]

    @cached_property
    def media_row(self) -> Media | None:
        """The file that the block has now."""
        key = self.old_settings.get("media")
        return self.lesson.course.media.filter(key=key).first() if key else None

    def first_values(self) -> dict[str, Any]:
        media = self.media_row
        credit = {name: getattr(media, name) for name in CREDIT} if media else {}
        return super().first_values() | credit

    def clean_file(self) -> UploadedFile | None:
        """Refuse at once what is too large."""
        file: UploadedFile | None = self.cleaned_data["file"]
        limit = LIMITS[BlockKind(self.file_kind)]
        if file is not None and (file.size or 0) > limit:
            raise forms.ValidationError(_("The file is larger than %(limit)s.") % {"limit": filesizeformat(limit)})
        return file

    def credit(self) -> dict[str, str]:
        """Licence, author and source of the file."""
        return {name: self.cleaned_data[name].strip() for name in CREDIT}


CREDIT = ("licence", "author", "source")


class ImageForm(FileForm):
    """A picture with a description for those who cannot see it, or the word that it only decorates."""

    file_kind = BlockKind.IMAGE
    alt = forms.CharField(
        label=gettext_lazy("Description for those who cannot see it"),
        max_length=1000,
        error_messages={"required": gettext_lazy("Describe the image, or say that it only decorates.")},
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=gettext_lazy("Say in a sentence or two what the image shows and why it is here."),
    )
    decorative = forms.BooleanField(label=gettext_lazy("It only decorates and says nothing"), required=False)
    caption = forms.CharField(
        label=gettext_lazy("Caption"), max_length=2000, required=False, widget=markdown_area(rows=2)
    )
    field_order = ("file", "alt", "decorative", "caption", "licence", "author", "source")

    def first_values(self) -> dict[str, Any]:
        return super().first_values() | {"decorative": bool(self.old_settings.get("decorative"))}

    def clean(self) -> dict[str, Any]:
        """A description, or that it is decorative; never both."""
        cleaned = super().clean() or {}
        if cleaned.get("decorative"):
            cleaned["alt"] = ""
            self.errors.pop("alt", None)
        return cleaned

    def settings(self) -> dict[str, Any]:
        rest = {name: value for name, value in self.old_settings.items() if name != "decorative"}
        return rest | ({"decorative": True} if self.cleaned_data["decorative"] else {})


class RecordingForm(FileForm):
    """A video or a sound recording with captions and a transcript."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=300, widget=forms.TextInput(attrs={"dir": "auto"}))
    captions = forms.CharField(
        label=gettext_lazy("Captions"),
        required=False,
        max_length=1024 * 1024,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "ltr", "spellcheck": "false"}),
        help_text=gettext_lazy("WebVTT or SRT. A file that you choose below takes their place."),
    )
    captions_file = forms.FileField(
        label=gettext_lazy("File with captions"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".vtt,.srt"}),
    )
    transcript = forms.CharField(
        label=gettext_lazy("Transcript"),
        max_length=LONGEST,
        required=False,
        widget=markdown_area(rows=8),
        help_text=gettext_lazy("All that is said and all that matters to see. It is needed before publishing."),
    )
    field_order = ("title", "file", "captions", "captions_file", "transcript", "licence", "author", "source")

    def first_values(self) -> dict[str, Any]:
        return super().first_values() | {"captions": self._old_captions()}

    def clean(self) -> dict[str, Any]:
        """Read the captions; a mistake is shown at the field that it came from."""
        cleaned = super().clean() or {}
        file = cleaned.get("captions_file")
        written = (cleaned.get("captions") or "").strip()
        content = file.read(1024 * 1024 + 1) if file else written.encode()
        try:
            self.cues: list[Cue] = parse_captions(content) if content else []
        except UploadRefused as error:
            self.cues = []
            self.add_error("captions_file" if file else "captions", str(error))
        return cleaned

    def texts(self) -> dict[str, str]:
        cues = {f"{CUE}{number}": cue.text for number, cue in enumerate(self.cues, start=1)}
        gone = {part: "" for part in self.old_texts if part.startswith(CUE)}
        return super().texts() | gone | cues

    def settings(self) -> dict[str, Any]:
        return self.old_settings | {"cues": [[cue.start, cue.end] for cue in self.cues]}

    def _old_captions(self) -> str:
        times = self.old_settings.get("cues") or []
        cues = [
            Cue(start, end, self.old_texts.get(f"{CUE}{number}", ""))
            for number, (start, end) in enumerate(times, start=1)
        ]
        return webvtt(cues) if cues else ""


class VideoForm(RecordingForm):
    """A video."""

    file_kind = BlockKind.VIDEO


class AudioForm(RecordingForm):
    """A sound recording."""

    file_kind = BlockKind.AUDIO


class DownloadForm(FileForm):
    """A file to take along."""

    file_kind = BlockKind.DOWNLOAD
    title = forms.CharField(label=gettext_lazy("Title"), max_length=300, widget=forms.TextInput(attrs={"dir": "auto"}))
    text = forms.CharField(
        label=gettext_lazy("What it is"), max_length=5000, required=False, widget=markdown_area(rows=3)
    )
    field_order = ("title", "file", "text", "licence", "author", "source")


class QuizForm(BlockForm):
    """Which questions of the course are asked here for practice."""

    questions = forms.MultipleChoiceField(
        label=gettext_lazy("Questions"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("They are written on the page “Questions” of the course."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["questions"]
        field.choices = self._choices()

    def first_values(self) -> dict[str, Any]:
        shown = self.block.questions.values_list("key", flat=True) if self.block is not None else []
        return {"questions": list(shown)}

    def _choices(self) -> list[tuple[str, str]]:
        course = self.lesson.course
        prompts = dict(course.segments.wanted().filter(part="prompt").values_list("question__key", "source_text"))
        free = course.questions.exclude(kind="scenario")
        return [(key, (prompts.get(key) or key)[:200]) for key in free.values_list("key", flat=True)]


FORMS: dict[str, type[BlockForm]] = {
    BlockKind.PROSE: ProseForm,
    BlockKind.IMAGE: ImageForm,
    BlockKind.VIDEO: VideoForm,
    BlockKind.AUDIO: AudioForm,
    BlockKind.DOWNLOAD: DownloadForm,
    BlockKind.QUIZ: QuizForm,
}


def register(kind: str, form: type[BlockForm]) -> None:
    """Add the editor of one more kind of block."""
    FORMS[kind] = form
