"""Whether addresses answer, and that they never lead our servers to themselves."""

import socket
import threading
from datetime import timedelta
from time import monotonic
from urllib.parse import urlsplit

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
        settings.LINK_CHECK_PORTS = frozenset({urlsplit(served.url).port})
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


NOT_PUBLIC = [
    "127.0.0.1",
    "10.0.0.1",
    "[::ffff:127.0.0.1]",
    "224.0.0.1",
    "239.255.255.250",
    "[ff0e::1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b::a9fe:a9fe]",
    "[64:ff9b:1::7f00:1]",
    "[2002:7f00:1::]",
    "[::127.0.0.1]",
]


@pytest.mark.parametrize(
    ("url", "why"),
    [(f"http://{host}/", "not public") for host in NOT_PUBLIC]
    + [(f"http://example.org:{port}/", "port") for port in (22, 25, 6379, 8080, 65535)],
)
def test_why_it_is_not_asked(url, why):
    with pytest.raises(links.Unreachable, match=why):
        links._ask(url, "HEAD", monotonic() + 5)


def test_only_ports_of_the_web_are_asked(server, settings):
    server.answers["/"] = (200, "")
    assert links.works(server.url + "/")
    settings.LINK_CHECK_PORTS = frozenset({80, 443})
    server.asked.clear()
    assert not links.works(server.url + "/")
    assert server.asked == []


def test_a_redirect_leads_to_no_other_port(server, settings):
    settings.LINK_CHECK_PORTS |= {80}
    server.answers["/"] = (301, "http://127.0.0.1:22/")
    with pytest.raises(links.Unreachable, match="port"):
        links._follow(server.url + "/", "HEAD", monotonic() + 5)


@pytest.fixture
def dripping(settings):
    """The address of a server that answers a byte now and then, and never comes to an end."""
    over = threading.Event()
    listening = socket.create_server(("127.0.0.1", 0))

    def drip():
        try:
            sock, _address = listening.accept()
            with sock:
                sock.sendall(b"HTTP/1.1 200 OK\r\nX: ")
                while not over.wait(0.05):
                    sock.sendall(b"x")
        except OSError:
            """Hung up."""

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    port = listening.getsockname()[1]
    settings.LINK_CHECK_ALSO, settings.LINK_CHECK_PORTS = frozenset({"127.0.0.1"}), frozenset({port})
    yield f"http://127.0.0.1:{port}/"
    over.set()
    thread.join()
    listening.close()


def test_who_answers_slowly_is_left_in_time(dripping, monkeypatch):
    monkeypatch.setattr(links, "ALTOGETHER", 0.4)
    begun = monotonic()
    assert not links.works(dripping)
    assert 0.3 < monotonic() - begun < 20  # without a limit of ours half a minute


def test_redirects_share_the_time(server):
    server.answers = {"/": (301, "/there"), "/there": (200, "")}
    with pytest.raises(links.Unreachable, match="too slow"):
        links._follow(server.url + "/", "HEAD", monotonic() - 1)


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
