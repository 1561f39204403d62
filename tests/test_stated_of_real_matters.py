"""What real matters have to say beside their clauses: stated, shown, and no verdict changed by it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .running import run

pytestmark = pytest.mark.once

#: A way to state each of the facts that reports of real matters gave and no clause reads.
STATED = {
    "key_project": "true",
    "tender_limit": '"reached"',
    "contract_change": '"exceeded"',
    "experts_consulted": "true",
    "ordinary_carelessness": "true",
    "loss_grade": '"considerable"',
    "public_support": "true",
    "cause_weight": '"one_of_main"',
    "tolerance_condition": '"not_fulfilled"',
}
OF_A_REPORT = {
    "report_harm_possible": '["election"]',
    "untrue_reason": '"grievance"',
    "signature_used": "true",
    "cleared_subject": '"body"',
    "reporter_handled": '["educated"]',
}


def ruled(folder: Path, base: str, facts: str) -> dict[str, dict[str, object]]:
    case = folder / "case.toml"
    case.write_text(f'title = "甲"\nwhere = "洪泽"\n[facts]\n{base}\n{facts}\n', "utf-8")
    done = run("compare", case, "--json")
    assert (done.status, done.err) == (0, "")
    rulings = json.loads(done.out)["answers"][0]["rulings"]
    return {ruling["region"]: ruling for ruling in rulings}


@pytest.mark.slow
@pytest.mark.parametrize("name", STATED)
def test_it_changes_no_answer_asks_no_check_and_is_told_as_unread(name: str, tmp_path: Path) -> None:
    base = 'field = ["investment_recruitment"]\ninquiries_made = true'
    before = ruled(tmp_path, base, "")
    after = ruled(tmp_path, base, f"{name} = {STATED[name]}")
    for region, told in after.items():
        if (
            name != "loss_grade" or region == "jingjiang"
        ):  # elsewhere a loss says that there is something to remedy
            assert name in told["unread"]  # type: ignore[operator]
        same = ("verdict", "possible", "decided_by", "unaddressed", "tiers")
        assert {key: told.get(key) for key in same} == {key: before[region].get(key) for key in same}


@pytest.mark.parametrize("name", OF_A_REPORT)
def test_what_is_stated_of_a_report_is_told_as_unread_and_on_the_sheet(name: str, tmp_path: Path) -> None:
    base = 'report_outcome = { value = "untrue", by = "甲", basis = "乙" }'
    before = ruled(tmp_path, base, "")
    after = ruled(tmp_path, base, f"{name} = {OF_A_REPORT[name]}")
    assert {r: told["verdict"] for r, told in after.items()} == {r: t["verdict"] for r, t in before.items()}
    assert all(name in told["unread"] for told in after.values())  # type: ignore[operator]
    done = run("rule", tmp_path / "case.toml", "--region", "haian", "--explain", "--json")
    assert name in json.loads(done.out)["six_factors"]["clarification"]["unread"]


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ("ordinary_carelessness = true\nnegligent = true", "negligent"),
        ('loss_grade = "small"\nloss = 0', "损失金额与损失程度不一致"),
        ('loss_grade = "none"\nloss = 5', "损失金额与损失程度不一致"),
        ('loss_grade = "small"\nremedy = "nothing_to_remedy"', "没有需要补救的"),
        ('untrue_reason = "mistake"\nfabricated = true', "不是了解情况有误"),
    ],
)
def test_what_excludes_each_other_is_an_input_error(facts: str, says: str, tmp_path: Path) -> None:
    case = tmp_path / "case.toml"
    case.write_text(f'title = "甲"\nwhere = "洪泽"\n[facts]\n{facts}\n', "utf-8")
    done = run("case", "check", case)
    assert done.status == 2
    assert says in done.err


def test_an_award_lost_to_an_untrue_report_makes_a_false_accusation_no_worse(tmp_path: Path) -> None:
    base = 'report_outcome = { value = "untrue", by = "甲", basis = "乙" }\nfabricated = true'
    for harm, state in (("award", "not_met"), ("election", "met")):
        ruled(tmp_path, base, f'report_harm = ["{harm}"]')
        done = run("rule", tmp_path / "case.toml", "--region", "national", "--json")
        clauses = json.loads(done.out)["answers"][0]["rulings"][0]["clauses"]
        assert {clause["id"]: clause["state"] for clause in clauses}["national:W2b"] == state


@pytest.mark.parametrize(("language", "needs"), [("zh", "意图使人受追究或名誉受损"), ("en", "harm intended")])
def test_what_a_false_accusation_still_needs_is_printed(language: str, needs: str, tmp_path: Path) -> None:
    case = tmp_path / "case.toml"
    outcome = 'report_outcome = { value = "untrue", by = "甲", basis = "乙" }'
    case.write_text(f'title = "甲"\nwhere = "洪泽"\n[facts]\n{outcome}\nfabricated = true\n', "utf-8")
    for command in (["compare"], ["compare", "--full"], ["rule", "--region", "haian"]):
        done = run(*command, case, "--lang", language)
        assert done.status == 0
        assert needs in done.out, command
