"""A report on its way: routed past everybody whom it concerns, sealed once, never twice, never half."""

import socket

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from reporting.actions import sending
from reporting.actions.receipts import unlock_with_receipt
from reporting.actions.sealing import unlock_case
from reporting.actions.sending import AlreadySent, confirm_receipt, receipt_again, send_report, walls_for, way_of
from reporting.errors import NotStored
from reporting.intake.files import read_attachment
from reporting.intake.report import Report
from reporting.models import Case, Grant, SealedItem, SpentTicket
from reporting.opened import OpenCase
from reporting.queries.questions import question_of
from reporting.routing import NobodyFree
from tests.factories.movement import HoldingFactory, RightFactory
from tests.factories.people import PersonFactory
from tests.factories.reports import STORY, paid_ticket, ready_site, sent
from tests.reporting.test_case_pages import signed_in
from tests.reporting.test_report_intake import photo_with_place
from ucoc.enums import BodyKind, Conduct, Place, Severity
from wikilearn.movement.models import Wiki
from wikilearn.people.models import Person

pytestmark = pytest.mark.django_db
attack = pytest.mark.attack


@pytest.fixture
def site():
    return ready_site()


def opened_by(vault, case=None):
    return unlock_case(case=case or Case.objects.get(), vault=vault)


@attack(
    "Input", "Links to machines inside, `javascript:` and one of ten thousand signs in a report: nobody fetches them"
)
def test_links_are_never_fetched(site):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        link = f"http://127.0.0.1:{listener.getsockname()[1]}/beacon.png"
        links = f"{link}\njavascript:fetch('{link}')\n{link}?{'x' * 10_000}"
        sent(what=links, who=link, where=links, wish=f"![]({link})", exclude=link)
        case = Case.objects.get()
        page = signed_in(site["local"][0].person, unlock=True).get(reverse("reporting:case", args=[case.reference]))
        assert "beacon.png" in page.text
        for marked in (f'src="{link}', f'href="{link}', 'href="javascript:'):
            assert marked not in page.text
        with pytest.raises(BlockingIOError):
            listener.accept()


def test_send_report_seals_it_for_the_readers_of_the_responsible_body(site):
    said = sent(
        who="Mallory",
        wish="Peace",
        name="Ada",
        contact="mail",
        contact_how="ada@example.org",
        share=frozenset({"story"}),
    )
    case = Case.objects.get()
    assert case.body.kind == BodyKind.LOCAL_ADMINISTRATORS
    assert (case.severity, case.conduct, case.wiki.dbname) == (Severity.NORMAL, Conduct.NOT_SURE, "dewiki")
    for vault in site["local"]:
        opened = opened_by(vault)
        texts = {item.kind: opened.read(item) for item in opened.items()}
        assert texts["report"] == STORY
        assert texts["accused"] == "Mallory"
        assert texts["what_i_want"] == "Peace"
        assert "ada@example.org" not in "".join(texts.values())
        assert "Ada" not in "".join(texts.values())
    assert opened_by(site["local"][0]).identity() == "Ada\nada@example.org"
    back = unlock_with_receipt(said.receipt)
    assert back.read(back.items()[0]) == STORY
    assert SealedItem.objects.get(kind="report").shareable
    assert not SealedItem.objects.get(kind="links").shareable


@attack("Input", "Persian ZWNJ, Malayalam ZWJ, emoji sequences and floods of combining marks are kept byte for byte")
@pytest.mark.parametrize(
    "story", [STORY, "Z" + "\u0310\u0322" * 4000, "a\u200b\u2060b\n\n  c ", "<script>alert(1)</script>"]
)
def test_words_are_kept_byte_for_byte(site, story):
    sent(what=story)
    opened = opened_by(site["local"][0])
    assert opened.read(opened.items(kinds=["report"])[0]) == story


@attack("Malice", "Double submit: two presses of the button, a reload, or a stolen page make one case and one receipt")
def test_a_ticket_pays_for_one_case(site):
    ticket = paid_ticket()
    first = send_report(ticket=ticket, report=Report(what="a", wiki="dewiki"))
    second = send_report(ticket=ticket, report=Report(what="b", wiki="frwiki"))
    assert (first.receipt, first.again, second.again) == (second.receipt, False, True)
    assert Case.objects.count() == 1


def test_receipt_is_forgotten_once_it_is_confirmed(site):
    ticket = paid_ticket()
    receipt = send_report(ticket=ticket, report=Report(what="a", wiki="dewiki")).receipt
    arabic = receipt[-5:].translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert not confirm_receipt(ticket=ticket, last_group="00000" if receipt[-5:] != "00000" else "11111")
    assert receipt_again(ticket) == receipt
    assert confirm_receipt(ticket=ticket, last_group=f" {arabic} ")
    with pytest.raises(AlreadySent):
        receipt_again(ticket)
    with pytest.raises(AlreadySent):
        send_report(ticket=ticket, report=Report(what="a", wiki="dewiki"))
    assert Case.objects.count() == 1


def test_receipt_is_forgotten_after_a_while(site):
    ticket = paid_ticket()
    send_report(ticket=ticket, report=Report(what="a", wiki="dewiki"))
    SpentTicket.objects.update(spent_at=timezone.now() - sending.SHOWN_FOR)
    with pytest.raises(AlreadySent):
        receipt_again(ticket)
    sending.forget_receipts()
    assert SpentTicket.objects.get().box is None


@attack(
    "Leaks", "A stolen database does not open the receipt that waits to be confirmed: its key is in the sender's page"
)
def test_waiting_receipt_is_sealed(site):
    receipt = sent().receipt
    box = bytes(SpentTicket.objects.get().box)
    assert receipt.encode() not in box
    with pytest.raises(AlreadySent):
        receipt_again(paid_ticket())


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"danger": True}, {"severity": Severity.EMERGENCY}),
        ({"conduct": Conduct.PHYSICAL_THREAT}, {"severity": Severity.HIGH}),
        ({"conduct": Conduct.CONTENT_ABUSE}, {"severity": Severity.LOW}),
        ({"wiki": "https://de.m.wikipedia.org/wiki/X"}, {"wiki": "dewiki", "several_wikis": False}),
        ({"wiki": "de.wikipedia.org"}, {"wiki": "dewiki"}),
        ({"wiki": "no such wiki"}, {"wiki": None}),
        ({"where": "https://fr.wikipedia.org/wiki/X"}, {"wiki": "frwiki"}),
        (
            {"where": "https://fr.wikipedia.org/wiki/X\nhttps://de.wikipedia.org/wiki/Y"},
            {"wiki": None, "several_wikis": True},
        ),
        ({"place": Place.EVENT}, {"place": Place.EVENT}),
    ],
)
def test_question_follows_the_answers(site, answers, expected):
    question = question_of(Report(**({"what": "x"} | answers)))
    assert {name: getattr(question, name) for name in expected} == expected


@attack(
    "Input",
    "The accused or excluded is a handler, by name, look-alike or address of their page: no key",
)
@pytest.mark.parametrize("spelling", ["{}", "user:{}", "https://de.wikipedia.org/wiki/User:{}", " @{} ", "{}\u200e"])
@pytest.mark.parametrize("field", ["who", "exclude"])
def test_named_handlers_get_no_key(site, field, spelling):
    accused = site["local"][0].person
    sent(**{field: spelling.format(accused.username)})
    assert not Grant.objects.filter(person=accused).exists()
    assert Grant.objects.filter(person=site["local"][1].person).exists()


@attack("Input", "The accused are a whole body, staff, or all readers there are: to the next body, never to them")
def test_whole_bodies_are_left_out(site):
    sent(who="\n".join(vault.person.username for vault in site["local"]))
    case = Case.objects.get()
    assert case.body.kind != BodyKind.LOCAL_ADMINISTRATORS
    assert not Grant.objects.filter(person__in=[vault.person for vault in site["local"]]).exists()
    report = Report(what="x", wiki="dewiki", not_bodies=("local-administrators-dewiki",))
    assert way_of(report, None).plan.body.kind != BodyKind.LOCAL_ADMINISTRATORS


def test_nobody_left_is_said_and_nothing_is_kept(site):
    everybody = "\n".join(Person.objects.values_list("username", flat=True))
    with pytest.raises(NobodyFree):
        sent(who=everybody)
    assert not Case.objects.exists()
    assert not SpentTicket.objects.exists()


@attack(
    "Input",
    "The reporter is a handler, or accuses themself: they get no key, and no trace of others who are signed in is left",
)
def test_reporter_who_is_a_handler_does_not_read_the_own_report(site):
    me = site["local"][0].person
    send_report(ticket=paid_ticket(), report=Report(what="x", wiki="dewiki"), reporter=me)
    assert not Grant.objects.filter(person=me).exists()
    assert walls_for(Report(what="x"), PersonFactory()) == frozenset()


@attack(
    "Input",
    "The accused is unknown, an address, a temporary account or fifty people: the report goes its way",
)
@pytest.mark.parametrize(
    "who", ["", "I do not know", "192.0.2.7", "~2026-1-2", "\n".join(f"Stranger {n}" for n in range(50))]
)
def test_any_accused_will_do(site, who):
    sent(who=who)
    assert Case.objects.get().body.kind == BodyKind.LOCAL_ADMINISTRATORS


def test_holders_of_rights_are_judged_with_distance(site):
    HoldingFactory(right=RightFactory(key="sysop"), wiki=Wiki.objects.get(dbname="dewiki"), username="Adam Admin")
    assert question_of(Report(what="x", who="User:Adam_Admin")).accused_roles == {"administrator"}
    assert question_of(Report(what="x", who=site["u4c"][0].person.username)).accused_roles == {"u4c_member"}


@attack("Files", "The disk is full: the report goes its way without the file, and the reporter is told which one")
def test_full_disk_does_not_stop_the_report(site, monkeypatch):
    def full(*args, **kwargs):
        raise NotStored

    monkeypatch.setattr(OpenCase, "attach", full)
    said = send_report(
        ticket=paid_ticket(), report=Report(what="a", wiki="dewiki"), files=[read_attachment("proof.txt", b"x")]
    )
    assert said.lost_files == ("proof.txt",)
    assert Case.objects.count() == 1
    assert unlock_with_receipt(said.receipt) is not None


def test_files_are_sealed_with_a_copy_for_sharing(site):
    files = [read_attachment("party.jpg", photo_with_place()), read_attachment("../x.html", b"<script>")]
    send_report(ticket=paid_ticket(), report=Report(what="a", wiki="dewiki"), files=files)
    opened = opened_by(site["local"][0])
    found = {opened.envelope(file).name: b"".join(opened.stream(file)) for file in opened.files()}
    assert set(found) == {"party.jpg", "party-for-sharing.jpg", "x.html"}
    assert b"secret-place" in found["party.jpg"]
    assert b"secret-place" not in found["party-for-sharing.jpg"]


@attack("Malice", "Report-bombing is one cluster, and the genuine report among the bots' is not in it")
def test_clusters(site):
    for number in range(5):
        sent(who="Victim", what=f"bad {number}")
    sent(who="Mallory", what="It happened on Monday")
    clusters = sorted(Case.objects.values_list("cluster", flat=True), key=str)
    assert len(set(clusters)) == 2
    assert sorted(clusters.count(each) for each in set(clusters)) == [1, 5]


def _fail(*args):
    raise RuntimeError


@attack("Faults", "Anything that fails half-way leaves nothing behind: no case, no receipt, and the ticket still pays")
def test_all_or_nothing(site, monkeypatch):
    ticket = paid_ticket()
    with monkeypatch.context() as broken:
        broken.setattr(sending, "attach_all", _fail)
        with pytest.raises(RuntimeError):
            send_report(ticket=ticket, report=Report(what="a", wiki="dewiki"))
    assert not Case.objects.exists()
    assert not send_report(ticket=ticket, report=Report(what="a", wiki="dewiki")).again


@attack("Leaks", "Story, names, address and receipt stand in no clear column of any table after a report was sent")
def test_no_table_holds_what_was_typed(site):
    said = sent(
        what="CANARY-STORY", who="Canary Accused", exclude="Canary Excluded", wish="CANARY-WISH", where="CANARY-WHERE",
        name="Canary Name", contact="mail", contact_how="canary@example.org",
    )  # fmt: skip
    wanted = [b"CANARY", b"Canary", b"canary@", said.receipt.encode(), said.receipt[:10].encode()]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            for (row,) in cursor.fetchall():
                clear = row.encode()
                assert not any(each in clear or each.hex().encode() in clear for each in wanted), table
