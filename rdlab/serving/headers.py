"""The headers of every answer: what a browser may do with it.

The page needs scripts and styles within it, as Gradio writes them there, and Gradio makes functions of texts
(`js_on_load`): without 'unsafe-inline' and 'unsafe-eval' it stays empty. All else comes from here alone.
"""

from __future__ import annotations

from starlette.types import Message, Send

_POLICY = {
    "default-src": "'self'",
    "script-src": "'self' 'unsafe-inline' 'unsafe-eval' blob:",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "media-src": "'self' data: blob:",
    "worker-src": "'self' blob:",
    "frame-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
}
_FEATURES = (
    "camera",
    "microphone",
    "geolocation",
    "payment",
    "usb",
    "serial",
    "hid",
    "midi",
    "display-capture",
)
_OURS = {
    b"access-control-allow-origin",
    b"access-control-allow-credentials",
    b"server",
}  # not Gradio's to say


def policy(host: str, ancestors: str = "") -> str:
    """The Content-Security-Policy of the page.

    Args:
        host: of the request; some browsers do not take "self" for a WebSocket.
        ancestors: sites that may show the page in a frame, as CSP writes them; "": any.
    """
    rules = [f"{name} {value}" for name, value in _POLICY.items()]
    rules.append(f"connect-src 'self' data: blob: ws://{host} wss://{host}")
    if ancestors:
        rules.append(f"frame-ancestors {ancestors}")
    return "; ".join(rules)


def added(host: str, ancestors: str, page: bool) -> list[tuple[bytes, bytes]]:
    """What every answer says; the page itself may be shown by sites that isolate themselves."""
    said = {
        "content-security-policy": policy(host, ancestors),
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "permissions-policy": ", ".join(f"{feature}=()" for feature in _FEATURES),
        "cross-origin-resource-policy": "cross-origin" if page else "same-origin",
    }
    return [(name.encode(), value.encode("latin-1")) for name, value in said.items()]


def with_headers(send: Send, extra: list[tuple[bytes, bytes]]) -> Send:
    """``send``, which adds these to the start of the answer."""
    names = {name for name, _ in extra} | _OURS

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = [(name, value) for name, value in message.get("headers", ()) if name.lower() not in names]
            message = {**message, "headers": [*own, *extra]}
        await send(message)

    return sending
