"""Operations in any order: what the registry says is what a simple model of it says, and nothing is ever amiss."""

from __future__ import annotations

import datetime
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from rongcuo.facts.problems import InputError
from rongcuo_registry.entries import Decided, Person
from rongcuo_registry.operations import CaseRegistry
from rongcuo_registry.storage import check

from ..scale import scaled
from .offices import CONTACT, DOCUMENT, NAME, OFFICER, matter, policies, whole

TODAY = datetime.date(2026, 7, 1)
#: Hongze's filing and Bincheng's: its steps in order, by whom, whether it decides, and whether it leaves a document.
STEPS = {
    "hongze": [
        ("F1", ("unit",), False, False), ("F2", ("unit",), False, False), ("F3", ("unit",), False, True),
        ("F4", ("leader_in_charge",), True, False), ("F5", ("discipline",), True, False),
    ],
    "bincheng": [
        ("F2", ("person",), False, True), ("F3", ("unit",), False, False),
        ("F4", ("principal_leader",), True, False), ("F5", ("discipline", "organization"), False, False),
        ("F6", ("joint_meeting",), False, False), ("F7", (), False, True),
    ],
}  # fmt: skip
ROLES = (
    "unit",
    "person",
    "principal_leader",
    "leader_in_charge",
    "discipline",
    "organization",
    "joint_meeting",
)
#: From which step on the filing has its effect.
EFFECT = "F5"


class Model:
    """One filing as somebody would keep it on paper: which steps are ticked, and by whom."""

    def __init__(self, case: int, region: str, opened: datetime.date) -> None:
        self.case, self.region = case, region
        self.ticks: dict[str, set[str]] = {}
        self.status, self.over, self.last = "under_way", False, opened

    def next(self) -> int:
        """The place of the step that is next: the first that isn't done."""
        for index, (name, roles, _, _) in enumerate(STEPS[self.region]):
            needed = len(roles) if name == "F5" and self.region == "bincheng" else 1
            if len(self.ticks.get(name, ())) < needed:
                return index
        return len(STEPS[self.region])

    def allows(self, index: int, role: str, day: datetime.date, document: bool, no: bool) -> bool:
        if self.over or index != self.next() or not self.last <= day <= TODAY:
            return False
        name, roles, decides, leaves = STEPS[self.region][index]
        if (roles and role not in roles) or role in self.ticks.get(name, ()):
            return False
        return (document or not leaves) and (decides or not no)

    def take(self, index: int, role: str, day: datetime.date, no: bool) -> None:
        name, *_ = STEPS[self.region][index]
        self.ticks.setdefault(name, set()).add(role)
        self.last = day
        if no:
            self.status, self.over = "refused", True
        elif self.next() > [step for step, *_ in STEPS[self.region]].index(EFFECT):
            self.status = "concluded"
            self.over = self.next() == len(STEPS[self.region])


class Office(RuleBasedStateMachine):
    """An office in which anything is tried."""

    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.registry = CaseRegistry.open(self.folder / "rongcuo.db", policies(), create=True)
        self.cases: dict[int, dict[str, Any]] = {}
        self.models: dict[int, Model] = {}

    def teardown(self) -> None:
        """Looks through the whole file: its log only grows, so what is amiss in it at any time is so at the end."""
        if hasattr(self, "registry"):
            problems = check(self.registry.store).problems
            self.registry.store.close()
            shutil.rmtree(self.folder)
            assert problems == ()

    def tried(self, allowed: bool, operation: Any) -> Any:
        """What an operation gives; where it isn't allowed, that it is refused and leaves everything as it was."""
        before = whole(self.registry)
        try:
            given = operation()
        except InputError:
            assert not allowed, "it was refused"
            assert whole(self.registry) == before
            return None
        assert allowed, "it should have been refused"
        return given

    @rule(place=st.sampled_from(["hongze", "bincheng"]), named=st.booleans())
    def add(self, place: str, named: bool) -> None:
        persons = [Person(name=NAME, contact=CONTACT)] if named else []
        raw = matter(place, major_or_complex=True)
        (number,) = self.registry.add([raw], OFFICER, persons=persons)
        self.cases[number] = {"erased": False, "decided": 0, "stands": (), "named": named}

    @precondition(lambda self: self.cases)
    @rule(choice=st.randoms(), region=st.sampled_from([*STEPS]), back=st.integers(-1, 20))
    def file(self, choice: Any, region: str, back: int) -> None:
        case = choice.choice([*self.cases, max(self.cases) + 1])
        day = TODAY - datetime.timedelta(days=back)
        allowed = case in self.cases and not self.cases[case]["erased"] and back >= 0
        state = self.tried(
            allowed, lambda: self.registry.open_proceeding(case, "filing", region, OFFICER, on=day)
        )
        if state is not None:
            self.models[state.id] = Model(case, region, day)

    @precondition(lambda self: self.models)
    @rule(
        choice=st.randoms(),
        role=st.sampled_from(ROLES),
        forward=st.integers(-1, 3),
        document=st.booleans(),
        no=st.booleans(),
        right=st.booleans(),
    )
    def advance(self, choice: Any, role: Any, forward: int, document: bool, no: bool, right: bool) -> None:
        number = choice.choice([*self.models])
        model = self.models[number]
        steps = STEPS[model.region]
        index = choice.randrange(len(steps))
        if right and model.next() < len(steps):  # most of what is tried at random is refused
            index = model.next()
            name, roles, decides, leaves = steps[index]
            role = next((each for each in roles if each not in model.ticks.get(name, ())), role)
            document, no = document or leaves, no and decides and forward == 0
        day = min(model.last + datetime.timedelta(days=forward), TODAY)
        allowed = model.allows(index, role, day, document, no) and not self.cases[model.case]["erased"]
        state = self.tried(
            allowed,
            lambda: self.registry.advance(
                number,
                steps[index][0],
                role,
                OFFICER,
                on=day,
                decision=not no,
                attached=[DOCUMENT] if document else [],
            ),
        )
        if state is not None:
            model.take(index, role, day, no)

    @precondition(lambda self: self.models)
    @rule(choice=st.randoms(), close=st.booleans())
    def end(self, choice: Any, close: bool) -> None:
        number = choice.choice([*self.models])
        model = self.models[number]
        allowed = not model.over and not self.cases[model.case]["erased"] and not close
        operation = self.registry.close if close else self.registry.withdraw
        if self.tried(allowed, lambda: operation(number, OFFICER, "unit")) is not None:
            model.status, model.over, model.last = "withdrawn", True, TODAY

    @precondition(lambda self: self.models)
    @rule(choice=st.randoms())
    def amend(self, choice: Any) -> None:
        number = choice.choice([*self.models])
        model = self.models[number]
        effective = model.next() > [step for step, *_ in STEPS[model.region]].index(EFFECT)
        allowed = effective and model.status == "concluded" and not self.cases[model.case]["erased"]
        if self.tried(allowed, lambda: self.registry.amend(number, OFFICER, "unit", "换人")) is not None:
            model.last = TODAY

    @precondition(lambda self: self.cases)
    @rule(choice=st.randoms(), replaces=st.sampled_from(["nothing", "what stands", "another"]))
    def decide(self, choice: Any, replaces: str) -> None:
        case = choice.choice([*self.cases])
        kept = self.cases[case]
        given = {"nothing": (), "what stands": kept["stands"], "another": (*kept["stands"], 10**6)}[replaces]
        allowed = not kept["erased"] and given == kept["stands"]
        decided = Decided(tolerated=True, replaces=given)
        event = self.tried(allowed, lambda: self.registry.decide(case, decided, OFFICER, "discipline"))
        if event is not None:
            kept["decided"] += 1
            kept["stands"] = (event.id,)

    @precondition(lambda self: self.cases)
    @rule(choice=st.randoms(), rarely=st.integers(0, 5))
    def erase(self, choice: Any, rarely: int) -> None:
        if rarely == 0:
            case = choice.choice([*self.cases])
            self.registry.erase(OFFICER, case=case)
            self.cases[case]["erased"] = True

    @invariant()
    def the_registry_says_what_the_model_says(self) -> None:
        if not hasattr(self, "registry"):
            return
        for number, kept in self.cases.items():
            state = self.registry.case(number)
            assert (state.erased, len(state.decisions)) == (kept["erased"], kept["decided"])
            assert tuple(each.event for each in state.standing) == kept["stands"]
        for number, model in self.models.items():
            state = self.registry.proceeding(number)
            assert (state.case, state.region) == (model.case, model.region)
            assert (state.status, state.closed) == (model.status, model.over)
            ticks = {name.partition(":")[2]: {*taken.roles} for name, taken in state.taken.items()}
            assert ticks == model.ticks
        rows = self.registry.store.rows("SELECT id, status, closed FROM proceeding_list ORDER BY id")
        assert [(row["id"], row["status"], bool(row["closed"])) for row in rows] == [
            (number, model.status, model.over) for number, model in sorted(self.models.items())
        ]
        waiting = {(due.proceeding.id, due.waiting.step.id) for due in self.registry.due().steps}
        assert waiting == {
            (number, f"{model.region}:{STEPS[model.region][model.next()][0]}")
            for number, model in self.models.items()
            if not model.over and not self.cases[model.case]["erased"]
        }


TestOffice = Office.TestCase
TestOffice.settings = settings(max_examples=scaled(40), stateful_step_count=30, deadline=None)
