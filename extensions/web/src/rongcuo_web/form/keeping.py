"""A kept case on the form: its fields, its number, and what it was when it was opened there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import tomlkit

from rongcuo.plugins.registry import Registry

from ..serving.address import Fields
from .fields import BEFORE, FILE, KEPT, fields_of


def fields_of_kept(case: int, raw: Mapping[str, Any], registry: Registry) -> Fields:
    """The fields of a case of the registry, as if its case file had been opened."""
    values = fields_of(raw, registry).values
    return Fields(values={**values, FILE: [tomlkit.dumps(raw)], KEPT: [str(case)], BEFORE: [mark_of(raw)]})


def mark_of(raw: Mapping[str, Any]) -> str:
    """What tells a case from what it is once somebody has changed it."""
    text = json.dumps(raw, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
