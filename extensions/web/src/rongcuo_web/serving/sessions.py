"""Sessions: who has logged in, kept in memory; and the token without which nothing is changed."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from threading import Lock

from attrs import define, field, frozen

from .users import User

#: How long somebody stays logged in without asking for anything, in seconds.
IDLE = 4 * 3600.0
#: So many sessions are kept; the one that has been idle longest goes first.
MOST = 10_000


@frozen(kw_only=True)
class Login:
    """Somebody who is logged in: the login name, and what they may do."""

    login: str
    user: User


@define
class Sessions:
    """Logins by the id that a browser's cookie has; `code` lets the user who started the server in, once."""

    code: str | None = None
    clock: Callable[[], float] = time.monotonic
    _secret: bytes = field(factory=lambda: secrets.token_bytes(32))
    _logins: dict[str, tuple[Login, float]] = field(factory=dict)
    _lock: Lock = field(factory=Lock)

    def new_id(self) -> str:
        """An id for a browser that has none."""
        return secrets.token_urlsafe(24)

    def token(self, id_: str) -> str:
        """What a form of this browser carries, so that no other site can send it."""
        return hmac.new(self._secret, id_.encode(), hashlib.sha256).hexdigest()

    def is_token(self, id_: str | None, token: str) -> bool:
        """Whether a form was made for this browser."""
        return id_ is not None and hmac.compare_digest(self.token(id_).encode(), token.encode())

    def login(self, id_: str | None) -> Login | None:
        """Who is logged in with this id, and now for as long again."""
        if id_ is None:
            return None
        now = self.clock()
        with self._lock:
            entry = self._logins.pop(id_, None)
            if entry is None or entry[1] + IDLE < now:
                return None
            self._logins[id_] = (entry[0], now)
            return entry[0]

    def begin(self, login: Login) -> str:
        """Logs somebody in, and gives the id: always a new one."""
        id_ = self.new_id()
        with self._lock:
            self._logins[id_] = (login, self.clock())
            while len(self._logins) > MOST:
                del self._logins[next(iter(self._logins))]
        return id_

    def end(self, id_: str | None) -> None:
        with self._lock:
            self._logins.pop(id_ or "", None)

    def use_code(self, code: str) -> bool:
        """Whether this is the code that was printed; it is good for one login."""
        with self._lock:
            right = self.code is not None and hmac.compare_digest(self.code.encode(), code.encode())
            if right:
                self.code = None
            return right
