"""The intake for wikis: a client that speaks ReportIncident's words, and what it may not do."""

import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from reporting.actions.receipts import unlock_with_receipt
from reporting.actions.sealing import unlock_case
from reporting.actions.wiki_tokens import create_wiki_token, live_wiki_token, revoke_wiki_token
from reporting.models import Case, Grant, WikiToken
from tests.factories.people import PersonFactory
from tests.factories.reports import ready_site
from wikilearn.core.errors import DomainError
from wikilearn.movement.models import Wiki
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db
attack = pytest.mark.attack
EMERGENCY = {"incidentType": "immediate-threat-physical-harm", "behaviorType": None}
ADDRESS = "/api/v1/intake/reports"


@pytest.fixture
def site():
    return ready_site()


class WikiSoftware:
    """What a MediaWiki extension does."""

    def __init__(self, client, wiki="dewiki"):
        self.client = client
        self.secret = create_wiki_token(actor=None, wiki=Wiki.objects.get(dbname=wiki))[1]

    def report(self, key="a-random-key-of-its-own", **body):
        said = {
            "incidentType": "unacceptable-user-behavior",
            "behaviorType": "doxing",
            "details": "He wrote my address",
        }
        headers = {"authorization": f"Bearer {self.secret}", "idempotency-key": key}
        content = json.dumps({name: value for name, value in (said | body).items() if value is not None})
        return self.client.post(ADDRESS, content, content_type="application/json", headers=headers)


@pytest.fixture
def wiki(client, site):
    return WikiSoftware(client)


def test_report_from_a_wiki_is_sealed_and_comes_back_by_its_receipt(wiki, site):
    answer = wiki.report(
        reportedUser="Mallory", page="Talk:X", revisionId=12, threadId="c-Mallory-2026", reportingUser="Canary Reporter"
    )
    assert answer.status_code == 201
    case = Case.objects.get()
    assert (case.wiki.dbname, case.conduct, case.severity) == ("dewiki", "personal_data", "high")
    opened = unlock_case(case=case, vault=site["local"][0])
    text = "\n".join(opened.read(item) for item in opened.items())
    for part in ("He wrote my address", "Mallory", "Talk:X", "revision=12", "thread=c-Mallory-2026"):
        assert part in text
    assert "Canary" not in text
    assert opened.identity() == "Canary Reporter"
    assert unlock_with_receipt(answer.json()["receipt"]) is not None


@attack("Leaks", "Who reports on a wiki stands in the identity box and in no clear column")
def test_identity_stays_in_its_box(wiki):
    wiki.report(reportingUser="Canary Reporter")
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            assert not any("Canary" in row or b"Canary".hex() in row for (row,) in cursor.fetchall()), table


@pytest.mark.parametrize(
    ("body", "severity", "conduct"),
    [
        (EMERGENCY | {"physicalHarmType": "threats-physical-harm"}, "emergency", "physical_threat"),
        (EMERGENCY | {"physicalHarmType": "threats-self-harm"}, "emergency", "self_harm"),
        (EMERGENCY | {"physicalHarmType": "threats-public-harm"}, "emergency", "physical_threat"),
        ({"behaviorType": "hate-or-discrimination"}, "normal", "hate"),
        ({"behaviorType": "intimidation"}, "normal", "harassment"),
        ({"behaviorType": "sexual-harassment"}, "high", "sexual_harassment"),
        ({"behaviorType": "spam"}, "low", "content_abuse"),
        ({"behaviorType": "trolling", "details": ""}, "normal", "harassment"),
        ({"behaviorType": "something-else", "somethingElseDetails": "x"}, "normal", "other"),
        ({"behaviorType": "sockpuppetry"}, "low", "content_abuse"),
        ({"behaviorType": "vandalism"}, "low", "content_abuse"),
        ({"behaviorType": "userdispute"}, "normal", "other"),
        ({"behaviorType": "disruptiveediting"}, "low", "content_abuse"),
        ({"behaviorType": "other"}, "normal", "other"),
    ],
)  # fmt: skip
def test_every_word_of_the_extension_is_understood(wiki, body, severity, conduct):
    assert wiki.report(**body).status_code == 201
    case = Case.objects.get()
    assert (case.severity, case.conduct) == (severity, conduct)


@attack("Input", "The intake refuses NUL, lone surrogates, unknown kinds, kinds that do not fit, and endless fields")
@pytest.mark.parametrize(
    "body",
    [
        {"details": "a\0b"}, {"details": "\ud800"}, {"details": "x" * 20_001}, {"reportedUser": "x" * 256},
        {"behaviorType": "nonsense"}, {"behaviorType": None}, {"physicalHarmType": "threats-self-harm"},
        {"incidentType": "immediate-threat-physical-harm"}, {"revisionId": -1}, {"exclude": ["a\nb"]},
        {"exclude": ["x"] * 51}, {"exclude": ["\udfff"]}, {"incidentType": None},
    ],
)  # fmt: skip
def test_damaged_reports_are_refused(wiki, body):
    assert wiki.report(**body).status_code == 422
    assert not Case.objects.exists()


@attack("Input", "A wiki cannot set severity, body, state or another wiki: such fields are ignored")
def test_fields_that_are_not_the_wikis(wiki):
    wiki.report(severity="emergency", body="u4c", state="closed", wiki="frwiki", danger=True)
    case = Case.objects.get()
    assert (case.severity, case.state, case.wiki.dbname) == ("high", "received", "dewiki")


@attack("Malice", "The same idempotency key is one case; another wiki's key of the same name is another one")
def test_sending_twice_is_one_case(wiki, client):
    first, second = wiki.report().json(), wiki.report(details="changed").json()
    assert first["receipt"] == second["receipt"]
    assert (first["again"], second["again"]) == (False, True)
    assert WikiSoftware(client, "frwiki").report().json()["receipt"] != first["receipt"]
    assert Case.objects.count() == 2
    for key in ("short", "", "with a blank in it"):
        assert wiki.report(key=key).status_code == 422


@attack("Access", "No token, a made-up, revoked or expired one, one of a closed wiki, and a person's API token: 401")
def test_tokens(wiki, client, site):
    token = WikiToken.objects.get()
    assert bytes(token.digest) != wiki.secret.encode()
    for secret in ("", "wlw_nonsense", "wl_" + wiki.secret[4:], wiki.secret + "x"):
        assert (
            client.post(ADDRESS, "{}", "application/json", headers={"authorization": f"Bearer {secret}"}).status_code
            == 401
        )
    WikiToken.objects.update(
        created_at=timezone.now() - timedelta(days=9), expires_at=timezone.now() - timedelta(days=1)
    )
    assert live_wiki_token(wiki.secret) is None
    WikiToken.objects.update(expires_at=timezone.now() + timedelta(days=1))
    Wiki.objects.filter(dbname="dewiki").update(closed=True)
    assert live_wiki_token(wiki.secret) is None
    Wiki.objects.filter(dbname="dewiki").update(closed=False)
    assert live_wiki_token(wiki.secret) is not None
    revoke_wiki_token(actor=None, token=token)
    assert wiki.report().status_code == 401


@attack("Access", "A handler who reports on a wiki, and people the wiki's reporter excludes, get no key")
def test_walls_hold_at_this_door(wiki, site):
    me, excluded = (vault.person for vault in site["local"][:2])
    wiki.report(reportingUser=me.username, exclude=[excluded.username])
    assert not Grant.objects.filter(person__in=[me, excluded]).exists()


def test_only_staff_make_tokens_and_only_for_open_wikis(site):
    wiki = Wiki.objects.get(dbname="dewiki")
    with pytest.raises(DomainError):
        create_wiki_token(actor=PersonFactory(role=Role.STEWARD), wiki=wiki)
    assert create_wiki_token(actor=PersonFactory(role=Role.STAFF), wiki=wiki)
    with pytest.raises(DomainError):
        create_wiki_token(actor=None, wiki=wiki, lifetime=timedelta(days=400))
    wiki.closed = True
    with pytest.raises(DomainError):
        create_wiki_token(actor=None, wiki=wiki)


def test_command_makes_and_ends_tokens(site, capsys):
    call_command("wiki_token", "dewiki", "--days", "30")
    secret = capsys.readouterr().out.strip()
    assert live_wiki_token(secret) is not None
    call_command("wiki_token", "dewiki", "--revoke")
    assert live_wiki_token(secret) is None
    with pytest.raises(CommandError):
        call_command("wiki_token", "nowiki")
