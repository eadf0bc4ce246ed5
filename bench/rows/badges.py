"""Signing badges and drawing certificates, on one core: seconds of the processor, so that neighbours do not count."""

import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench.measuring import Result, row
from bench.server import Site
from certification.badges import certificate, drawing
from certification.badges.models import Achievement, Credential, Issuer, StatusList
from certification.badges.open_badges import documents, png, proofs, svg
from certification.badges.statements import credential_statement
from courses.models import Topic
from wikilearn.people.models import Person

MADE = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


def example(name: str = "Ana María") -> Credential:
    """A credential that is not in any database."""
    issuer = Issuer(slug="bench", name="Bench", did="did:web:bench.example", url="https://bench.example/")
    words = {"name_en": "Digital security", "description_en": "Keeps accounts safe.", "criteria_en": "Pass the course."}
    return Credential(
        person=Person(username=name, uid=uuid.uuid4()),
        issuer=issuer,
        achievement=Achievement(issuer=issuer, topic=Topic(key="digital-security"), **words),
        status_list=StatusList(issuer=issuer, number=1),
        status_index=4711,
        holder_name=name,
        level="advanced",
        awarded_at=MADE,
        valid_from=MADE,
        valid_until=MADE + timedelta(days=730),
        signed_at=MADE,
    )


def signed(credential: Credential, signer: proofs.Signer) -> str:
    """The text of the signed credential."""
    return documents.text(proofs.sign(credential_statement(credential).as_json(), signer, created=MADE))


def per_second(work: Callable[[], object], rounds: int) -> float:
    """How often in a second of the processor."""
    work()
    started = time.process_time()
    for _round in range(rounds):
        work()
    return rounds / (time.process_time() - started)


def signer() -> proofs.Signer:
    return proofs.Signer("did:web:bench.example#key-1", Ed25519PrivateKey.generate())


@row("badge: sign", area="badges", aim="≥ 200 per s on one core")
def sign(site: Site) -> Result:
    by, credential = signer(), example()
    rate = per_second(lambda: signed(credential, by), 200)
    bare = per_second(lambda: by.key.sign(b"x" * 64), 5_000)
    return Result(f"{rate:.0f} per s; Ed25519 alone {bare:.0f} per s ({bare / rate:.0f} ×)", rate >= 200, 1 / rate)


@row("badge: sign, PNG and SVG", area="badges", aim="≥ 180 per s on one core")
def sign_and_bake(site: Site) -> Result:
    by, credential = signer(), example()

    def work() -> None:
        text = signed(credential, by)
        png.bake(drawing.picture_png("digital-security", "advanced"), text)
        svg.bake(drawing.picture_svg("digital-security", "advanced", "Digital security"), text)

    rate = per_second(work, 200)
    return Result(f"{rate:.0f} per s", rate >= 180, 1 / rate)


@row("badge: certificate, Latin", area="badges", aim="≥ 600 per min on one core")
def certificate_latin(site: Site) -> Result:
    return _certificate("Ana María")


@row("badge: certificate, mixed scripts", area="badges", aim="≥ 600 per min on one core")
def certificate_mixed(site: Site) -> Result:
    return _certificate("ليلى Smith 王小明 आशा")


def _certificate(name: str) -> Result:
    by, credential = signer(), example(name)

    def work() -> None:
        credential.document = signed(credential, by)
        certificate.render(credential)

    rate = per_second(work, 40) * 60
    return Result(f"{rate:.0f} per min, signature included", rate >= 600, 60 / rate)
