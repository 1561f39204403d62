"""What `rongcuo check` finds no error in never makes `rongcuo test` stop, and a fault stops neither."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from rongcuo.facts.vocabulary import shared_vocabulary

from .mutating import other_condition, spots, to_toml
from .running import LANGUAGES, installed, run
from .scale import WHOLE, scaled
from .test_testing import ACCEPTED
from .test_testing_versions import amended

pytestmark = [pytest.mark.once, pytest.mark.slow]

FACTS = list(shared_vocabulary().values())
#: What an entry of a policy may be given, whether it fits or not.
KEYS: tuple[tuple[str, Any], ...] = (
    ("status", "todo"), ("floor", True), ("counted", False), ("open_ended", True), ("tiers", []),
    ("tiers", ["lighter"]), ("addresses", ["knowing_violation"]), ("requires", "nothing stated"),
    ("finding", {"zh": "认定", "en": "found"}), ("in_force", {"from": "2099"}), ("in_force", {"to": "2010"}),
    ("in_force", {"by": "2019-05"}),
)  # fmt: skip
LISTS: tuple[tuple[str, Any], ...] = (
    ("seen", "report"), ("seen", "none"), ("open_ended", True), ("join", "any"), ("gates", ["exempt"]),
    ("announced", 9),
)  # fmt: skip
POLICY = (
    ("from", "2099"),
    ("to", "2012"),
    ("transition", "milder"),
    ("continuing", "new"),
    ("reported", "2020"),
)
EXPECTED: tuple[tuple[str, Any], ...] = (
    ("tiers", []), ("tiers", ["lighter"]), ("unaddressed", ["loss"]), ("met", ["R1"]), ("not_met", ["T1"]),
    ("checks", []), ("open_facts", ["loss"]), ("if_absent", "refused"), ("question", "filing"),
    ("readings", {"tiny:x": {"a": ["refused"]}}), ("reading_tiers", {"tiny:x": {"a": ["exempt"]}}),
    ("verdict", "open"), ("verdict", "no_rule"), ("decided_by", ["tiny:situation"]),
)  # fmt: skip
CASE = (
    ("where", "nowhere"), ("where", "330000"), ("dates", {"act": "2015"}), ("dates", {"act": "2018"}),
    ("dates", {"ruling": "2011"}), ("absent", []), ("facts", {"stage": "planned"}), ("findings", {}),
)  # fmt: skip

Data = dict[str, Any]


def _key(data: Data, rng: Random) -> None:
    entries = [e for value in data.values() if isinstance(value, list) for e in value if isinstance(e, dict)]
    if entries:
        rng.choice(entries).update([rng.choice(KEYS)])


def _list(data: Data, rng: Random) -> None:
    if data.get("list"):
        rng.choice(list(data["list"].values())).update([rng.choice(LISTS)])


def _condition(data: Data, rng: Random) -> None:
    found = [s for s in spots(data) if s.key in ("when", "requires")]
    if found:
        spot = rng.choice(found)
        other = rng.choice(["true", "loss >= 0", "R1", "not T1", other_condition("loss > 5", FACTS, rng)])
        spot.inside[spot.key] = other


def _gone(data: Data, rng: Random) -> None:
    found = [s for s in spots(data) if s.key not in ("title", "zh", "en")]
    if found:
        spot = rng.choice(found)
        del spot.inside[spot.key]


def _policy(data: Data, rng: Random) -> None:
    data["policy"].update([rng.choice(POLICY)])


def _case(data: Data, rng: Random) -> None:
    data.update([rng.choice(CASE)])


def _expected(data: Data, rng: Random) -> None:
    data["expect"]["tiny"].update([rng.choice(EXPECTED)])


def changes(file: Path) -> list[Callable[[Data, Random], None]]:
    if file.parent.name == "cases":
        return [_case, _expected, _expected]
    return [_policy] if file.name == "region.toml" else [_key, _key, _list, _condition, _condition, _gone]


def test_what_check_passes_never_makes_test_stop(tmp_path: Path) -> None:
    tested = 0
    for seed in range(scaled(25)):
        rng = Random(seed)
        folder = amended(tmp_path / f"{seed}" / "tiny")
        if rng.random() < 0.2:
            (folder / "accepted.toml").write_text(ACCEPTED, "utf-8")
        for file in rng.sample(sorted(folder.rglob("*.toml")), rng.choice((1, 1, 2, 3))):
            data = tomllib.loads(file.read_text("utf-8"))
            rng.choice(changes(file))(data, rng)
            file.write_text(to_toml(data) or "# nothing", "utf-8")
        language = rng.choice(LANGUAGES)
        checked = run("check", folder, "--json", found=installed("national"), language=language)
        assert checked.status in (0, 1, 2), (seed, checked.err)
        if checked.status == 2 or json.loads(checked.out)["count"]["error"]:
            continue
        told = run("test", folder, "-o", folder / "new", found=installed("national"), language=language)
        assert told.status in (0, 1), (seed, told.err)
        tested += 1
    assert tested > 5 or not WHOLE
