"""Templates of issuers: tried first, then used; one that was used never changes."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from certification.actions.permitting import demand
from certification.badges import template_files, trying
from certification.badges.enums import TemplateState
from certification.badges.errors import NotUsable
from certification.badges.models import Issuer, Template
from certification.badges.models.templates import FIRST_NUMBER
from wikilearn.audit.actions import record
from wikilearn.people.models import Person


@transaction.atomic
def add_template(
    *,
    actor: Person,
    issuer: Issuer,
    name: str,
    colour: str,
    picture: bytes = b"",
    raster: bytes = b"",
    logo: bytes = b"",
) -> Template:
    """Another look for the badges of an issuer, to be tried. Files are cleaned, and a certificate is drawn with it.

    Raises `NotYours`, and `NotUsable` at the field that will not do.
    """
    demand(actor, "badges.manage_templates")
    if raster and not picture:
        raise NotUsable(_("A PNG needs the same picture as SVG beside it."), field="raster")
    if trying.contrast_with_paper(colour) < trying.READABLE:
        raise NotUsable(_("This colour is too light to be read on white paper."), field="colour")
    said = {
        "picture": template_files.drawing(picture, square=True, field="picture") if picture else "",
        "raster": template_files.raster(raster, field="raster") if raster else b"",
        "logo": template_files.drawing(logo, square=False, field="logo") if logo else "",
    }
    Issuer.objects.select_for_update().get(pk=issuer.pk)
    latest = Template.objects.aggregate(latest=Max("number"))["latest"]
    template = Template(
        issuer=issuer, number=(latest or FIRST_NUMBER - 1) + 1, name=name, colour=colour.lower(), made_by=actor, **said
    )
    trying.certificate_of(template)
    template.save()
    record(
        actor=actor.reference,
        action="badges.template_added",
        target=template.reference,
        details={"issuer": issuer.slug, "name": name},
    )
    return template


@transaction.atomic
def use_template(*, actor: Person, template: Template) -> Template:
    """The next badges of the issuer are drawn with it; those that exist keep theirs. Raises `NotYours`, `NotUsable`."""
    demand(actor, "badges.manage_templates")
    Issuer.objects.select_for_update().get(pk=template.issuer_id)
    template = Template.objects.select_for_update().get(pk=template.pk)
    if template.state == TemplateState.ACTIVE:
        raise NotUsable(_("This template is in use already."))
    Template.objects.filter(issuer=template.issuer_id, state=TemplateState.ACTIVE).update(state=TemplateState.RETIRED)
    template.state, template.used_since = TemplateState.ACTIVE, timezone.now()
    template.save(update_fields=["state", "used_since"])
    record(actor=actor.reference, action="badges.template_used", target=template.reference)
    return template


@transaction.atomic
def retire_template(*, actor: Person, template: Template) -> Template:
    """The next badges have the design of the platform again. Raises `NotYours`, `NotUsable`."""
    demand(actor, "badges.manage_templates")
    template = Template.objects.select_for_update().get(pk=template.pk)
    if template.state != TemplateState.ACTIVE:
        raise NotUsable(_("This template is not in use."))
    template.state = TemplateState.RETIRED
    template.save(update_fields=["state"])
    record(actor=actor.reference, action="badges.template_retired", target=template.reference)
    return template
