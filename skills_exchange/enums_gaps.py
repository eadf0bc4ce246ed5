"""How far what is offered goes."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Need(TextChoices):
    """Free hours against wanted hours, in steps."""

    NONE = "none", _("Nobody asks for it")
    NOBODY = "nobody", _("Wanted, and nobody shares it")
    SCARCE = "scarce", _("Less than half of what is wanted")
    TIGHT = "tight", _("Not quite enough")
    ENOUGH = "enough", _("Enough")
    HIDDEN = "hidden", _("Too few people to tell")
