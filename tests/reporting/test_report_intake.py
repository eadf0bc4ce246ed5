"""What comes in: words, places, accounts, tickets, and files, before anything is sealed. No database."""

import io
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from reporting.intake import accounts, clusters, files, flood, links, texts, tickets

STORY = "سلام می\u200cخواهم \u0d28\u0d4d\u200d \U0001f9d1\u200d\U0001f4bb"
attack = pytest.mark.attack


@attack(
    "Input", "Nothing to read: empty, one zero-width space, only joiners, only marks, blank letters of other scripts"
)
@pytest.mark.parametrize(
    "text", ["", " ", "\u200b", "\u200c\u200d", "\u0301\u0301", "\u3164", "\u2800", "\n\t\u00a0", "\ufeff"]
)
def test_says_something_refuses_what_nobody_can_see(text):
    assert not texts.says_something(text)


@pytest.mark.parametrize("text", [".", "👍", STORY, "न", "a\u0301"])
def test_says_something_takes_what_can_be_seen(text):
    assert texts.says_something(text)


@attack("Input", "NUL and lone surrogates are refused before they reach the database")
@pytest.mark.parametrize("text", ["a\0b", "\ud83d", "\udc00x"])
def test_is_sound_refuses_what_cannot_be_stored(text):
    assert not texts.is_sound(text)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_is_sound_takes_every_other_text(text):
    assert texts.is_sound(text)


@attack(
    "Input",
    "Links of other kinds (`javascript:`, `data:`, `file:`), with passwords or broken ports are words, not links",
)
@pytest.mark.parametrize(
    "line",
    ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "http://u:p@evil.example/", "http://x:99999999/",
     "http://[", "https://", "//evil.example", "vbscript:x", "JaVaScRiPt://a.example/%0aalert(1)", "x" * 10_240,
     "https://a.example/" + "x" * 10_240],
)  # fmt: skip
def test_place_of_links_nothing_but_plain_addresses(line):
    assert links.place_of(line) == links.Place(line, "")


@pytest.mark.parametrize(
    "line", ["https://de.wikipedia.org/wiki/X?diff=1", "http://127.0.0.1:8000/", "HTTP://A.example"]
)
def test_place_of_links_plain_addresses(line):
    assert links.place_of(line).address == line


@pytest.mark.parametrize(
    ("query", "wiki", "who", "where"),
    [
        ({"wiki": "dewiki", "page": "Talk:X", "user": "Ada", "diff": "123"}, "dewiki", "Ada", "Talk:X\ndiff=123"),
        ({"wiki": "DeWiki", "revision": "7", "thread": "c-Ada-2026"}, "dewiki", "", "revision=7\nthread=c-Ada-2026"),
        ({"diff": "https://x.org/w/index.php?diff=9"}, "", "", "https://x.org/w/index.php?diff=9"),
        ({"wiki": "../etc", "diff": "1;drop", "user": "\u200b", "page": "\0"}, "", "", ""),
        ({"page": "y" * 3000, "event": "Meet-up"}, "", "", "Meet-up"),
        ({"severity": "low", "body": "nobody"}, "", "", ""),
    ],
)
def test_prefill_takes_what_is_of_the_right_kind(query, wiki, who, where):
    assert links.prefill_from(query) == links.Prefill(wiki=wiki, who=who, where=where)


@attack(
    "Input",
    "The accused is unknown, an address, a temporary account, a link, a look-alike or plain words: all are taken",
)
@pytest.mark.parametrize(
    ("line", "name", "kind"),
    [
        ("ada lovelace", "Ada lovelace", "account"),
        ("User:Ada", "Ada", "account"),
        ("@Ada", "Ada", "account"),
        ("https://de.wikipedia.org/wiki/Benutzer:Ada_L", "Ada L", "account"),
        ("https://en.wikipedia.org/w/index.php?title=User:Ada&diff=1", "Ada", "account"),
        ("192.0.2.1", "192.0.2.1", "address"),
        ("2001:db8::1", "2001:db8::1", "address"),
        ("~2026-12345-67", "~2026-12345-67", "temporary"),
        ("the one with <b>red</b> hair", "The one with <b>red</b> hair", "words"),
        ("Аdа", "Аdа", "account"),
    ],
)
def test_read_accounts_knows_names_from_words(line, name, kind):
    (found,) = accounts.read_accounts(line)
    assert (found.typed, found.name, found.kind) == (line, name, kind)


def test_read_accounts_takes_fifty_people_once_each():
    assert len(accounts.read_accounts("\n".join(f"Ada {n % 50}" for n in range(100)))) == 50


def mine(ticket):
    return next(str(n) for n in range(1_000_000) if tickets.has_worked(ticket, str(n)))


def test_ticket_is_paid_by_waiting_or_by_work():
    ticket = tickets.issue(bits=8, wait=20, now=1_000)
    assert tickets.seconds_left(ticket, "", now=1_005) == 15
    assert tickets.seconds_left(ticket, "", now=1_020) == 0
    assert tickets.seconds_left(ticket, mine(ticket), now=1_000) == 0


@attack("Malice", "Proof of work: another ticket's, made-up, negative, huge or in other digits does not pay")
def test_work_counts_for_its_own_ticket_only():
    ticket, other = tickets.issue(bits=12, wait=20, now=1_000), tickets.issue(bits=12, wait=20, now=1_000)
    work = mine(other)
    for bad in (work if not tickets.has_worked(ticket, work) else "x", "", "-1", "1e9", "٣", "9" * 500, "1\n"):
        assert tickets.seconds_left(ticket, bad, now=1_000) == 20


@attack("Malice", "Tickets that are altered, made up, too old or from the future are not taken")
def test_ticket_that_is_not_ours_is_refused():
    good = tickets.issue(bits=1, wait=1, now=1_000)
    assert tickets.read(good.token, now=1_001).number == good.number
    for token, now in [
        (good.token[:-2] + "xx", 1_001),
        ("", 1),
        ("x:y:z", 1),
        (good.token, 999),
        (good.token, 1_001 + 24 * 3600),
    ]:
        with pytest.raises(tickets.BadTicket):
            tickets.read(token, now=now)


@attack(
    "Privacy", "Buckets say nothing about an address: another hour, another bucket, and thousands of addresses in each"
)
def test_buckets_change_with_the_salt():
    first = [flood.bucket_of(f"192.0.2.{n}", b"a" * 16) for n in range(200)]
    second = [flood.bucket_of(f"192.0.2.{n}", b"b" * 16) for n in range(200)]
    assert all(0 <= bucket < flood.BUCKETS for bucket in first)
    assert sum(a == b for a, b in zip(first, second, strict=True)) < 5


@attack(
    "Malice", "Report-bombing: the same accounts in any order and spelling are one cluster, another report is not in it"
)
def test_cluster_is_of_the_accounts_or_of_the_words():
    def tag(who, words="x", wiki="dewiki"):
        return clusters.tag_of(accused=accounts.read_accounts(who), wiki=wiki, words=words)

    assert tag("Ada\nBob") == tag("bob\nUser:Ada", "other words")
    assert tag("Ada") != tag("Ada\nBob")
    assert tag("Ada") != tag("Ada", wiki="frwiki")
    assert tag("", "He wrote: DIE!") == tag("", "he wrote DIE") != tag("", "Another story")


def photo(kind="JPEG", size=(40, 20), **options):
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, kind, **options)
    return out.getvalue()


def photo_with_place():
    exif = Image.Exif()
    exif[0x010E] = "secret-place"
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 0.0)
    return photo(exif=exif)


@attack("Files", "0 bytes, the limit, and the limit and one more")
def test_sizes(monkeypatch):
    monkeypatch.setattr(files, "LARGEST", 10)
    assert files.read_attachment("a.txt", b"x" * 10).content == b"x" * 10
    for content, words in [(b"", "is empty"), (b"x" * 11, "is larger than")]:
        with pytest.raises(files.FileRefused, match=words):
            files.read_attachment("a.txt", content)


@attack("Files", "Names with folders, drives, NUL, right-to-left override, other direction marks, and only dots")
@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\evil.exe", "evil.exe"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("a\u2066b\u200f.txt", "ab.txt"),
        ("nul\0byte.txt", "nulbyte.txt"),
        ("...", "file"),
        ("", "file"),
        ('a<b>:"|?*.txt', "a_b______.txt"),
        ("\ud800.txt", "file.txt"),
        ("x" * 300 + ".jpeg", "x" * 100 + ".jpeg"),
        ("صورة.jpg", "صورة.jpg"),
    ],
)
def test_safe_name(name, safe):
    assert files.safe_name(name) == safe


@attack(
    "Files", "HTML, SVG, XML with external entities and polyglots: the type is never one that a browser shows or parses"
)
@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (b"<html><script>alert(1)</script>", files.UNKNOWN),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", files.UNKNOWN),
        (b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>", files.UNKNOWN),
        (b"GIF89a/*<svg/onload=alert(1)>*/=1;", "image/gif"),
        (b"\xff\xd8\xff<script>alert(1)</script>", "image/jpeg"),
        (b"MZ\x90\x00", files.UNKNOWN),
        (b"%PDF-1.7", "application/pdf"),
    ],
)
def test_type_is_by_content(content, content_type):
    found = files.read_attachment("a.html", content)
    assert (found.content_type, found.content) == (content_type, content)
    assert files.without_traces(found) is None


@attack("Files", "EICAR is kept under a name that nothing runs; it is not dropped")
def test_malware_is_quarantined():
    eicar = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
    found = files.read_attachment("invoice.exe", eicar)
    assert (found.name, found.content) == ("invoice.exe.quarantine", eicar)


@attack("Files", "Hidden place and camera of a photo are not in the copy for sharing; the original stays as it is")
def test_copy_for_sharing_has_no_traces():
    original = files.read_attachment("party.jpg", photo_with_place())
    copy = files.without_traces(original)
    assert b"secret-place" in original.content
    assert copy.name == "party-for-sharing.jpg"
    with Image.open(io.BytesIO(copy.content)) as picture:
        assert not picture.getexif()
        assert picture.size == (20, 40)  # turned as the camera said
    assert b"secret-place" not in copy.content


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_copy_is_made_of_every_kind_of_picture(kind):
    copy = files.without_traces(files.read_attachment("a.x", photo(kind)))
    with Image.open(io.BytesIO(copy.content)) as picture:
        assert picture.format == kind


def bomb():
    """A PNG that says it has 60,000 × 60,000 pixels."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


@attack("Files", "Image bombs and damaged pictures are kept but not decoded; zip bombs are never unpacked")
@pytest.mark.parametrize(
    "content", [bomb(), photo()[:60], b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff" + b"x" * 500, b"PK\x03\x04" + b"\0" * 100]
)
def test_bombs_are_not_decoded(content):
    found = files.read_attachment("a.png", content)
    assert found.content == content
    assert files.without_traces(found) is None
