"""How people want to be named."""

import unicodedata

from django.db import transaction
from django.utils.translation import gettext as _

from certification.badges import fonts
from certification.badges.enums import SubjectIdentity
from certification.badges.errors import NotANaming
from certification.badges.models import Naming
from wikilearn.people.models import Person


@transaction.atomic
def choose_naming(*, actor: Person, identity: SubjectIdentity, real_name: str = "") -> Naming:
    """How the person's coming badges name them; badges that exist stay as they are.

    A name of their own is kept only while they want it in badges. Raises `NotANaming` where it is missing or holds
    characters that nobody can see or that no certificate can show.
    """
    name = " ".join(unicodedata.normalize("NFC", real_name).split()) if identity == SubjectIdentity.NAME else ""
    if identity == SubjectIdentity.NAME and not name:
        raise NotANaming(_("Please write the name that your badges should show."), field="real_name")
    if any(unicodedata.category(character) in {"Cc", "Cs", "Co", "Cn"} for character in name):
        raise NotANaming(_("This name holds characters that cannot be shown."), field="real_name")
    if strange := fonts.unprintable(name):
        raise NotANaming(
            _("The certificate cannot show these characters: %(characters)s") % {"characters": " ".join(strange[:8])},
            field="real_name",
        )
    naming, _created = Naming.objects.update_or_create(person=actor, defaults={"identity": identity, "real_name": name})
    return naming
