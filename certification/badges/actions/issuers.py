"""Issuers and their keys."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from certification.actions.permitting import demand
from certification.badges import keys
from certification.badges.enums import KeyUse
from certification.badges.errors import KeyUnavailable, NotAnIssuer, NotRemovable
from certification.badges.models import DidDocument, Issuer, SigningKey
from certification.badges.open_badges import didweb, documents
from wikilearn.audit.actions import SYSTEM, record
from wikilearn.movement.models import Organisation
from wikilearn.people.models import Person


@transaction.atomic
def create_issuer(
    *,
    actor: str,
    slug: str,
    name: str,
    url: str,
    organisation: Organisation | None = None,
    primary: bool = False,
) -> Issuer:
    """A new issuer with its first key. `actor` is an opaque reference as on the audit log."""
    path = () if primary else ("issuers", slug)
    issuer = Issuer.objects.create(
        slug=slug,
        name=name,
        url=url,
        organisation=organisation,
        primary=primary,
        did=didweb.identifier(settings.SITE_URL, *path),
    )
    rotate_signing_key(actor=actor, issuer=issuer)
    record(actor=actor, action="badges.issuer_created", target=issuer.reference, details={"did": issuer.did})
    return issuer


@transaction.atomic
def make_organisation_issuer(*, actor: Person, organisation: Organisation, name: str, url: str) -> Issuer:
    """A curator lets an organisation issue the badges of its own courses and packs. `name` is its legal name.

    Raises `NotYours`, and `NotAnIssuer` where it is closed, is one already, or its address part is taken.
    """
    demand(actor, "badges.manage_issuers")
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    if not organisation.active:
        raise NotAnIssuer(_("This organisation is closed."))
    if Issuer.objects.filter(organisation=organisation).exists():
        raise NotAnIssuer(_("This organisation is an issuer already."))
    if Issuer.objects.filter(slug=organisation.slug[:60]).exists():
        raise NotAnIssuer(_("Another issuer has this address part."))
    return create_issuer(
        actor=actor.reference, slug=organisation.slug[:60], name=name, url=url, organisation=organisation
    )


@transaction.atomic
def describe_issuer(*, actor: Person, issuer: Issuer, name: str, url: str, active: bool) -> Issuer:
    """Change what coming badges say of their issuer, and whether it issues any. Raises `NotYours`, `NotAnIssuer`."""
    demand(actor, "badges.manage_issuers")
    issuer = Issuer.objects.select_for_update().get(pk=issuer.pk)
    if issuer.primary and not active:
        raise NotAnIssuer(_("The issuer of the site always issues."), field="active")
    before = (issuer.name, issuer.url, issuer.active)
    if before == (name, url, active):
        return issuer
    moved = issuer.url != url
    issuer.name, issuer.url, issuer.active = name, url, active
    issuer.save(update_fields=["name", "url", "active"])
    if moved:
        _publish(issuer)
    record(
        actor=actor.reference,
        action="badges.issuer_changed",
        target=issuer.reference,
        details={"name": name, "url": url, "active": active},
    )
    return issuer


@transaction.atomic
def ensure_primary_issuer() -> Issuer:
    """The issuer of what the site itself certifies, made on first use; safe to call at any time."""
    issuer, created = Issuer.objects.get_or_create(
        primary=True,
        defaults={
            "slug": "wikilearn",
            "name": settings.BADGE_ISSUER_NAME,
            "url": f"{settings.SITE_URL}/",
            "did": didweb.identifier(settings.SITE_URL),
        },
    )
    if created:
        rotate_signing_key(actor=SYSTEM, issuer=issuer)
    return issuer


@transaction.atomic
def rotate_signing_key(*, actor: str, issuer: Issuer, use: KeyUse = KeyUse.INTEGRITY, prepared: str = "") -> SigningKey:
    """Sign with a new key from now on. The old one stays in the did document, so that its badges stay valid.

    `prepared` is the method of a key that lies in the environment or in the folder already; without it one is made and
    written to the folder. Raises `KeyUnavailable` when a prepared key cannot be opened or is not the one it is called.
    """
    issuer = Issuer.objects.select_for_update().get(pk=issuer.pk)
    private = keys.opened(prepared) if prepared else keys.generate(use)
    method = keys.method_id(issuer, private)
    if prepared and prepared != method:
        raise KeyUnavailable(_("The signing key cannot be opened."))
    issuer.keys.filter(use=use, retired_at=None).update(retired_at=timezone.now())
    if not prepared:
        keys.store(method, private)
    key = SigningKey.objects.create(
        issuer=issuer, method_id=method, use=KeyUse(use), public_key=keys.public_part(private)
    )
    _publish(issuer)
    record(
        actor=actor,
        action="badges.key_rotated",
        target=issuer.reference,
        details={"method": method, "use": str(KeyUse(use).value)},
    )
    return key


@transaction.atomic
def remove_signing_key(*, actor: str, key: SigningKey) -> SigningKey:
    """Take a method out of the did document: what it signed is void, for every verifier, from now on.

    For a key that somebody else may have. A key in use has to be rotated first (`NotRemovable`); badges that should
    stay valid are signed again with the new key (`resign`) before or after.
    """
    issuer = Issuer.objects.select_for_update().get(pk=key.issuer_id)
    key = SigningKey.objects.select_for_update().get(pk=key.pk)
    if key.retired_at is None:
        raise NotRemovable(_("This key is in use. Rotate it first."))
    if key.removed_at is not None:
        raise NotRemovable(_("This key was removed before."))
    key.removed_at = timezone.now()
    key.save(update_fields=["removed_at"])
    _publish(issuer)
    record(actor=actor, action="badges.key_removed", target=issuer.reference, details={"method": key.method_id})
    return key


def ensure_token_key(issuer: Issuer) -> None:
    """An issuer gets its key for tokens with its first token."""
    if keys.active_key(issuer, KeyUse.TOKEN) is None:
        with transaction.atomic():
            Issuer.objects.select_for_update().get(pk=issuer.pk)
            if keys.active_key(issuer, KeyUse.TOKEN) is None:
                rotate_signing_key(actor=SYSTEM, issuer=issuer, use=KeyUse.TOKEN)


def _publish(issuer: Issuer) -> None:
    """Add a version of the did document with all keys that ever signed, but for those that were removed."""
    latest = issuer.did_documents.first()
    methods = [
        didweb.Method(key.method_id, key.public_key) for key in issuer.keys.filter(removed_at=None).order_by("pk")
    ]
    DidDocument.objects.create(
        issuer=issuer,
        version=latest.version + 1 if latest else 1,
        document=documents.text(didweb.document(issuer.did, methods, url=issuer.url)),
    )
