"""The forms there are, and their fields, as `fields.toml` has them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

from attrs import frozen

from rongcuo.facts.problems import InputError, Problem, nearest
from rongcuo.facts.structuring import structure
from rongcuo.facts.text import Text

#: What a form looks like: cells to fill in, numbered parts, or running text.
Layout = Literal["table", "notice", "letter"]
#: How much room a field gets; an opinion has a place to sign.
Room = Literal["short", "line", "block", "opinion"]
#: What of a case file may fill a field, beside facts.
CasePart = Literal["title", "summary", "evidence", "findings", "untrue", "act", "filed"]


@frozen(kw_only=True)
class Field:
    """One field of a form.

    `inferred` tells that no text that was read has it: it completes the form by custom.  `from_` and `facts` are
    what a case file fills it with.
    """

    id: str
    zh: str
    en: str
    room: Room = "line"
    inferred: bool = False
    from_: CasePart | None = None
    facts: tuple[str, ...] = ()

    @property
    def label(self) -> Text:
        return Text(self.zh, self.en)


@frozen(kw_only=True)
class Form:
    """One form: `fields` in their order, without those of the addressee and the seal; see `every_field`."""

    id: str
    layout: Layout
    title: Text
    fields: tuple[Field, ...]
    addressee: bool = False
    seal: bool = False
    paragraphs: tuple[Text, ...] = ()

    @property
    def every_field(self) -> tuple[Field, ...]:
        """All that can be filled in, in the order of the page."""
        return (*(_ADDRESSEE if self.addressee else ()), *self.fields, *(_CLOSE if self.seal else ()))


_ADDRESSEE = (Field(id="addressee", zh="抬头", en="Addressee", inferred=True),)
_CLOSE = (
    Field(id="issuer", zh="落款", en="Issuer", inferred=True),
    Field(id="date", zh="日期", en="Date", inferred=True),
)


@frozen(kw_only=True)
class _Forms:
    form: tuple[Form, ...]


@cache
def forms() -> Mapping[str, Form]:
    """Every form by its id."""
    text = files(__package__).joinpath("fields.toml").read_text("utf-8")
    return {form.id: form for form in structure(tomllib.loads(text), _Forms).form}


def form_called(name: str) -> Form:
    """The form with this id, or with this title in Chinese or English.  Raises InputError."""
    wanted = name.strip().lower()
    for form in forms().values():
        if wanted in (form.id, form.title.zh, form.title.en.lower()):
            return form
    titles = [form.title.zh for form in forms().values()]
    values = {"name": name, "near": nearest(name, [*forms(), *titles]), "choices": ", ".join(forms())}
    raise InputError(Problem("form_unknown", values))
