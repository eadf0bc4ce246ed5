"""The list of wikis follows the site matrix, from a server that speaks it and from files."""

import contextlib
import io
import json
import socket

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.movement import WikiFactory
from tests.servers.mediawiki import running_mediawiki, site, site_matrix
from wikilearn.audit.models import Event
from wikilearn.core.languages import validate_tag
from wikilearn.movement import sitematrix
from wikilearn.movement.actions.wikis import ListTooShort, Synced, sync_wikis
from wikilearn.movement.mediawiki import Api, ApiError
from wikilearn.movement.models import Wiki
from wikilearn.movement.sitematrix import NotASiteMatrix

MATRIX = site_matrix(
    {
        "de": [site("dewiki", lang="de"), site("dewiktionary", code="wiktionary", lang="de", name="Wiktionary")],
        "simple": [site("simplewiki", lang="simple")],
        "zh-classical": [site("zh_classicalwiki", lang="zh-classical", name="維基大典")],
        "mo": [site("mowiki", lang="mo", closed="")],
    },
    [
        site("commonswiki", code="commons", name="Wikimedia Commons"),
        site("stewardwiki", code="steward", name="Stewards", private=""),
        site("wikimania2008wiki", code="wikimania2008", lang="wikimania2008", closed=True),
    ],
)


@pytest.fixture
def mediawiki():
    with running_mediawiki(answer=MATRIX) as wiki:
        yield wiki


def run(**options) -> str:
    out = io.StringIO()
    call_command("sync_wikis", stdout=out, **options)
    return out.getvalue().strip()


@pytest.mark.django_db
@pytest.mark.parametrize("part", [0, 1, 3])
def test_sync_reads_the_api_to_its_end_and_a_second_run_changes_nothing(mediawiki, part):
    mediawiki.part = part
    assert run(url=mediawiki.url) == "8 created, 0 changed, 0 unchanged, 0 closed"
    rows = list(Wiki.objects.values())
    assert run(url=mediawiki.url) == "0 created, 0 changed, 8 unchanged, 0 closed"
    assert list(Wiki.objects.values()) == rows
    assert Event.objects.filter(action="wikis.synced").count() == 1
    wikis = {wiki.dbname: wiki for wiki in Wiki.objects.all()}
    assert wikis["dewiktionary"].project == "wiktionary"
    assert wikis["dewiki"].project == "wikipedia"
    assert wikis["simplewiki"].language == "en-x-simple"
    assert wikis["zh_classicalwiki"].language == "lzh"
    assert wikis["wikimania2008wiki"].language == "und"
    assert [name for name, wiki in wikis.items() if wiki.closed] == ["mowiki", "wikimania2008wiki"]
    assert [name for name, wiki in wikis.items() if wiki.private] == ["stewardwiki"]
    for wiki in wikis.values():
        wiki.full_clean()


@pytest.mark.django_db
def test_a_request_says_who_asks_and_waits_when_asked_to(mediawiki):
    mediawiki.lag, mediawiki.busy = 2, 1
    run(url=mediawiki.url)
    query, headers = mediawiki.requests[-1]
    assert len(mediawiki.requests) == 4
    assert query["maxlag"] == "5"
    assert headers["User-Agent"] == "WikiLearn/1.0 (http://localhost:8000)"


@pytest.mark.django_db
def test_sync_from_a_file(tmp_path):
    file = tmp_path / "matrix.json"
    file.write_text(json.dumps(MATRIX, ensure_ascii=False), encoding="utf-8")
    assert run(file=file) == "8 created, 0 changed, 0 unchanged, 0 closed"


@pytest.mark.django_db
def test_sync_notes_changes_and_closes_what_was_closed_or_is_gone():
    before = [site("awiki"), site("bwiki"), site("cwiki"), site("dwiki", closed="")]
    after = [site("awiki", name="New name"), site("bwiki", closed=""), site("dwiki", closed=""), site("ewiki")]
    assert sync_wikis(actor="system", listed=sitematrix.parse(site_matrix({"en": before}))).created == 4
    synced = sync_wikis(actor="system", listed=sitematrix.parse(site_matrix({"en": after})))
    assert synced == Synced(created=1, changed=1, unchanged=1, closed=2)
    assert list(Wiki.objects.filter(closed=True).values_list("dbname", flat=True)) == ["bwiki", "cwiki", "dwiki"]
    assert Wiki.objects.get(dbname="awiki").name == "New name"
    reopened = sync_wikis(actor="system", listed=sitematrix.parse(site_matrix({"en": before})))
    assert reopened == Synced(created=0, changed=3, unchanged=1, closed=1)


@pytest.mark.django_db
def test_a_list_that_lacks_many_known_wikis_is_not_believed(tmp_path):
    WikiFactory.create_batch(12)
    listed = sitematrix.parse(site_matrix({"en": [site("enwiki")]}))
    with pytest.raises(ListTooShort, match="12"):
        sync_wikis(actor="system", listed=listed)
    assert not Wiki.objects.filter(dbname="enwiki").exists()
    assert sync_wikis(actor="system", listed=listed, may_shrink=True).closed == 12


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"status": 404}, "HTTP status 404"),
        ({"status": 500}, "HTTP status 500"),
        ({"body": b"<html>"}, "not JSON"),
        ({"body": b"\xff\xfe"}, "not JSON"),
        ({"body": b"[]"}, "not JSON"),
        ({"body": b""}, "error|not JSON"),
        ({"body": b'{"error": {"code": "readapidenied", "info": "You need to log in."}}'}, "You need to log in"),
        ({"body": b'{"batchcomplete": ""}'}, "not a list of wikis"),
        ({"body": b'{"continue": {"smcontinue": "x"}, "sitematrix": {}}'}, "over and over"),
        ({"lag": 9}, "too busy"),
        ({"busy": 9}, "too busy"),
    ],
)
def test_faults_of_the_wiki_are_told_and_change_nothing(mediawiki, fault, said):
    WikiFactory()
    for name, value in fault.items():
        setattr(mediawiki, name, value)
    with pytest.raises(CommandError, match=said):
        run(url=mediawiki.url)
    assert Wiki.objects.count() == 1
    assert not Event.objects.filter(action="wikis.synced").exists()


def test_a_wiki_that_does_not_answer_in_time_is_given_up(mediawiki):
    mediawiki.silent = True
    with pytest.raises(ApiError, match="does not answer"):
        Api(mediawiki.url, timeout=0.2).answer(action="sitematrix")


def test_a_wiki_that_is_not_there_is_told():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(ApiError, match="does not answer"):
        sitematrix.fetch(f"http://127.0.0.1:{port}/w/api.php")


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.org/", "nonsense", ""])
def test_only_web_addresses_are_asked(url):
    with pytest.raises(ApiError, match="web address"):
        sitematrix.fetch(url)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"[]",
        b"null",
        b'{"sitematrix": []}',
        b'{"sitematrix": {"count": 0}}',
        b'{"sitematrix": {"0": []}}',
        b'{"sitematrix": {"0": {"code": "de"}}}',
        b'{"sitematrix": {"specials": "x"}}',
        b'{"sitematrix": {"specials": [null]}}',
        b'{"sitematrix": {"specials": [{"dbname": "dewiki"}]}}',
        b'{"sitematrix": {"specials": [{"dbname": "DE wiki", "url": "https://de.example", "code": "wiki"}]}}',
        b'{"sitematrix": {"specials": [{"dbname": "dewiki", "url": "javascript:alert(1)", "code": "wiki"}]}}',
        b'{"sitematrix": {"specials": [{"dbname": 7, "url": "https://de.example.org", "code": "wiki"}]}}',
        b'{"sitematrix": {"specials": [{"dbname": "dewiki", "url": "https://de.example.org", "code": 1}]}}',
    ],
)
def test_files_that_are_no_site_matrix_are_refused(tmp_path, content):
    file = tmp_path / "matrix.json"
    file.write_bytes(content)
    with pytest.raises(CommandError, match="not a list of wikis"):
        run(file=file)
    assert not Wiki.objects.exists()


@pytest.mark.django_db
def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        run(file=tmp_path / "none.json")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["code", "site", "dbname", "url", "specials", "0"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(json_values)
def test_any_json_is_read_or_refused_in_words(matrix):
    with contextlib.suppress(NotASiteMatrix):
        assert all(wiki.dbname for wiki in sitematrix.parse({"sitematrix": matrix}))


@given(st.text(max_size=40))
def test_any_language_code_becomes_a_valid_tag(code):
    validate_tag(sitematrix.language_tag(code))


@pytest.mark.parametrize("code", sorted(sitematrix.LANGUAGES))
def test_the_tags_for_odd_codes_are_valid(code):
    assert sitematrix.language_tag(code) == sitematrix.LANGUAGES[code]
