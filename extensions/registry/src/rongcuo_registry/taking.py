"""Taking steps: which a proceeding waits for, by when, and why one can't be taken."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property

from attrs import frozen

from rongcuo.facts.conditions import ALWAYS, Expr
from rongcuo.facts.known import Known
from rongcuo.facts.problems import Problem
from rongcuo.facts.surely import surely
from rongcuo.facts.text import Text, both, listing
from rongcuo.facts.working_days import Calendar
from rongcuo.plugins.procedures import Procedure, ProcedureStep, lacking
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.policy.policy import Rule
from rongcuo.render.readback import read_back

from .model import Standing


@frozen(kw_only=True)
class Waiting:
    """A step that can be taken now, since which day, and the last day for it.

    `last_day` is None where no time is set; `unscheduled` where a year without a schedule keeps it from being known.
    """

    step: ProcedureStep
    since: datetime.date
    last_day: datetime.date | None
    unscheduled: bool = False

    def overdue(self, on: datetime.date) -> bool:
        """Whether its last day was before this one."""
        return self.last_day is not None and self.last_day < on


@frozen(kw_only=True, slots=False)
class Progress:
    """A proceeding held against its procedure and the facts of its case, which are read when they are needed."""

    state: Standing
    procedure: Procedure
    here: Jurisdiction
    read: Callable[[], Mapping[str, Known]]

    @cached_property
    def known(self) -> Mapping[str, Known]:
        """What is known of the case.  Raises InputError where it can't be read."""
        return self.read()

    def takes_place(self, step: ProcedureStep) -> bool | None:
        """Whether a step takes place in this case; None where the facts don't say."""
        return True if step.when == ALWAYS else surely(step.when, self._known)

    def unstated(self, step: ProcedureStep) -> tuple[str, ...]:
        """The facts by which it isn't known that a step takes place, or that what has to be there is."""
        names = [*lacking(step.when, self.here, self._known), *lacking(step.requires, self.here, self._known)]
        if step.concludes:
            names += (name for _, open_by in self.duties() for name in open_by)
        return tuple(dict.fromkeys(names))

    def by(self, step: ProcedureStep) -> tuple[str, ...]:
        """The roles that have taken a step, of those of which each takes it."""
        return self.state.taken[step.id].roles if step.id in self.state.taken else ()

    def behind(self, step: ProcedureStep) -> bool:
        """Whether nothing waits for a step any more.

        It was taken, doesn't take place, is only a name, or could have led to an effect that is there already.
        """
        if self.state.done(step.id) or step.named_only:
            return True
        if self.state.effective is not None and not self.follows_effect(step):
            return True
        return self.takes_place(step) is False

    def follows_effect(self, step: ProcedureStep) -> bool:
        """Whether a step comes behind the one with which the procedure takes effect."""
        earlier = [each for name in step.after if (each := self.procedure.step(name)) is not None]
        return any(each.concludes or self.follows_effect(each) for each in earlier)

    def before(self, step: ProcedureStep) -> list[ProcedureStep]:
        """The steps that have to be taken before this one."""
        earlier = [each for name in step.after if (each := self.procedure.step(name)) is not None]
        waiting = [each for each in earlier if not self.behind(each)]
        for each in earlier:  # one that was passed over stands for those before it
            if self.behind(each) and not self.state.done(each.id):
                waiting += (one for one in self.before(each) if one not in waiting)
        return waiting

    def left(self) -> list[ProcedureStep]:
        """The steps that aren't taken yet, those of which the facts don't say whether they take place too."""
        return [step for step in self.procedure.steps if not self.behind(step)]

    @property
    def has_read(self) -> bool:
        """Whether the facts of the case were needed for what was asked so far."""
        return "known" in vars(self)

    def waiting(self, calendar: Calendar) -> list[Waiting]:
        """The steps that can be taken now, in their order, each with its last day."""
        return [waiting_for(step, self.since(step), calendar.day_after) for step in self.steps_now()]

    def timed(self, step: ProcedureStep, calendar: Calendar) -> Waiting:
        """A step that was taken, with the last day that there was for it."""
        return waiting_for(step, self.since(step), calendar.day_after)

    def steps_now(self) -> list[ProcedureStep]:
        """The steps that can be taken now, in their order, whatever the days on which others were taken."""
        if self.state.closed or self.state.status in ("refused", "withdrawn"):
            return []
        left = [step for step in self.procedure.steps if not self.state.done(step.id)]
        return [step for step in left if self._reached(step) and not self.behind(step)]

    def _reached(self, step: ProcedureStep) -> bool:
        """Whether no step has to be taken before this one: `before` without asking for facts that don't matter yet."""
        earlier = [each for name in step.after if (each := self.procedure.step(name)) is not None]
        return all(
            self.state.done(each.id) or (self._reached(each) and self.behind(each)) for each in earlier
        )

    def since(self, step: ProcedureStep) -> datetime.date:
        """The day since which a step could be taken: that of the last one before it."""
        taken, seen, names = self.state.taken, set[str](), [*step.after]
        days = [self.state.opened]
        while names:
            name = names.pop()
            earlier = self.procedure.step(name)
            if name in taken:
                days.append(taken[name].on)
            elif earlier is not None and name not in seen:  # one that was passed over
                names += earlier.after
            seen.add(name)
        return max(days)

    def obstacles(
        self, step: ProcedureStep, role: str, on: datetime.date, documents: Sequence[str]
    ) -> Iterator[Problem]:
        """Why a step can't be taken by a role on a day; each with what to do."""
        state = self.state
        title = _called(step)
        if state.closed:
            yield Problem("proceeding_closed", {"id": state.id, "status": both(f"of_status.{state.how_far}")})
            return
        if state.done(step.id):
            yield Problem("step_taken", {"step": title, "on": state.taken[step.id].on.isoformat()})
            return
        if step.named_only:
            yield Problem("step_unpublished", {"step": title})
            return
        place = self.takes_place(step)
        if place is not True:
            names = self._facts(lacking(step.when, self.here, self._known))
            yield Problem(
                "step_not_here" if place is False else "step_perhaps", {"step": title, "facts": names}
            )
            return
        if waiting := self.before(step):
            yield Problem("step_too_early", {"step": title, "steps": listing(map(_called, waiting))})
        if step.roles and role not in step.roles:
            roles = listing([_role(name) for name in step.roles])
            yield Problem(
                "step_of_another",
                {
                    "step": title,
                    "role": _role(role),
                    "roles": roles,
                    "names": Text(roles.zh, ", ".join(step.roles)),
                },
            )
        elif step.by_each and role in self.by(step):
            yield Problem("step_by_same", {"step": title, "role": _role(role)})
        if facts := lacking(step.requires, self.here, self._known):
            yield self._required("step", title, step.rule, step.requires, facts)
        if step.document is not None and step.document not in documents:
            yield Problem("step_document", {"step": title, "document": both(f"document.{step.document}")})
        if on < self.since(step):
            yield Problem("step_day", {"step": title, "since": self.since(step).isoformat()})
        if step.concludes:
            yield from self.unfulfilled()

    def unfulfilled(self) -> Iterator[Problem]:
        """The duties that aren't known to be fulfilled."""
        for rule, names in self.duties():
            if names:
                yield self._required("duty", _duty(rule), rule, rule.requires, names)

    def duties(self) -> Iterator[tuple[Rule, tuple[str, ...]]]:
        """The duties that go with it, each with the facts by which it isn't known to be fulfilled."""
        for rule in self.procedure.duties:
            if rule.when is None or surely(rule.when, self._known):
                yield rule, lacking(rule.requires, self.here, self._known)

    def _required(
        self, what: str, title: Text, rule: Rule | None, requires: Expr, facts: Sequence[str]
    ) -> Problem:
        """What a step or a duty requires and isn't there: not stated, or stated otherwise."""
        values = {what: title, "facts": self._facts(facts)}
        code = {"step": "step_requires", "duty": "duty_open"}[what]
        if rule is None or surely(requires, self._known) is not False:
            return Problem(code, values)
        policy = next(text for text in self.here.texts if rule.id in text.by_id)
        needed = read_back(getattr(rule.clause, "requires", None) or "", policy)
        stated = listing([self._stated(name) for name in facts if name in self.known])
        return Problem(f"{code}_not", {**values, "needed": needed, "stated": stated})

    def _stated(self, name: str) -> Text:
        """A fact that the case states, with its value where it is one alone."""
        fact = self.here.fact(name)
        value = self.known[name].single(fact)
        return (
            fact.label
            if value is None
            else both("registry.fact_is", label=fact.label, value=fact.show(value))
        )

    @cached_property
    def _known(self) -> Mapping[str, Known]:
        return self.here.known_with(self.known)

    def _facts(self, names: Sequence[str]) -> Text:
        return listing([self.here.fact(name).label for name in names])


def waiting_for(
    step: ProcedureStep, since: datetime.date, day_after: Callable[[int, int], int | None]
) -> Waiting:
    """A step that can be taken since a day, with its last day; `day_after` is that of a calendar."""
    within = step.within
    if within is None:
        return Waiting(step=step, since=since, last_day=None)
    if within.days is not None:
        return Waiting(step=step, since=since, last_day=since + datetime.timedelta(days=within.days))
    last = day_after(since.toordinal(), within.working_days or 0)
    return Waiting(
        step=step,
        since=since,
        last_day=None if last is None else datetime.date.fromordinal(last),
        unscheduled=last is None,
    )


def _called(step: ProcedureStep) -> Text:
    return Text(*(f"{step.id} {step.title[language]}" for language in ("zh", "en")))


def _duty(rule: Rule) -> Text:
    return Text(*(f"{rule.id} {rule.clause.title[language]}" for language in ("zh", "en")))


def _role(name: str) -> Text:
    return both(f"role.{name}")
