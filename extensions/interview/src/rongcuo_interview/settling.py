"""What is asked after the story: the screens that settle the rows, each only as long as it can change one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal

from attrs import evolve, frozen

from rongcuo.comparing.asking import Ask, Asking, asking, left_open
from rongcuo.facts.known import absent_value
from rongcuo.plugins.placing import with_place
from rongcuo.plugins.registry import Registry
from rongcuo.policy.cases import Question
from rongcuo.ruling.clocks import at

from .asked import UNKNOWN, Asked, inexact_day, need_tick
from .draft import Checked, Draft, Step
from .screens import Option, Screen


def _more_texts(here: Registry, whole: Registry, name: str) -> bool:
    """Whether a row has texts above it that don't rule it."""
    own, above = here.jurisdictions.get(name), whole.jurisdictions.get(name)
    return own is not None and above is not None and len(above.policies) > len(own.policies)


@frozen
class Settling:
    """Chooses what to ask, and makes its screens."""

    asked: Asked

    def at_place(self, draft: Draft) -> Settling:
        """The same with a row for the place of the case, where it has no text of its own."""
        words, regions = self.asked.words, self.asked.regions
        registry = with_place(words.registry, draft.data().get("where", ""))
        if {*regions} == {*words.registry.rows}:
            regions = [*registry.rows]
        return evolve(self, asked=evolve(self.asked, words=evolve(words, registry=registry), regions=regions))

    def standing(self, draft: Draft, *, tiers: bool = False) -> list[Asking]:
        """How far each question that it poses has come.  Raises InputError."""
        registry = self.asked.words.registry
        case = draft.case(registry)
        day: Any = {"clock": at(case), "passed": draft.passed}
        return [
            asking(registry, case, question, self.asked.regions, tiers=tiers, **day)
            for question in case.questions()
        ]

    def left(self, draft: Draft, question: Question) -> dict[str, tuple[str, ...]]:
        """What can still change each row of a question.  Raises InputError."""
        registry = self.asked.words.registry
        case = draft.case(registry)
        return left_open(registry, case, question, self.asked.regions, passed=draft.passed, clock=at(case))

    def above(self, draft: Draft, steps: Iterable[Asking]) -> list[Asking]:
        """The same on the texts of every level above, for the rows that their own settle.  Raises InputError."""
        here, whole = self.asked.words.registry, self.asked.words.registry.on_every_layer
        above = []
        for step in steps:
            rows = [name for name in step.settled if _more_texts(here, whole, name)]
            if rows:
                case = draft.case(whole)
                above.append(asking(whole, case, step.question, rows, passed=draft.passed, clock=at(case)))
        return above

    def on_every_layer(self) -> Settling:
        """The same with its screens in the words of all these texts."""
        words = self.asked.words
        asked = evolve(self.asked, words=evolve(words, registry=words.registry.on_every_layer))
        return evolve(self, asked=asked)

    def screen(self, draft: Draft) -> Screen | None:
        """The screen that settles most; None where nothing that is left can change a row."""
        steps = self.standing(draft)
        if (screen := self._best(draft, steps)) is not None:
            return screen
        if draft.above is not False:
            above = self.above(draft, steps)
            screen = (
                self.on_every_layer()._best(draft, above)
                if draft.above
                else self._whether(draft, above, "above")
            )
        if screen is not None or draft.tiers is False:
            return screen
        steps = self.standing(draft, tiers=True)
        return self._best(draft, steps) if draft.tiers else self._whether(draft, steps, "tiers")

    def _best(self, draft: Draft, steps: Iterable[Asking]) -> Screen | None:
        step = next((step for step in steps if step.next is not None), None)
        return None if step is None or step.next is None else self.of(draft, step.next, step.question)

    def _whether(
        self, draft: Draft, steps: Iterable[Asking], what: Literal["above", "tiers"]
    ) -> Screen | None:
        """Once nothing else is left: whether to go on to what the texts above, or the tiers, hang on."""
        words = self.asked.words
        concerned = dict.fromkeys(name for step in steps for ask in step.asks for name in ask.concerns)
        if not concerned:
            return None
        return Screen(
            kind="one",
            title=words.say(f"ask.{what}", regions=words.regions(concerned)),
            label=words.say(f"ask.label_{what}"),
            options=[Option(False, words.say("ask.enough")), Option(True, words.say("ask.go_on"))],
            then=lambda reply: evolve(draft, above=reply) if what == "above" else evolve(draft, tiers=reply),
        )

    def of(self, draft: Draft, ask: Ask, question: Question) -> Screen:
        """The screen of what is to be asked, in the words of the versions that rule the case."""
        clock = at(draft.case(self.asked.words.registry))
        return evolve(self, asked=evolve(self.asked, clock=clock, question=question))._of(
            draft, ask, question
        )

    def _of(self, draft: Draft, ask: Ask, question: Question) -> Screen:
        if ask.kind == "checks":
            return self._checks(draft, ask, question)
        if ask.kind == "scenes":
            return self._scenes(draft, ask, question)
        (name,) = ask.facts
        if name in self.asked.words.registry.vocabulary:
            return self.asked.fact(draft, name, question=question, regions=ask.concerns)
        return self.asked.finding(draft, name, question, ask.concerns)

    # Scenes

    def _scenes(self, draft: Draft, ask: Ask, question: Question) -> Screen:
        words = self.asked.words

        def then(reply: tuple[Any, ...]) -> Draft:
            need_tick(reply)
            rest = tuple(name for name in ask.facts if name not in reply)
            after = draft.with_facts({name: True for name in ask.facts if name in reply})
            if UNKNOWN in reply and rest:
                return after.first(self._which_unknown(rest))
            return after.with_facts(dict.fromkeys(rest, False))

        return Screen(
            kind="several",
            title=words.say("ask.scenes"),
            label=words.say("ask.label_scenes"),
            hint=words.say("ask.hint_several"),
            options=[
                *self._named(ask.facts),
                self.asked.none(),
                Option(UNKNOWN, words.say("ask.some_unknown")),
            ],
            then=then,
            why=lambda: self.asked.why(ask.facts, question, ask.concerns),
        )

    def _which_unknown(self, rest: tuple[str, ...]) -> Step:
        """Which of the scenes that weren't ticked nobody can tell."""
        words = self.asked.words

        def screen(draft: Draft) -> Screen:
            def then(reply: tuple[str, ...]) -> Draft:
                known = {name: False for name in rest if name not in reply}
                return self.asked.left_unknown(draft.with_facts(known), *reply)

            return Screen(
                kind="several",
                title=words.say("ask.which_unknown"),
                label=words.say("ask.label_which_unknown"),
                hint=words.say("ask.hint_which_unknown"),
                options=self._named(rest),
                ticked=rest,
                then=then,
            )

        return screen

    def _items(self, names: Iterable[str]) -> str:
        """Facts by their names, a line each."""
        return "\n".join(f"· {option.label}" for option in self._named(names))

    def _named(self, names: Iterable[str]) -> list[Option]:
        return [Option(name, self.asked.words.pick(self.asked.named(name).label)) for name in names]

    # Adverse facts

    def _checks(self, draft: Draft, ask: Ask, question: Question) -> Screen:
        """Whether any of them was found: none, some, or nobody has checked."""
        words = self.asked.words

        def then(reply: str) -> Draft:
            if reply == "none":
                return self._checker(draft, lambda d: d.with_absent(ask.facts))
            if reply == "some":
                return draft.first(self._which(ask, question))
            return self.asked.left_unknown(draft, *ask.facts)

        return Screen(
            kind="one",
            at=2,
            heading=words.say(f"ask.group_{ask.group}"),
            title=words.say("ask.checks"),
            label=words.say(f"ask.group_{ask.group}"),
            hint=self._items(ask.facts),
            options=[Option(name, words.say(f"ask.checks_{name}")) for name in ("none", "some", "unchecked")],
            then=then,
            why=lambda: self.asked.why(ask.facts, question, ask.concerns),
        )

    def _which(self, ask: Ask, question: Question) -> Step:
        """Which of them were found, and then what became of the others."""
        words, vocabulary = self.asked.words, self.asked.words.registry.vocabulary

        def screen(draft: Draft) -> Screen:
            def then(reply: tuple[str, ...]) -> Draft:
                need_tick(reply)
                yes = {n: not absent_value(f) for n in reply if (f := vocabulary[n]).type == "yes_no"}
                asked = [step for name in reply for step in self._how(name, question, ask.concerns)]
                others = tuple(name for name in ask.facts if name not in reply)
                return draft.with_facts(yes).first(*asked, *([self._others(others)] if others else []))

            return Screen(
                kind="several",
                heading=words.say(f"ask.group_{ask.group}"),
                title=words.say("ask.which"),
                label=words.say("ask.label_which"),
                hint=words.say("ask.hint_which"),
                options=self._named(ask.facts),
                then=then,
                why=lambda: self.asked.why(ask.facts, question, ask.concerns),
            )

        return screen

    def _how(self, name: str, question: Question, regions: Sequence[str]) -> list[Step]:
        """What exactly was found; of a yes who established it, where only a body does."""
        fact = self.asked.words.registry.vocabulary[name]
        if fact.type == "yes_no":
            return self.asked.established(name) if fact.body else []
        return [lambda d: self.asked.fact(d, name, there=True, question=question, regions=regions)]

    def _others(self, names: tuple[str, ...]) -> Step:
        """Whether the others were checked too."""
        words = self.asked.words

        def screen(draft: Draft) -> Screen:
            def then(reply: bool) -> Draft:
                if not reply:
                    return self.asked.left_unknown(draft, *names)
                return self._checker(draft, lambda d: d.with_absent(names))

            return Screen(
                kind="one",
                at=1,
                title=words.say("ask.others"),
                label=words.say("ask.label_others"),
                hint=self._items(names),
                options=[
                    Option(True, words.say("ask.others_checked")),
                    Option(False, words.say("ask.checks_unchecked")),
                ],
                then=then,
            )

        return screen

    def _checker(self, draft: Draft, then: Callable[[Draft], Draft]) -> Draft:
        """Goes on once it is told who checked, and when: asked once."""
        if draft.checker is not None:
            return then(draft)
        words = self.asked.words

        def by(before: Draft) -> Screen:
            def named(reply: str) -> Draft:
                checker = Checked(by=reply.strip())
                after = evolve(before, checker=checker)
                return after.first(on) if checker.by else then(after)

            return Screen(
                kind="text",
                title=words.say("ask.checked_by"),
                label=words.say("ask.label_checked_by"),
                hint=words.say("ask.hint_checked_by"),
                then=named,
            )

        def on(before: Draft) -> Screen:
            def dated(reply: str) -> Draft:
                day = inexact_day(reply) if reply.strip() else ""
                checker = evolve(before.checker or Checked(), on=day)
                return then(evolve(before, checker=checker))

            return Screen(
                kind="text",
                title=words.say("ask.checked_on"),
                label=words.say("ask.label_checked_on"),
                hint=words.say("ask.hint_when"),
                then=dated,
            )

        return draft.first(by)
