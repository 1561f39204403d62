"""What programs call: the command line's rulings as objects, and as the same JSON byte for byte.

A registry is loaded once and serves any number of cases and threads; a region is compiled when a case
first comes before it.
"""

from __future__ import annotations

import datetime
import os
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn, get_args

from attrs import evolve, frozen

from .comparing.comparison import Comparison
from .comparing.comparison import compare as compare_case
from .facts.days import is_inexact_date
from .facts.problems import InputError, Problem, as_written, not_one_of
from .facts.text import Language
from .plugins.deployment import look_for_config, read_deployment
from .plugins.placing import may_have_row, with_place
from .plugins.registry import Registry
from .plugins.registry import load as load_deployment
from .policy.cases import QUESTIONS, Case, Question, case_from, in_language, read_case
from .policy.layers import Layers
from .render.data import comparison_data, sheet_data
from .render.page import as_json
from .render.words import Words
from .ruling.clocks import NAMED, RULING, at

#: A case: its file, or what a case file says as plain data, or one that was read already.
CaseLike = str | os.PathLike[str] | Mapping[str, Any] | Case
#: A day, or a word that stands for one, as `--on` takes it.
Day = str | datetime.date


def load(config: str | os.PathLike[str] | None = None, *, layers: Layers | None = None) -> Registry:
    """Loads every plugin that is on, for `compare` and `rule`.

    `config` is the deployment file; without one it is looked for as by the command line: `RONGCUO_CONFIG`,
    then the current folder and those above it, else every installed region is on.  `layers` puts each
    region on its own text and the floor ("floor"), or on every text above it ("all"), whatever the
    deployment says.  A region that can't be loaded is an error row of every comparison; a deployment file
    that isn't obeyed because others may have written it is told by a warning.

    Raises InputError for the deployment file, and for `layers`.
    """
    if layers is not None and layers not in get_args(Layers):
        raise InputError(not_one_of("layers", layers, get_args(Layers)))
    file, refused = look_for_config(None if config is None else _path("config", config))
    for problem in refused:
        warnings.warn(problem.message("en"), stacklevel=2)
    return load_deployment(read_deployment(file)).on_layers(layers)


def read(registry: Registry, case: CaseLike) -> Case:
    """A case, read and held against the facts that the registry knows.  Raises InputError."""
    if isinstance(case, Case):
        strange = [name for name in case.facts if name not in registry.vocabulary]
        if not strange:
            return case
        # it was read for another registry: what isn't known here is unread, as it would be in its file
        facts = {name: known for name, known in case.facts.items() if name not in strange}
        return evolve(case, facts=facts, unread=(*case.unread, *strange))
    if isinstance(case, Mapping):
        if "extends" in case:  # plain data has no folder that another file could be looked for in
            raise InputError(Problem("unknown_key", {"key": "extends", "near": ""}))
        names = registry.vocabulary, registry.plugin_names, registry.text_called
        return case_from(case, _title(case), *names)
    path = _path("case", case)
    return read_case(path, registry.vocabulary, registry.plugin_names, registry.text_called)


def compare(
    registry: Registry,
    case: CaseLike,
    *,
    regions: str | Sequence[str] = (),
    questions: Question | Sequence[Question] = (),
    on: Day = RULING,
    as_known: Day | None = None,
    differences: bool = True,
) -> Comparison:
    """One case before every region that is on, or before `regions` alone, by id, name or code.

    Where the case's own place has no text that is on, it has a row by the texts above it.

    `questions` are "filing", "tolerance" and "clarification"; without any, those that the case poses.
    `on` and `as_known` choose the texts as `--on` and `--as-known` do: by default those in force on the day of
    the ruling, the case's own or else today.  Without `differences` the reasons
    why regions differ are left out, which takes less time.

    Raises InputError for the case, a region, a question or a day; a region that fails is an error row.
    """
    return _asked(registry, regions, questions, on, as_known, differences).of(case)


def compare_many(
    registry: Registry,
    cases: Iterable[CaseLike],
    *,
    regions: str | Sequence[str] = (),
    questions: Question | Sequence[Question] = (),
    on: Day = RULING,
    as_known: Day | None = None,
    differences: bool = True,
) -> Iterator[Comparison | InputError]:
    """The comparison of each case in turn, read when it is asked for; the rest is as in `compare`.

    A case with mistakes gives the InputError that tells them, in its place, and the others go on.
    Raises InputError, before any case is read, for a region, a question or a day.
    """
    asked = _asked(registry, regions, questions, on, as_known, differences)
    if isinstance(cases, str | bytes | Mapping) or not isinstance(cases, Iterable):
        _wrong("cases", "expected.cases")
    return _in_turn(asked, cases)


def rule(
    registry: Registry,
    case: CaseLike,
    region: str,
    *,
    questions: Question | Sequence[Question] = (),
    on: Day = RULING,
    as_known: Day | None = None,
) -> Comparison:
    """One case before one region: a comparison of one row, whose ruling is `.ruling(region)`.

    The rest is as in `compare`.
    """
    return compare(registry, case, regions=_one(region), questions=questions, on=on, as_known=as_known)


def rule_many(
    registry: Registry,
    cases: Iterable[CaseLike],
    region: str,
    *,
    questions: Question | Sequence[Question] = (),
    on: Day = RULING,
    as_known: Day | None = None,
) -> Iterator[Comparison | InputError]:
    """The ruling of each case in turn, as `compare_many` gives them; the rest is as in `rule`."""
    return compare_many(registry, cases, regions=_one(region), questions=questions, on=on, as_known=as_known)


def to_data(comparison: Comparison, language: Language = "zh", *, explain: bool = False) -> dict[str, Any]:
    """A comparison as plain data, its texts in this language; see docs/reference/comparison.schema.json.

    `explain` adds the sheet of the six factors, for a comparison of one region.  Raises InputError for a language
    that there isn't, or anything but a comparison.
    """
    if language not in get_args(Language):
        raise InputError(not_one_of("language", language, get_args(Language)))
    if not isinstance(comparison, Comparison):
        _wrong("comparison", "expected.comparison")
    registry = comparison.registry
    data = comparison_data(comparison, Words(language, registry))
    asked = {ruling.region for answer in comparison.answers for ruling in answer.rulings}
    if explain and len(asked) == 1:
        here = registry.jurisdictions.get(asked.pop())
        if here is not None and not comparison.failed():
            data["six_factors"] = sheet_data(here, comparison.prepared, comparison.questions)
    return data


def to_json(comparison: Comparison, language: Language = "zh", *, explain: bool = False) -> str:
    """The same as `--json` prints it, the last line end included."""
    return as_json(to_data(comparison, language, explain=explain))


# What is asked, and arguments that can't be


@frozen
class _Asked:
    """What is asked of each case, held against the registry once for all of them.

    A region may be the place of a case, which has a row in that case alone.
    """

    registry: Registry
    regions: tuple[str, ...]
    questions: tuple[Question, ...]
    on: str
    as_known: str | None
    differences: bool

    def of(self, case: CaseLike) -> Comparison:
        parsed = read(self.registry, case)
        registry = with_place(self.registry, parsed.where)
        return compare_case(
            registry,
            parsed,
            self.questions,
            [registry.ruling_region(name) for name in self.regions],
            explain_differences=self.differences,
            clock=at(parsed, self.on, self.as_known),
        )


def _asked(
    registry: Registry,
    regions: str | Sequence[str],
    questions: Question | Sequence[Question],
    on: Day,
    as_known: Day | None,
    differences: bool,
) -> _Asked:
    """Raises InputError for whatever isn't the fault of a case."""
    if not isinstance(registry, Registry):
        _wrong("registry", "expected.registry")
    named, posed = _names("regions", regions), _names("questions", questions)
    for question in posed:
        if question not in QUESTIONS:
            raise InputError(not_one_of("questions", question, QUESTIONS))
    if not named:
        registry.need_ruling_region()
    return _Asked(
        registry,
        regions=tuple(n if may_have_row(registry, n) else registry.ruling_region(n) for n in named),
        questions=tuple(question for question in dict.fromkeys(posed) if question in QUESTIONS),
        on=_day("on", on, *NAMED),
        as_known=None if as_known is None else _day("as_known", as_known),
        differences=differences,
    )


def _in_turn(asked: _Asked, cases: Iterable[CaseLike]) -> Iterator[Comparison | InputError]:
    for case in cases:
        try:
            yield asked.of(case)
        except InputError as error:
            yield error


def _wrong(argument: str, expected: str) -> NoReturn:
    raise InputError(Problem("wrong_type", {"expected": expected}, argument))


def _path(argument: str, given: object) -> Path:
    path = os.fspath(given) if isinstance(given, str | os.PathLike) else None
    if not isinstance(path, str):
        _wrong(argument, "expected.case" if argument == "case" else "expected.path")
    return Path(path)


def _title(case: Mapping[str, Any]) -> str:
    """What stands for the file of a case that has none."""
    title = case.get("title")
    text = (
        title if isinstance(title, str) or not title else isinstance(title, dict) and in_language("zh", title)
    )
    return text if isinstance(text, str) else ""


def _one(region: object) -> str:
    if not isinstance(region, str):
        _wrong("region", "expected.string")
    return region


def _names(argument: str, given: object) -> tuple[str, ...]:
    """One name, or several."""
    value = (given,) if isinstance(given, str) else given
    if not isinstance(value, Iterable) or isinstance(value, bytes):
        _wrong(argument, "expected.names")
    names = tuple(value)
    if not all(isinstance(name, str) for name in names):
        _wrong(argument, "expected.names")
    return names


def _day(argument: str, given: object, *words: str) -> str:
    """A day as the command line has it, or one of the words that stand for one."""
    if type(given) is datetime.date:
        return given.isoformat()
    if not isinstance(given, str) or not (given in words or is_inexact_date(given)):
        raise InputError(Problem("bad_day", {"option": argument, "value": as_written(given)}))
    return given
