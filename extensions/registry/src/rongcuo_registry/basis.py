"""What steps that are waited for rest on beside the events: the procedure, and all that a case is read by."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Set
from functools import cached_property
from typing import Any

from attrs import fields, has

import rongcuo
from rongcuo.facts.acting import ProcedureKind
from rongcuo.facts.conditions import ALWAYS
from rongcuo.facts.problems import InputError
from rongcuo.plugins.procedures import Procedure, ProcedureStep
from rongcuo.plugins.registry import Registry
from rongcuo.policy.jurisdiction import Jurisdiction

#: One more whenever what a proceeding waits for is worked out in another way.
WAY = 1


class Basis:
    """The fingerprints of what is on here, by region and kind of procedure."""

    def __init__(self, policies: Registry) -> None:
        self.policies = policies
        self._sums: dict[tuple[str, ProcedureKind], str] = {}

    def of(self, region: str, kind: ProcedureKind) -> str:
        """The same wherever and whenever the same events come to the same steps and days."""
        if (region, kind) not in self._sums:
            self._sums[region, kind] = self._sum_of(region, kind)
        return self._sums[region, kind]

    def _sum_of(self, region: str, kind: ProcedureKind) -> str:
        try:
            here, procedure = self.policies.shown(region), self.policies.procedure(region, kind)
        except InputError:
            return _sum([WAY, region, kind])
        return _sum([WAY, region, kind, *self._of(here, procedure)])

    def _of(self, here: Jurisdiction, procedure: Procedure) -> list[Any]:
        parts: list[Any] = [[_of_step(step) for step in procedure.steps]]
        if any(step.within is not None and step.within.working_days for step in procedure.steps):
            parts.append(self.policies.deployment.years)
        if any(step.when != ALWAYS for step in procedure.steps):
            parts += [here.favoured, self._of_reading]
        return parts

    @cached_property
    def _of_reading(self) -> str:
        """What a case is read by: its facts and their values, and what plugins and regions are called."""
        regions = [policy.region for policy in self.policies.policies.values()]
        vocabulary = self.policies.vocabulary
        return _sum([vocabulary, self.policies.plugin_names, regions, set(self.policies.failed)])


def _of_step(step: ProcedureStep) -> list[Any]:
    return [step.id, step.after, step.named_only, step.concludes, step.within, step.when]


def _sum(parts: list[Any]) -> str:
    return hashlib.sha256(repr([rongcuo.__version__, *map(_plain, parts)]).encode()).hexdigest()


def _plain(value: object) -> Any:
    """What was read as lists and plain values, in an order that is the same in every process."""
    cls = type(value)
    if has(cls):
        return [cls.__name__, *(_plain(getattr(value, each.name)) for each in fields(cls))]
    if isinstance(value, Mapping):
        return [[str(key), _plain(each)] for key, each in value.items()]
    if isinstance(value, Set):
        return sorted((_plain(each) for each in value), key=repr)
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value
