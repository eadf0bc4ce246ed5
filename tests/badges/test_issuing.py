"""From a certification to a signed badge, and what happens to it later."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone
from jsonschema import validators

from certification.badges import actions, tasks
from certification.badges.enums import CarrierState, CredentialState, RevokedReason, SubjectIdentity
from certification.badges.errors import NotRevocable
from certification.badges.models import Achievement, Carrier, Credential, StatusList
from certification.badges.open_badges import bitstrings, carriers, proofs
from certification.badges.open_badges import multibase as mb
from certification.enums import FactKind
from tests.badges.independent import verdicts
from tests.badges.test_documents import SCHEMA
from tests.factories.certification import PeriodFactory, certify
from tests.factories.courses import TopicFactory
from tests.factories.people import PersonFactory
from wikilearn.audit.models import Event
from wikilearn.core.dates import add_months, today
from wikilearn.notices.models import Notice

pytestmark = pytest.mark.django_db


def key_of(method):
    from certification.badges.models import SigningKey

    key = SigningKey.objects.filter(method_id=method).first()
    return mb.raw_public_key(key.public_key) if key else None


def test_certification_yields_a_signed_badge_with_files_and_a_notice(issue):
    credential = issue(level="advanced")
    assert credential.state == CredentialState.SIGNED
    document = json.loads(credential.document)
    assert document["id"] == f"http://localhost:8000/credentials/{credential.uid}"
    assert document["validUntil"] == f"{add_months(today(), 24)}T23:59:59Z"
    assert document["credentialSubject"]["id"] == f"urn:uuid:{credential.person.uid}"
    assert document["credentialSubject"]["result"][0]["value"] == "Advanced"
    assert "identifier" not in document["credentialSubject"]
    assert proofs.verify(document, key_of) == credential.key.method_id
    files = {carrier.kind: carrier for carrier in credential.carriers.all()}
    assert set(files) == {"png", "svg", "pdf"}
    for kind, carrier in files.items():
        assert carrier.state == CarrierState.READY, carrier.problem
        with carrier.file.open() as file:
            assert carriers.extract(file.read()) == (kind, credential.document.encode())
    notice = Notice.objects.get(person=credential.person)
    assert (notice.kind, notice.url) == ("credential_ready", f"/credentials/{credential.uid}")
    assert Event.objects.filter(action="badges.credential_issued", target=credential.reference).count() == 1


@pytest.mark.skipif(not SCHEMA.exists(), reason="1EdTech's JSON Schema is not beside the project")
def test_issued_badge_fits_the_schema(signed):
    schema = json.loads(SCHEMA.read_text())
    document = json.loads(signed(level="basic").document)
    assert [error.message for error in validators.validator_for(schema)(schema).iter_errors(document)] == []


def test_issued_badge_holds_before_an_independent_verifier(signed):
    credential = signed()
    listed = actions.sign_status_list(status_list=credential.status_list)
    did = json.loads(credential.issuer.did_documents.first().document)
    case = {"credential": json.loads(credential.document), "now": timezone.now().isoformat()}
    (answer,) = verdicts([case], did, json.loads(listed.document))
    assert (answer["verified"], answer["revoked"]) == (True, False), answer
    actions.withdraw_credential(actor="system", credential=credential, reason=RevokedReason.ERROR)
    listed.refresh_from_db()
    (answer,) = verdicts([case], did, json.loads(listed.document))
    assert (answer["verified"], answer["revoked"]) == (True, True), answer


def test_history_has_no_badge(db):
    certify(PersonFactory(), TopicFactory(mandatory=True), "2020-01-10")
    assert not Credential.objects.exists()


def test_steps_of_the_pipeline_change_nothing_the_second_time(issue):
    credential = issue()
    before = (credential.document, list(Carrier.objects.order_by("pk").values()), Notice.objects.count())
    tasks.prepare(credential.pk)
    credential.refresh_from_db()
    assert (credential.document, list(Carrier.objects.order_by("pk").values()), Notice.objects.count()) == before


def test_sweep_finishes_what_a_lost_broker_left(issue):
    credential = issue(run=False)
    assert credential.state == CredentialState.PENDING
    tasks.issue_missing_credentials()
    assert not Carrier.objects.exists()  # too fresh: the pipeline may still be at work
    Credential.objects.update(created_at=timezone.now() - timedelta(hours=1))
    tasks.issue_missing_credentials()
    credential.refresh_from_db()
    assert credential.state == CredentialState.SIGNED
    assert credential.notified_at
    assert Carrier.objects.count() == 3


def test_sweep_issues_for_periods_without_a_badge(django_capture_on_commit_callbacks):
    period = PeriodFactory(valid_from=today(), valid_until=add_months(today(), 24))
    PeriodFactory(valid_until=date(2026, 2, 1))
    PeriodFactory(valid_until=add_months(today(), 24), person=PersonFactory(is_active=False))
    with django_capture_on_commit_callbacks(execute=True):
        tasks.issue_missing_credentials()
    (credential,) = Credential.objects.all()
    assert (credential.period, credential.state) == (period, CredentialState.SIGNED)


def test_sweep_issues_for_others_where_one_period_fails(monkeypatch, caplog):
    monkeypatch.setattr(tasks, "_BATCH", 1)
    ends = add_months(today(), 24)
    broken, well = (PeriodFactory(topic=TopicFactory(), valid_from=today(), valid_until=ends) for _ in range(2))
    # no version of this achievement can follow, so no badge of it can be made
    Achievement.objects.create(issuer=actions.ensure_primary_issuer(), topic=broken.topic, version=32_767, name="Other")
    tasks.issue_missing_credentials()
    assert Credential.objects.get().period == well
    assert [record.getMessage() for record in caplog.records] == [f"no badge for period {broken.pk}"]


def test_same_period_has_one_badge(signed):
    credential = signed()
    assert actions.issue_credential(period=credential.period) == credential
    assert Credential.objects.count() == 1


def test_renewal_follows_the_badge_before_and_keeps_the_first_award(signed):
    first = signed(day=add_months(today(), -22))
    second = signed(person=first.person)
    assert second.supersedes == first
    assert second.awarded_at == first.awarded_at
    assert second.valid_from.date() == first.valid_until.date() + timedelta(days=1)
    assert json.loads(second.document)["awardedDate"] == json.loads(first.document)["awardedDate"]


def test_badge_ends_with_its_certification(signed):
    credential = signed()
    certify(credential.person, credential.period.topic, timezone.now(), FactKind.REVOKED, reason="Misuse")
    credential.refresh_from_db()
    assert (credential.state, credential.revoked_reason) == (CredentialState.REVOKED, RevokedReason.WITHDRAWN)


def test_longer_certification_gets_another_badge(signed):
    credential = signed()
    later = add_months(credential.period.valid_until, 3)
    certify(
        credential.person, credential.period.topic, timezone.now(), FactKind.EXTENDED, valid_until=later, reason="Leave"
    )
    newest = Credential.objects.latest("pk")
    assert (newest.edition, newest.supersedes, newest.valid_until.date()) == (2, credential, later)


def test_revocation_sets_the_bit_and_signs_the_list_at_once(signed):
    credential = signed()
    actions.withdraw_credential(actor="person:x", credential=credential, reason=RevokedReason.ERROR)
    listed = StatusList.objects.get()
    assert bitstrings.is_set(bytes(listed.bits), credential.status_index)
    document = json.loads(listed.document)
    assert bitstrings.decode(document["credentialSubject"]["encodedList"]) == bytes(listed.bits)
    assert proofs.verify(document, key_of)
    with pytest.raises(NotRevocable):
        actions.withdraw_credential(actor="person:x", credential=credential, reason=RevokedReason.ERROR)


def test_revocation_that_fails_leaves_neither_row_nor_bit(signed, monkeypatch, settings, tmp_path):
    from certification.badges.errors import KeyUnavailable

    credential = signed()
    settings.DATA_DIR = tmp_path / "elsewhere"
    with pytest.raises(KeyUnavailable):
        actions.withdraw_credential(actor="system", credential=credential, reason=RevokedReason.ERROR)
    credential.refresh_from_db()
    assert credential.state == CredentialState.SIGNED
    assert not any(bytes(StatusList.objects.get().bits))


def test_place_in_the_list_is_never_given_twice(signed):
    credential = signed()
    other = signed(topic=TopicFactory(mandatory=True))
    assert credential.status_index != other.status_index
    with pytest.raises(IntegrityError), transaction.atomic():
        Credential.objects.bulk_create(
            [
                Credential(
                    person=other.person,
                    issuer=other.issuer,
                    achievement=other.achievement,
                    status_list=credential.status_list,
                    status_index=credential.status_index,
                    awarded_at=other.awarded_at,
                    valid_from=other.valid_from,
                )
            ]
        )


def test_full_list_is_followed_by_another(issue, monkeypatch):
    monkeypatch.setattr("certification.badges.actions.status_lists.secrets.randbelow", lambda size: 7)
    numbers = [issue(run=False, topic=TopicFactory(mandatory=True)).status_list.number for _ in range(3)]
    assert numbers == [1, 2, 3]


def test_status_list_is_signed_again_when_it_grows_old(signed):
    listed = actions.sign_status_list(status_list=signed().status_list)
    assert actions.sign_status_list(status_list=listed).version == listed.version
    StatusList.objects.update(signed_at=timezone.now() - timedelta(days=2))
    assert actions.sign_status_list(status_list=StatusList.objects.get()).version == listed.version + 1


def test_old_badges_hold_after_rotation(signed):
    old = signed()
    key = actions.rotate_signing_key(actor="system", issuer=old.issuer)
    new = signed()
    assert new.key == key != old.key
    did = json.loads(old.issuer.did_documents.first().document)
    assert did["assertionMethod"] == [old.key.method_id, new.key.method_id]
    assert old.issuer.did_documents.count() == 2
    listed = actions.sign_status_list(status_list=new.status_list)
    cases = [{"credential": json.loads(each.document), "now": timezone.now().isoformat()} for each in (old, new)]
    assert [answer["verified"] for answer in verdicts(cases, did, json.loads(listed.document))] == [True, True]


def test_private_key_is_not_in_the_database_and_not_readable_as_it_is(signed, tmp_path):
    signed()
    (file,) = (tmp_path / "keys").iterdir()
    assert file.stat().st_mode & 0o077 == 0
    assert b"BEGIN ENCRYPTED PRIVATE KEY" in file.read_bytes()


@pytest.mark.parametrize(
    ("identity", "type_"), [(SubjectIdentity.USERNAME, "userName"), (SubjectIdentity.EMAIL, "emailAddress")]
)
def test_person_chooses_how_badges_name_them(signed, identity, type_):
    person = PersonFactory(username="Ana", email="ana@example.org")
    actions.choose_naming(actor=person, identity=identity)
    text = signed(person=person).document
    (said,) = json.loads(text)["credentialSubject"]["identifier"]
    assert said["identityType"] == type_
    assert ("Ana" in text, "ana@example.org" in text) == (identity == SubjectIdentity.USERNAME, False)


@pytest.mark.parametrize(("languages", "tag"), [(["ar"], "ar"), (["zh-Hans"], "zh-Hans"), (["pt"], "en")])
def test_badge_speaks_the_language_of_its_holder(signed, languages, tag):
    credential = signed(languages=languages)
    assert credential.language == tag
    assert json.loads(credential.document)["credentialSubject"]["achievement"]["inLanguage"] == tag


def test_changed_words_of_a_topic_make_a_new_version(signed):
    topic = TopicFactory(mandatory=True, name="Security")
    first = signed(topic=topic)
    again = signed(topic=topic)
    topic.name = "Digital security"
    topic.save()
    second = signed(topic=topic)
    assert first.achievement == again.achievement
    assert (first.achievement.version, second.achievement.version) == (1, 2)
    first.achievement.refresh_from_db()
    assert first.achievement.name == "Security"


def test_name_without_glyphs_is_said_and_not_printed(issue):
    credential = issue(username="ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ")
    carrier = credential.carriers.get(kind="pdf")
    assert carrier.state == CarrierState.FAILED
    assert "Ꮳ" in carrier.problem
    assert credential.carriers.filter(state=CarrierState.READY).count() == 2
    assert credential.notified_at


def test_erasure_revokes_and_forgets(issue):
    from certification.badges.erasing import erase_badges, export_badges

    credential = issue()
    names = [carrier.file.name for carrier in credential.carriers.all()]
    assert export_badges(credential.person)[0]["document"]["id"] == credential.address
    with transaction.atomic():
        erase_badges(credential.person)
    credential.refresh_from_db()
    assert (credential.state, credential.document, credential.holder_name) == ("revoked", "", "")
    assert not any(default_storage.exists(name) for name in names)
    assert bitstrings.is_set(bytes(StatusList.objects.get().bits), credential.status_index)


def test_worker_that_comes_after_the_erasure_leaves_nothing(signed, settings):
    from certification.badges.erasing import erase_badges

    credential = signed(username="ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ")
    with transaction.atomic():
        erase_badges(credential.person)
    actions.carry_pictures(credential=credential)
    actions.carry_certificate(credential=credential)
    assert not Carrier.objects.exists()
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_document_is_kept_byte_for_byte(signed):
    credential = signed()
    assert credential.document == json.dumps(json.loads(credential.document), separators=(",", ":"))
    assert datetime.fromisoformat(json.loads(credential.document)["validFrom"]).tzinfo == UTC
