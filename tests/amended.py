"""A made-up text that was amended: its second clause and red line were others, one clause came and one went."""

from __future__ import annotations

from pathlib import Path

from rongcuo import DataPlugin

from .policytext import clause, files, listing, region, source
from .running import FakePoint, Run, installed, run

TITLE = {"zh": "修改前（2019年）", "en": "before (2019)"}
EARLIER = """
[[earlier]]
id = "2019"
title = { zh = "修改前（2019年）", en = "before (2019)" }
from = "2019-03-01"
source = "text"
states = "differences"
added = ["T3"]
repealed = ["T4"]
"""


def named(kind: str, name: str, zh: str, en: str, **keys: object) -> tuple[str, str]:
    """A clause with words of its own."""
    said = {"title": {"zh": zh, "en": en}, "statement": {"zh": f"{zh}。", "en": f"{en}."}}
    return clause(kind, name, **said, **keys)


NOW = (
    listing("situation", seen="complete", source="text"),
    listing("condition", seen="none", source="text"),
    listing("red_line", seen="complete", source="text"),
    named("situation", "T1", "招商引资", "investment", when="'investment_recruitment' in field", tiers=["exempt"]),
    named("situation", "T2", "先行先试", "trials", when="trying_first", requires="collective_decision",
          source="notice", tiers=["exempt"]),
    named("situation", "T3", "历史遗留问题", "old problems", when="legacy_problem", source="notice", tiers=["exempt"]),
    named("red_line", "R1", "重大事故", "major accidents", when="safety_accident",
          finding={"zh": "重大", "en": "major"}),
    named("red_line", "R2", "损失一百万元以上", "a loss of a million", when="loss >= 1000000", source="notice"),
)  # fmt: skip
THEN = (
    named("situation", "T2", "先行先试", "trials", when="trying_first", tiers=["lighter"]),
    named("situation", "T4", "征地拆迁", "resettlement", when="'resettlement' in field", tiers=["exempt"],
          finding={"zh": "属于征地拆迁", "en": "is resettlement"}),
    named("red_line", "R2", "损失五十万元以上", "a loss of half a million", when="loss >= 500000"),
)  # fmt: skip


def amended(
    folder: Path,
    *,
    now: tuple[tuple[str, str], ...] = NOW,
    then: tuple[tuple[str, str], ...] = THEN,
    earlier: str = EARLIER,
    policy: str = "",
) -> Path:
    """Its files, in a folder; `policy` is what its `[policy]` says besides."""
    about = region("amended", zh="某县", code="999996") + f'from = "2023-07-01"\n{policy}\n{earlier}'
    told = {"region": about, "sources": source(date="2019-02-20") + source("notice", date="2023-06-20")}
    told |= files(*now)
    told |= {f"earlier/2019/{name}": text for name, text in files(*then).items()}
    for name, text in told.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.toml").write_text(text, "utf-8")
    return folder


def said(folder: Path, *command: str | Path, language: str = "zh") -> Run:
    """One command with this plugin, in its own folder."""
    point = FakePoint("amended", DataPlugin(folder))
    return run(*command, language=language, folder=folder, found=[*installed("national"), point])  # type: ignore[arg-type]


def case(folder: Path, act: str, ruling: str = "2024-09-01", more: str = "") -> str:
    """A case file in the plugin's folder: a trial, decided collectively, with a loss of 600 000 yuan."""
    text = (
        f'title = "案"\nwhere = "amended"\ndates = {{ act = "{act}", ruling = "{ruling}" }}\n'
        'absent = ["private_gain", "violation_found", "safety_accident"]\n'
        f"[facts]\ntrying_first = true\ncollective_decision = true\nloss = 600000\n{more}"
    )
    (folder / "case.txt").write_text(text, "utf-8")
    return "case.txt"
