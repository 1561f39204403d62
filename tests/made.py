"""Made-up texts of a region, written into a folder for the core to read as any plugin's."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rongcuo import DataPlugin
from rongcuo.facts import shared_vocabulary

from .running import FakePoint

REGION = """
format = 1
id = "{id}"
name = {{ zh = "{id}", en = "{id}" }}
full_name = {{ zh = "{id}", en = "{id}" }}
code = "{code}"
level = "{level}"
{parent}
[policy]
title = {{ zh = "某办法", en = "a method" }}
issuer = {{ zh = "某地", en = "a place" }}
summary = {{ zh = "虚构。", en = "Made up." }}
"""
SOURCES = """
[[source]]
id = "text"
title = { zh = "某办法", en = "a method" }
issuer = { zh = "某地", en = "a place" }
kind = "policy_text"
"""
TOPICS = {
    "red_line": "other_red_line", "situation": "other_situation", "condition": "other_condition",
    "tier": "outcome_tier", "tier_gate": "full_exemption", "trigger": "clear_name",
    "accusation": "false_accusation", "scope": "filing_scope", "step": "filing_procedure",
    "duty": "filing_duty", "effect": "effects", "aggravation": "aggravation", "mitigation": "mitigation",
    "measure": "incentive", "decider": "tolerance_decider",
}  # fmt: skip
FILES = {
    "red_line": "red_lines", "trigger": "clarification", "accusation": "clarification",
    "scope": "filing", "filing_condition": "filing", "step": "filing", "duty": "filing",
}  # fmt: skip
ADVERSE = tuple(fact.id for fact in shared_vocabulary().values() if fact.adverse)
WORDS = {"zh": "条文", "en": "a clause"}


def clause(kind: str, name: str, **keys: Any) -> tuple[str, str]:
    """The file a clause belongs to, and its entry."""
    told = {"id": name, "title": WORDS, "statement": WORDS, "topic": TOPICS[kind], "source": "text", **keys}
    if kind == "situation":
        told.setdefault("requires", "nothing stated")
    file = told.pop("file", FILES.get(kind, "tolerance"))
    lines = "".join(f"{key} = {_toml(value)}\n" for key, value in told.items())
    return file, f"[[{kind}]]\n{lines}"


def listing(kind: str, **keys: Any) -> tuple[str, str]:
    """The file a list belongs to, and what was seen of it."""
    lines = "".join(f"{key} = {_toml(value)}\n" for key, value in keys.items())
    return FILES.get(kind, "tolerance"), f"[list.{kind}]\n{lines}"


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(part)}" for key, part in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)


def text(
    folder: Path,
    name: str,
    *parts: tuple[str, str],
    level: str = "county",
    code: str = "999901",
    parent: str = "",
) -> FakePoint:
    """The plugin of a text that consists of these clauses and lists."""
    where = folder / name
    where.mkdir()
    above = f'parent = {{ code = "{parent}", zh = "上级", en = "above" }}' if parent else ""
    told = REGION.format(id=name, code=code, level=level, parent=above)
    (where / "region.toml").write_text(told, "utf-8")
    (where / "sources.toml").write_text(SOURCES, "utf-8")
    files: dict[str, list[str]] = {}
    for file, entry in parts:
        files.setdefault(file, []).append(entry)
    for file, entries in files.items():
        (where / f"{file}.toml").write_text("\n".join(entries), "utf-8")
    return FakePoint(name, DataPlugin(where))


def matter(facts: Mapping[str, Any], where: str = "below", **more: Any) -> dict[str, Any]:
    """A case where everything adverse was checked that its facts don't tell."""
    absent = [name for name in ADVERSE if name not in facts]
    return {"title": "t", "where": where, "facts": dict(facts), "absent": absent, **more}
