"""Host, Origin and what a proxy says: the page's root is ours, and no other site's page may do anything."""

import json
import re

import pytest

from benchmarks.fuzz_http import API, JSON, Case, ask
from rdlab.serving.hosts import Hosts, hosts
from rdlab.serving.refusals import Refused

EVIL = "evil.example.com"


def root(served, *headers, path="/config"):
    """The page's root as its configuration says it."""
    answer = ask(served.port, Case("GET", path, headers))
    if answer.status != 200:
        return answer.status
    if path == "/config":
        return json.loads(answer.body)["root"]
    return re.search(rb'"root":"([^"]*)"', answer.body)[1].decode()


@pytest.mark.parametrize("path", ["/config", "/"])
def test_the_pages_root_is_the_name_it_was_asked_under(served, path):
    assert root(served, ("Host", "127.0.0.1:7860"), path=path) == "http://127.0.0.1:7860"
    assert root(served, ("Host", "192.168.1.20:7860"), path=path) == "http://192.168.1.20:7860"
    proxy = [("Host", "a-b.hf.space"), ("X-Forwarded-Host", "a-b.hf.space"), ("X-Forwarded-Proto", "https")]
    assert root(served, *proxy, path=path) == "https://a-b.hf.space"


@pytest.mark.parametrize("path", ["/config", "/"])
@pytest.mark.parametrize(
    "host", [EVIL, "evil.hf.space.example.com", "127.0.0.1.example.com", "a b", "", "x/y", "[::1"]
)
def test_no_other_name_gets_into_the_page(served, host, path):
    assert root(served, ("Host", host), path=path) in (421, 400)


@pytest.mark.parametrize(
    "header", ["X-Forwarded-Host", "X-Gradio-Server", "X-Forwarded-Prefix", "Forwarded", "X-Forwarded-Proto"]
)
def test_no_other_header_gets_into_the_page(served, header):
    for value in (EVIL, f"http://{EVIL}", f"localhost, {EVIL}", f"host={EVIL}", "javascript", "6.6.6.6:80"):
        assert root(served, (header, value)) == "http://localhost"


def test_what_all_are_told_of_the_api_does_not_depend_on_who_asks_first(served):
    ask(served.port, Case("GET", f"{API}/info", (("X-Forwarded-Host", EVIL),)))
    assert EVIL.encode() not in ask(served.port, Case("GET", f"{API}/info")).body


@pytest.mark.parametrize(
    "origin", [f"http://{EVIL}", "null", "http://localhost.example.com", "file://", "http://localhost:1"]
)
def test_another_sites_page_may_do_nothing(served, origin):
    body = b'{"event_id": "x"}'
    answer = ask(served.port, Case("POST", f"{API}/reset", (JSON, ("Origin", origin)), body))
    assert answer.status == 403 and b"Another site" in answer.body
    asked = ("Access-Control-Request-Method", "POST")
    preflight = ask(served.port, Case("OPTIONS", f"{API}/queue/join", (("Origin", origin), asked)))
    read = ask(served.port, Case("GET", "/config", (("Origin", origin),)))
    for each in (answer, preflight, read):
        assert not [name for name in each.headers if name.startswith("access-control")]
    assert preflight.status == 405 and read.status == 200  # whom it was for cannot read it


def test_our_own_page_may_and_so_may_who_is_no_browser(served):
    for headers in (
        (),
        (("Origin", "http://localhost"),),
        (("Host", "a.hf.space"), ("Origin", "https://a.hf.space")),
    ):
        answer = ask(served.port, Case("POST", f"{API}/reset", (JSON, *headers), b'{"event_id": "x"}'))
        assert (answer.status, json.loads(answer.body)) == (403, {"detail": "not yours"})


def test_a_form_of_another_site_is_no_request(served):
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        case = Case("POST", f"{API}/queue/join", (("Content-Type", kind),), b"{}")
        assert ask(served.port, case).status == 415


def test_names_that_the_environment_gives():
    assert Hosts().knows("[::1]:7860") and Hosts().knows("pc.local")
    assert (
        not Hosts().knows("lab.example.org")
        and not Hosts().knows("pc-12")
        and not Hosts().knows("hf.space.evil.org")
    )
    assert hosts(["lab.example.org"]).knows("LAB.example.org:443")
    assert hosts(["*"]).knows("anything.example.org")
    assert hosts(root="https://uni.example.org:8443/lab").knows("uni.example.org:8443")
    assert hosts(root="/lab", space="me-lab.hf.space").main == "me-lab.hf.space"
    assert hosts(listens="box.example.org").knows("box.example.org:7860")


def test_an_unknown_name_stands_for_the_main_one_where_there_is_one():
    given = [(b"host", b"10-2-3.pods.example"), (b"x-forwarded-host", EVIL.encode())]
    assert hosts(space="me-lab.hf.space").cleaned(given) == [(b"host", b"me-lab.hf.space")]
    with pytest.raises(Refused):
        hosts().cleaned(given)


def test_a_proxy_that_changes_the_host_is_told_of_by_name():
    """Origin is what the browser shows; the proxy asks us under our own address."""
    given = [(b"host", b"127.0.0.1:7860"), (b"origin", b"https://lab.example.org")]
    named = hosts(["lab.example.org"])
    named.check_origin(given, named.cleaned(given))
    with pytest.raises(Refused):
        hosts().check_origin(given, hosts().cleaned(given))
    cross = [*given, (b"sec-fetch-site", b"cross-site")]
    with pytest.raises(Refused):
        named.check_origin(cross, named.cleaned(cross))
