"""Several persons of one matter: what `compare` and `rule` do with a folder of case files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .. import api
from ..facts.problems import InputError, Problem
from ..policy.persons import files_of
from ..render.page import AsPrinted
from ..render.persons import persons_data, persons_page
from ..render.words import Words
from .output import Result, Setting


def of_folder(setting: Setting, folder: Path, **asked: Any) -> Result:
    """Every case of a folder before the same regions.  Raises InputError with the mistakes of every file."""
    files = files_of(folder)
    outcomes = [*api.compare_many(setting.registry, files, differences=False, **asked)]
    mistakes: list[Problem] = []
    for outcome in outcomes:
        if isinstance(outcome, InputError):  # what stands in a file that several extend is told once
            mistakes += [problem for problem in outcome.problems if problem not in mistakes]
    if mistakes:
        raise InputError(mistakes)
    comparisons = [outcome for outcome in outcomes if not isinstance(outcome, InputError)]
    registry = comparisons[0].registry
    words = Words(setting.language, registry)
    regions = tuple(dict.fromkeys(r.region for each in comparisons for a in each.answers for r in a.rulings))
    return Result(
        page=persons_page(comparisons, words),
        data=persons_data(
            [str(file) for file in files], [api.to_data(each, setting.language) for each in comparisons]
        ),
        failed=any(each.failed() for each in comparisons),
        subject=AsPrinted(registry, regions),
    )
