"""The catalogues: what is said in Chinese is set as Chinese is."""

from __future__ import annotations

import re
from importlib import import_module

import pytest

from .running import ROOT

CATALOGUES = (
    "rongcuo.catalogue",
    *(file.parent.name + ".catalogue" for file in sorted(ROOT.glob("extensions/*/src/*/catalogue.py"))),
    "rongcuo_registry.sayings",
)
#: What is written as it stands: a name between backticks, a word of Latin letters, a heading of TOML.
CODE = re.compile(r"`[^`]*`|\[[^\]]*\]|(?<![{\w])[A-Za-z_][\w.\-]*(?![\w}])", re.ASCII)


@pytest.mark.parametrize("catalogue", CATALOGUES)
def test_in_a_message_code_has_a_space_between_it_and_chinese(catalogue: str) -> None:
    told = {k: zh for k, (zh, _) in import_module(catalogue).MESSAGES.items() if k.startswith("problem.")}
    close = [
        (key, found.group())
        for key, zh in told.items()
        for found in CODE.finditer(zh)
        if re.search("[一-鿿]$", zh[: found.start()]) or re.match("[一-鿿]", zh[found.end() :])
    ]
    assert close == []
