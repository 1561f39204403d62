"""未知 (or unknown) may stand wherever a case may leave something out, and is then the same as not writing it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from rongcuo.facts.called import UNKNOWN
from rongcuo.facts.known import _PARTIAL
from rongcuo.facts.vocabulary import shared_vocabulary
from rongcuo.policy.cases import Case, case_from, read_case

from .made import decided_text
from .running import run

HEAD = 'title = "甲"\nwhere = "靖江"\n'
#: What a case may say, {} standing for the word; and the same without what isn't known.
PLACES = {
    "who checked": ('absent = [{{ facts = ["negligent"], by = {} }}]', 'absent = ["negligent"]'),
    "when it was checked": ('absent = [{{ facts = ["negligent"], on = {} }}]', 'absent = ["negligent"]'),
    "a check in one table": ('[absent]\nfacts = ["negligent"]\nby = {}\non = {}', 'absent = ["negligent"]'),
    "what was checked": ("absent = {}", ""),
    "one that was checked": ("absent = [{}]", ""),
    "who found a fact": ('facts.private_gain = {{ value = ["self"], by = {}, basis = {} }}',
                         'facts.private_gain = ["self"]'),
    "a fact that somebody found": ('facts.reform_work = {{ value = {}, by = "丁" }}', ""),
    "one bound": ("facts.loss = {{ at_least = 3, at_most = {} }}", "facts.loss = {{ at_least = 3 }}"),
    "who made a finding": ('[findings."haian:T1"]\nmet = true\nby = {}\nbasis = {}',
                           '[findings."haian:T1"]\nmet = true'),
    "a finding": ('findings."haian:T1" = {}', ""),
    "whether it is met": ('findings."haian:T1".met = {}', ""),
    "every day": ("dates = {}", ""),
    "each day": ("dates = {{ act = {}, act_to = {}, filed = {}, ruling = {} }}", ""),
    "every fact": ("facts = {}", ""),
    "every finding": ("findings = {}", ""),
    "all evidence": ("evidence = {}", ""),
}  # fmt: skip


def case(text: str) -> Case:
    return case_from(tomllib.loads(HEAD + text), "-", shared_vocabulary(), frozenset(["haian"]))


def says(one: Case) -> Any:
    facts = {name: (k.values, k.span, k.includes, k.excludes, k.by, k.basis, k.checked, k.on)
             for name, k in one.facts.items()}  # fmt: skip
    findings = {name: (f.met, f.by, f.basis) for name, f in one.findings.items()}
    return facts, findings, one.dates, one.evidence, {*one.written}


@pytest.mark.parametrize("word", UNKNOWN)
@pytest.mark.parametrize("place", PLACES)
def test_what_is_said_to_be_unknown_is_as_if_it_were_not_written(place: str, word: str) -> None:
    told, without = PLACES[place]
    filled = (
        told.replace("{{", "<")
        .replace("}}", ">")
        .replace("{}", f'"{word}"')
        .replace("<", "{")
        .replace(">", "}")
    )
    assert says(case(filled)) == says(case(without.replace("{{", "{").replace("}}", "}")))


@pytest.mark.parametrize("word", UNKNOWN)
def test_every_fact_takes_it_in_every_form(word: str) -> None:
    forms = 0
    for fact in shared_vocabulary().values():
        for key in _PARTIAL.get(fact.type, ()):
            for said in ({key: word}, {key: [word]}, {key: word, "by": "甲"}):
                told = case_from(
                    {"title": "甲", "where": "乙", "facts": {fact.id: said}},
                    "-",
                    shared_vocabulary(),
                    frozenset(),
                )
                known = told.facts.get(fact.id)
                assert known is None or known.values == frozenset(fact.values)
                forms += 1
    assert forms > 400


def test_it_takes_back_what_a_base_says(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text(
        HEAD + 'absent = ["negligent"]\ndates = { act = "2024" }\nfacts = { reform_work = true }\n', "utf-8"
    )
    unknown = 'absent = "未知"\ndates = "未知"\nfacts = "未知"\n'
    (tmp_path / "case.toml").write_text('extends = "base.toml"\n' + unknown, "utf-8")
    told = read_case(tmp_path / "case.toml", shared_vocabulary())
    assert says(told) == says(case(""))


def test_an_interview_goes_on_from_such_a_file(tmp_path: Path) -> None:
    unknown = 'absent = "未知"\ndates = "未知"\nfacts = "未知"\nfindings = "未知"\n'
    (tmp_path / "case.toml").write_text(HEAD + unknown, "utf-8")
    (tmp_path / "answers.toml").write_text("reform_work = true\n", "utf-8")
    done = run("ask", "--from", "case.toml", "--answers", "answers.toml", "--region", "靖江", folder=tmp_path)
    assert done.status == 0, done.err


def test_what_may_not_be_left_out_may_not_be_unknown(tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text(decided_text({}, read="未知"), "utf-8")
    assert run("backtest", "m.toml", folder=tmp_path).status == 2
