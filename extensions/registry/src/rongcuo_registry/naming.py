"""Naming: roles, steps, procedures, statuses and outcomes as whoever enters them calls them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar, get_args

from rongcuo.facts.acting import ProcedureKind, Role
from rongcuo.facts.problems import InputError, Problem, nearest
from rongcuo.facts.text import Text, both, listing
from rongcuo.plugins.procedures import Procedure, ProcedureStep
from rongcuo.policy.clauses import Region

from .model import BESIDE, OUTCOMES, DecisionAxis

Id = TypeVar("Id", bound=str)

ROLES: tuple[Role, ...] = get_args(Role)
#: The statuses that cases are listed by.
STATUSES = ("under_way", "in_effect", "concluded", "ended", "refused", "withdrawn")
#: What a text says behind a body of whom it may be, and what stands between several.
_ASIDE, _BETWEEN = re.compile(r"[（(].*[）)]"), re.compile("、| and ")


def role_called(name: str, steps: Iterable[ProcedureStep] = (), region: Region | None = None) -> Role:
    """A role by its id, its name, or what the text of one of these steps calls who takes it.  Raises InputError.

    The name of the text's region may stand before what it calls them.
    """
    bodies = _bodies(steps)
    named = _names("role", ROLES)
    key = name.strip().casefold()
    if key in named:
        return named[key]
    meant = {role for body, role in bodies if _is_body(key, body, region)}
    if len(meant) == 1:
        return meant.pop()
    values = {
        "value": name,
        "every": _choices("role", ROLES),
        "bodies": listing(dict.fromkeys(body for body, _ in bodies)),
    }
    raise InputError(Problem("no_such_body" if bodies else "no_such_choice", values, "--by"))


def _is_body(key: str, body: Text, region: Region | None) -> bool:
    """Whether a body is named, as the text has it or with the name of the region before it."""
    names = (body.zh.casefold(), body.en.casefold())
    if key in names or region is None:
        return key in names
    before = key.removesuffix(names[0])
    if before in ("", key):
        return False
    return region.is_called(before) or region.is_called(
        before + names[0][0]
    )  # 洪泽 or 洪泽区 before 区纪委监委


def roles_named() -> Text:
    """Every role there is, as it is typed."""
    return _choices("role", ROLES)


def procedure_called(name: str) -> ProcedureKind:
    """A kind of procedure by its id or its name in either language.  Raises InputError."""
    return _called(name, "PROCEDURE", "procedure", get_args(ProcedureKind))


def status_called(name: str) -> str:
    """A status by its id or as the lists print it.  Raises InputError."""
    return _called(re.split("[，,]", name)[0], "--status", "of_status", STATUSES)


def beside_called(name: str) -> str:
    """What goes with a decision, by its id or its name.  Raises InputError."""
    return _called(name, "--beside", "beside", BESIDE)


def outcome_called(pair: str) -> tuple[DecisionAxis, str]:
    """An axis and what was decided on it, written AXIS=OUTCOME, each by its id or its name.  Raises InputError."""
    axis, sign, outcome = pair.replace("＝", "=").partition("=")
    if not sign:
        raise InputError(Problem("no_outcome", {"value": pair}))
    return (
        _called(axis, "--outcome", "axis", get_args(DecisionAxis)),
        _called(outcome, f"--outcome {axis.strip()}", "outcome", OUTCOMES),
    )


def step_called(name: str, procedure: Procedure) -> ProcedureStep:
    """A step by its id, in capitals or not, with or without the plugin's name before it.  Raises InputError."""
    step = procedure.step(name)
    if step is not None:
        return step
    key = name.strip().casefold()
    ids = {each.id: (each.id.casefold(), each.id.partition(":")[2].casefold()) for each in procedure.steps}
    meant = [id_ for id_, names in ids.items() if key in names]
    if len(meant) == 1:
        return procedure.by_id[meant[0]]
    steps = listing(
        [
            Text(*(f"{each.id.partition(':')[2]} {title}" for title in (each.title.zh, each.title.en)))
            for each in procedure.steps
        ]
    )
    raise InputError(Problem("no_step_here", {"name": name, "steps": steps, "near": nearest(name, [*ids])}))


def _bodies(steps: Iterable[ProcedureStep]) -> list[tuple[Text, Role]]:
    """Whom texts name as taking a step, with the role; several of which each takes it are named in the roles' order."""
    bodies = []
    for step in steps:
        if step.rule is None or step.rule.body is None:
            continue
        whole = Text(*(_ASIDE.sub("", step.rule.body[language]).strip() for language in ("zh", "en")))
        if len(step.roles) == 1:
            bodies.append((whole, step.roles[0]))
        elif step.by_each:
            bodies += _each(whole, step.roles)
    return bodies


def _each(body: Text, roles: tuple[Role, ...]) -> Iterator[tuple[Text, Role]]:
    parts = [*zip(_BETWEEN.split(body.zh), _BETWEEN.split(body.en), strict=False)]
    if len(parts) == len(roles):
        yield from ((Text(*part), role) for part, role in zip(parts, roles, strict=True))


def _names(what: str, ids: tuple[Id, ...]) -> Mapping[str, Id]:
    """Ids by what they are called, in small letters."""
    return {
        name.casefold(): id_
        for id_ in ids
        for name in (both(f"{what}.{id_}").zh, both(f"{what}.{id_}").en, id_)
    }


def _called(name: str, place: str, what: str, ids: tuple[Id, ...]) -> Id:
    names = _names(what, ids)
    key = name.strip().casefold()
    if key not in names:
        values = {"value": name, "every": _choices(what, ids)}
        raise InputError(Problem("no_such_choice", values, place))
    return names[key]


def _choices(what: str, ids: Iterable[str]) -> Text:
    """What may be typed: in Chinese the names, in English the ids, which have no blanks."""
    ids = [*ids]
    return listing([Text(both(f"{what}.{id_}").zh, id_) for id_ in ids])
