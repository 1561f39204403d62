"""Registries of cases for tests: an office with a registry, the policies it follows, and steps that are taken."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import rongcuo
from rongcuo.facts.problems import InputError
from rongcuo.plugins.registry import Registry
from rongcuo_registry.entries import Attached, Person
from rongcuo_registry.model import ProceedingState
from rongcuo_registry.operations import CaseRegistry
from rongcuo_registry.storage import Actor

from ..running import everything

OFFICER = Actor("wang")
NAME, CONTACT, NOTE = "张三丰", "13900000000", "李四当面提出"
#: Documents that a step may leave, as files.
DOCUMENT = Attached(content="申请".encode(), name="张三丰的申请.docx")

#: An office of Hai'an with a step and a time of its own, one of Hongze and one of Bincheng under the nation's rules.
DEPLOYMENT = """
working_days = []

[region.hongze]
plugins = ["hongze", "national"]

[region.bincheng]
plugins = ["bincheng", "national"]

[region.haian]
plugins = ["haian", "national"]

[[region.haian.step]]
id = "review"
procedure = "filing"
title = "市委组织部审核"
after = "F1"
roles = ["organization"]
by = "海安"
basis = "内部流程"

[region.haian.times.F3]
working_days = 5
by = "海安"
basis = "内部流程"
"""
FOLLOWED = """
[region.national]
plugins = ["national"]
[region.national.readings."national:local_list"]
take = "followed"
by = "市纪委"
basis = "会议纪要"
"""


@cache
def policies(text: str = "") -> Registry:
    """What a deployment file of this text has on; everything that is installed where there is none."""
    if not text:
        return everything()
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rongcuo.toml"
        file.write_text(text, "utf-8")
        return rongcuo.load(file)


def matter(where: str = "洪泽", **facts: Any) -> dict[str, Any]:
    return {"title": "先行先试一事（虚构）", "where": where, "facts": facts}


@contextmanager
def office(folder: Path, deployment: str = "") -> Iterator[CaseRegistry]:
    with CaseRegistry.open(folder / "rongcuo.db", policies(deployment), create=True) as registry:
        yield registry


def added(registry: CaseRegistry, raw: Mapping[str, Any] | None = None, *, named: bool = False) -> int:
    persons = [Person(name=NAME, contact=CONTACT)] if named else []
    return registry.add([raw or matter()], OFFICER, persons=persons)[0]


def walk(registry: CaseRegistry, proceeding: int, *steps: str, month: int = 6) -> ProceedingState:
    """Takes steps written like `F3 unit` or `C4a other document`, one a day; `no` at the end refuses."""
    state = registry.proceeding(proceeding)
    for step in steps:
        name, role, *more = step.split()
        state = registry.advance(
            proceeding,
            name,
            role,  # type: ignore[arg-type]
            OFFICER,
            on=max(state.last_day, datetime.date(2026, month, 1)),
            decision="no" not in more,
            attached=[DOCUMENT] if "document" in more else [],
        )
    return state


def codes(error: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def refused(error: pytest.ExceptionInfo[InputError]) -> str:
    return "\n".join(problem.message("zh") for problem in error.value.problems)


def whole(registry: CaseRegistry) -> str:
    """Everything that the file says, for telling whether anything was written."""
    tables = ("event", "sealed", "attachment", "case_list", "proceeding_list")
    return json.dumps([registry.store.rows(f"SELECT * FROM {table}") for table in tables], default=repr)
