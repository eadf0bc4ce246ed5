"""Reports in the demo: the administrators of the Spanish Wikipedia with open eyes, and a few fictional reports to them.

Their vaults open with the password of the demo. What is told here happened to nobody.
"""

from datetime import timedelta

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.utils import timezone, translation

from reporting.actions.cases.working import write_to_reporter
from reporting.actions.dialogue import write_message
from reporting.actions.keys import set_up_vault, unlock_vault
from reporting.actions.receipts import unlock_with_receipt
from reporting.actions.sealing import unlock_case
from reporting.actions.sending import send_report
from reporting.intake.report import Report
from reporting.intake.tickets import issue
from reporting.models import Case, VaultKey
from reporting.policy import visible_cases
from ucoc.enums import BodyKind, Conduct, MemberFactKind
from ucoc.models import BodyMember, EnforcementBody, MemberFact
from wikilearn.core.dates import today
from wikilearn.demo.cast import PASSWORD
from wikilearn.movement.models import Wiki
from wikilearn.people.models import Person

HANDLERS = ("Stella Steward", "Cora Curator", "Stefan Staff")
WIKI = "eswiki"
REPORTS = (
    (
        "es",
        Report(
            what="Desde hace dos semanas alguien me sigue de discusión en discusión y se burla de cómo escribo.",
            who="Usuario Inventado",
            wiki=WIKI,
            where="https://es.wikipedia.org/wiki/Discusión:Ejemplo",
            when=today() - timedelta(days=3),
            conduct=Conduct.HARASSMENT,
            wish="Que deje de escribirme. No quiero que lo bloqueen.",
            share=frozenset({"places"}),
        ),
    ),
    (
        "ar",
        Report(
            what="نشر أحدهم اسم مدينتي ومكان عملي في صفحة نقاش. أرجو حذف ذلك بسرعة.",
            wiki=WIKI,
            where="https://es.wikipedia.org/wiki/Discusión:Otro_ejemplo",
            conduct=Conduct.OTHER,
            contact="mail",
            contact_how="layla@example.org",
        ),
    ),
    (
        "en",
        Report(
            what="I saw how a newcomer was called names in an edit summary. She has not edited since.",
            who="User:Made Up Name\n192.0.2.44",
            wiki=WIKI,
            teller="witness",
            exclude="Cora Curator",
            conduct=Conduct.HARASSMENT,
        ),
    ),
)


def report_in_demo(people: dict[str, Person]) -> None:
    """Give the queue of the handlers something to show, and one reporter an answer."""
    handlers = [people[name] for name in HANDLERS if name in people]
    body = _administrators(handlers)
    for handler in handlers:
        if not VaultKey.objects.filter(person=handler).exists():
            set_up_vault(actor=handler, passphrase=PASSWORD)
    receipts = []
    for language, report in REPORTS:
        with translation.override(language):
            receipts.append(send_report(ticket=issue(bits=0, wait=0), report=report).receipt)
    _talk(handlers[0], body, receipts[0])


def _administrators(handlers: list[Person]) -> EnforcementBody:
    body, _made = EnforcementBody.objects.get_or_create(
        kind=BodyKind.LOCAL_ADMINISTRATORS,
        wiki=Wiki.objects.get(dbname=WIKI),
        organisation=None,
        defaults={"slug": "administrators-eswiki", "name": "Administrators of the Spanish Wikipedia", "quorum": 2},
    )
    for handler in handlers:
        if not handler.has_two_factor:
            TOTP.activate(handler, generate_totp_secret())
        MemberFact.objects.get_or_create(
            person=handler, kind=MemberFactKind.AGREEMENT, defaults={"on": today() - timedelta(days=90)}
        )
        if not BodyMember.objects.live().filter(body=body, person=handler).exists():
            BodyMember.objects.create(body=body, person=handler, since=timezone.now() - timedelta(days=60))
    return body


def _talk(handler: Person, body: EnforcementBody, receipt: str) -> None:
    """An answer to the first reporter, and a word back."""
    back = unlock_with_receipt(receipt)
    if back is None or not visible_cases(handler).filter(pk=back.case.pk, body=body).exists():
        return
    opened = unlock_case(case=Case.objects.get(pk=back.case.pk), vault=unlock_vault(actor=handler, passphrase=PASSWORD))
    write_to_reporter(actor=handler, open_case=opened, text="Gracias por contarlo. ¿Podemos preguntarle a esa persona?")
    write_message(opened=back, text="Sí, pero sin decir quién lo contó.")
