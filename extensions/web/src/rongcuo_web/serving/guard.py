"""The guard: whose requests are let in at all, how large they may be, and what every answer carries."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

from attrs import frozen
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: The most that a request may send, in bytes: a case file and its attachments.
LARGEST = 12 * 2**20
#: Methods that change nothing.
SAFE = ("GET", "HEAD", "OPTIONS")

#: What every answer carries.
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # with "no-referrer" a browser would hide from its own server on which page a form stands
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class TooLarge(Exception):
    """A request sends more than it may."""


@frozen
class Guard:
    """Lets in requests to one of these hosts, and changes only from its own pages.

    A browser names the page that a form stands on in `Origin`; what names another is refused, so that no other site
    can use the login of whoever looks at it.
    """

    app: ASGIApp
    hosts: Collection[str]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refused = self._refused(scope["method"], headers)

        async def carrying(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    own[name] = value
                if "cache-control" not in own:
                    own["Cache-Control"] = "no-store"
            await send(message)

        if refused is not None:
            status, text = refused
            await PlainTextResponse(f"{text}\n", status)(scope, receive, carrying)
            return
        await self.app(scope, _limited(receive), carrying)

    def _refused(self, method: str, headers: Headers) -> tuple[int, str] | None:
        """The status and the reason, where a request isn't let in."""
        host = headers.get("host", "")
        if host not in self.hosts:
            return 421, "not the host of this server; start it with --name for other names"
        if method not in SAFE:
            origin = headers.get("origin")
            if origin is not None and urlsplit(origin).netloc != host:
                return 403, "sent from another site"
            if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
                return 403, "sent from another site"
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > LARGEST:
            return 413, "too large"
        return None


def _limited(receive: Receive) -> Receive:
    """The same request, which ends with an error once it has sent more than it may."""
    left = LARGEST

    async def limited() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise TooLarge
        return message

    return limited
