"""The report: few questions, one of them needed, and no answer that is wrong."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.http import QueryDict
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from reporting.intake import accounts, links, texts
from reporting.intake.links import Prefill
from ucoc.enums import Conduct, Place

FIRST_DAY = date(2001, 1, 15)
"""Nothing happened on a wiki before."""


class Teller(TextChoices):
    """Who writes."""

    HARMED = "harmed", _("It happened to me")
    WITNESS = "witness", _("I saw it")
    FOR_SOMEBODY = "for_somebody", _("I write for somebody else")


class Part(TextChoices):
    """What of a report may be shown to the accused, each only if the reporter says so."""

    STORY = "story", _("What happened")
    PLACES = "places", _("Where and when it happened")
    FILES = "files", _("The files, pictures without their hidden traces")


class Contact(TextChoices):
    """How the readers may turn to the reporter."""

    HERE = "here", _("Only here, when I come back with my receipt")
    MAIL = "mail", _("By e-mail")
    OTHERWISE = "otherwise", _("In another way")


class Words(forms.CharField):
    """Words kept as they were typed: not tidied, and with one kind of line break."""

    def __init__(self, *, rows: int = 3, longest: int = texts.SHORT, **options: Any) -> None:
        widget: forms.Widget = forms.Textarea(attrs={"rows": rows, "dir": "auto", "autocomplete": "off"})
        if rows == 1:
            widget = forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"})
        super().__init__(strip=False, max_length=longest, widget=widget, **options)
        self.validators.append(texts.validate_sound)

    def to_python(self, value: Any) -> str:
        """The text with `\\n` at the end of lines, as it was typed and not as it travelled."""
        return str(super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:  # noqa: ARG002 - Django’s signature
        """No `maxlength`: browsers would cut what is pasted, without a word."""
        return {}


class ShortReportForm(forms.Form):
    """What counts most; alone while more reports come than people can read, the rest can be added later."""

    danger = forms.BooleanField(label=_("Somebody is in danger now"), required=False)
    what = Words(
        label=_("What happened?"),
        help_text=_("In any language, in your own words. A few sentences are enough."),
        rows=8,
        longest=texts.LONGEST,
        error_messages={"required": _("Please write a few words about what happened.")},
    )
    who = Words(
        label=_("Who did it?"),
        help_text=_("Usernames or links, one on each line. Leave it empty if you do not know or do not want to say."),
        required=False,
    )
    place = forms.ChoiceField(label=_("Where did it happen?"), choices=Place, initial=Place.ONE_WIKI, required=False)
    wiki = Words(
        label=_("Which wiki?"),
        help_text=_("For example dewiki or de.wikipedia.org."),
        rows=1,
        longest=200,
        required=False,
    )
    where = Words(
        label=_("Links, or the name of the page or event"),
        help_text=_("One on each line. We do not open links."),
        required=False,
    )
    exclude = Words(
        label=_("Who must not see this?"),
        help_text=_("Usernames, one on each line. The accounts above are shut out already."),
        required=False,
        rows=2,
    )
    not_bodies = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, bodies: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["not_bodies"].choices = list(bodies)  # type: ignore[attr-defined]
        self.fields["what"].validators.append(texts.validate_says_something)

    def clean_who(self) -> str:
        """At most fifty lines; any words will do."""
        return self._few("who", accounts.MOST)

    def clean_exclude(self) -> str:
        """At most fifty lines."""
        return self._few("exclude", accounts.MOST)

    def clean_where(self) -> str:
        """At most thirty lines, none longer than an address can be."""
        text = self._few("where", links.MOST)
        if any(len(line) > links.LONGEST for line in text.splitlines()):
            raise ValidationError(_("One of these links is too long. The beginning of it is enough."), code="long")
        return text

    def clean_place(self) -> str:
        """One wiki, if nothing was chosen."""
        return str(self.cleaned_data["place"] or Place.ONE_WIKI)

    def _few(self, name: str, most: int) -> str:
        text = str(self.cleaned_data[name])
        if len(texts.lines_of(text)) > most:
            message = ngettext("Please enter at most %(most)d line.", "Please enter at most %(most)d lines.", most)
            raise ValidationError(message, params={"most": most}, code="many")
        return text

    @property
    def hidden(self) -> SafeString:
        """All answers as hidden fields, for the page on which they are checked before sending."""
        shown = {"exclude", "not_bodies"}
        fields = [self[name] for name in self.fields if name not in shown]
        return format_html_join(
            "\n", "{}", ((field.as_hidden(attrs={"id": f"hidden_{field.name}"}),) for field in fields)
        )


class ReportForm(ShortReportForm):
    """The whole report."""

    teller = forms.ChoiceField(
        label=_("Who are you in this?"), choices=Teller, initial=Teller.HARMED, widget=forms.RadioSelect, required=False
    )
    when = forms.DateField(
        label=_("When did it happen?"),
        help_text=_("The day, as well as you know it."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": _("Please enter a day, or leave it empty and say it in your own words.")},
    )
    when_words = Words(label=_("More about when"), rows=1, longest=400, required=False)
    conduct = forms.ChoiceField(
        label=_("What kind of behaviour was it?"), choices=Conduct, initial=Conduct.NOT_SURE, required=False
    )
    clauses = forms.MultipleChoiceField(
        label=_("Clauses of the code of conduct, if you know them"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("There is no such clause.")},
    )
    wish = Words(label=_("What do you want to happen?"), required=False)
    share = forms.MultipleChoiceField(
        label=_("What may we show to the accused, if they are asked?"),
        help_text=_("Nothing, unless you choose it. Your name is never among it."),
        choices=Part,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    forward = forms.BooleanField(
        label=_("We may pass all of it on to another body"),
        help_text=_("If another body is the right one. Otherwise only what may be shown goes along. Never your name."),
        required=False,
    )
    match = forms.BooleanField(
        label=_("Look whether others report the same person"),
        help_text=_(
            "Only two people together can look, and they see no name. If at least two others did, your readers know."
        ),
        required=False,
    )
    contact = forms.ChoiceField(
        label=_("How may the readers turn to you?"),
        choices=Contact,
        initial=Contact.HERE,
        required=False,
        widget=forms.RadioSelect,
    )
    contact_how = Words(
        label=_("Address or other way"),
        help_text=_("Sealed apart from your report. Only the few who keep identities can open it."),
        rows=1,
        longest=400,
        required=False,
    )
    name = Words(
        label=_("Your name or account"),
        help_text=_("Leave it empty to stay anonymous. It is sealed apart from your report."),
        rows=1,
        longest=255,
        required=False,
    )

    def __init__(
        self, *args: Any, clauses: Iterable[tuple[str, str]] = (), matching: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not matching:
            del self.fields["match"]
        self.fields["clauses"].choices = list(clauses)  # type: ignore[attr-defined]

    def clean_when(self) -> date | None:
        """A day on which something can have happened, anywhere on earth."""
        day: date | None = self.cleaned_data["when"]
        if day is not None and day > timezone.now().date() + timedelta(days=1):
            raise ValidationError(_("This day is still to come."), code="future")
        if day is not None and day < FIRST_DAY:
            raise ValidationError(
                _("The projects began in 2001. If the day is right, say it in your own words instead."), code="early"
            )
        return day

    def clean_conduct(self) -> str:
        """“I am not sure”, if nothing was chosen."""
        return str(self.cleaned_data["conduct"] or Conduct.NOT_SURE)

    def clean_teller(self) -> str:
        """The person harmed, if nothing was chosen."""
        return str(self.cleaned_data["teller"] or Teller.HARMED)

    def clean(self) -> dict[str, Any]:
        """An e-mail address is needed only by those who want e-mail."""
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["contact"] = cleaned.get("contact") or Contact.HERE
        if cleaned["contact"] != Contact.HERE and not texts.says_something(cleaned.get("contact_how", "")):
            self.add_error("contact_how", _("Please say where, or choose to be reached only here."))
        return cleaned


def initial_from(prefill: Prefill) -> dict[str, Any]:
    """What a link to the form filled in."""
    initial = {"wiki": prefill.wiki, "who": prefill.who, "where": prefill.where}
    return {name: text for name, text in initial.items() if text}


def answers_in(form: type[forms.Form], data: QueryDict) -> dict[str, Any]:
    """The answers that came with a page, to show them again as they are, without judging them."""
    several = {name for name, field in form.base_fields.items() if isinstance(field, forms.MultipleChoiceField)}
    return {
        name: data.getlist(name) if name in several else data.get(name) for name in form.base_fields if name in data
    }
