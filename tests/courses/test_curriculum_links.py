"""Where the starter curriculum leads and what it shows: links, made-up addresses, pictures, its documentation."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.utils import translation

from courses.curriculum import packages, starter_overlays, starter_packs
from courses.exchange.ours import checking, reading
from courses.exchange.ours.zipping import files_in
from wikilearn.core import markdown

PACKAGES = packages()
MOVEMENT = {"commons.wikimedia.org", "en.wikipedia.org", "foundation.wikimedia.org", "meta.wikimedia.org"}
OTHERS = {
    "cpj.org",
    "creativecommons.org",
    "findahelpline.com",
    "pages.nist.gov",
    "peacemaker.un.org",
    "pscentre.org",
    "ssd.eff.org",
    "www.accessnow.org",
    "www.frontlinedefenders.org",
    "www.rfc-editor.org",
    "www.un.org",
    "www.w3.org",
    "www.who.int",
}
"""Whoever sets the standard or runs the help that is named; nobody else is linked."""
LINK = re.compile(r'<a href="([^"]*)"')
ADDRESS = re.compile(r"https?://[^\s)>\]\"'”»“`|]+")
MAIL = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")
MADE_UP = re.compile(r"(^|\.)(example|invalid|test)(\.(com|org|net))?$")
"""Names that belong to nobody, RFC 2606."""
DOCS = Path(__file__).parents[2] / "docs" / "curriculum.md"


@pytest.fixture(scope="module")
def documents():
    """Each package as it is read."""
    return {key: reading.read_package(files_in(path)).document for key, path in PACKAGES.items()}


def texts(document) -> Iterator[str]:
    """All texts of a package, in all languages."""
    for segment in document["segments"].values():
        yield segment["text"]
    for said in document["translations"].values():
        yield from (text for text, *_state in said.values())


def links(text) -> list[str]:
    """The addresses that a text leads to on the page."""
    return LINK.findall(markdown.render(text).replace("&amp;", "&"))


def wrong(address) -> bool:
    """Not a well-formed address of a host that we know, or of a mailbox of the movement."""
    if address.startswith("mailto:"):
        return not address.endswith("@wikimedia.org")
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return True
    known = parts.scheme == "https" and parts.netloc in MOVEMENT | OTHERS and port is None
    return not known or not parts.path.startswith("/") or bool(re.search(r"[\s<>{}|\\^`]", address))


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://meta.wikimedia.org/wiki/Stewards", False),
        ("mailto:emergency@wikimedia.org", False),
        ("http://meta.wikimedia.org/wiki/Stewards", True),
        ("https://meta.wikimedia.org.login.example/wiki/", True),
        ("https://meta.wikimedia.org", True),
        ("https://meta.wikimedia.org:8080/wiki/", True),
        ("https://[meta/", True),
        ("https://blog.example.net/", True),
        ("mailto:somebody@mail.example", True),
    ],
)
def test_wrong_addresses_are_seen(address, expected):
    assert wrong(address) == expected


@pytest.mark.parametrize("key", PACKAGES)
def test_all_links_are_well_formed_and_official(documents, key):
    document = documents[key]
    found = links(document["course"]["sources"])
    assert found
    found += [address for text in texts(document) for address in links(text)]
    assert [address for address in found if wrong(address)] == []


@pytest.mark.parametrize("key", PACKAGES)
def test_addresses_that_are_only_shown_belong_to_nobody_or_to_us(documents, key):
    hosts = set()
    for text in texts(documents[key]):
        hosts |= {urlsplit(address).hostname or "" for address in ADDRESS.findall(text)} | set(MAIL.findall(text))
    known = {"wikimedia.org"} | MOVEMENT | OTHERS
    assert [host for host in hosts if host not in known and not MADE_UP.search(host.rstrip("."))] == []


@pytest.mark.parametrize("name", starter_overlays())
def test_the_examples_of_local_versions_link_only_there_too(name):
    found = [address for change in starter_overlays()[name].changes for address in links(change.text)]
    assert [address for address in found if wrong(address)] == []


@pytest.mark.parametrize("key", PACKAGES)
def test_every_picture_is_described_in_every_language_of_its_lesson(documents, key):
    document = documents[key]
    for module in document["modules"]:
        for lesson in module["lessons"]:
            for block in lesson["blocks"]:
                if block["kind"] != "image":
                    continue
                alt = block["texts"]["alt"]
                assert len(document["segments"][alt]["text"]) > 20
                for tag, said in document["translations"].items():
                    if any(part in said for part in block["texts"].values()):
                        assert said.get(alt), (tag, alt)


def row_of(key) -> str:
    """The row of a course in the documentation: what can be measured of it."""
    package = reading.read_package(files_in(PACKAGES[key]))
    with translation.override("en"):
        figures = checking.figures_of(package)
    questions = sum(figures.questions.values())
    tags = ", ".join(f"{tag} {share} %" for tag, share in sorted(figures.languages.items())) or "–"
    return f"| `{key}` | {figures.lessons} | {figures.words} | {questions} | {figures.reading_ease} | {tags} |"


@pytest.mark.parametrize("key", PACKAGES)
def test_the_documentation_has_the_figures_of_each_course(key):
    assert row_of(key) in DOCS.read_text(encoding="utf-8")


def test_the_documentation_names_all_packs_and_examples():
    said = DOCS.read_text(encoding="utf-8")
    assert [name for name in (*starter_packs(), *starter_overlays()) if f"`{name}`" not in said] == []
