"""The known patterns against Gradio's routes, on the real app: none of them finds anything."""

import json
import os
import tempfile
from pathlib import Path
from urllib.parse import quote

import pytest

from benchmarks.fuzz_http import API, JSON, Case, ask
from rdlab.page.parts import PLOTLY, STATIC

ROOT = Path(__file__).resolve().parents[3]
FILES = [
    "/etc/passwd",
    str(ROOT / "app.py"),
    str(ROOT / "rdlab" / "app.py"),
    f"{STATIC}/../app.py",
    f"{STATIC}/../../app.py",
    f"{STATIC}/%2e%2e/app.py",
    f"{STATIC}/..%2fapp.py",
    f"{STATIC}//..//app.py",
    f"{STATIC}/page.js/../../app.py",
    f"{STATIC}%00/page.js",
    f"{STATIC}/page.js%00.txt",
    f"{STATIC}-elsewhere/page.js",
    str(STATIC),
    f"{STATIC}/",
    f"{STATIC}/nothing.js",
    str(PLOTLY.parent),
    str(PLOTLY.parent / "__init__.py"),
    "app.py",
    "rdlab/static/../../app.py",
    "./app.py",
    "~/.bashrc",
    "/proc/self/environ",
    "/proc/self/cwd/app.py",
    "/dev/stdin",
    "/",
    "",
    "." * 5_000,
    "/" * 5_000,
    tempfile.gettempdir(),
    f"{tempfile.gettempdir()}/gradio",
    "file:///etc/passwd",
    "http://127.0.0.1:22/",
    "http://169.254.169.254/latest/meta-data/",
    "https://example.org/",
    "//example.org/",
    "\\\\example.org\\share",
    "C:/Windows/win.ini",
]
OTHERS = [
    "/static/../app.py",
    "/static/%2e%2e/%2e%2e/app.py",
    "/static/..%2f..%2fapp.py",
    "/static//etc/passwd",
    "/static/%2fetc%2fpasswd",
    "/static/",
    "/static/js",
    "/assets/../index.html",
    "/assets/%2e%2e/index.html",
    "/assets/....//....//app.py",
    "/assets/",
    "/svelte/../../../app.py",
    "/svelte/svelte.js",
    "/theme.css/../app.py",
    f"{API}/file/etc/passwd",
    f"{API}/proxy=http://127.0.0.1:22/",
    f"{API}/proxy=https://x.hf.space/",
    f"{API}/custom_component/x/client/component/../../app.py",
    f"{API}/custom_component/{'0' * 64}/client/component/index.js",
    f"{API}/deep_link?session_hash=abc",
    f"{API}/stream/abc/1/1/playlist.m3u8",
    f"{API}/stream/abc/1/1/playlist-file",
    f"{API}/stream/abc/1/1/0.ts",
    f"{API}/upload_progress?upload_id=abc",
    f"{API}/dev/reload",
    f"{API}/runs",
    f"{API}/run-history/buckets",
    f"{API}/vibe-code",
    f"{API}/vibe-code/",
    f"{API}/openapi.json",
    f"{API}/mcp/sse",
    f"{API}/token",
    f"{API}/user",
    f"{API}/login_check",
    f"{API}/queue/status",
    f"{API}/profiling",
    "/monitoring",
    "/monitoring/",
    "/monitoring/summary",
    "/monitoring/abc",
    "/login",
    "/logout",
    "/docs",
    "/redoc",
    "/openapi.json",
    "/pwa_icon/100000",
    "/pwa_icon/512",
    "/gradio_api//queue/data",
    "//config",
    "/config/../monitoring/summary",
    "/%2e/monitoring/summary",
    "/.git/config",
    "/.env",
]
POSTS = [
    "/login",
    "/login/",
    f"{API}/upload",
    f"{API}/upload/",
    f"{API}/process_recording",
    f"{API}/vibe-edit",
    f"{API}/vibe-edit/",
    f"{API}/undo-vibe-edit",
    f"{API}/vibe-code/",
    f"{API}/vibe-starter-queries",
    f"{API}/run-history/connect",
    f"{API}/stream/abc",
    f"{API}/stream/abc/close",
    f"{API}/run/train",
    f"{API}/api/train",
    f"{API}/run/train/",
    f"{API}/call/train",
    f"{API}/call/v2/train",
]


def get(served, path, *headers, method="GET"):
    return ask(served.port, Case(method, path, headers))


def nothing(answer):
    """Not found, in one sentence."""
    return answer.status == 404 and json.loads(answer.body) == {"detail": "Not found"}


@pytest.mark.parametrize("path", FILES)
def test_no_file_but_ours_is_given(served, path):
    for written in {path, quote(path, safe="/%"), quote(path, safe="")}:
        assert nothing(get(served, f"{API}/file={written}")) or " " in written or "\\" in written


def test_our_files_are_given_and_go_nowhere_else(served):
    for file in (STATIC / "page.js", STATIC / "kit" / "base.css", PLOTLY):
        answer = get(served, f"{API}/file={file}")
        assert answer.status == 200 and answer.headers["x-content-type-options"] == "nosniff"
    assert get(served, f"{API}/file={STATIC / 'page.js'}", ("Range", "bytes=1-2-3")).status == 200


def test_a_link_out_of_our_files_leads_nowhere(served):
    link = STATIC / f"link-{os.getpid()}.txt"
    link.symlink_to("/etc/passwd")
    try:
        assert nothing(get(served, f"{API}/file={link}"))
    finally:
        link.unlink()


@pytest.mark.parametrize("path", OTHERS)
def test_what_the_page_does_not_need_is_not_there(served, path):
    assert nothing(get(served, path))


@pytest.mark.parametrize("path", POSTS)
def test_nothing_can_be_sent_elsewhere(served, path):
    body = json.dumps(
        {"data": [], "session_hash": "abc", "prompt": "x", "code": "x", "hash": "../../x"}
    ).encode()
    assert nothing(ask(served.port, Case("POST", path, (JSON,), body)))
    form = (("Content-Type", "multipart/form-data; boundary=x"),)
    sent = b'--x\r\nContent-Disposition: form-data; name="files"; filename="../a"\r\n\r\nhi\r\n--x--\r\n'
    assert ask(served.port, Case("POST", path, form, sent)).status in (404, 415)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_an_address_takes_its_own_methods_alone(served, method):
    answer = get(served, "/config", method=method)
    assert answer.status == 405 and answer.headers["allow"] == "get"


@pytest.mark.parametrize(
    "query", ["page=x", "deep_link=../../etc", "page=&deep_link=a", "x=%00%ff", "page[]=1"]
)
@pytest.mark.parametrize("path", ["/", "/config"])
def test_what_an_address_asks_reaches_no_code_that_nobody_needs(served, path, query):
    answer = get(served, f"{path}?{query}")
    assert answer.status == 200


def test_a_component_answers_its_own_functions_alone(served):
    page = served.guard.rules.page
    ((number, names),) = page.servers.items()
    assert names == {"sd_picture"}
    body = {"component_id": number, "session_hash": "abc", "data": "x"}
    for name in ("__init__", "postprocess", "get_config", "sd_picture2", ""):
        said = json.dumps({**body, "fn_name": name}).encode()
        assert nothing(ask(served.port, Case("POST", f"{API}/component_server", (JSON,), said)))


def test_no_component_of_the_page_takes_files(served):
    """Why the upload route is off. A control that takes one needs a bounded route."""
    kinds = {each["type"] for each in served.demo.get_config_file()["components"]}
    assert not kinds & {"file", "uploadbutton", "image", "audio", "video", "multimodaltextbox", "gallery"}
