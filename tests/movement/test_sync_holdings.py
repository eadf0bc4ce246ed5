"""Who holds which right follows the wikis: from a server that speaks their API, and from files."""

import io
import json
from datetime import UTC, date, datetime

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.movement import HoldingFactory, RightFactory, WikiFactory
from tests.factories.people import PersonFactory
from tests.servers.mediawiki import running_mediawiki
from tests.servers.usergroups import Groups, user
from tests.servers.usergroups import given as given_right
from wikilearn.audit.models import Event
from wikilearn.movement import holders, tasks
from wikilearn.movement.actions.syncing import Synced, sync_holdings
from wikilearn.movement.actions.wikis import ListTooShort
from wikilearn.movement.enums import Source
from wikilearn.movement.models import Holding, HoldingSync, Wiki
from wikilearn.movement.signals import holding_began, holding_ended
from wikilearn.movement.usergroups import Member

pytestmark = pytest.mark.django_db
JANUARY, MARCH, MAY = (datetime(2026, month, 1, tzinfo=UTC) for month in (1, 3, 5))


@pytest.fixture
def checkuser():
    return RightFactory(key="checkuser", group="checkuser")


@pytest.fixture
def suppress():
    return RightFactory(key="suppress", group="suppress")


@pytest.fixture
def wiki(checkuser, suppress):
    with running_mediawiki(Groups) as server:
        yield server


@pytest.fixture
def dewiki(wiki):
    return WikiFactory(dbname="dewiki", url=wiki.url.removesuffix("/w/api.php"))


def run(*args: str, **options: object) -> str:
    out = io.StringIO()
    call_command("sync_holdings", *args, stdout=out, stderr=out, **options)
    return out.getvalue().strip()


def members(*names: str, group: str = "checkuser", first_id: int = 0) -> list[Member]:
    return [
        Member(name, frozenset({group}), first_id + number if first_id else None) for number, name in enumerate(names)
    ]


def running() -> set[tuple[str, str]]:
    return set(Holding.objects.filter(until=None).values_list("username", "right__key"))


@pytest.mark.parametrize("part", [0, 1])
def test_a_wiki_is_read_to_its_end_and_again_changes_nothing(wiki, dewiki, part):
    wiki.part = part
    wiki.users = [
        user("Ada", "checkuser", "suppress", central=11),
        user("bo_b", "checkuser", central=12),
        user("Nobody", "sysop", central=13),
    ]
    assert run("--wiki", "dewiki") == "3 began, 0 ended, 0 renamed, 0 unchanged"
    assert running() == {("Ada", "checkuser"), ("Ada", "suppress"), ("Bo b", "checkuser")}
    rows = list(Holding.objects.values())
    assert run("--wiki", "dewiki") == "0 began, 0 ended, 0 renamed, 3 unchanged"
    assert list(Holding.objects.values()) == rows
    assert Event.objects.filter(action="holdings.synced").count() == 1
    assert all(query.get("maxlag") == "5" for query, _headers in wiki.requests)


def test_a_group_that_the_wiki_lacks_is_never_asked_for(wiki, dewiki):
    """Asked for an unknown group only, MediaWiki would list everybody."""
    wiki.groups = ("sysop",)
    wiki.users = [user("Ada", "sysop"), user("Bob")]
    assert run("--wiki", "dewiki") == "0 began, 0 ended, 0 renamed, 0 unchanged"
    assert not any(query.get("list") == "allusers" for query, _headers in wiki.requests)


def test_history_dates_by_the_log_of_rights(wiki, dewiki):
    wiki.users = [user("Ada", "checkuser", central=11), user("Bob", "checkuser", central=12)]
    wiki.log = [
        given_right("Ada", "2025-01-01T00:00:00Z", [], ["checkuser"]),
        given_right("Ada", "2025-06-01T00:00:00Z", ["checkuser"], []),
        given_right("Ada", "2026-01-01T00:00:00Z", [], ["checkuser"], checkuser="2027-01-01T00:00:00Z"),
        given_right("Bob@enwiki", "2026-02-01T00:00:00Z", [], ["checkuser"]),
        {"type": "rights", "action": "rights", "actionhidden": "", "timestamp": "2026-02-01T00:00:00Z"},
    ]
    run("--wiki", "dewiki", "--history")
    ada, bob = Holding.objects.order_by("username")
    assert (ada.since, ada.term_ends) == (JANUARY, date(2027, 1, 1))
    assert bob.since > MAY
    assert bob.term_ends is None


def test_a_second_reading_takes_dates_from_the_log_since_the_first(wiki, dewiki):
    HoldingSync.objects.create(wiki=dewiki, synced_at=JANUARY)
    HoldingFactory(wiki=dewiki, right__key="checkuser", username="Old", since=datetime(2024, 1, 1, tzinfo=UTC))
    wiki.users = [user("New", "checkuser", central=11)]
    wiki.log = [
        given_right("Old", "2025-01-01T00:00:00Z", ["checkuser"], []),
        given_right("New", "2026-03-01T00:00:00Z", [], ["checkuser"]),
        given_right("Old", "2026-05-01T00:00:00Z", ["checkuser"], []),
    ]
    assert run("--wiki", "dewiki") == "1 began, 1 ended, 0 renamed, 0 unchanged"
    assert Holding.objects.get(username="New").since == MARCH
    assert Holding.objects.get(username="Old").until == MAY


def test_who_was_renamed_keeps_what_they_hold_and_held(dewiki, checkuser):
    past = HoldingFactory(wiki=dewiki, right=checkuser, username="Old name", central_id=7, since=JANUARY, until=MARCH)
    sync_holdings(wiki=dewiki, members=members("Old name", first_id=7), at=MAY)
    synced = sync_holdings(wiki=dewiki, members=members("New name", first_id=7))
    assert synced == Synced(began=0, ended=0, renamed=1, unchanged=1)
    past.refresh_from_db()
    assert past.username == "New name"
    assert list(Holding.objects.filter(until=None).values_list("username", "since")) == [("New name", MAY)]


def test_a_name_that_another_account_has_taken_is_not_taken_for_the_old_one(dewiki, checkuser):
    sync_holdings(wiki=dewiki, members=[Member("Ada", frozenset({"checkuser"}), 1)], at=JANUARY)
    synced = sync_holdings(wiki=dewiki, members=[Member("Ada", frozenset({"checkuser"}), 2)], at=MARCH)
    assert synced == Synced(began=1, ended=1)
    held = list(Holding.objects.order_by("since").values_list("username", "central_id", "until"))
    assert held == [("Ada", 1, MARCH), ("Ada", 2, None)]


def test_an_account_is_known_by_its_central_id_and_only_then_by_its_name(dewiki, checkuser):
    by_id, by_name = PersonFactory(username="Ada", central_id=7), PersonFactory(username="Bob", central_id=8)
    PersonFactory(username="Cleo", central_id=None)
    other = PersonFactory(username="Dora", central_id=9)
    listed = [*members("Renamed on the wiki", first_id=7), *members("Bob", "Cleo"), *members("Dora", first_id=999)]
    sync_holdings(wiki=dewiki, members=listed)
    owners = dict(Holding.objects.values_list("username", "person"))
    assert owners == {"Renamed on the wiki": by_id.pk, "Bob": by_name.pk, "Cleo": None, "Dora": None}
    assert other.holdings.count() == 0


def test_an_account_that_comes_later_gets_its_holdings_by_central_id(dewiki, checkuser):
    from wikilearn.movement.actions.holdings import link_holdings_to_person

    sync_holdings(wiki=dewiki, members=[*members("Ada", first_id=7), *members("Ada B", first_id=8)])
    person = PersonFactory(username="Ada B", central_id=7)
    assert link_holdings_to_person(person=person) == 1
    assert Holding.objects.get(person=person).username == "Ada"


def test_what_was_entered_by_hand_stays_until_a_list_has_confirmed_it(dewiki, checkuser):
    HoldingFactory(wiki=dewiki, right=checkuser, username="Ada", source=Source.ENTERED)
    assert sync_holdings(wiki=dewiki, members=members("Bob")) == Synced(began=1)
    assert sync_holdings(wiki=dewiki, members=members("Ada", "Bob")).unchanged == 2
    assert sync_holdings(wiki=dewiki, members=members("Bob")) == Synced(ended=1, unchanged=1)


def test_a_right_without_a_group_is_left_to_people(dewiki):
    HoldingFactory(wiki=dewiki, right__key="arbcom", username="Ada")
    assert sync_holdings(wiki=dewiki, members=members("Bob", group="")) == Synced()
    assert running() == {("Ada", "arbcom")}


def test_changes_are_announced_inside_the_transaction(dewiki, checkuser):
    said = []

    def note(signal, holding, **_):
        said.append(("began" if signal is holding_began else "ended", holding.username))

    for signal in (holding_began, holding_ended):
        signal.connect(note)
    try:
        sync_holdings(wiki=dewiki, members=members("Ada"))
        sync_holdings(wiki=dewiki, members=members("Bob"))
    finally:
        for signal in (holding_began, holding_ended):
            signal.disconnect(note)
    assert said == [("began", "Ada"), ("ended", "Ada"), ("began", "Bob")]


def test_a_list_that_lacks_most_known_holders_is_not_believed(dewiki, checkuser):
    names = [f"User {number}" for number in range(12)]
    sync_holdings(wiki=dewiki, members=members(*names))
    with pytest.raises(ListTooShort, match="12"):
        sync_holdings(wiki=dewiki, members=[])
    assert len(running()) == 12
    assert sync_holdings(wiki=dewiki, members=[], may_shrink=True).ended == 12


def test_hidden_temporary_and_impossible_accounts_are_nobody(wiki, dewiki):
    wiki.users = [
        user("", "checkuser"),
        user("~2026-123-45", "checkuser"),
        user("1.2.3.4", "checkuser"),
        user("Ghost", "checkuser", hidden=""),
        user("Ada", "checkuser"),
    ]
    run("--wiki", "dewiki")
    assert running() == {("Ada", "checkuser")}


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"status": 500}, "HTTP status 500"),
        ({"body": b"<html>"}, "not JSON"),
        ({"body": b'{"query": {"usergroups": 5}}'}, "not a list of users"),
        ({"lag": 9}, "too busy"),
    ],
)
def test_a_wiki_that_cannot_be_read_keeps_its_holders_and_stops_no_other(wiki, dewiki, fault, said, monkeypatch):
    monkeypatch.setattr("wikilearn.movement.mediawiki._LONGEST_WAIT", 0)
    HoldingFactory(wiki=dewiki, right__key="checkuser", username="Ada")
    with running_mediawiki(Groups, users=[user("Bob", "checkuser")]) as other:
        WikiFactory(dbname="frwiki", url=other.url.removesuffix("/w/api.php"))
        for name, value in fault.items():
            setattr(wiki, name, value)
        reads = {read.place: read for read in holders.sync_all() if read.place != "*"}
    assert said in reads["dewiki"].error
    assert reads["frwiki"].synced == Synced(began=1)
    assert said in HoldingSync.objects.get(wiki=dewiki).error
    assert ("Ada", "checkuser") in running()


def test_a_run_that_was_stopped_goes_on_where_it_was(wiki, dewiki, monkeypatch):
    """Each wiki is kept once it is read; what was read lately is not asked again, unless it is named."""
    monkeypatch.setattr("wikilearn.movement.holders.META", wiki.url)
    wiki.users = [user("Ada", "checkuser", "steward", central=11)]
    second = WikiFactory(dbname="zhwiki", url=dewiki.url)
    WikiFactory(dbname="closedwiki", url=dewiki.url, closed=True)
    WikiFactory(dbname="privatewiki", url=dewiki.url, private=True)
    RightFactory(key="steward", group="steward", scope="global")
    first = holders.sync_all()
    assert [next(first).place, next(first).place] == ["*", "dewiki"]
    first.close()
    assert [read.place for read in holders.sync_all()] == ["zhwiki"]
    assert tasks.sync_holdings() == 0
    HoldingSync.objects.filter(wiki=second).update(synced_at=JANUARY)
    assert [read.place for read in holders.sync_all()] == ["zhwiki"]
    assert running() == {("Ada", "checkuser"), ("Ada", "steward")}


def test_from_a_file(dewiki, tmp_path):
    RightFactory(key="steward", group="steward", scope="global")
    file = tmp_path / "holders.json"
    answers = {
        "dewiki": {"query": {"allusers": [user("Ada", "checkuser", central=3)]}},
        "*": {"query": {"globalallusers": [{"id": 3, "name": "Ada", "groups": ["steward"]}]}},
    }
    file.write_text(json.dumps(answers))
    assert run("--file", str(file)) == "2 began, 0 ended, 0 renamed, 0 unchanged"
    assert run("--file", str(file)) == "0 began, 0 ended, 0 renamed, 2 unchanged"
    file.write_text(json.dumps({"nowiki": answers["dewiki"]}))
    with pytest.raises(CommandError, match="nowiki"):
        run("--file", str(file))


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff", b"[]", b"null", b'{"dewiki": []}', b'{"dewiki": {"query": {"allusers": [{"name": "A"}]}}}'],
)
def test_files_that_are_no_lists_are_refused(dewiki, tmp_path, content):
    file = tmp_path / "holders.json"
    file.write_bytes(content)
    with pytest.raises(CommandError, match="not a list of users"):
        run("--file", str(file))
    assert not Holding.objects.exists()


def test_a_wiki_that_is_not_known_is_told():
    with pytest.raises(CommandError, match="nowiki"):
        run("--wiki", "nowiki")


def test_the_queries_do_not_grow_with_the_holders(dewiki, checkuser, django_assert_num_queries):
    sync_holdings(wiki=dewiki, members=members("Ada"))
    with django_assert_num_queries(12):
        sync_holdings(wiki=dewiki, members=members("Ada", "Bob"))
    with django_assert_num_queries(12):
        sync_holdings(wiki=dewiki, members=members("Ada", "Bob", *(f"User {number}" for number in range(30))))


lists = st.dictionaries(st.sampled_from("ABCDE"), st.integers(1, 5), max_size=5)


@given(st.lists(lists, min_size=1, max_size=5))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_after_any_lists_those_run_that_the_last_one_names(transactional_cleanup, readings):
    """However names and central ids go round, the running holdings are those of the last list, each once."""
    wiki, right = Wiki.objects.get(dbname="dewiki"), RightFactory(key="checkuser", group="checkuser")
    Holding.objects.all().delete()
    for reading in readings:
        unique = {central: name for name, central in reading.items()}
        listed = [Member(name, frozenset({right.group}), central) for central, name in unique.items()]
        sync_holdings(wiki=wiki, members=listed, may_shrink=True)
    assert sorted(name for name, _right in running()) == sorted(unique.values())


@pytest.fixture
def transactional_cleanup(dewiki):
    return dewiki
