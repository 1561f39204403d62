"""Addresses: what is answered where, to whom, and whether it changes anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from attrs import frozen
from starlette.responses import Response

from rongcuo.facts.text import Language
from rongcuo.render.words import Words

from .sessions import Login
from .site import Site

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Who may ask: everyone; whoever is logged in; whoever is logged in and acts in some role.
Right = Literal["everyone", "reader", "actor"]


@frozen(kw_only=True)
class Fields:
    """What a form or the query of an address says: the values of each name, in order."""

    values: Mapping[str, Sequence[str]]

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> Fields:
        values: dict[str, list[str]] = {}
        for name, value in pairs:
            values.setdefault(name, []).append(value)
        return cls(values=values)

    def all(self, name: str) -> Sequence[str]:
        return self.values.get(name, ())

    def filled(self, name: str) -> list[str]:
        """The values of a name that say something."""
        return [value.strip() for value in self.all(name) if value.strip()]

    def get(self, name: str, otherwise: str = "") -> str:
        """The last value of a name, without blanks around it."""
        values = self.values.get(name)
        return values[-1].strip() if values else otherwise


@frozen(kw_only=True)
class Upload:
    """A file that was sent with a form."""

    name: str
    content: bytes


@frozen(kw_only=True)
class Visit:
    """One request: what was asked, by whom, in which language.

    `path` are the parts of the address that vary; `browser` is the id of the browser's cookie, `token` what its
    forms carry; `posted` tells that a form was sent, `partial` that the script of a page asks for a part of it.
    """

    site: Site
    language: Language
    address: str
    path: Mapping[str, str]
    query: Fields
    fields: Fields
    uploads: Mapping[str, Sequence[Upload]]
    browser: str
    token: str
    login: Login | None
    posted: bool = False
    partial: bool = False
    body: bytes = b""

    @property
    def words(self) -> Words:
        return self.site.words(self.language)

    def say(self, key: str, /, **values: object) -> str:
        return self.words.say(key, **values)


@frozen(kw_only=True)
class Address:
    """One method of one address.

    `changes` tells that it changes what is kept, so that the form has to carry this browser's token; `api` that it
    answers programs, with JSON.
    """

    path: str
    answer: Callable[[Visit], Response]
    method: Literal["GET", "POST"] = "GET"
    right: Right = "everyone"
    changes: bool = False
    api: bool = False
