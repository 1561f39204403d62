"""What an address of the registry names, who asks, and what a form sends."""

from __future__ import annotations

import datetime
from typing import get_args

from starlette.exceptions import HTTPException

from rongcuo.facts.acting import Role
from rongcuo.facts.days import is_inexact_date
from rongcuo.facts.problems import InputError, Problem
from rongcuo_documents.markup import Markup, element
from rongcuo_registry.entries import Attached
from rongcuo_registry.storage import Actor

from ...serving.address import Visit
from ...serving.users import User

#: The largest number that the registry's file can hold.
_LARGEST = 2**63 - 1
#: What every form of the registry carries, so that no other site can send it.
TOKEN = "token"


def number(visit: Visit, name: str) -> int:
    """A number in the address.  Raises HTTPException for one that nothing can have."""
    said = visit.path[name]
    if not (said.isascii() and said.isdecimal()) or len(said) > 19 or not 0 < int(said) <= _LARGEST:
        raise HTTPException(404)
    return int(said)


def user(visit: Visit) -> User:
    """Who is logged in, as every address of the registry needs."""
    assert visit.login is not None
    return visit.login.user


def actor(visit: Visit) -> Actor:
    """In whose name something is written."""
    assert visit.login is not None
    return Actor(visit.login.login)


def role(visit: Visit) -> Role:
    """The role that a form acts in.  Raises InputError for one that the user doesn't have."""
    said = visit.fields.get("role")
    for each in get_args(Role):
        if each == said and each in user(visit).roles:
            return each  # type: ignore[no-any-return]
    raise InputError(Problem("web_other_role"))


def day(visit: Visit) -> datetime.date | None:
    """The day on which something was done; None where none is filled in.  Raises InputError."""
    said = visit.fields.get("on")
    if not said:
        return None
    if len(said) != len("2026-01-01") or not is_inexact_date(said):
        raise InputError(Problem("bad_day_done", {"value": said}))
    return datetime.date.fromisoformat(said)


def files(visit: Visit) -> list[Attached]:
    """The files that a form sends."""
    sent = [each for name in ("attach",) for each in visit.uploads.get(name, ())]
    return [Attached(content=each.content, name=each.name) for each in sent]


def hidden(name: str, value: object) -> Markup:
    return element("input", type="hidden", name=name, value=str(value))


def token(visit: Visit) -> Markup:
    return hidden(TOKEN, visit.token)
