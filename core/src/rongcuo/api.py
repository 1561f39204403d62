"""What programs call: the command line's rulings as objects, and as the same JSON byte for byte.

A registry is loaded once and serves any number of cases and threads; a region is compiled when a case
first comes before it.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from .comparing.comparison import Comparison
from .comparing.comparison import compare as compare_case
from .facts.problems import InputError, Problem, nearest
from .facts.text import Language
from .plugins.deployment import look_for_config, read_deployment
from .plugins.registry import Registry
from .plugins.registry import load as load_deployment
from .policy.cases import QUESTIONS, Case, Question, case_from, read_case
from .policy.layers import Layers
from .render.data import comparison_data, sheet_data
from .render.page import as_json
from .render.words import Words
from .ruling.clocks import RULING, at

#: A case: its file, or what a case file says as plain data, or one that was read already.
CaseLike = str | os.PathLike[str] | Mapping[str, Any] | Case


def load(config: str | os.PathLike[str] | None = None, *, layers: Layers | None = None) -> Registry:
    """Loads every plugin that is on, for `compare` and `rule`.

    `config` is the deployment file; without one it is looked for as by the command line: `RONGCUO_CONFIG`,
    then the current folder and those above it, else every installed region is on.  `layers` puts each
    region on its own text and the floor ("floor"), or on every text above it ("all"), whatever the
    deployment says.  A region that can't be loaded is an error row of every comparison; a deployment file
    that isn't obeyed because others may have written it is told by a warning.

    Raises InputError for the deployment file.
    """
    found, refused = look_for_config(None if config is None else Path(config))
    for problem in refused:
        warnings.warn(problem.message("en"), stacklevel=2)
    return load_deployment(read_deployment(found)).on_layers(layers)


def read(registry: Registry, case: CaseLike) -> Case:
    """A case, read and held against the facts that the registry knows.  Raises InputError."""
    if isinstance(case, Case):
        return case
    if isinstance(case, Mapping):
        if "extends" in case:  # plain data has no folder that another file could be looked for in
            raise InputError(Problem("unknown_key", {"key": "extends", "near": ""}))
        return case_from(
            case, str(case.get("title", "")), registry.vocabulary, registry.plugin_names, registry.text_called
        )
    return read_case(Path(case), registry.vocabulary, registry.plugin_names, registry.text_called)


def compare(
    registry: Registry,
    case: CaseLike,
    *,
    regions: Sequence[str] = (),
    questions: Sequence[Question] = (),
    on: str = RULING,
    as_known: str | None = None,
    differences: bool = True,
) -> Comparison:
    """One case before every region that is on, or before `regions` alone, by id, name or code.

    `questions` are "filing", "tolerance" and "clarification"; without any, those that the case poses.
    `on` and `as_known` choose the texts as `--on` and `--as-known` do: by default those in force on the day of
    the ruling, the case's own or else today.  Without `differences` the reasons
    why regions differ are left out, which takes less time.

    Raises InputError for the case, a region, a question or a day; a region that fails is an error row.
    """
    told = read(registry, case)
    for question in questions:
        if question not in QUESTIONS:
            values = {
                "value": question,
                "choices": ", ".join(QUESTIONS),
                "near": nearest(question, QUESTIONS),
            }
            raise InputError(Problem("not_one_of", values))
    questions = tuple(dict.fromkeys(questions))
    if not regions:
        registry.need_ruling_region()
    chosen = [registry.ruling_region(name) for name in regions]
    clock = at(told, on, as_known)
    return compare_case(registry, told, questions, chosen, explain_differences=differences, clock=clock)


def compare_many(
    registry: Registry, cases: Iterable[CaseLike], **options: Any
) -> Iterator[Comparison | InputError]:
    """The comparison of each case in turn, read when it is asked for; `options` are those of `compare`.

    A case with mistakes gives the InputError that tells them, in its place, and the others go on.
    """
    for case in cases:
        try:
            yield compare(registry, case, **options)
        except InputError as error:
            yield error


def rule(
    registry: Registry,
    case: CaseLike,
    region: str,
    *,
    questions: Sequence[Question] = (),
    on: str = RULING,
    as_known: str | None = None,
) -> Comparison:
    """One case before one region: a comparison of one row, whose ruling is `.ruling(region)`.

    The rest is as in `compare`.
    """
    return compare(registry, case, regions=[region], questions=questions, on=on, as_known=as_known)


def rule_many(
    registry: Registry, cases: Iterable[CaseLike], region: str, **options: Any
) -> Iterator[Comparison | InputError]:
    """The ruling of each case in turn, as `compare_many` gives them; `options` are those of `rule`."""
    return compare_many(registry, cases, regions=[region], **options)


def to_data(comparison: Comparison, language: Language = "zh", *, explain: bool = False) -> dict[str, Any]:
    """A comparison as plain data, its texts in this language; see docs/reference/comparison.schema.json.

    `explain` adds the sheet of the six factors, for a comparison of one region.
    """
    registry = comparison.registry
    data = comparison_data(comparison, Words(language, registry))
    asked = {ruling.region for answer in comparison.answers for ruling in answer.rulings}
    if explain and len(asked) == 1:
        here = registry.jurisdictions.get(asked.pop())
        if here is not None:
            data["six_factors"] = sheet_data(here, comparison.prepared)
    return data


def to_json(comparison: Comparison, language: Language = "zh", *, explain: bool = False) -> str:
    """The same as `--json` prints it, the last line end included."""
    return as_json(to_data(comparison, language, explain=explain))
