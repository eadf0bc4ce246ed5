"""Uploading an archive."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.enums import RevisionKind
from courses.exchange.package import LARGEST_UPLOAD
from courses.rules import WRITERS
from wikilearn.movement.models import Organisation
from wikilearn.people.models import Person


class ImportForm(forms.Form):
    """An archive for one of the organisations whose courses the person writes."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=gettext_lazy("Organisation"), empty_label=None
    )
    file = forms.FileField(
        label=gettext_lazy("Archive"),
        widget=forms.ClearableFileInput(attrs={"accept": ".tar.gz,.tgz,.zip"}),
    )

    kind = forms.ChoiceField(
        label=gettext_lazy("What a changed text means"),
        choices=RevisionKind,
        widget=forms.RadioSelect,
        initial=RevisionKind.MAJOR,
        required=False,
    )
    overwrite = forms.BooleanField(label=gettext_lazy("What was edited here gives way to the archive"), required=False)
    trial = forms.BooleanField(
        label=gettext_lazy("Only try: say what would change, and change nothing"), required=False
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisations: Any = self.fields["organisation"]
        organisations.queryset = Organisation.objects.active().where_member(person, *WRITERS)
        self.fields["file"].help_text = _(
            "A .tar.gz or .zip file of at most %(limit)s with a training library or a course package."
        ) % {"limit": filesizeformat(LARGEST_UPLOAD)}

    def clean_kind(self) -> RevisionKind:
        """Major, unless somebody says otherwise."""
        return RevisionKind(self.cleaned_data["kind"] or RevisionKind.MAJOR)

    def clean_file(self) -> UploadedFile:
        """Refuse at once what is too large; what it holds is the worker's question."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_UPLOAD:
            raise forms.ValidationError(
                _("The file is larger than %(limit)s.") % {"limit": filesizeformat(LARGEST_UPLOAD)}
            )
        return file
