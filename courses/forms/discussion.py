"""What people write in the discussion of a course."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.enums import DiscussionState
from courses.models.discussion import LONGEST_POST
from wikilearn.core import languages


class PostForm(forms.Form):
    """A post and its language."""

    text = forms.CharField(
        label=_("Your post"),
        help_text=_("You can use Markdown, and write to somebody with @ and their username."),
        max_length=LONGEST_POST,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )
    language = forms.ChoiceField(label=_("Language of your post"))

    def __init__(self, *args: Any, chain: list[str], people_url: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = dict(self.fields)
        first = list(dict.fromkeys([*chain, *(each.tag for each in languages.INTERFACE)]))
        rest = [each.tag for each in languages.known() if each.tag not in first]
        fields["language"].choices = [(tag, languages.get(tag).autonym) for tag in [*first, *rest]]
        fields["language"].initial = chain[0]
        if people_url:
            fields["text"].widget.attrs["data-people"] = people_url


class ThreadForm(PostForm):
    """The first post of a thread, its title, and the lesson that it is about."""

    title = forms.CharField(label=_("Title"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"}))
    lesson_key = forms.ChoiceField(label=_("About the lesson"), required=False)
    field_order = ("title", "text", "language", "lesson_key")

    def __init__(self, *args: Any, lessons: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = dict(self.fields)
        fields["lesson_key"].choices = [("", _("The whole course")), *lessons]


class DiscussionForm(forms.Form):
    """Whether the course is discussed."""

    state = forms.ChoiceField(label=_("Discussion"), choices=DiscussionState, widget=forms.RadioSelect)


class ChoiceForm(forms.Form):
    """What becomes of one's posts."""

    stay = forms.ChoiceField(
        label=_("When I erase my account, my posts"),
        choices=[("no", _("vanish")), ("yes", _("stay, as by a former member"))],
        widget=forms.RadioSelect,
    )
