"""Who holds a right, by words of the username and by wiki."""

import pytest

from tests.factories.movement import HoldingFactory, RightFactory, WikiFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"Ada Lovelace", "Grace Hopper"}),
        ({"q": "ada_love"}, {"Ada Lovelace"}),
        ({"wiki": " DeWiki "}, {"Grace Hopper"}),
        ({"q": "ada", "wiki": "dewiki"}, set()),
        ({"q": "%"}, set()),
        ({"q": "\0"}, {"Ada Lovelace", "Grace Hopper"}),
        ({"q": "x" * 300}, {"Ada Lovelace", "Grace Hopper"}),
        ({"wiki": "nosuchwiki"}, set()),
    ],
)
def test_holders_are_found_by_words_and_wiki(client, query, found):
    right = RightFactory(key="checkuser")
    HoldingFactory(right=right, username="Ada Lovelace", wiki=WikiFactory(dbname="frwiki"))
    HoldingFactory(right=right, username="Grace Hopper", wiki=WikiFactory(dbname="dewiki"))
    response = client.get(right.get_absolute_url(), query)
    assert response.status_code == 200
    assert {holding.username for holding in response.context["page"]} == found


def test_no_search_finds_a_holder_on_a_private_wiki(client):
    holding = HoldingFactory(username="Hidden", wiki=WikiFactory(dbname="secretwiki", private=True))
    for query in ({"q": "Hidden"}, {"wiki": "secretwiki"}):
        assert not client.get(holding.right.get_absolute_url(), query).context["page"].object_list
