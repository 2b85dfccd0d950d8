"""Which host names are this server's, and which pages may ask it to do something.

A page that a browser shows may send requests to any server that the browser reaches. It cannot choose the
Host and Origin that the browser writes into them, except that the owner of a domain may let it point here. So
a request is answered under names alone that nobody else can own: addresses, names of the local network,
Spaces, and those that were named (RDLAB_HOSTS, GRADIO_ROOT_PATH). Gradio believes every Host, and writes it
into the page.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from rdlab.serving.refusals import Refused

_HOST = re.compile(r"(\[[0-9a-f:.]{2,45}\]|[a-z0-9_.-]{1,253})(:[0-9]{1,5})?", re.ASCII)
_LOCAL = (".localhost", ".local", ".lan", ".internal", ".home.arpa", ".test")
_LENT = (".hf.space", ".gradio.live")  # a name of its own for each app, given by who runs the proxy

Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True)
class Hosts:
    """The names under which the app is served.

    Attributes:
        named: by the environment; "*" is any name.
        main: stands in for a name that is not known; without one, such a request is refused.
    """

    named: frozenset[str] = frozenset()
    main: str = ""

    def knows(self, host: str) -> bool:
        """Whether a host, with or without a port, is one of ours."""
        found = _HOST.fullmatch(host.lower())
        if not found:
            return False
        name = found[1].rstrip(".")
        if "*" in self.named or name in self.named or name in (self.main, "localhost"):
            return True
        return name.endswith((*_LOCAL, *_LENT)) or _is_address(name)

    def cleaned(self, headers: Headers) -> Headers:
        """The headers, with a Host that is ours, without what Gradio would believe. Raises Refused."""
        kept = [(name, value) for name, value in headers if name not in _BELIEVED]
        given = {name: value.decode("latin-1") for name, value in headers}
        host = given.get(b"host", "")
        if not self.knows(host):
            if not self.main:
                raise Refused("host", 421, "This server is not known by that name; RDLAB_HOSTS can name it.")
            host = self.main
        forwarded = given.get(b"x-forwarded-host", "").split(",")[0].strip()
        direct = _is_address(forwarded.rpartition(":")[0] or forwarded)  # no proxy has such a name for us
        if forwarded and self.knows(forwarded) and not direct:
            kept.append((b"x-forwarded-host", forwarded.encode()))
        protocol = given.get(b"x-forwarded-proto", "").split(",")[0].strip()
        if protocol in ("http", "https"):
            kept.append((b"x-forwarded-proto", protocol.encode()))
        return [(b"host", host.encode()), *kept]

    def check_origin(self, headers: Headers, cleaned: Headers) -> None:
        """A page of another site asks for something to be done: raises Refused."""
        given = dict(headers)
        if given.get(b"sec-fetch-site") == b"cross-site":
            raise _foreign()
        origin = given.get(b"origin")
        if origin is None:
            return  # no browser, or none that asks for more than to read
        host = urlsplit(origin.decode("latin-1")).netloc.lower()
        found = dict(cleaned)
        ours = {found.get(name, b"").decode("latin-1").lower() for name in (b"host", b"x-forwarded-host")}
        if not host or (
            host not in ours and host.rpartition(":")[0] not in self.named and host not in self.named
        ):
            raise _foreign()


_BELIEVED = {
    b"host",
    b"x-forwarded-host",
    b"x-forwarded-proto",
    b"x-gradio-server",
    b"x-forwarded-prefix",
    b"forwarded",
}


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def _foreign() -> Refused:
    return Refused("foreign origin", 403, "Another site's page may not do this.")


def hosts(named: Iterable[str] = (), root: str = "", space: str = "", listens: str = "") -> Hosts:
    """The names of this server.

    Args:
        named: by RDLAB_HOSTS.
        root: GRADIO_ROOT_PATH: its host is one of them where it is a whole address.
        space: SPACE_HOST, the Space's own name.
        listens: GRADIO_SERVER_NAME.
    """
    parts = urlsplit(root) if "://" in root else None
    main = (parts.netloc if parts else "") or space
    own = {main.rpartition(":")[0] or main, listens, socket.gethostname()}
    return Hosts(frozenset(name.lower() for name in {*named, *own} if name), main.lower())
