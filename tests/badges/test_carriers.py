"""Baking and taking out again, and what is refused on the way."""

import io
import json
import struct
import zlib

import pikepdf
import pytest
from PIL import Image

from certification.badges.open_badges import carriers, documents, png, svg, untrusted
from certification.badges.open_badges.errors import Flaw, Unreadable
from tests.badges import samples

TEXT = documents.text(samples.signed())
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect width="10" height="10"/></svg>'


def picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (4, 4), "white").save(file, "PNG")
    return file.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def with_chunk(body: bytes, kind: bytes = b"iTXt") -> bytes:
    bare = picture()
    return bare[:33] + chunk(kind, body) + bare[33:]


def pdf(*attachments: bytes) -> bytes:
    document, file = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    for number, content in enumerate(attachments):
        document.attachments[f"{number}.json"] = pikepdf.AttachedFileSpec(document, content, filename=f"{number}.json")
    document.save(file)
    return file.getvalue()


def flaw(file: bytes) -> Flaw:
    with pytest.raises(Unreadable) as caught:
        carriers.extract(file)
    return caught.value.flaw


@pytest.mark.parametrize(
    ("kind", "file"),
    [
        ("json", TEXT.encode()),
        ("png", png.bake(picture(), TEXT)),
        ("svg", svg.bake(SVG, TEXT).encode()),
        ("pdf", pdf(TEXT.encode())),
    ],
)
def test_carrier_gives_back_the_very_text(kind, file):
    assert carriers.extract(file) == (kind, TEXT.encode())


def test_baked_png_is_still_a_picture():
    with Image.open(io.BytesIO(png.bake(picture(), TEXT))) as opened:
        opened.load()
        assert opened.size == (4, 4)
        assert opened.text["openbadgecredential"] == TEXT


def test_png_without_a_credential_is_named():
    assert flaw(picture()) is Flaw.NO_CREDENTIAL


def test_png_with_two_credentials_is_refused():
    assert flaw(png.bake(png.bake(picture(), TEXT), TEXT)) is Flaw.SEVERAL_CREDENTIALS


def test_png_with_a_compressed_credential_is_refused():
    body = b"openbadgecredential\0\1\0\0\0" + zlib.compress(TEXT.encode())
    assert flaw(with_chunk(body)) is Flaw.COMPRESSED


def test_png_with_a_wrong_checksum_is_refused():
    baked = png.bake(picture(), TEXT)
    at = baked.index(b"openbadgecredential") + 200
    assert flaw(baked[:at] + b"X" + baked[at + 1 :]) is Flaw.DAMAGED


@pytest.mark.parametrize("length", [8, 20, 40, 300])
def test_png_that_is_cut_off_is_refused(length):
    assert flaw(png.bake(picture(), TEXT)[:length]) is Flaw.DAMAGED


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        (SVG, Flaw.NO_CREDENTIAL),
        (
            svg.bake(svg.bake(SVG, TEXT), TEXT).replace(f' xmlns:openbadges="{svg.NAMESPACE}"', "", 1),
            Flaw.SEVERAL_CREDENTIALS,
        ),
        (svg.bake(SVG.replace("<rect", "<script>alert(1)</script><rect"), TEXT), Flaw.SCRIPT),
        (svg.bake(SVG.replace("<rect", '<rect onload="alert(1)"'), TEXT), Flaw.SCRIPT),
        (svg.bake(SVG.replace("<rect", "<foreignObject/><rect"), TEXT), Flaw.SCRIPT),
        ('<!DOCTYPE svg [<!ENTITY a "b">]>' + svg.bake(SVG, TEXT), Flaw.SCRIPT),
        (svg.bake(SVG, TEXT)[:-9], Flaw.DAMAGED),
        ("<html><body>badge</body></html>", Flaw.UNKNOWN_KIND),
    ],
    ids=["none", "two", "script", "handler", "foreign object", "document type", "cut off", "web page"],
)
def test_svg_that_is_not_a_badge_is_refused(file, expected):
    assert flaw(file.encode()) is expected


def test_pdf_without_an_attachment_is_named():
    assert flaw(pdf()) is Flaw.NO_CREDENTIAL


def test_pdf_with_two_attachments_is_refused():
    assert flaw(pdf(TEXT.encode(), b"{}")) is Flaw.SEVERAL_CREDENTIALS


def test_pdf_that_is_damaged_is_refused():
    assert flaw(b"%PDF-1.7\nnothing more") is Flaw.DAMAGED


def test_pdf_with_a_bomb_inside_is_refused():
    assert flaw(pdf(bytes(50 * 1024 * 1024))) is Flaw.TOO_LARGE


@pytest.mark.parametrize("file", [b"", b"hello", b"\xff\xd8\xff\xe0 JFIF", b"PK\x03\x04"])
def test_other_files_are_named_as_such(file):
    assert flaw(file) is Flaw.UNKNOWN_KIND


def test_large_file_is_refused_before_reading():
    assert flaw(b"{" + b" " * carriers.MAXIMUM_BYTES) is Flaw.TOO_LARGE


def renamed(key: str, iri: str) -> dict:
    document = samples.signed()
    document["credentialSubject"][iri] = document["credentialSubject"].pop(key, "x")
    return document


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"not json", Flaw.NOT_JSON),
        (b"[]", Flaw.NOT_JSON),
        (b'{"a": NaN}', Flaw.NOT_JSON),
        (b'{"@context": [], "@context": []}', Flaw.NOT_JSON),
        (b"\xff\xfe{}", Flaw.NOT_JSON),
        (b"[" * 100_000, Flaw.NOT_JSON),
        (b'{"a":' * 50 + b"1" + b"}" * 50, Flaw.TOO_COMPLEX),
        (b'{"a":[' + b"{}," * 2_000 + b"{}]}", Flaw.TOO_COMPLEX),
        (b" " * (untrusted.MAXIMUM_BYTES + 1), Flaw.TOO_LARGE),
        (b"{}", Flaw.NOT_A_CREDENTIAL),
        (
            json.dumps(samples.signed() | {"@context": "https://www.w3.org/ns/credentials/v2"}).encode(),
            Flaw.NOT_A_CREDENTIAL,
        ),
        (
            json.dumps(samples.signed() | {"@context": [*documents.CONTEXTS, {"a": "urn:a"}]}).encode(),
            Flaw.UNKNOWN_CONTEXT,
        ),
        (json.dumps(samples.signed() | {"@context": ["https://evil.example/"]}).encode(), Flaw.UNKNOWN_CONTEXT),
        (json.dumps(samples.signed() | {"@graph": []}).encode(), Flaw.RENAMED_KEY),
        (json.dumps(renamed("achievement", "@id")).encode(), Flaw.RENAMED_KEY),
        (json.dumps(samples.signed() | {"credentialSubject": {"@context": {}}}).encode(), Flaw.RENAMED_KEY),
    ],
)
def test_json_that_is_not_safe_is_refused(raw, expected):
    with pytest.raises(Unreadable) as caught:
        untrusted.parse(raw)
    assert caught.value.flaw is expected


@pytest.mark.parametrize(
    ("key", "iri"),
    [
        ("validUntil", "https://www.w3.org/2018/credentials#validUntil"),
        ("credentialStatus", "https://www.w3.org/2018/credentials#credentialStatus"),
    ],
)
def test_key_renamed_to_its_address_is_refused_though_the_signature_holds(key, iri):
    from certification.badges.open_badges import proofs

    document = samples.signed()
    value = document.pop(key)
    document[iri] = (
        value if isinstance(value, dict) else {"@value": value, "@type": "http://www.w3.org/2001/XMLSchema#dateTime"}
    )
    assert proofs.verify(document, samples.key_of)  # this is why the form is judged before the signature
    with pytest.raises(Unreadable) as caught:
        untrusted.parse(json.dumps(document).encode())
    assert caught.value.flaw is Flaw.RENAMED_KEY
