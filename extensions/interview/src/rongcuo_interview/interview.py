"""The interview: one screen after another, with a way back and a way out; who shows them is none of its business."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from attrs import define, evolve, frozen

from rongcuo.comparing.asking import Asking
from rongcuo.facts.problems import InputError
from rongcuo.render.words import Words

from .draft import Draft
from .screens import Move, Screen
from .settling import Settling
from .story import story


@frozen(kw_only=True)
class Beside:
    """What stands beside a screen: how far one has come, and what was wrong with the last reply."""

    progress: str
    problem: str = ""


#: Shows a screen and gives the reply: an option's value, a tuple of them, a text, or a move.
Show = Callable[[Screen, Beside], Any]
#: Tells what was answered, or undone.
Tell = Callable[[str], None]


@define
class Interview:
    """One interview; `history` are the drafts before each screen that was answered, and the replies."""

    settling: Settling
    show: Show
    tell: Tell

    @property
    def words(self) -> Words:
        return self.settling.asked.words

    def run(self, draft: Draft) -> tuple[Draft, Literal["ended", "stopped"]]:
        """Asks until nothing that is left can change a row, or whoever answers stops.  Raises InputError."""
        draft = evolve(draft, queue=(*story(self.settling.asked, draft), *draft.queue))
        history: list[tuple[Draft, Any]] = []
        earlier: Any = Move.BACK
        while True:
            upcoming = self._next(draft)
            if upcoming is None:
                return draft, "ended"
            before, screen = upcoming
            screen = as_answered(screen, earlier)
            earlier = Move.BACK
            reply, after = self._asked(screen, before)
            if reply is Move.STOP:
                return draft, "stopped"
            if reply is Move.BACK:
                draft, earlier = history.pop() if history else (draft, Move.BACK)
                self.tell(self.words.say("ask.went_back"))
                continue
            history.append((draft, reply))
            said = self._listed(screen, reply)
            self.tell(self.words.labelled(screen.label, said))
            for note in screen.notes(reply):
                self.tell(note)
            draft = evolve(after, answered=draft.answered + 1)

    def _listed(self, screen: Screen, reply: Any) -> str:
        """A reply in words."""
        words = self.words
        if screen.kind == "text":
            return reply.strip() or words.say("ask.left_out")
        chosen = reply if isinstance(reply, tuple) else (reply,)
        labels = [option.label for option in screen.options if option.value in chosen]
        return words.listed(labels) or words.say("ask.no_tick")

    def _next(self, draft: Draft) -> tuple[Draft, Screen] | None:
        """The next screen, and the draft without what waited for it."""
        while draft.queue:
            step, draft = draft.queue[0], draft.without_first()
            screen = step(draft)
            if screen is not None:
                return draft, screen
        screen = self.settling.at_place(draft).screen(draft)
        return None if screen is None else (draft, screen)

    def _asked(self, screen: Screen, draft: Draft) -> tuple[Any, Draft]:
        """A reply that can be, and what it leads to."""
        beside = Beside(progress=self._progress(draft))
        while True:
            reply = self.show(screen, beside)
            if isinstance(reply, Move):
                return reply, draft
            try:
                after = screen.then(reply)
                after.case(self.words.registry)
            except InputError as error:
                messages = [problem.message(self.words.language) for problem in error.problems]
                beside = evolve(beside, problem=self.words.joined(messages))
                screen = as_answered(screen, reply)
            else:
                return reply, after

    def _progress(self, draft: Draft) -> str:
        settling = self.settling.at_place(draft)
        words = settling.asked.words
        answered = words.say("ask.answered", count=draft.answered)
        if draft.queue and not draft.answered:
            return answered
        steps = settling.standing(draft)
        above = [
            name
            for step in settling.above(draft, steps)
            for name in step.possible
            if name not in step.settled
        ]
        parts = [answered, *(_rows(step, words) for step in steps)]
        if above:
            parts.append(words.say("ask.rows_above", regions=words.regions(dict.fromkeys(above))))
        return words.joined(parts)


def as_answered(screen: Screen, reply: Any) -> Screen:
    """The screen as it was answered before, so that Enter alone says the same again; a move is no answer."""
    if isinstance(reply, Move):
        return screen
    if screen.kind == "text":
        return evolve(screen, default=reply)
    values = [option.value for option in screen.options]
    if screen.kind == "one":
        return evolve(screen, at=values.index(reply)) if reply in values else screen
    return evolve(screen, ticked=tuple(value for value in reply if value in values))


def _rows(step: Asking, words: Words) -> str:
    """How many rows of a question are settled, and how."""
    said = words.say("ask.rows", settled=len(step.settled), total=len(step.possible))
    named = [f"{words.region(name)} {words.verdict(step.possible[name][0])}" for name in step.settled]
    return words.labelled(said, words.listed(named)) if named else said
