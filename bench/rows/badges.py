"""Signing badges and drawing certificates, on one core: seconds of the processor, so that neighbours do not count."""

import gzip
import json
import random
import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench.measuring import Result, row
from bench.server import Site
from certification.badges import certificate, drawing
from certification.badges.models import Achievement, Credential, Issuer, StatusList
from certification.badges.open_badges import bitstrings, canonical, documents, png, proofs, svg, templating
from certification.badges.statements import credential_statement
from courses.models import Topic
from wikilearn.people.models import Person

MADE = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
LARGE = 1_048_576


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
        evidence=[{"id": "https://bench.example/course", "name": "Security", "narrative": "Passed the course."}],
        awarded_at=MADE,
        valid_from=MADE,
        valid_until=MADE + timedelta(days=730),
        signed_at=MADE,
    )


def signed(credential: Credential, signer: proofs.Signer) -> str:
    """The text of the signed credential."""
    statement = credential_statement(credential).as_json()
    return documents.text(proofs.sign(statement, signer, created=MADE, canonical=templating.canonical))


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
    rate = per_second(lambda: signed(credential, by), 1_000)
    bare = per_second(lambda: by.key.sign(b"x" * 64), 5_000)
    return Result(f"{rate:.0f} per s; Ed25519 alone {bare:.0f} per s ({bare / rate:.1f} ×)", rate >= 200, 1 / rate)


@row("badge: canonical form by filling in", area="badges", aim="≥ 2,000 per s; at least 5 × the whole algorithm")
def fill(site: Site) -> Result:
    statement = credential_statement(example()).as_json()
    rate = per_second(lambda: templating.canonical(statement), 1_000)
    whole = per_second(lambda: canonical.nquads(statement), 50)
    good = rate >= 2_000 and rate >= 5 * whole
    return Result(f"{rate:.0f} per s; whole algorithm {whole:.0f} per s ({rate / whole:.0f} ×)", good, 1 / rate)


@row("badge: sign, PNG and SVG", area="badges", aim="≥ 180 per s on one core")
def sign_and_bake(site: Site) -> Result:
    by, credential = signer(), example()

    def work() -> None:
        text = signed(credential, by)
        png.bake(drawing.picture_png("digital-security", "advanced"), text)
        svg.bake(drawing.picture_svg("digital-security", "advanced", "Digital security"), text)

    rate = per_second(work, 400)
    bare = per_second(lambda: by.key.sign(b"x" * 64), 5_000)
    return Result(f"{rate:.0f} per s; Ed25519 alone ({bare / rate:.1f} ×)", rate >= 180, 1 / rate)


@row("badge: verify", area="badges", aim="≥ 50 per s on one core")
def verify(site: Site) -> Result:
    """What the page of a link does besides its queries: the whole algorithm, never the filled form."""
    by = signer()
    document, raw = json.loads(signed(example(), by)), by.key.public_key().public_bytes_raw()
    rate = per_second(lambda: proofs.verify(document, lambda _method: raw), 60)
    public, signature = by.key.public_key(), by.key.sign(b"x" * 64)
    bare = per_second(lambda: public.verify(signature, b"x" * 64), 2_000)
    return Result(f"{rate:.0f} per s; Ed25519 alone {bare:.0f} per s ({bare / rate:.0f} ×)", rate >= 50, 1 / rate)


@row("badge: certificate, Latin", area="badges", aim="≥ 600 per min on one core")
def certificate_latin(site: Site) -> Result:
    return _certificate("Ana María")


@row("badge: certificate, four scripts", area="badges", aim="≥ 600 per min on one core")
def certificate_mixed(site: Site) -> Result:
    return _certificate("ليلى Smith 王小明 आशा")


@row("badge: certificate, Indic", area="badges", aim="≥ 600 per min on one core")
def certificate_indic(site: Site) -> Result:
    return _certificate("ಶ್ರೀನಿವಾಸ தமிழ்")


def _certificate(name: str) -> Result:
    import weasyprint

    by, credential = signer(), example(name)

    def work() -> None:
        credential.document = signed(credential, by)
        certificate.render(credential)

    rate = per_second(work, 40) * 60
    empty = per_second(lambda: weasyprint.HTML(string="<p>x").write_pdf(), 40) * 60
    said = f"{rate:.0f} per min, signature included; an empty page {empty:.0f} ({empty / rate:.1f} ×)"
    return Result(said, rate >= 600, 60 / rate)


@row("badge: revoke until the list is signed, 131,072 bits", area="badges", aim="< 50 ms on one core")
def revoke_small(site: Site) -> Result:
    return _revoke(bitstrings.SIZE)


@row("badge: revoke until the list is signed, 1,048,576 bits", area="badges", aim="< 250 ms on one core")
def revoke_large(site: Site) -> Result:
    return _revoke(LARGE)


def _revoke(size: int) -> Result:
    """A bit is set and the list signed, with one badge in a hundred revoked; what the database adds is a row."""
    by, bits = signer(), bytearray(size // 8)
    for place in random.Random(size).sample(range(size), size // 100):
        bits[place // 8] |= 0x80 >> place % 8
    listed = documents.StatusListCredential(
        id="https://bench.example/status/1",
        issuer="did:web:bench.example",
        encoded="",
        valid_from=MADE,
        valid_until=MADE + timedelta(days=7),
    )

    def work() -> None:
        encoded = bitstrings.encode(bitstrings.with_set(bytes(bits), 4711))
        documents.text(proofs.sign(replace(listed, encoded=encoded).as_json(), by, created=MADE))

    each = 1_000 / per_second(work, 10)
    bare = 1_000 / per_second(lambda: gzip.compress(bytes(bits), mtime=0), 10)
    weight = len(bitstrings.encode(bytes(bits))) / 1024
    aim = 50 if size == bitstrings.SIZE else 250
    said = f"{each:.0f} ms, {weight:.0f} kB; gzip alone {bare:.0f} ms ({each / bare:.1f} ×)"
    return Result(said, each < aim, each / 1_000)
