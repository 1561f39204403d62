"""What `case check` tells of a file that can be read, and the order in which a new case asks."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from rongcuo.facts.called import fact_called
from rongcuo.facts.conditions import atoms
from rongcuo.facts.text import Language
from rongcuo.facts.vocabulary import shared_vocabulary
from rongcuo.policy.clauses import PROCEDURAL

from .running import LANGUAGES, everything, run

HEAD = 'title = "某事"\nwhere = "洪泽"\n'


def checked(folder: Path, text: str, language: Language = "zh") -> tuple[str, dict[str, Any]]:
    (folder / "case.toml").write_text(text, "utf-8")
    done = run("case", "check", "case.toml", language=language, folder=folder)
    told = run("case", "check", "case.toml", "--json", folder=folder)
    assert (done.status, done.err, told.status) == (0, "", 0)
    return done.out.replace("\n", ""), json.loads(told.out)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_title_of_the_template_and_nothing_answered_are_told(language: Language, tmp_path: Path) -> None:
    run("case", "new", "--region", "hongze", "-o", "new.toml", language=language, folder=tmp_path)
    out, told = checked(tmp_path, (tmp_path / "new.toml").read_text("utf-8"), language)
    assert told["placeholder"] is True and told["told"] == []
    assert ("案件标题" if language == "zh" else "the title of the case") in out
    assert ("已写明0项" if language == "zh" else "0 of") in out


def test_a_title_of_its_own_is_no_placeholder_and_what_is_answered_is_counted(tmp_path: Path) -> None:
    out, told = checked(tmp_path, HEAD + "[facts]\nnegligent = false\nkey_project = true\n")
    assert told["placeholder"] is False and "案件标题" not in out
    assert told["told"] == ["negligent"], "no clause asks about key projects"
    assert f"{len(told['asked'])}项事实，已写明1项" in out


@pytest.mark.parametrize(("language", "label"), [("zh", "工作领域"), ("en", "field of work")])
def test_a_field_that_a_finding_needs_is_told(language: Language, label: str, tmp_path: Path) -> None:
    finding = '[findings."shandong:T1"]\nmet = true\nby = "甲"\nbasis = "乙"\n'
    out, told = checked(tmp_path, HEAD + finding, language)
    assert told["needed"] == {"shandong:T1": ["field"]}
    assert "shandong:T1" in out and label in out
    when = everything().policies["shandong"].by_id["shandong:T1"].when
    assert when is not None
    member = min(str(atom.member) for atom in atoms(when))
    _, told = checked(tmp_path, f'{HEAD}[facts]\nfield = ["{member}"]\n{finding}', language)
    assert told["needed"] == {}


def test_one_of_several_facts_is_enough_for_a_finding(tmp_path: Path) -> None:
    finding = '[findings."haian:T1"]\nmet = true\nby = "甲"\nbasis = "乙"\n'
    _, told = checked(tmp_path, HEAD + finding)
    assert told["needed"] == {"haian:T1": ["emergency_avoidance", "key_reform_task", "trying_first"]}
    assert checked(tmp_path, f"{HEAD}[facts]\ntrying_first = true\n{finding}")[1]["needed"] == {}


def test_a_finding_that_nothing_is_met_needs_no_facts(tmp_path: Path) -> None:
    _, told = checked(tmp_path, HEAD + '[findings."haian:T1"]\nmet = false\nby = "甲"\nbasis = "乙"\n')
    assert told["needed"] == {}


@pytest.mark.parametrize(
    ("absent", "unsigned"),
    [
        ('absent = ["debt_default", "negligent"]', ["debt_default", "negligent"]),
        ('absent = ["debt_default", { facts = ["negligent"], by = "纪委" }]', ["debt_default"]),
        ('absent = { facts = ["negligent"], by = "纪委", on = 2024-05-01 }', []),
        ("absent = []", []),
    ],
)
def test_checks_by_nobody_are_told(absent: str, unsigned: list[str], tmp_path: Path) -> None:
    out, told = checked(tmp_path, f"{HEAD}{absent}\n")
    assert told["unsigned"] == unsigned
    assert (f"absent中有{len(unsigned)}项没有写明由谁核查" in out.replace(" ", "")) == bool(unsigned)


# The order of a new case


def asked(text: str) -> list[str]:
    facts = text.partition("[findings")[0].partition("[facts]")[2]
    vocabulary = everything().vocabulary
    return [fact_called(a or b, vocabulary) for a, b in re.findall(r'(?m)^# (?:"([^"]+)"|(\w+)) = ', facts)]


@pytest.mark.parametrize("region", ["hongze", "jingjiang", "shandong"])
def test_a_new_case_asks_what_decides_first_and_by_how_many_clauses_read_it(
    region: str, tmp_path: Path
) -> None:
    run("case", "new", "--region", region, "-o", "new.toml", folder=tmp_path)
    text = (tmp_path / "new.toml").read_text("utf-8")
    first, _, rest = text.partition("—— 其他条文涉及的事实")
    then, _, left = rest.partition("所选地区的条文均未涉及")
    here = everything().jurisdictions[region]
    reading = {
        name: [r.kind for r in here.by_id.values() if name in r.reads and r.kind not in PROCEDURAL]
        for name in shared_vocabulary()
    }
    deciding = {"red_line", "situation", "scope", "trigger"}
    for name in asked(first):
        if name in reading and name != "stage":
            assert deciding & set(reading[name]), name
    counts = [len(reading[name]) for name in asked(first) if name in reading and name != "stage"]
    assert counts == sorted(counts, reverse=True)
    assert not any(deciding & set(reading[name]) for name in asked("[facts]" + then) if name in reading)
    assert not any(reading[name] for name in asked("[facts]" + left) if name in reading)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("region", ["hongze", "jingjiang", "shandong"])
def test_a_new_case_leaves_no_fact_out_and_has_the_words_of_its_language(
    region: str, language: Language, tmp_path: Path
) -> None:
    run("case", "new", "--region", region, "-o", "new.toml", language=language, folder=tmp_path)
    text = (tmp_path / "new.toml").read_text("utf-8")
    told = asked(text)
    assert len(told) == len(set(told))
    wanted = {"procedure_flaw", "mandatory_procedure", "rule_departed", "loss"}
    for name in wanted:
        assert shared_vocabulary()[name].ask[language] in text
    assert {*told} >= {*shared_vocabulary()}
    names = [fact.label.zh if language == "zh" else fact.id for fact in shared_vocabulary().values()]
    assert all(f'# "{name}"' in text or f"# {name} = " in text for name in names)
    words = '"是"' if language == "zh" else "true"
    facts = text.partition("# [findings")[0]
    assert f" = {words}" in facts and (" = true" in facts) == (language == "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_case_says_the_next_step_at_its_end(language: Language, tmp_path: Path) -> None:
    done = run("case", "new", "-o", "new.toml", language=language, folder=tmp_path)
    last = done.out.rstrip().rpartition("\n\n")[2]
    assert "rongcuo case check new.toml" in last and "rongcuo compare new.toml" in last
    end = (tmp_path / "new.toml").read_text("utf-8").splitlines()[-1]
    assert "rongcuo case check" in end and "rongcuo compare" in end
