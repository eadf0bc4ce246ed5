"""Issuers and their keys."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from certification.badges import keys
from certification.badges.models import DidDocument, Issuer, SigningKey
from certification.badges.open_badges import didweb, documents, multibase
from wikilearn.audit.actions import SYSTEM, record
from wikilearn.movement.models import Organisation


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
def rotate_signing_key(*, actor: str, issuer: Issuer) -> SigningKey:
    """Sign with a new key from now on. The old one stays in the did document, so that its badges stay valid."""
    issuer = Issuer.objects.select_for_update().get(pk=issuer.pk)
    issuer.keys.filter(retired_at=None).update(retired_at=timezone.now())
    private = Ed25519PrivateKey.generate()
    public = multibase.public_key(private.public_key().public_bytes_raw())
    method_id = f"{issuer.did}#{public}"
    keys.store(method_id, private)
    key = SigningKey.objects.create(issuer=issuer, method_id=method_id, public_key=public)
    _publish(issuer)
    record(actor=actor, action="badges.key_rotated", target=issuer.reference, details={"method": method_id})
    return key


def _publish(issuer: Issuer) -> None:
    """Add a version of the did document with all keys that ever signed."""
    latest = issuer.did_documents.first()
    methods = [didweb.Method(key.method_id, key.public_key) for key in issuer.keys.order_by("pk")]
    DidDocument.objects.create(
        issuer=issuer,
        version=latest.version + 1 if latest else 1,
        document=documents.text(didweb.document(issuer.did, methods, url=issuer.url)),
    )
