"""Replies: how far a list of them carries an interview, each held against the screen that it was given on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from attrs import define, field, frozen

from rongcuo.facts.problems import InputError, Problem
from rongcuo.render.words import Words
from rongcuo_interview.asked import NONE, Asked
from rongcuo_interview.draft import Draft
from rongcuo_interview.interview import Beside, Interview
from rongcuo_interview.screens import Move, Screen
from rongcuo_interview.settling import Settling

#: So many replies may an interview have: several times what the longest one asks.
MOST = 300


@frozen
class Reply:
    """A reply as a form carries it: the mark of its screen, and a text, or the places of the options chosen."""

    screen: str
    said: str | int | Sequence[int]

    @classmethod
    def read(cls, text: str) -> Reply:
        """A reply from its JSON.  Raises InputError."""
        try:
            match json.loads(text):
                case {"screen": str(screen), "reply": str() | int() | list() as said, **more} if not more:
                    return cls(screen, said)
        except (ValueError, RecursionError):
            pass
        raise _unreadable()

    def written(self) -> str:
        return json.dumps({"screen": self.screen, "reply": self.said}, ensure_ascii=False)


@frozen(kw_only=True)
class Reached:
    """Where replies lead: the draft, and the screen that comes next; None where nothing is left to ask.

    `replies` have the marks of the screens in this language, `values` what they mean; `starts` are the places of the
    first reply to each screen, also to the next one.  `lines` is what the interview told meanwhile.
    """

    settling: Settling
    draft: Draft
    screen: Screen | None
    beside: Beside
    replies: Sequence[Reply]
    values: Sequence[Any]
    starts: Sequence[int]
    lines: Sequence[str]

    @property
    def before(self) -> int | None:
        """How many replies there were before the screen that was answered last; None where none was."""
        answered = self.starts if self.screen is None else self.starts[:-1]
        return answered[-1] if answered else None

    @property
    def last(self) -> Any:
        """The answer to that screen."""
        end = len(self.values) if self.screen is None else self.starts[-1]
        return self.values[end - 1]


def reached(words: Words, replies: Sequence[Reply], *, marked: bool = True) -> Reached:
    """Gives an interview these replies.  Raises InputError for one that its screen can't have.

    Unless they are `marked` in this language, the marks aren't looked at.
    """
    if len(replies) > MOST:
        raise InputError(Problem("web_many_replies", {"most": MOST}))
    words.registry.need_ruling_region()
    settling = Settling(Asked(words, list(words.registry.rows)))
    giving = _Giving(replies, marked)
    lines: list[str] = []
    draft, _ = Interview(settling, giving.show, lines.append).run(Draft())
    if len(giving.given) < len(replies):  # more than is asked
        raise InputError(Problem("web_other_screen"))
    return Reached(
        settling=settling,
        draft=draft,
        screen=giving.screen,
        beside=giving.beside,
        replies=giving.given,
        values=giving.values,
        starts=giving.starts,
        lines=lines,
    )


@define
class _Giving:
    """Shows screens to a list of replies, and stops where it ends."""

    replies: Sequence[Reply]
    marked: bool
    screen: Screen | None = None
    beside: Beside = field(factory=lambda: Beside(progress=""))
    given: list[Reply] = field(factory=list)
    values: list[Any] = field(factory=list)
    starts: list[int] = field(factory=list)

    def show(self, screen: Screen, beside: Beside) -> Any:
        count = len(self.given)
        if not beside.problem:  # else it is the same screen again
            self.starts.append(count)
        if count == len(self.replies):
            self.screen, self.beside = screen, beside
            return Move.STOP
        reply, mark = self.replies[count], mark_of(screen)
        if self.marked and reply.screen != mark:
            raise InputError(Problem("web_other_screen"))
        value = value_of(screen, reply.said)
        self.given.append(Reply(mark, reply.said))
        self.values.append(value)
        return value


def mark_of(screen: Screen) -> str:
    """What tells a screen from others: what is asked and can be answered, for texts and days change between pages."""
    asked = [screen.kind, screen.heading, screen.title, screen.hint, *(each.label for each in screen.options)]
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:16]


def value_of(screen: Screen, said: object) -> Any:
    """What a reply means to the interview.  Raises InputError."""
    options = screen.options
    if screen.kind == "text" and isinstance(said, str) and _is_text(said):
        return said
    places = [said] if screen.kind == "one" else said if screen.kind == "several" else None
    if not isinstance(places, list | tuple) or not all(type(at) is int for at in places):
        raise _unreadable()
    if [*places] != sorted({*places}) or any(at not in range(len(options)) for at in places):
        raise _unreadable()
    values = tuple(options[at].value for at in places)
    if screen.kind == "one":
        return values[0]
    if NONE in values and len(values) > 1:
        raise InputError(Problem("web_none_and_some"))
    return values


def _is_text(text: str) -> bool:
    """Whether a file can have it: half a sign, which JSON can write, is none."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _unreadable() -> InputError:
    return InputError(Problem("web_bad_reply"))
