"""What the tests of `rongcuo check` share that write a whole text: one that was amended, and what is found in it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from rongcuo.plugins.registry import Registry
from rongcuo_workshop.check import check
from rongcuo_workshop.finding import Finding
from rongcuo_workshop.workspace import survey_plugin

from .running import everything

REGION = """
format = 1
id = "amended"
name = { zh = "修改县", en = "Amended" }
full_name = { zh = "江苏省盐城市修改县", en = "Amended, Yancheng, Jiangsu" }
code = "320998"
level = "county"
parent = { code = "320900", zh = "盐城市", en = "Yancheng" }

[policy]
title = { zh = "修改县容错办法", en = "Measures of Amended" }
issuer = { zh = "修改县委", en = "Committee of Amended" }
from = "2023-07-01"
summary = { zh = "示例。", en = "An example." }
"""
EARLIER = """
[[earlier]]
id = "2019"
title = { zh = "修改前（2019年）", en = "before the amendment (2019)" }
from = "2019-03-01"
source = "text"
"""
DIFFERENCES = EARLIER + 'states = "differences"\nadded = ["T3"]\nrepealed = ["T4"]\n'
SOURCE = """
[[source]]
id = "{id}"
title = {{ zh = "{title}", en = "{id}" }}
issuer = {{ zh = "修改县委", en = "Committee" }}
date = "{date}"
kind = "policy_text"
"""
SOURCES = SOURCE.format(id="text", title="容错办法", date="2019-02-20") + SOURCE.format(
    id="notice", title="修改通知", date="2023-06-20"
)
SITUATIONS, LINES = (
    f'[list.{kind}]\nseen = "complete"\nsource = "text"\n' for kind in ("situation", "red_line")
)
NO_CONDITIONS = '[list.condition]\nseen = "none"\nsource = "text"\n'
TOPICS = {"red_line": "other_red_line", "situation": "other_situation", "condition": "other_condition"}


def clause(kind: str, name: str, title: str, *keys: str, source: str = "text", topic: str = "") -> str:
    return f"""
[[{kind}]]
id = "{name}"
title = {{ zh = "{title}", en = "title of {name}" }}
statement = {{ zh = "{title}的，按照规定办理。", en = "Statement of {name}." }}
topic = "{topic or TOPICS.get(kind, "")}"
source = "{source}"
locator = {{ zh = "第二条", en = "article 2" }}
""" + "".join(f"{key}\n" for key in keys)


NOTHING = 'requires = "nothing stated"'
T1 = clause("situation", "T1", "招商引资失误", "when = \"'investment_recruitment' in field\"", NOTHING)
T2 = clause("situation", "T2", "先行先试失误", 'when = "trying_first"', 'requires = "collective_decision"')
T3 = clause("situation", "T3", "历史遗留问题", 'when = "legacy_problem"', NOTHING, source="notice")
T2_THEN = clause("situation", "T2", "先行先试失误", 'when = "trying_first"', NOTHING)
T4_THEN = clause("situation", "T4", "扶贫失误", "when = \"'resettlement' in field\"", NOTHING)
R1 = clause(
    "red_line", "R1", "重大安全事故", 'when = "safety_accident"', 'finding = { zh = "重大", en = "major" }'
)
R2 = clause("red_line", "R2", "损失一百万元以上", 'when = "loss >= 1000000"', source="notice")
R2_THEN = clause("red_line", "R2", "损失五十万元以上", 'when = "loss >= 500000"')

#: A text of 2023 and what was different in 2019: T2 and R2 were other ones, T3 wasn't there, T4 was.
AMENDED = {
    "region.toml": REGION + DIFFERENCES,
    "sources.toml": SOURCES,
    "tolerance.toml": SITUATIONS + NO_CONDITIONS + T1 + T2 + T3,
    "red_lines.toml": LINES + R1 + R2,
    "earlier/2019/tolerance.toml": T2_THEN + T4_THEN,
    "earlier/2019/red_lines.toml": R2_THEN,
}
#: The text of 2023 alone.
NEWEST = {name: text for name, text in AMENDED.items() if "earlier" not in name} | {"region.toml": REGION}


@pytest.fixture(scope="module")
def registry() -> Registry:
    return everything("national")


def findings(folder: Path, registry: Registry, files: Mapping[str, str]) -> list[Finding]:
    """What checking a plugin of these files finds, but for cases that it hasn't."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    found = check(survey_plugin(str(folder), registry))
    return [finding for finding in found if finding.code not in ("RC302", "RC303", "RC304", "RC703")]


def problems(folder: Path, registry: Registry, files: Mapping[str, str]) -> list[str]:
    return [finding.problem.code for finding in findings(folder, registry, files)]


def errors(folder: Path, registry: Registry, files: Mapping[str, str]) -> list[Finding]:
    return [finding for finding in findings(folder, registry, files) if finding.severity == "error"]
