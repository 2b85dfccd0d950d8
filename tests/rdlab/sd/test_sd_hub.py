"""Files of the hub, from a small one on this machine: fetched once, with progress, and again when damaged."""

import io
import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import torch

COMMIT = "0123456789abcdef0123456789abcdef01234567"
HALF_A_FILE = 150_000  # bytes served the first time "cut.ckpt" is asked for

SCRIPT = """
import json
from rdlab.sd import sources, weights
from rdlab.sd.errors import explain
from rdlab.sd.registry import Source

told = []
whole, cut = Source("owner/name", ("none.ckpt", "whole.ckpt")), Source("owner/name", ("cut.ckpt",))
path = sources.file(whole, lambda got, total: told.append((got, total)))
assert weights.read(path)["a"].shape == (100_000,)
assert told[-1] == (path.stat().st_size, path.stat().st_size), told
again = len(told)
assert sources.file(whole, lambda *news: told.append(news)) == path and len(told) == again
assert not sources.is_own(cut)
bad = sources.file(cut)
state = weights.read_twice(bad, lambda: sources.file(cut, again=True))
assert state["a"].shape == (100_000,)
told.clear()
folder = sources.folder(Source("owner/name"), ["*.json"], lambda got, total: told.append((got, total)))
assert json.loads((folder / "config.json").read_text()) == {"a": 1}
assert not (folder / "other.bin").exists() and told[-1] == (8, 8)
try:
    sources.file(Source("owner/nothing", ("a.ckpt",)))
except Exception as error:
    print(explain(error, "x").key)
"""


@pytest.fixture
def hub():
    """(address, paths asked for with GET) of a server that answers as the hub does."""
    file = io.BytesIO()
    torch.save({"a": torch.arange(100_000.0)}, file)
    files = {"whole.ckpt": file.getvalue(), "cut.ckpt": file.getvalue(), "config.json": b'{"a": 1}'}
    asked: list[str] = []

    class Hub(BaseHTTPRequestHandler):
        def content(self):
            name = self.path.split("?")[0].split("/")[-1]
            if self.path.startswith("/api/models/owner/name/tree/"):
                sizes = {**{other: len(file) for other, file in files.items()}, "other.bin": 9}
                rows = [{"type": "file", "path": n, "size": s, "oid": n} for n, s in sizes.items()]
                return json.dumps(rows).encode()
            if self.path.startswith("/api/models/owner/name/"):
                names = [{"rfilename": other} for other in (*files, "other.bin")]
                return json.dumps({"id": "owner/name", "sha": COMMIT, "siblings": names}).encode()
            if not self.path.startswith("/owner/name/resolve/") or name not in files:
                return None
            if name == "cut.ckpt" and not self.mended():
                return files[name][:HALF_A_FILE]
            return files[name]

        def mended(self):
            """Half the file until it was fetched once and is then asked for again."""
            asked_twice = self.command == "HEAD" and any("cut.ckpt" in path for path in asked)
            self.server.mended = getattr(self.server, "mended", False) or asked_twice
            return self.server.mended

        def do_HEAD(self):
            self.answer(False)

        def do_GET(self):
            asked.append(self.path)
            self.answer(True)

        def answer(self, body):
            content = self.content()
            self.send_response(404 if content is None else 200)
            if content is None:
                known = "/owner/name/" in self.path
                self.send_header("X-Error-Code", "EntryNotFound" if known else "RepoNotFound")
            self.send_header("Content-Length", str(len(content or b"")))
            # Of what is served, as a hub that took in half a file would name it.
            self.send_header("ETag", f'"{len(content or b"")}"')
            self.send_header("X-Repo-Commit", COMMIT)
            self.end_headers()
            if body and content:
                self.wfile.write(content)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def test_files_are_fetched_once_with_progress_and_again_when_damaged(hub, tmp_path):
    address, asked = hub
    # The address is read when huggingface_hub is first imported: in a process of its own.
    given = {"HF_ENDPOINT": address, "HF_HOME": str(tmp_path), "HF_HUB_OFFLINE": "0", "NO_PROXY": "127.0.0.1"}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={**os.environ, **given, "RDLAB_SD_MODELS": "", "HF_HUB_DISABLE_XET": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "sd.error.repository"
    assert sum("whole.ckpt" in path for path in asked) == 1
    assert sum("cut.ckpt" in path for path in asked) == 2
