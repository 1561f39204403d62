"""The policy files of made-up regions as plain text; nothing of rongcuo has to be installed for it."""

from __future__ import annotations

import json
from typing import Any

TOPICS = {
    "red_line": "other_red_line", "situation": "other_situation", "condition": "other_condition",
    "tier": "outcome_tier", "tier_gate": "full_exemption", "trigger": "clear_name",
    "accusation": "false_accusation", "scope": "filing_scope", "filing_condition": "filing_scope",
    "step": "filing_procedure", "duty": "filing_duty", "effect": "effects",
    "aggravation": "aggravation", "mitigation": "mitigation",
    "measure": "incentive", "decider": "tolerance_decider",
}  # fmt: skip
FILES = {
    "red_line": "red_lines", "trigger": "clarification", "accusation": "clarification",
    "scope": "filing", "filing_condition": "filing", "step": "filing", "duty": "filing",
}  # fmt: skip
WORDS = {"zh": "条文", "en": "a clause"}
TITLE = {"zh": "某办法（虚构）", "en": "a method (made up)"}
ISSUER = {"zh": "某地", "en": "a place"}


def region(name: str, *, zh: str = "", code: str = "999901", level: str = "county", parent: str = "") -> str:
    """What region.toml says of a region; its last table is `policy`."""
    called = {"zh": zh or name, "en": name}
    above = {"parent": {"code": parent, "zh": "上级", "en": "above"}} if parent else {}
    about = {"title": TITLE, "issuer": ISSUER, "summary": {"zh": "虚构。", "en": "Made up."}}
    keys = {"id": name, "name": called, "full_name": called, "code": code, "level": level, **above}
    return f"format = 1\n{_lines(keys)}\n[policy]\n{_lines(about)}"


def source(name: str = "text", **keys: str) -> str:
    """A text of the region, as sources.toml has it."""
    return (
        f"[[source]]\n{_lines({'id': name, 'title': TITLE, 'issuer': ISSUER, 'kind': 'policy_text', **keys})}"
    )


def clause(kind: str, name: str, **keys: Any) -> tuple[str, str]:
    """The file a clause belongs to, and its entry."""
    told = {"id": name, "title": WORDS, "statement": WORDS, "topic": TOPICS[kind], "source": "text", **keys}
    if kind == "situation":
        told.setdefault("requires", "nothing stated")
    file = told.pop("file", FILES.get(kind, "tolerance"))
    return file, f"[[{kind}]]\n{_lines(told)}"


def term(name: str, **keys: Any) -> tuple[str, str]:
    """A word that conditions share."""
    return "tolerance", f"[[term]]\n{_lines({'id': name, 'title': WORDS, **keys})}"


def listing(kind: str, **keys: Any) -> tuple[str, str]:
    """The file a list belongs to, and what was seen of it."""
    return FILES.get(kind, "tolerance"), f"[list.{kind}]\n{_lines(keys)}"


def files(*parts: tuple[str, str]) -> dict[str, str]:
    """The files that these clauses and lists make up, by their names without the end."""
    found: dict[str, list[str]] = {}
    for file, entry in parts:
        found.setdefault(file, []).append(entry)
    return {file: "\n".join(entries) for file, entries in found.items()}


def _lines(keys: dict[str, Any]) -> str:
    return "".join(f"{key} = {_toml(value)}\n" for key, value in keys.items())


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(part)}" for key, part in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)
