"""What is wrong with an input: the file, the place, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from attrs import evolve, field, frozen

from .text import Language, Text, say


@frozen
class Problem:
    """One mistake in one file.

    `code` names a text of the catalogue (`problem.<code>`), `values` fill it in, and `place` says
    where in the file: a key, a clause, a column.
    """

    code: str
    values: dict[str, Any] = field(factory=dict)
    place: str = ""
    file: str = ""

    def at(self, place: str = "", file: str = "") -> Problem:
        """The same problem, put in a wider place or a file where it has none yet."""
        inside = f"{place}, {self.place}" if place and self.place else place or self.place
        return evolve(self, place=inside, file=self.file or file)

    def message(self, language: Language) -> str:
        """The paragraph a person reads."""
        values = dict(self.values)
        for key, value in values.items():
            if isinstance(value, Text):
                values[key] = value[language]
        if "near" in values:
            values["near"] = say(language, "problem.near", name=values["near"]) if values["near"] else ""
        if "expected" in values:
            values["expected"] = say(language, values["expected"])
        where = ": ".join(part for part in (self.file, self.place) if part)
        text = say(language, f"problem.{self.code}", **values)
        return f"{where}: {text}" if where else text


class InputError(Exception):
    """An input that can't be used, with every problem that was found in it."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = [problems] if isinstance(problems, Problem) else list(problems)
        super().__init__("\n".join(problem.message("en") for problem in self.problems))


class Problems(list[Problem]):
    """A collector: every problem of a file in one run."""

    def add(self, code: str, place: str = "", **values: Any) -> None:
        self.append(Problem(code, values, place))

    def raise_any(self, file: str = "") -> None:
        """Raises InputError if anything was collected."""
        if self:
            raise InputError(problem.at(file=file) for problem in self)


def nearest(name: str, names: Iterable[str]) -> str:
    """The most similar of `names`, or nothing."""
    found = get_close_matches(name, list(names), n=1, cutoff=0.6)
    return found[0] if found else ""
