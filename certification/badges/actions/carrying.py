"""Files that carry a credential, each made once for each version of the template."""

import hashlib
import json

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import translation

from certification.badges import certificate, keys
from certification.badges.actions.issuers import ensure_token_key
from certification.badges.enums import CarrierKind, CarrierState, CredentialState
from certification.badges.errors import CannotRender
from certification.badges.looks import look_of
from certification.badges.models import Carrier, Credential
from certification.badges.open_badges import png, svg, tokens


def carry_pictures(*, credential: Credential) -> None:
    """PNG and SVG with the credential inside."""
    if credential.state != CredentialState.SIGNED:
        return
    look = look_of(credential)
    topic, level = credential.achievement.topic_key, credential.level
    if _is_missing(credential, CarrierKind.PNG):
        _keep(credential, CarrierKind.PNG, png.bake(look.png(topic, level), credential.document))
    if _is_missing(credential, CarrierKind.SVG):
        with translation.override(credential.language.lower()):
            picture = look.svg(topic, level, credential.achievement.name)
        _keep(credential, CarrierKind.SVG, svg.bake(picture, credential.document).encode())


def carry_token(*, credential: Credential) -> None:
    """The credential as a JSON Web Token, made when its holder first asks for it."""
    if credential.state != CredentialState.SIGNED or not _is_missing(credential, CarrierKind.JWT):
        return
    ensure_token_key(credential.issuer)
    key, private = keys.token_signer_of(credential.issuer)
    token = tokens.encode(json.loads(credential.document), private, kid=key.address)
    _keep(credential, CarrierKind.JWT, token.encode())


def carry_certificate(*, credential: Credential) -> None:
    """The PDF certificate; what cannot be printed (a script without a font) is written down instead of tried again."""
    if credential.state != CredentialState.SIGNED or not _is_missing(credential, CarrierKind.PDF):
        return
    try:
        content = certificate.render(credential)
    except CannotRender as error:
        _say(credential, CarrierKind.PDF, str(error))
    else:
        _keep(credential, CarrierKind.PDF, content)


def _is_missing(credential: Credential, kind: CarrierKind) -> bool:
    return not Carrier.objects.filter(
        credential=credential, kind=kind, template_version=credential.template_version
    ).exists()


def _still_stands(credential: Credential) -> bool:
    """Lock it: whoever erased or revoked it while we were drawing was faster, and nothing of it may be left."""
    return Credential.objects.select_for_update().filter(pk=credential.pk, state=CredentialState.SIGNED).exists()


@transaction.atomic
def _keep(credential: Credential, kind: CarrierKind, content: bytes) -> None:
    """Write the file first, then the row; of two at once the second finds the row and its file is the same."""
    if not _still_stands(credential):
        return
    carrier = Carrier(
        credential=credential,
        kind=kind,
        template_version=credential.template_version,
        state=CarrierState.READY,
        sha256=hashlib.sha256(content).digest(),
    )
    storage = carrier.file.storage
    name = carrier.file.field.generate_filename(carrier, "")
    if storage.exists(name):  # left by a worker that was killed in between
        storage.delete(name)
    carrier.file.name = storage.save(name, ContentFile(content))
    Carrier.objects.bulk_create([carrier], ignore_conflicts=True)


@transaction.atomic
def _say(credential: Credential, kind: CarrierKind, problem: str) -> None:
    if not _still_stands(credential):
        return
    Carrier.objects.get_or_create(
        credential=credential,
        kind=kind,
        template_version=credential.template_version,
        defaults={"state": CarrierState.FAILED, "problem": problem},
    )
