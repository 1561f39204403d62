"""Made-up texts of a region, written into a folder for the core to read as any plugin's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import tomlkit

from rongcuo import DataPlugin
from rongcuo.facts.vocabulary import shared_vocabulary
from rongcuo.plugins.loading import load_plugin
from rongcuo.policy.cases import Question, case_from
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.policy.policy import facts_of
from rongcuo.ruling import Ruling, prepare, rule
from rongcuo.ruling.clocks import at

from .policytext import files, region, source
from .running import FakePoint

ADVERSE = tuple(fact.id for fact in shared_vocabulary().values() if fact.adverse)


def text(folder: Path, name: str, *parts: tuple[str, str], id: str = "", **about: str) -> FakePoint:
    """The plugin of a text of these clauses and lists; `id` is its region's, if it isn't called like it."""
    where = folder / name
    where.mkdir()
    told = {"region": region(id or name, **about), "sources": source(), **files(*parts)}
    for file, content in told.items():
        (where / f"{file}.toml").write_text(content, "utf-8")
    return FakePoint(name, DataPlugin(where))


def matter(facts: Mapping[str, Any], where: str = "below", **more: Any) -> dict[str, Any]:
    """A case where everything adverse was checked that its facts don't tell."""
    absent = [name for name in ADVERSE if name not in facts]
    return {"title": "t", "where": where, "facts": dict(facts), "absent": absent, **more}


def ruled(plugin: FakePoint, case: Mapping[str, Any], question: Question = "tolerance") -> Ruling:
    """How a case is ruled by one text alone, on the texts of its own day."""
    loaded = load_plugin(plugin.plugin, plugin.name)
    assert loaded.policy is not None, loaded.problems
    policies = (loaded.policy,)
    vocabulary = facts_of(policies)
    read = case_from(case, "case", vocabulary, frozenset([plugin.name]))
    here = Jurisdiction(region=loaded.policy.region, policies=policies)
    return rule(here, prepare(read, policies, vocabulary, at(read)), question)


def decided_text(
    facts: Mapping[str, Any],
    where: str = "浙江",
    date: str = "2018-01-12",
    ruling: str = "",
    absent: Sequence[str] = (),
    outcome: Mapping[str, Any] | None = None,
    as_read: Mapping[str, Any] | None = None,
    read: str = "whole",
    title: str = "甲",
) -> str:
    """The file of a decided matter with these facts."""
    both = {"zh": "乙", "en": "b"}
    account = {"title": both, "publisher": both, "read": read, **({"date": date} if date else {})}
    told: dict[str, Any] = {"title": {"zh": title, "en": title}, "where": where, "left_out": both}
    told |= {"absent": list(absent), "facts": plain(facts), "account": [account]}
    told |= {"dates": {"ruling": ruling}} if ruling else {}
    told |= {"as_read": {"why": both, **plain(as_read)}} if as_read else {}
    return tomlkit.dumps({**told, "outcome": {"statement": both, **plain(outcome or {})}})


def plain(told: Any) -> Any:
    """What a file says, in tables and lists that can be written."""
    if isinstance(told, Mapping):
        return {key: plain(value) for key, value in told.items()}
    return [plain(value) for value in told] if isinstance(told, tuple | list) else told
