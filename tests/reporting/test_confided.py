"""The watch over what browser tests type into the pages of incident reporting finds what it is there to find."""

import pytest
from django.core.cache import cache

from tests.browser.confided import UNDER, Typed
from tests.factories.people import PersonFactory
from tests.factories.reports import ready_site, sent

pytestmark = pytest.mark.django_db
STORY = "Öffentlich & geheim: she wrote to me"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=xx"


def in_parts(**fields):
    parts = "".join(
        f'--xx\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()
    )
    file = '--xx\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\nwords of a file\r\n--xx--\r\n'
    return (parts + file).encode()


def test_texts_receipts_and_passphrases_are_kept_and_choices_are_not():
    typed = Typed()
    typed.keep(
        in_parts(what=f"{STORY}\r\nshort\r\nsecond line of it", conduct="physical_threat", who="Some Name"), MULTIPART
    )
    typed.keep(b"receipt=00000+00000+00000+00000+00000+00000&when=2026-01-02&passphrase=correct+horse&to=A+Name", FORM)
    assert typed.words == {STORY, "second line of it", "00000 00000 00000 00000 00000 00000", "correct horse"}


@pytest.mark.parametrize(
    ("address", "watched"),
    [("/report/", True), ("/reporting/cases/X/", True), ("/ar/report/sent/", True), ("/reports/", False), ("/", False)],
)
def test_the_pages_of_reporting_are_watched(address, watched):
    assert bool(UNDER.match(f"http://localhost:1{address}")) is watched


@pytest.mark.parametrize("place", ["database", "cache", "logs", "nowhere"])
def test_what_lies_in_the_open_is_found(place):
    typed = Typed()
    typed.keep(in_parts(what=STORY), MULTIPART)
    ready_site()
    sent(what=STORY)
    if place == "database":
        PersonFactory(username=STORY)
    elif place == "cache":
        cache.set("x", STORY)
    found = typed.leaks(logs=STORY if place == "logs" else "")
    cache.clear()
    assert bool(found) is (place != "nowhere")
