"""Sending a report: from checked answers to a sealed case with its receipt, for three handlers who can read it."""

import time

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from nacl import bindings

from bench.measuring import Result, medians, row
from bench.rows.vault import TEXT, handlers, rolled_back
from bench.server import Site
from reporting.actions.sending import send_report, way_of
from reporting.intake.report import Report
from reporting.intake.tickets import issue
from reporting.peppers import receipt_effort
from reporting.vault.boxes import Place, new_key, seal
from reporting.vault.keys import stretched
from ucoc.enums import BodyKind
from ucoc.models import BodyMember, EnforcementBody
from wikilearn.movement.models import Wiki

HANDLERS, WIKI = 3, "cawiki"
ROUNDS = 60


@row("report intake", area="intake", aim="≥ 20 per s on one core; 3 eligible handlers")
def intake(site: Site) -> Result:
    """The whole action with the database, against the same slow hash, seals and sealed boxes by libsodium alone."""
    report = Report(what=TEXT, wiki=WIKI, who="Somebody Else", wish="Peace")
    public, _private = bindings.crypto_box_keypair()
    key, place = new_key(), Place("bench")

    def bare() -> None:
        stretched(b"0" * 30, bytes(16), receipt_effort())
        for _item in range(6):
            seal(key, TEXT.encode(), place)
        for _grant in range(HANDLERS * 3 + 1):
            bindings.crypto_box_seal(key, public)

    with rolled_back():
        _body()
        readers = len(way_of(report, None).plan.readers)
        started = time.process_time()
        ours, least = medians(
            lambda: send_report(ticket=issue(bits=0, wait=0), report=report), bare, rounds=ROUNDS, warm_up=5
        )
        busy = time.process_time() - started
    figures = f"{1 / ours:.0f} per s ({ours * 1e3:.0f} ms, {readers} readers); {ours / least:.1f} × libsodium alone"
    return Result(figures, ours <= 1 / 20 and readers == HANDLERS and busy > 0, ours)


def _body() -> None:
    """Three people with open vaults and a second factor, responsible for one wiki."""
    wiki = Wiki.objects.get(dbname=WIKI)
    body = EnforcementBody.objects.create(
        slug="bench-intake", name="Bench", kind=BodyKind.LOCAL_ADMINISTRATORS, wiki=wiki, needs_agreement=False
    )
    for vault in handlers(HANDLERS):
        TOTP.activate(vault.person, generate_totp_secret())
        BodyMember.objects.create(body=body, person=vault.person)
