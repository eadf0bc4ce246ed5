"""What every new badge is given: a place in a status list, a name for its holder, a language, a template."""

import hashlib
import secrets
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import translation

from certification.badges import tasks
from certification.badges.actions.issuers import ensure_primary_issuer
from certification.badges.actions.status_lists import free_place
from certification.badges.drawing import TEMPLATE_VERSION
from certification.badges.enums import SubjectIdentity, TemplateState
from certification.badges.models import Credential, Issuer, Naming, Template
from wikilearn.audit.actions import record
from wikilearn.core.queueing import enqueue_on_commit
from wikilearn.movement.models import Organisation
from wikilearn.people.models import Person

_TRIES = 8


def place_credential(*, actor: str, person: Person, issuer: Issuer, about: dict[str, Any], **said: Any) -> Credential:
    """Write the row, wake the pipeline, log it. `about` goes to the log."""
    said |= {"person": person, "issuer": issuer, "template_version": template_version(issuer), **naming_of(person)}
    credential = _written({"holder_name": person.username, "language": language_of(person), **said})
    enqueue_on_commit(tasks.prepare, credential.pk)
    record(
        actor=actor,
        action="badges.credential_issued",
        target=credential.reference,
        details={"person": person.reference, **about},
    )
    return credential


def issuer_for(organisation: Organisation | None) -> Issuer:
    """Who issues the badges of what an organisation offers: itself where it is an issuer, else the site."""
    if organisation is not None:
        own = Issuer.objects.filter(organisation=organisation, active=True).first()
        if own is not None:
            return own
    return ensure_primary_issuer()


def template_version(issuer: Issuer) -> int:
    """The number of the template that new badges of an issuer are drawn with."""
    number = Template.objects.filter(issuer=issuer, state=TemplateState.ACTIVE).values_list("number", flat=True).first()
    return number or TEMPLATE_VERSION


def naming_of(person: Person) -> dict[str, str]:
    """How a badge names its holder, as they chose. A name of their own stands on the certificate too."""
    naming = Naming.objects.filter(person=person).first()
    wanted = naming.identity if naming else SubjectIdentity.PSEUDONYM
    if wanted == SubjectIdentity.NAME and naming is not None and naming.real_name:
        return {"identity": wanted, "identity_value": naming.real_name, "holder_name": naming.real_name}
    if wanted == SubjectIdentity.USERNAME:
        return {"identity": wanted, "identity_value": person.username}
    if wanted == SubjectIdentity.EMAIL and person.email:
        salt = secrets.token_hex(16)
        digest = hashlib.sha256((person.email.lower() + salt).encode()).hexdigest()
        return {"identity": wanted, "identity_value": f"sha256${digest}", "identity_salt": salt}
    return {"identity": SubjectIdentity.PSEUDONYM}


def language_of(person: Person) -> str:
    """The first of the person's languages in which the badge can speak."""
    for tag in person.language_chain:
        try:
            code = translation.get_supported_language_variant(tag)
        except LookupError:
            continue
        return translation.to_locale(code).replace("_", "-")
    return "en"


def _written(said: dict[str, Any]) -> Credential:
    for _attempt in range(_TRIES):
        listed, index = free_place(said["issuer"])
        try:
            with transaction.atomic():
                return Credential.objects.create(status_list=listed, status_index=index, **said)
        except IntegrityError as error:
            if "credential_index_never_again" not in str(error):
                raise
    raise RuntimeError("no free place in the status list after several tries")
