"""The decided matters that the plugins which are on keep, read when somebody asks for them."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from ..facts.problems import InputError, Problem
from ..policy.decided import DECIDED, Decided, decided_files, read_decided
from ..policy.policy import Policy
from .registry import Registry


def decided_matters(registry: Registry) -> tuple[Decided, ...]:
    """Those of every plugin that is on, by plugin and file.  Raises InputError with every mistake in them."""
    problems: list[Problem] = []
    matters: list[Decided] = []
    for name, policy in sorted(registry.policies.items()):
        matters += matters_of(policy, registry, problems, f"plugin {name}, ")
    if problems:
        raise InputError(problems)
    return tuple(matters)


def matters_of(
    policy: Policy, registry: Registry, problems: list[Problem], before: str = ""
) -> Iterator[Decided]:
    """Those of one plugin that can be read, and the mistakes in the others; `before` goes before a file's name."""
    for file in decided_files(policy.folder) if policy.folder is not None else ():
        name = f"{before}{DECIDED}/{file.name}"
        try:
            yield read_decided(file, registry.vocabulary, registry.plugin_names, registry.text_called, name)
        except InputError as error:
            problems += [evolve(problem, file=problem.file or name) for problem in error.problems]
