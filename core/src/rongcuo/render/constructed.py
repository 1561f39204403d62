"""Constructed cases as the lines of a case file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..facts.problems import key_as_written
from .landing import toml_string


def case_lines(raw: Mapping[str, Any]) -> list[str]:
    """A case as the lines of its file: what is wanting is left out."""
    lines = [f"{key} = {_toml(raw[key])}" for key in ("title", "where", "dates") if key in raw]
    if raw.get("absent"):
        lines += ["absent = [", *(f'    "{name}",' for name in raw["absent"]), "]"]
    if raw.get("facts"):
        lines += ["", "[facts]"]
        lines += [f"{key_as_written(name)} = {_toml(value)}" for name, value in raw["facts"].items()]
    for name, finding in raw.get("findings", {}).items():
        lines += ["", f'[findings."{name}"]', *(f"{key} = {_toml(value)}" for key, value in finding.items())]
    return lines


def _toml(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_toml(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, str):
        return f'"{toml_string(value)}"'
    return json.dumps(value, ensure_ascii=False)
