"""Checking badges, and the pages on which others see them."""

import json
import time
from datetime import timedelta
from functools import cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import timezone

from bench.measuring import Result, row
from bench.rows.badges import per_second
from bench.rows.pages import page_against_floor
from bench.seeding import multiply
from bench.server import Site
from certification.badges import actions, verifying
from certification.badges.enums import Visibility
from certification.badges.models import Credential, Profile
from certification.models import Period
from wikilearn.core.dates import today

BADGES = 30


@cache
def a_badge() -> Credential:
    """One signed badge of somebody, on their public page beside others of the same kind."""
    period = Period.objects.standing().filter(valid_until__gte=today()).order_by("pk")[0]
    credential = actions.sign_credential(credential=actions.issue_credential(period=period))
    actions.choose_visibility(actor=credential.person, credential=credential, visibility=Visibility.PROFILE)
    Profile.objects.filter(person=credential.person).delete()
    actions.publish_profile(actor=credential.person, name="Bench")
    multiply(
        Credential.objects.get(pk=credential.pk),
        f"generate_series({credential.edition + 1}, {credential.edition + BADGES - 1}) AS n",
        uid="gen_random_uuid()",
        edition="n",
        status_index=f"({credential.status_index} + n * 7) % 131072",
    )
    return Credential.objects.with_story().get(pk=credential.pk)


@row("badge: verify a link", area="badges", aim="≤ 120 × Ed25519 alone, database included")
def verify_link(_site: Site) -> Result:
    """Form, signature, issuer, record, dates, status: all that the page asks, database included."""
    credential, now = a_badge(), timezone.now()
    assert verifying.judge_link(credential.address, now).outcome == verifying.Outcome.VALID
    rate = per_second(lambda: verifying.judge_link(credential.address, now), 100)
    key = Ed25519PrivateKey.generate()
    signature, public = key.sign(b"x" * 64), key.public_key()
    bare = per_second(lambda: public.verify(signature, b"x" * 64), 2_000)
    return Result(
        f"{rate:.0f} per s; Ed25519 alone {bare:.0f} per s ({bare / rate:.0f} ×)", bare <= 120 * rate, 1 / rate
    )


@row("badge: a poisoned upload", area="badges", aim="≤ 20 × a good one")
def poisoned(_site: Site) -> Result:
    """As many nodes that look alike as an upload may hold: refused, and soon."""
    credential, now = a_badge(), timezone.now()
    good = credential.document.encode()
    alike = [{"type": ["Evidence"]} for _number in range(250)]
    bad = json.dumps({**json.loads(credential.document), "evidence": alike}).encode()
    verdict = verifying.judge_file(bad, now)
    assert verdict.outcome == verifying.Outcome.INVALID
    assert any(answer.question == verifying.Question.SIGNATURE for answer in verdict.answers), "it was not looked at"
    taken = []
    for raw in (good, bad):
        started = time.process_time()
        for _round in range(10):
            verifying.judge_file(raw, now + timedelta(seconds=1))
        taken.append(time.process_time() - started)
    return Result(f"{taken[1] / taken[0]:.1f} × a good one", taken[1] <= 20 * taken[0], taken[1] / 10)


@row("badge: its page", area="badges", aim="≤ 8 queries, ≤ 6 × floor")
def page(site: Site) -> Result:
    return page_against_floor(site, a_badge().get_absolute_url(), times=6, most_queries=8)


@row("badge: public profile with 30", area="badges", aim="≤ 8 queries, ≤ 4 × floor")
def profile(site: Site) -> Result:
    return page_against_floor(site, a_badge().person.badge_profile.get_absolute_url(), times=4, most_queries=8)
