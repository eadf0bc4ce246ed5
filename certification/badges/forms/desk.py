"""Forms of those who set up issuers, templates and lists."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from certification.badges.enums import Framework
from certification.badges.models import Issuer
from courses.models import Course, Topic
from wikilearn.movement.models import Organisation
from wikilearn.people.models import Person
from wikilearn.people.usernames import normalise

_ADDRESS = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "dir": "ltr"})


class IssuerForm(forms.Form):
    """What badges say of their issuer."""

    name = forms.CharField(label=_("Legal name"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"}))
    url = forms.URLField(label=_("Web page"), max_length=300, assume_scheme="https")
    active = forms.BooleanField(
        label=_("Issues badges"), required=False, help_text=_("What it has issued stays valid when it stops.")
    )


class NewIssuerForm(forms.Form):
    """An organisation that is to issue the badges of its own courses and packs."""

    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.none(), help_text=_("It issues its own courses' badges.")
    )
    name = forms.CharField(label=_("Legal name"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"}))
    url = forms.URLField(label=_("Web page"), max_length=300, assume_scheme="https")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = Organisation.objects.filter(active=True, badge_issuer=None).order_by("name")
        self.fields["organisation"].queryset = free  # type: ignore[attr-defined]


class TemplateForm(forms.Form):
    """Colour and pictures of a template."""

    name = forms.CharField(label=_("Name of the template"), max_length=100)
    colour = forms.CharField(
        label=_("Colour"),
        initial="#3366cc",
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}\Z", _("Write a colour such as #3366cc."))],
        widget=forms.TextInput(attrs={"type": "color"}),
    )
    picture = forms.FileField(
        label=_("Picture of the badge (SVG)"),
        required=False,
        help_text=_("Square, shapes alone: texts, scripts and links are taken out. Up to 256 kB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".svg,image/svg+xml"}),
    )
    raster = forms.FileField(
        label=_("The same picture (PNG)"),
        required=False,
        help_text=_("Square, up to 1 MB. Without it the PNG shows the rosette of the site."),
        widget=forms.ClearableFileInput(attrs={"accept": ".png,image/png"}),
    )
    logo = forms.FileField(
        label=_("Logo on the certificate (SVG)"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".svg,image/svg+xml"}),
    )


class IssueForm(forms.Form):
    """A course and the people who have passed it."""

    course = forms.SlugField(
        label=_("Course"), max_length=100, help_text=_("The last part of its address."), widget=_ADDRESS
    )
    people = forms.CharField(
        label=_("Usernames"),
        max_length=60_000,
        help_text=_("One on each line, up to 500."),
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )

    def clean_course(self) -> Course:
        course = Course.objects.filter(slug=self.cleaned_data["course"]).first()
        if course is None:
            raise forms.ValidationError(_("There is no such course."), code="unknown")
        return course

    def clean_people(self) -> list[Person]:
        names = list(
            dict.fromkeys(normalise(line) for line in self.cleaned_data["people"].splitlines() if line.strip())
        )
        known = {person.username: person for person in Person.objects.filter(username__in=names)}
        missing = [name for name in names if name not in known]
        if missing:
            raise forms.ValidationError(
                _("Nobody here is called: %(names)s"), params={"names": ", ".join(missing[:10])}, code="unknown"
            )
        return [known[name] for name in names]


class AlignmentForm(forms.Form):
    """A Wikidata item or ESCO skill of a topic or a course."""

    topic = forms.ModelChoiceField(label=_("Topic"), queryset=Topic.objects.order_by("position", "key"), required=False)
    course = forms.SlugField(label=_("Or course"), required=False, max_length=100, widget=_ADDRESS)
    framework = forms.ChoiceField(label=_("Framework"), choices=Framework)
    code = forms.CharField(
        label=_("Code"), max_length=60, help_text=_("For Wikidata the number of the item, such as Q3510521.")
    )
    name = forms.CharField(label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"}))

    def clean_course(self) -> Course | None:
        slug = self.cleaned_data["course"]
        course = Course.objects.filter(slug=slug).first() if slug else None
        if slug and course is None:
            raise forms.ValidationError(_("There is no such course."), code="unknown")
        return course


def issuer_initial(issuer: Issuer) -> dict[str, Any]:
    """What the form of an issuer begins with."""
    return {"name": issuer.name, "url": issuer.url, "active": issuer.active}
