"""The pages of people who report: every step without JavaScript, nothing lost on an error, nothing in an address."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from reporting.intake import flood, tickets
from reporting.models import Case, SealedItem
from tests.factories.people import PersonFactory
from tests.factories.reports import STORY, answers, paid_ticket, ready_site
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db
attack = pytest.mark.attack
FORM = reverse("reporting:write")


@pytest.fixture
def site():
    return ready_site()


def send(client, **more):
    """Press “send” with a ticket that is paid."""
    return client.post(FORM, answers(step="send", ticket=paid_ticket().token, **more))


def receipt_in(page):
    """The thirty digits on the page."""
    return "".join(re.findall(r"<bdi>(\d{5})</bdi>", page.content.decode()))


def hidden_in(page):
    """The hidden fields and chosen values of a page, as the browser would send them."""
    text = page.content.decode()
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text))


def test_first_question_leads_on_with_what_the_link_brought(client):
    page = client.get(reverse("reporting:report") + "?wiki=dewiki&user=Mallory&diff=12&page=Talk:X&severity=low")
    brought = hidden_in(page)
    assert {name: brought[name] for name in ("wiki", "user", "diff", "page")} == {
        "wiki": "dewiki", "user": "Mallory", "diff": "12", "page": "Talk:X",
    }  # fmt: skip
    assert "severity" not in brought
    form = client.post(FORM, brought)
    text = form.content.decode()
    assert "Mallory" in text
    assert "Talk:X\ndiff=12" in text


def test_whole_way_of_somebody_signed_out(client, site):
    page = client.post(FORM, answers(who="Mallory", exclude="Eve"))
    text = page.content.decode()
    assert page.status_code == 200
    assert "Administrators of dewiki" in text
    assert "At most 3 people" in text
    assert "Mallory" in text
    assert not Case.objects.exists()
    shown = send(client, who="Mallory", exclude="Eve")
    assert Case.objects.count() == 1
    digits = receipt_in(shown)
    assert len(digits) == 30
    ticket = hidden_in(shown)["ticket"]
    assert client.post(reverse("reporting:receipt"), {"ticket": ticket, "last": "x"}).status_code == 400
    done = client.post(reverse("reporting:receipt"), {"ticket": ticket, "last": digits[-5:]})
    assert digits[-5:] not in done.content.decode()
    back = client.post(reverse("reporting:return"), {"receipt": digits})
    assert back["Location"] == reverse("reporting:messages")
    assert STORY in client.get(reverse("reporting:messages")).content.decode()


@pytest.mark.parametrize(
    "who",
    [
        lambda: PersonFactory(),
        lambda: PersonFactory(is_active=False),
        lambda: PersonFactory(role=Role.STAFF, two_factor=False),
    ],
    ids=["signed in", "blocked here", "staff who has no second factor yet"],
)
def test_everybody_can_report(client, site, who):
    client.force_login(who())
    assert client.get(reverse("reporting:start")).status_code == 200
    assert receipt_in(send(client))
    assert Case.objects.count() == 1


@attack(
    "Input",
    "Nothing typed, a zero-width space, too much, NUL, fifty-one accused, endless links: nothing is lost",
)
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("what", ""),
        ("what", "\u200b"),
        ("what", "x" * 20_001),
        ("what", "a\0b"),
        ("who", "\n".join(f"Name {n}" for n in range(51))),
        ("where", "https://a.example/" + "x" * 10_240),
        ("where", "\n".join(f"https://a.example/{n}" for n in range(31))),
        ("when", "2999-01-01"),
        ("when", "1900-01-01"),
        ("when", "yesterday"),
        ("clauses", "9.9"),
        ("conduct", "nonsense"),
        ("contact", "mail"),
    ],
)
@pytest.mark.parametrize("step", ["review", "send"])
def test_bad_answer_is_said_and_the_others_stay(client, site, name, value, step):
    page = client.post(FORM, answers(step=step, ticket=paid_ticket().token, wish="KEPT-WISH", **{name: value}))
    text = page.content.decode()
    assert page.status_code == 400
    assert "KEPT-WISH" in text
    assert 'name="what"' in text
    assert not Case.objects.exists()


@attack("Input", "A day in the gap of summer time, a leap day, today: taken as they are, without a zone")
@pytest.mark.parametrize("day", ["2026-03-29", "2024-02-29", ""], ids=["gap", "leap", "today"])
def test_days_are_days(client, site, day):
    assert receipt_in(send(client, when=day or str(timezone.now().date()), when_words="02:30 in the night"))


@attack("Input", "Fields that a client must not set (severity, body, handlers, state, dates) are ignored")
def test_fields_that_are_not_ours_to_take(client, site):
    send(client, severity="low", body="u4c", state="closed", created_at="2001-01-01", canary="yes", epoch="9",
         decide_by="2001-01-01", readers="1")  # fmt: skip
    case = Case.objects.get()
    assert (case.severity, case.state, case.epoch, case.canary) == ("normal", "received", 1, False)
    assert case.body.name == "Administrators of dewiki"
    assert case.created_at > timezone.now() - timedelta(minutes=5)


@attack(
    "Input",
    "Script, Markdown beacons and formulas in any answer stand on the page as letters",
)
@pytest.mark.parametrize("field", ["what", "who", "where", "wish", "exclude", "name"])
def test_answers_are_inert(client, site, field):
    evil = '<script>alert(1)</script>"><img src=x onerror=alert(1)>![x](https://evil.example/b.png) =cmd()'
    text = client.post(FORM, answers(**{field: evil})).content.decode()
    assert "<script>alert(1)" not in text
    assert "<img src=x" not in text
    assert 'src="https://evil.example' not in text


@attack("Malice", "Fishing for handlers: leaving out a handler's name shows the same page as leaving out a stranger's")
def test_pages_do_not_tell_who_handles(client, site):
    handler, stranger = site["local"][0].person.username, "Person 9999"

    def page(name):
        text = client.post(FORM, answers(exclude=name, ticket="x")).content.decode()
        return re.sub(r'(value|data-work)="[^"]*"', "", text).replace(name, "NAME")

    assert page(handler) == page(stranger)


@attack("Malice", "Fishing by brute force: who looks very often at who will read it has to wait, and loses nothing")
def test_looking_often_is_slowed_down(client, site, monkeypatch):
    monkeypatch.setattr(flood, "MOST_LOOKS", 2)
    pages = [client.post(FORM, answers()) for _each in range(3)]
    assert [page.status_code for page in pages] == [200, 200, 429]
    assert STORY in pages[-1].content.decode()


@attack(
    "Malice",
    "Unpaid, forged, old and used tickets: nothing is lost, no second case comes of it",
)
def test_sending_has_a_price(client, site):
    unpaid = tickets.issue(bits=60, wait=3600)
    page = client.post(FORM, answers(step="send", ticket=unpaid.token))
    assert page.status_code == 429
    assert STORY in page.content.decode()
    old = tickets.issue(bits=1, wait=0, now=1_000)
    for token in (old.token, "made-up", ""):
        page = client.post(FORM, answers(step="send", ticket=token))
        assert page.status_code == 400
        assert STORY in page.content.decode()
    assert not Case.objects.exists()
    token = paid_ticket().token
    first, second = (receipt_in(client.post(FORM, answers(step="send", ticket=token))) for _each in range(2))
    assert first == second
    assert Case.objects.count() == 1


@attack("Malice", "Without a CSRF token from our own page no form of reporters does anything")
@pytest.mark.parametrize("name", ["write", "receipt", "return", "say", "add_files", "pass_on", "rate", "news", "renew"])
def test_forms_need_their_token(site, name):
    client = Client(enforce_csrf_checks=True)
    assert client.post(reverse(f"reporting:{name}"), answers()).status_code == 403
    assert not Case.objects.exists()


@attack(
    "Files",
    "Too large, too many, empty: refused by name, all else stays; nothing unsealed touches a disk",
)
def test_files_that_cannot_be_taken(client, site, monkeypatch, tmp_path, settings):
    from reporting.intake import files

    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "does-not-exist"  # a temporary file would fail
    monkeypatch.setattr(files, "LARGEST", 3_000_000)
    for given, words in [
        ([SimpleUploadedFile("empty.png", b"")], "empty.png"),
        ([SimpleUploadedFile("big.png", b"x" * 3_000_001)], "big.png"),
        ([SimpleUploadedFile(f"{n}.txt", b"x") for n in range(9)], "at most 8"),
    ]:
        page = send(client, files=given)
        assert page.status_code == 400
        assert words in page.content.decode()
        assert STORY in page.content.decode()
    assert not Case.objects.exists()
    assert receipt_in(send(client, files=[SimpleUploadedFile("large.png", b"x" * 3_000_000)]))


@attack("Malice", "Flooded: the form gets shorter and slower, reports still arrive, and the rest can be added later")
def test_flood_shortens_the_form(client, site, settings):
    settings.REPORTING_FLOOD_CAP = 0
    text = client.get(FORM).content.decode()
    assert 'name="what"' in text
    assert 'name="wish"' not in text
    assert tickets.read(hidden_in(client.get(FORM))["ticket"]).wait == flood.WAIT_WHEN_BUSY
    assert receipt_in(send(client, form="short"))


@attack("Leaks", "Titles name nothing, no answer stands in an address, and no page of reporters is kept or framed")
@pytest.mark.parametrize("name", ["start", "write", "return", "safety", "emergency"])
def test_pages_are_sheltered(client, site, name):
    page = client.get(reverse(f"reporting:{name}"))
    assert page["Cache-Control"] == "no-store"
    assert page["Referrer-Policy"] == "same-origin"
    assert page["X-Frame-Options"] == "DENY"
    title = re.search(r"<title>(.*?)</title>", page.content.decode(), re.DOTALL)[1]
    assert not re.search(r"report|harass|incident|receipt", title, re.IGNORECASE)


@attack("Leaks", "Nothing that was typed and no receipt stands in a log line, a mail, the session or the cache")
def test_nothing_leaks_into_logs_mails_or_cache(client, site, caplog, capsys, mailoutbox):
    import pickle

    from django.core.cache import cache
    from redis import Redis

    page = send(client, who="Canary Accused", name="Canary Name")
    digits = receipt_in(page)
    client.post(reverse("reporting:return"), {"receipt": digits})
    client.get(reverse("reporting:messages"))
    redis: Redis = cache._cache.get_client(None)
    kept = b"".join(b"%s%s" % (key, redis.dump(key) or b"") for key in redis.scan_iter("*"))
    output = capsys.readouterr()
    words = " ".join([caplog.text, output.out, output.err, *(mail.subject + mail.body for mail in mailoutbox)]).encode()
    everything = kept + words + pickle.dumps(dict(client.session.items()))
    for canary in (b"CANARY", b"Canary", digits.encode(), digits[:5].encode() + b" " + digits[5:10].encode()):
        assert canary not in everything


def test_excluding_a_body_sends_it_to_the_next(client, site):
    page = client.post(FORM, answers(not_bodies=["local-administrators-dewiki"]))
    readers = page.content.decode().split('id="readers"')[1].split("</section>")[0]
    assert "Administrators of dewiki" not in readers
    send(client, not_bodies=["local-administrators-dewiki"])
    assert Case.objects.get().body.kind == "u4c"


def test_emergency_goes_to_trust_and_safety(client, site):
    assert "they are called at once" in client.post(FORM, answers(danger="on")).content.decode()
    send(client, danger="on")
    assert Case.objects.get().severity == "emergency"
    assert Case.objects.get().body.kind == "trust_and_safety"


def test_changing_keeps_every_answer(client, site):
    given = answers(step="edit", who="Mallory", wish="Peace", when="2026-01-02", share=["story"], contact="mail")
    text = client.post(FORM, given).content.decode()
    for part in (STORY, "Mallory", "Peace", "2026-01-02"):
        assert part in text
    assert re.search(r'value="story"[^>]*checked', text)


def test_sending_takes_so_many_queries(client, site, django_assert_max_num_queries):
    send(client)
    with django_assert_max_num_queries(66):
        send(client)
    assert SealedItem.objects.filter(kind="report").count() == 2
