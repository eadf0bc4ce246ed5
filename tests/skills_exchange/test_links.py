"""Whether addresses answer, and that they never lead our servers to themselves."""

from datetime import timedelta

import pytest
from django.utils import timezone

from skills_exchange import links
from skills_exchange.actions.checking_links import check_links
from skills_exchange.actions.resources import BROKEN_AFTER, change_resource
from skills_exchange.enums_help import LinkState
from skills_exchange.models import Resource
from tests.factories.help_desk import ResourceFactory
from tests.servers.links import serve_links


@pytest.fixture
def server(settings):
    settings.LINK_CHECK_ALSO = frozenset({"127.0.0.1"})
    with serve_links() as served:
        yield served


@pytest.mark.parametrize(
    ("answers", "works"),
    [
        ({"/": (200, "")}, True),
        ({"/": (204, "")}, True),
        ({"/": (403, "")}, True),
        ({"/": (429, "")}, True),
        ({"/": (404, "")}, False),
        ({"/": (410, "")}, False),
        ({"/": (500, "")}, False),
        ({"/": (301, "/there"), "/there": (200, "")}, True),
        ({"/": (302, "/there"), "/there": (404, "")}, False),
        ({"/": (301, "/")}, False),
        ({"/": (301, "http://169.254.169.254/latest/meta-data")}, False),
        ({"/": (301, "file:///etc/passwd")}, False),
        ({"/": (301, "http://[broken")}, False),
    ],
)
def test_answers(server, answers, works):
    server.answers = answers
    assert links.works(server.url + "/") is works


def test_a_host_without_head_is_asked_by_get(server):
    server.no_head, server.answers = True, {"/": (200, "")}
    assert links.works(server.url + "/")
    assert server.asked == [("HEAD", "/"), ("GET", "/")]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/",
        "http://localhost/",
        "http://[::1]/",
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://0.0.0.0/",
        "http://2130706433/",
        "http://[::ffff:127.0.0.1]/",
        "ftp://example.org/",
        "http://",
        "http://example.org:99999/",
        "http://no-such-host.invalid/",
        "http://a..b/",
    ],
)
def test_what_must_not_be_asked_is_not(url):
    assert not links.works(url)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "http://10.0.0.1/", "http://[::ffff:127.0.0.1]/"])
def test_why_it_is_not_asked(url):
    with pytest.raises(links.Unreachable, match="not public"):
        links._ask(url, "HEAD")


@pytest.mark.django_db
def test_a_link_is_broken_after_several_failures_and_mends_itself(server):
    resource = ResourceFactory(url=f"{server.url}/page")
    seen = []
    for _day in range(BROKEN_AFTER + 1):
        Resource.objects.update(link_due=timezone.now() - timedelta(seconds=1))
        assert check_links() == 1
        assert check_links() == 0  # a second run finds nothing due
        resource.refresh_from_db()
        seen.append(resource.link_state)
    assert seen == [LinkState.FAILS, LinkState.FAILS, LinkState.BROKEN, LinkState.BROKEN]
    server.answers["/page"] = (200, "")
    Resource.objects.update(link_due=timezone.now())
    check_links()
    resource.refresh_from_db()
    assert (resource.link_state, resource.link_failures) == (LinkState.WORKS, 0)


@pytest.mark.django_db
def test_a_new_address_is_tried_again(server):
    server.answers["/new"] = (200, "")
    resource = ResourceFactory(url=f"{server.url}/old")
    check_links()
    change_resource(actor=resource.added_by, resource=resource, skills=[], url=f"{server.url}/new")
    check_links()
    resource.refresh_from_db()
    assert resource.link_state == LinkState.WORKS
