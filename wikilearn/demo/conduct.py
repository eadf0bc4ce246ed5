"""Codes of conduct in the demo: one in force, one in consultation, people who affirmed, a transparency report."""

import uuid
from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone

from ucoc.actions.affirming import affirm_code
from ucoc.actions.consulting import answer_comment, comment_on
from ucoc.actions.local_codes import start_local_code
from ucoc.actions.local_texts import save_clause, save_introduction
from ucoc.actions.local_versions import open_consultation, ratify_version, review_version, submit_for_review
from ucoc.actions.transparency import publish_report
from ucoc.enums import CaseStepKind, Conduct, LocalState, Relation, Severity, Verdict
from ucoc.models import CaseStep, Clause, CodeVersion, EnforcementBody, LocalVersion
from ucoc.transparency import Quarter
from wikilearn.core.dates import today
from wikilearn.demo.cast import AFFILIATE
from wikilearn.movement.models import Organisation, Wiki
from wikilearn.people.models import Person

SPANISH = (
    ("3.1", Relation.STRICTER, "Nadie ahuyenta a nadie", "Ni en público ni en privado. **Tampoco** en chats externos."),
    ("3.2", Relation.RESTATES, "El permiso no es un privilegio", "Quien tiene herramientas las usa para los demás."),
    ("3.3", Relation.RESTATES, "Cuidamos los artículos", "No se borra por enfado ni se escribe contra las fuentes."),
    ("2.2", Relation.ADDS, "Bienvenida", "A quien llega se le responde en un día y con paciencia."),
)
DRAFTED = (
    (
        "3.1",
        Relation.ADDS,
        "Safe rooms",
        "Somebody is always there to talk to. Their name is on the door.",
    ),
    ("3.2", Relation.RESTATES, "Chairs listen", "Whoever chairs a meeting gives the floor to quiet voices first."),
    ("3.3", Relation.RESTATES, "We leave pages whole", "Workshops never end in articles that others must repair."),
)
BEHAVIOUR = (
    (Conduct.HARASSMENT, Severity.NORMAL, 46),
    (Conduct.HATE, Severity.HIGH, 23),
    (Conduct.CONTENT_ABUSE, Severity.LOW, 31),
    (Conduct.LEGAL_THREAT, Severity.HIGH, 4),
)


def load_conduct(people: Mapping[str, Person]) -> None:
    """Everything of it; the universal code is reference data and is there already."""
    version = CodeVersion.objects.in_force()
    if version is None:
        return
    for name in ("Farid Functionary", "Carlos Coordinator"):
        affirm_code(actor=people[name], version=version, language="en")
    organisation = Organisation.objects.get(slug=AFFILIATE)
    wiki = Wiki.objects.get(dbname="eswiki")
    organisation.wikis.add(wiki)
    _ratified(people, wiki)
    _consulted(people, organisation)
    _reported()


def _ratified(people: Mapping[str, Person], wiki: Wiki) -> None:
    writer = people["Carlos Coordinator"]
    version = start_local_code(actor=writer, community=wiki, languages=["es"])
    save_introduction(
        actor=writer,
        version=version,
        language="es",
        heading="Cómo nos tratamos",
        text="Este código vale para todas las personas que editan aquí.",
    )
    _write(writer, version, "es", SPANISH)
    LocalVersion.objects.filter(pk=version.pk).update(
        state=LocalState.CONSULTATION,
        consultation_from=today() - timedelta(days=60),
        consultation_until=today() - timedelta(days=30),
    )
    version = submit_for_review(actor=writer, version=version)
    for name in ("Stella Steward", "Cora Curator"):
        review_version(actor=people[name], version=version, verdict=Verdict.APPROVE)
    ratify_version(
        actor=writer,
        version=version,
        decided_on=today() - timedelta(days=10),
        decision_url="https://es.wikipedia.org/wiki/Wikipedia:Demo",
    )


def _consulted(people: Mapping[str, Person], organisation: Organisation) -> None:
    writer = people["Carlos Coordinator"]
    version = start_local_code(actor=writer, community=organisation, languages=["en", "es"])
    _write(writer, version, "en", DRAFTED)
    version = open_consultation(actor=writer, version=version, opens=today(), closes=today() + timedelta(days=30))
    comment = comment_on(
        actor=people["Layla Learner"],
        version=version,
        text="Could the names on the door be in large print, please?",
        language="en",
    )
    answer_comment(actor=writer, comment=comment, answer="Yes, we will add that.")


def _write(
    writer: Person, version: LocalVersion, language: str, clauses: tuple[tuple[str, Relation, str, str], ...]
) -> None:
    for number, relation, heading, text in clauses:
        covers = Clause.objects.get(version=version.builds_on, number=number)
        save_clause(
            actor=writer,
            version=version,
            covers=covers,
            relation=relation,
            language=language,
            heading=heading,
            text=text,
        )


def _reported() -> None:
    """Steps of cases that never were, two quarters ago, and the report about them."""
    bodies = list(EnforcementBody.objects.filter(wiki=None).order_by("slug")[:3])
    if not bodies:
        return
    now = Quarter.of(today())
    before = Quarter.of(now.first - timedelta(days=1))
    quarter = Quarter.of(before.first - timedelta(days=1))
    steps = []
    number = 0
    for conduct, severity, cases in BEHAVIOUR:
        for _ in range(cases):
            number += 1
            case, body = uuid.uuid4(), bodies[number % len(bodies)]
            on = quarter.first + timedelta(days=number % 30)
            told = {"case": case, "body": body, "conduct": conduct, "severity": severity, "at": timezone.now()}
            steps.append(CaseStep(step=CaseStepKind.RECEIVED, on=on, **told))
            if number % 5:
                steps.append(CaseStep(step=CaseStepKind.DECIDED, on=on + timedelta(days=number % 50), **told))
    CaseStep.objects.bulk_create(steps)
    publish_report(actor=None, quarter=quarter)
