"""Fictional reports in the demo, sent the way everybody sends them. What is told here happened to nobody."""

from datetime import timedelta

from django.utils import translation

from reporting.actions.sending import send_report
from reporting.intake.report import Report
from reporting.intake.tickets import issue
from ucoc.enums import Conduct
from wikilearn.core.dates import today

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
            exclude="Hugo Handler",
            conduct=Conduct.HARASSMENT,
        ),
    ),
)


def report_in_demo() -> list[str]:
    """Send them to whoever is responsible; gives the receipts. The bodies of the demo have to be at work."""
    receipts = []
    for language, report in REPORTS:
        with translation.override(language):
            receipts.append(send_report(ticket=issue(bits=0, wait=0), report=report).receipt)
    return receipts
