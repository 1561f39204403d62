"""Levels: those above a region by their codes, whether or not a text serves them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from attrs import frozen

from ..facts.text import Text
from .clauses import Region
from .policy import Policy

#: What a region is ruled by: its own text on the floor, or on the texts of every level above it.
Layers = Literal["floor", "all"]
NATION = "100000"
#: Levels from the lowest.
LEVELS = ("county", "city", "province", "nation")


@frozen(kw_only=True)
class Level:
    """One level above a region.  `plugins` serve it; none where no installed text has anything to rule by."""

    code: str
    name: Text
    level: str
    plugins: tuple[str, ...] = ()


def levels_above(region: Region, policies: Mapping[str, Policy]) -> tuple[Level, ...]:
    """The levels above a region, from the lowest: by its parent, and from there by GB/T 2260."""
    regions = {policy.region.code: policy.region for policy in policies.values()}
    names = {r.parent.code: Text(r.parent.zh, r.parent.en) for r in regions.values() if r.parent}
    names |= {code: known.name for code, known in regions.items()}
    levels: list[Level] = []
    code = region.code
    passed = {code}
    while code != NATION:
        here = region if code == region.code else regions.get(code)
        code = here.parent.code if here is not None and here.parent is not None else code_above(code)
        if code in passed:
            break
        passed.add(code)
        known = regions.get(code)
        level = Level(
            code=code,
            name=names.get(code, Text(code, code)),
            level=known.level if known else level_of(code),
            plugins=tuple(text.plugin for text in texts_of(code, policies.values())),
        )
        levels.append(level)
    return tuple(levels)


def code_above(code: str) -> str:
    """The code of the next level: 320813, 320800, 320000, 100000."""
    if code.endswith("0000"):
        return NATION
    return f"{code[:2]}0000" if code.endswith("00") else f"{code[:4]}00"


def level_of(code: str) -> Literal["county", "city", "province", "nation"]:
    """Whether a code is the nation's, a province's, a city's or a county's."""
    if code == NATION:
        return "nation"
    return "province" if code.endswith("0000") else "city" if code.endswith("00") else "county"


def texts_of(code: str, policies: Iterable[Policy]) -> list[Policy]:
    """The texts of one place that cases are ruled by, and those that fill them."""
    here = [policy for policy in policies if policy.region.code == code]
    texts = [policy for policy in here if not policy.fills and policy.rules_cases]
    return [*texts, *(policy for policy in here if policy.fills)] if texts else []
