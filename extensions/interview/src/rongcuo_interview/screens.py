"""Screens: one thing that is asked at a time, as data; whoever asks it gives a reply."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Any, Literal

from attrs import field, frozen

if TYPE_CHECKING:
    from .draft import Draft


class Move(Enum):
    """A reply that is no answer."""

    BACK = "back"
    STOP = "stop"


@frozen
class Option:
    """Something to choose: its value, and how it is called."""

    value: Any
    label: str


@frozen(kw_only=True)
class Screen:
    """One question.

    Enter alone never states a fact: `at` is the option where the cursor starts, and where nothing is ticked nothing
    is said.  Of `one` the reply is an option's value, of `several` a tuple of them, of `text` what was typed, nothing
    meaning that it isn't told.  `then` gives the draft that a reply leads to, and raises InputError for one that
    can't be; `label` names the answer in what was said so far; `why` tells on demand what hangs on it, and
    `notes` what is to be said of a reply.
    """

    kind: Literal["one", "several", "text"]
    title: str
    label: str
    then: Callable[[Any], Draft]
    options: Sequence[Option] = ()
    ticked: Sequence[Any] = ()
    hint: str = ""
    default: str = ""
    at: int = 0
    heading: str = ""
    notes: Callable[[Any], Sequence[str]] = field(default=lambda reply: ())
    why: Callable[[], Sequence[str]] = field(default=lambda: ())
