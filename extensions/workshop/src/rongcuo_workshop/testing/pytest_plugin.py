"""Cases as tests of pytest: `-p rongcuo_workshop.testing.pytest_plugin` collects the `cases/*.toml` of a plugin.

It is asked for by name and is no entry point: pytest would import one in every project that has
rongcuo in its environment.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from rongcuo.facts.problems import InputError, Problem
from rongcuo.facts.text import chosen_language
from rongcuo.plugins.deployment import Deployment
from rongcuo.plugins.registry import load
from rongcuo.policy.cases import read_case

from ..workspace import Workspace, survey_plugin
from .subject import Subject, run, subject_of
from .telling import explained


class CaseFailed(Exception):
    """A case that came out otherwise than its author reasoned, with every line that says why."""


@cache
def _workspace(folder: Path) -> Workspace:
    return survey_plugin(str(folder), load(Deployment()))


@cache
def _subject(folder: Path) -> Subject:
    workspace = _workspace(folder)
    mistakes = [problem for problem in workspace.problems if not problem.file.startswith("cases/")]
    if mistakes:
        raise InputError(mistakes)
    return subject_of(workspace)


class CaseItem(pytest.Item):
    """One case, held against what it expects of its plugin's region."""

    def runtest(self) -> None:
        language = chosen_language()
        try:
            subject = _subject(self.path.parent.parent)
            registry = _workspace(self.path.parent.parent).registry
            case = read_case(self.path, registry.vocabulary, registry.plugin_names, registry.text_called)
        except InputError as error:
            raise CaseFailed("\n".join(_messages(error.problems))) from None
        outcome = run(subject, case)
        if not outcome.passed:
            raise CaseFailed("\n".join([case.heading(language), *explained(outcome, subject.here, language)]))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, CaseFailed):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, None, self.name


class CaseFile(pytest.File):
    """A file of a plugin's `cases` folder."""

    def collect(self) -> Iterable[CaseItem]:
        yield CaseItem.from_parent(self, name=self.path.stem)


def _messages(problems: Iterable[Problem]) -> list[str]:
    return [problem.message(chosen_language()) for problem in problems]


def pytest_collect_file(parent: pytest.Collector, file_path: Path) -> CaseFile | None:
    """The cases beside a region's files; every other file is none of ours."""
    folder = file_path.parent
    ours = file_path.suffix == ".toml" and folder.name == "cases"
    if ours and (folder.parent / "region.toml").is_file():
        return CaseFile.from_parent(parent, path=file_path)
    return None
