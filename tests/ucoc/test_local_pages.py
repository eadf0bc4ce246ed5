"""Pages of local codes: who sees what, forms, lists with few queries, feeds and files."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories.movement import WikiFactory
from tests.factories.people import PersonFactory
from tests.ucoc.test_local_codes import (
    consulted,
    draft,
    open_consultation,
    ratify,
    reviewed,
    write,
)
from ucoc.models import (
    Clause,
    Comment,
    EnforcementBody,
    LocalClause,
    LocalCode,
    LocalEvent,
    LocalReview,
    LocalText,
    LocalVersion,
)
from wikilearn.core.dates import today

pytestmark = pytest.mark.django_db
BASE = "/conduct/local/dewiki/1/"


def text(response):
    return response.content.decode()


def many(community, number):
    """So many ratified codes of other wikis, written as rows: the way there has tests of its own."""
    universal = LocalVersion.objects.first().builds_on
    must = Clause.objects.filter(version=universal, kind="unacceptable")
    codes = LocalCode.objects.bulk_create(
        LocalCode(slug=wiki.dbname, wiki=wiki) for wiki in [WikiFactory(dbname=f"w{at}wiki") for at in range(number)]
    )
    fields = {"number": 1, "round": 1, "builds_on": universal, "languages": ["en"], "started_by": community.writer}
    versions = LocalVersion.objects.bulk_create(LocalVersion(local=code, **fields) for code in codes)
    clauses = LocalClause.objects.bulk_create(
        LocalClause(version=version, key=f"c{at}", position=at, covers=covers, relation="restates")
        for version in versions
        for at, covers in enumerate(must)
    )
    said = {"language": "en", "heading": "Heading", "text": "Text"}
    LocalText.objects.bulk_create(LocalText(version=clause.version, clause=clause, **said) for clause in clauses)
    LocalReview.objects.bulk_create(
        LocalReview(version=version, round=1, reviewer=person, verdict="approve")
        for version in versions
        for person in community.guardians
    )
    for version in versions:
        consulted(version)
    LocalVersion.objects.filter(local__in=codes).update(
        state="ratified",
        ratified_at=timezone.now(),
        ratified_by=community.writer,
        decided_on=today(),
        decision_url="https://example.org",
    )
    LocalEvent.objects.bulk_create(LocalEvent(local=each.local, version=each, kind="ratified") for each in versions)


@pytest.fixture
def guarded(community):
    community.writer_of_all, *community.guardians = [PersonFactory(role="steward") for _ in range(3)]
    return community


def test_a_draft_is_for_its_writers(client, community):
    draft(community)
    for address in (BASE, f"{BASE}write/", f"{BASE}history/"):
        client.force_login(community.outsider)
        assert client.get(address).status_code == 404
        client.force_login(community.writer)
        assert client.get(address).status_code == 200
    client.logout()
    assert "being drafted" in text(client.get("/conduct/local/dewiki/"))


def test_a_consultation_is_public_but_not_to_be_written_by_all(client, community):
    open_consultation(community)
    assert "Text 3.1" in text(client.get(BASE))
    client.force_login(community.outsider)
    for address in ("write/", "ratify/", "review/", "history/", "write/introduction/"):
        assert client.get(f"{BASE}{address}").status_code == 403
    assert client.post(f"{BASE}to/review/").status_code == 403


def test_private_wikis_keep_their_code(client, guarded):
    draft(guarded)
    many(guarded, 1)
    WikiFactory._meta.model.objects.filter(dbname="w0wiki").update(private=True)
    assert client.get("/conduct/local/w0wiki/").status_code == 404
    assert "w0wiki" not in text(client.get("/conduct/local/"))
    assert "w0wiki" not in text(client.get("/conduct/local/feed.atom"))


def test_writing_in_the_browser_from_start_to_consultation(client, community):
    client.force_login(community.writer)
    assert client.post("/conduct/local/new/", {"community": "nowhere", "languages": "de"}).status_code == 400
    assert client.post("/conduct/local/new/", {"community": "dewiki", "languages": "de, en"}).status_code == 302
    assert text(client.get(f"{BASE}write/")).count(">Gap<") == 3
    for number in ("3.1", "3.2", "3.3"):
        wanted = {"covers": number, "relation": "adds", "heading": f"H {number}", "text": "**Text**", "edit": "0"}
        assert client.post(f"{BASE}write/clause/?language=de", wanted).status_code == 302
    assert client.post(f"{BASE}write/introduction/?language=en", {"heading": "Hi", "text": "All"}).status_code == 302
    page = text(client.get(f"{BASE}write/"))
    assert ">Gap<" not in page
    assert "<strong>Text</strong>" in page
    soon = today() + timedelta(days=20)
    assert client.post(f"{BASE}consultation/", {"opens": today(), "closes": today()}).status_code == 400
    assert client.post(f"{BASE}consultation/", {"opens": today(), "closes": soon}).status_code == 302
    assert client.post(f"{BASE}write/clause/?language=de", wanted).status_code == 400


def test_an_edit_conflict_shows_the_other_text_and_can_be_saved_knowingly(client, community):
    version = draft(community)
    key = version.clauses.get(covers__number="3.1").key
    write(community.first, version, "3.1", key=key, edit=1, text="Their words")
    client.force_login(community.writer)
    mine = {"covers": "3.1", "relation": "adds", "heading": "H", "text": "My words", "edit": "1"}
    response = client.post(f"{BASE}write/clause/{key}/?language=de", mine)
    assert response.status_code == 400
    assert "<del>Their</del>" in text(response)
    assert 'name="edit" value="2"' in text(response)
    assert client.post(f"{BASE}write/clause/{key}/?language=de", mine | {"edit": "2"}).status_code == 302


def test_removing_asks_first(client, community):
    version = draft(community)
    key = version.clauses.get(covers__number="3.1").key
    client.force_login(community.writer)
    assert client.get(f"{BASE}write/clause/{key}/remove/").status_code == 200
    assert version.clauses.count() == 3
    client.post(f"{BASE}write/clause/{key}/remove/")
    assert version.clauses.count() == 2
    assert "<del>" in text(client.get(f"{BASE}history/"))


def test_reviewing_and_ratifying_in_the_browser(client, community):
    version = consulted(draft(community))
    client.force_login(community.writer)
    assert client.post(f"{BASE}to/review/").status_code == 302
    assert client.get(f"{BASE}review/").status_code == 403
    key = version.clauses.get(covers__number="3.1").key
    client.force_login(community.first)
    assert client.post(f"{BASE}review/{key}/", {"reason": "Weak"}).status_code == 302
    assert client.post(f"{BASE}review/", {"verdict": "approve"}).status_code == 400
    mark = version.clauses.get(key=key).marks.get()
    assert client.post(f"{BASE}marks/{mark.pk}/clear/").status_code == 302
    for person in (community.first, community.second):
        client.force_login(person)
        assert client.post(f"{BASE}review/", {"verdict": "approve"}).status_code == 302
    client.force_login(community.writer)
    decision = {"decided_on": today(), "decision_url": "https://de.example.org/x"}
    assert client.post(f"{BASE}ratify/", decision).status_code == 302
    assert "The community decided" in text(client.get("/conduct/local/dewiki/"))
    assert client.post(f"{BASE}next/").status_code == 302
    assert "No differences" in text(client.get("/conduct/local/dewiki/compare/"))


def test_comments_in_the_browser(client, community):
    open_consultation(community)
    client.force_login(community.outsider)
    assert client.post(f"{BASE}comments/", {"text": "Why <b>so</b>?"}).status_code == 302
    assert client.post(f"{BASE}comments/", {"text": ""}).status_code == 400
    comment = Comment.objects.get()
    page = text(client.get(BASE))
    assert "Tell me of new comments" in page
    assert client.post(f"{BASE}comments/follow/", {"follows": "1"}).status_code == 302
    assert "Do not follow any more" in text(client.get(BASE))
    assert "Why &lt;b&gt;so" in page
    address = f"/conduct/local/comments/{comment.pk}/"
    assert address + "report/" in page
    assert client.post(f"{address}moderate/", {"deed": "hide"}).status_code == 403
    assert client.post(f"{address}answer/", {"answer": "x"}).status_code == 403
    client.force_login(community.first)
    assert client.post(f"{address}answer/", {"answer": "So it is."}).status_code == 302
    assert client.post(f"{address}moderate/", {"deed": "hide"}).status_code == 302
    page = text(client.get(BASE))
    assert "hidden by the moderators" in page
    assert "Why &lt;b&gt;so" not in page


@pytest.mark.parametrize("rows", [1, 30])
def test_lists_ask_few_queries(client, guarded, rows, django_assert_num_queries):
    draft(guarded)
    many(guarded, rows)
    for address, queries in (
        ("/conduct/local/", 4),
        ("/conduct/local/coverage/", 5),
        ("/conduct/local/without/", 2),
        ("/conduct/local/feed.rss", 1),
    ):
        with django_assert_num_queries(queries, info=address):
            assert client.get(address).status_code == 200


@pytest.mark.parametrize("rows", [1, 30])
def test_a_version_asks_few_queries(client, community, rows, django_assert_num_queries):
    version = draft(community)
    for _ in range(rows):
        write(community.writer, version, "3.1")
    consulted(version)
    with django_assert_num_queries(17):
        client.get(BASE)


def test_search_finds_words_of_ratified_codes(client, guarded):
    many_before = draft(guarded)
    ratify(guarded, reviewed(guarded, many_before))
    assert "dewiki" in text(client.get("/conduct/local/?q=Text+3.1"))
    assert "Nothing found" in text(client.get("/conduct/local/?q=unheard"))
    assert "dewiki" in text(client.get("/conduct/local/?state=ratified"))
    assert "Nothing found" in text(client.get("/conduct/local/?state=review"))


def test_files_and_feeds(client, guarded):
    ratify(guarded, reviewed(guarded, draft(guarded)))
    WikiFactory(dbname="xxwiki")

    def table(address):
        return list(csv.reader(io.StringIO(b"".join(client.get(address)).decode("utf-8-sig"))))

    assert table("/conduct/local/?format=csv")[1][:4] == ["dewiki", "Wiki dewiki", "1", "ratified"]
    assert table("/conduct/local/coverage/?format=csv")[1] == ["dewiki", "1", "1", "1", "1"]
    EnforcementBody.objects.create(slug="xx", kind="local_administrators", name="xx", wiki=WikiFactory(dbname="yywiki"))
    lacking = {
        "": [["dewiki", "True", "False"], ["xxwiki", "False", "False"], ["yywiki", "False", "True"]],
        "code": [["xxwiki", "False", "False"], ["yywiki", "False", "True"]],
        "body": [["dewiki", "True", "False"], ["xxwiki", "False", "False"]],
        "both": [["xxwiki", "False", "False"]],
        "nonsense": [["dewiki", "True", "False"], ["xxwiki", "False", "False"], ["yywiki", "False", "True"]],
    }
    for lacks, wikis in lacking.items():
        rows = table(f"/conduct/local/without/?format=csv&lacks={lacks}")[1:]
        assert [[row[0], *row[3:]] for row in rows] == wikis
    for feed, sign in (("feed.rss", "<rss"), ("feed.atom", "http://www.w3.org/2005/Atom")):
        response = client.get(f"/conduct/local/{feed}?code=dewiki")
        assert sign in text(response)
        assert text(response).count("It was ratified") == 1


def test_languages_of_a_code_and_who_writes(client, community):
    version = draft(community, languages=("de", "ar"))
    write(community.writer, version, "3.1", language="ar", text="نص")
    client.force_login(community.writer)
    assert 'lang="ar" dir="rtl"' in text(client.get(f"{BASE}write/clause/?language=ar&covers=3.1"))
    assert client.post(f"{BASE}languages/", {"languages": "de"}).status_code == 400
    assert client.post(f"{BASE}languages/", {"languages": "de, ar, FR"}).status_code == 302
    version.refresh_from_db()
    assert version.languages == ["de", "ar", "fr"]
    assert 'lang="ar" dir="rtl"' in text(client.get(f"{BASE}?language=ar"))
    assert client.post(f"{BASE}editors/", {"username": "Nobody"}).status_code == 400
    assert client.post(f"{BASE}editors/", {"username": community.outsider.username}).status_code == 302
    client.force_login(community.outsider)
    assert client.get(f"{BASE}write/").status_code == 200


def test_unknown_places_are_not_there(client, community):
    draft(community)
    client.force_login(community.writer)
    for address in ("dewiki/9/", "nowiki/", "dewiki/1/write/clause/nope/", "comments/9/report/", "dewiki/1/to/heaven/"):
        assert client.get(f"/conduct/local/{address}").status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
def test_writing_and_history_ask_few_queries(client, community, rows, django_assert_num_queries):
    version = draft(community)
    for _ in range(rows):
        write(community.writer, version, "3.1")
    client.force_login(community.writer)
    for address, queries in ((f"{BASE}write/", 17), (f"{BASE}history/", 9)):
        with django_assert_num_queries(queries, info=address):
            client.get(address)
