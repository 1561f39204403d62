"""Testing a plugin: what its cases show, what they leave untested, and every slip that they must notice."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import attrs
import pytest
from attrs import evolve

from rongcuo.policy.cases import Case, Expectation, read_case
from rongcuo.render.words import Words
from rongcuo.ruling import ClauseState, Needs, Possible, Ruling, rule
from rongcuo.ruling.result import ReadingTaken
from rongcuo_workshop.render.testing import gaps_page
from rongcuo_workshop.testing import proposals as proposing
from rongcuo_workshop.testing.exact import Versions
from rongcuo_workshop.testing.expectations import KEYS, Mismatch, mismatches
from rongcuo_workshop.testing.expectations import ruled_value as told_of
from rongcuo_workshop.testing.mutants import mutants
from rongcuo_workshop.testing.subject import Subject, notices, run_all, subject_of
from rongcuo_workshop.testing.touched import CONDITIONS, Touched
from rongcuo_workshop.testing.trial import Trial, try_out
from rongcuo_workshop.workspace import open_plugin

from .policytext import clause, files, listing, region, source
from .running import ROOT, Run, everything, run

pytestmark = [pytest.mark.once, pytest.mark.slow]

DEMO = ROOT / "examples" / "demo"

#: A made-up text of one situation and two red lines, small enough to count its slips by hand.
REGION, SOURCES = region("tiny", zh="小县", code="999997"), source()
TOLERANCE = files(
    listing("situation", seen="complete", source="text"),
    listing("condition", seen="none", source="text"),
    clause(
        "situation",
        "T1",
        title={"zh": "先行先试", "en": "Trying first"},
        statement={
            "zh": "先行先试，经集体研究的，可以容错。",
            "en": "Trying first, decided collectively, may be tolerated.",
        },
        when="trying_first",
        requires="collective_decision",
        tiers=["exempt"],
    ),
)["tolerance"]
RED_LINES = files(
    listing("red_line", seen="complete", source="text"),
    clause(
        "red_line",
        "R1",
        title={"zh": "损失一百万元以上", "en": "Loss of one million yuan or more"},
        statement={
            "zh": "损失一百万元以上的，不予容错。",
            "en": "No tolerance where the loss is one million yuan or more.",
        },
        when="loss >= 1000000",
    ),
)["red_lines"]
CASES = {
    "tolerated": (
        'facts = { trying_first = true, collective_decision = true, loss = "999999.99" }',
        'verdict = "tolerated"\ndecided_by = ["tiny:T1"]\ntiers = ["exempt"]',
    ),
    "refused": ("facts = { loss = 1000000 }", 'verdict = "refused"\ndecided_by = ["tiny:R1"]'),
    "alone": (
        "facts = { trying_first = true, collective_decision = false, loss = 0 }",
        'verdict = "unmet"\ndecided_by = ["tiny:T1"]',
    ),
    "other_work": (
        "facts = { trying_first = false, collective_decision = true, loss = 0 }",
        'verdict = "not_covered"\ndecided_by = ["tiny:situation"]',
    ),
}
ABSENT = '["private_gain", "violation_found"]'


def tiny(folder: Path, *, without: tuple[str, ...] = (), **files: str) -> Path:
    """The small plugin in a folder, with some files otherwise and some cases left out."""
    told = {"region": REGION, "sources": SOURCES, "tolerance": TOLERANCE, "red_lines": RED_LINES, **files}
    (folder / "cases").mkdir(parents=True)
    for name, text in told.items():
        (folder / f"{name}.toml").write_text(text, "utf-8")
    for name, (facts, expected) in CASES.items():
        if name not in without:
            head = f'title = "{name}"\nwhere = "tiny"\nabsent = {ABSENT}\n{facts}\n'
            (folder / "cases" / f"{name}.toml").write_text(f"{head}[expect.tiny]\n{expected}\n", "utf-8")
    return folder


def trial(folder: Path | str) -> Trial:
    return try_out(open_plugin(str(folder), everything()))


def survivors(tried: Trial) -> list[tuple[str, str, str]]:
    return [mutant.name for mutant in tried.mutation.survivors]


# Expectations


RULED = Ruling(
    region="tiny",
    question="tolerance",
    verdict="open",
    possible=(Possible(verdict="refused"), Possible(verdict="tolerated", tiers=("exempt",))),
    decided_by=("tiny:T1", "tiny:R1"),
    needs=Needs(checks=("obstructed",), questions=("loss",)),
    unaddressed=("mass_incident",),
    clauses=(ClauseState(id="tiny:T1", kind="situation", state="met", layer="tiny"),),
    readings=(
        ReadingTaken(
            id="tiny:r",
            taken=None,
            possible={"narrow": (Possible(verdict="tolerated", tiers=("exempt",)),)},
        ),
    ),
)


@pytest.mark.parametrize(
    ("key", "fits", "fails"),
    [
        ("decided_by", ("tiny:R1", "tiny:T1"), ("tiny:T1",)),
        ("tiers", ("exempt",), ()),
        ("unaddressed", ("mass_incident",), ()),
        ("checks", ("obstructed",), ("loss", "obstructed")),
        ("open_facts", ("loss", "obstructed"), ("loss",)),
        ("met", ("tiny:T1",), ("tiny:R1",)),
        ("not_met", (), ("tiny:T1",)),
        ("readings", {}, {"tiny:x": {"y": ("refused",)}}),
        ("reading_tiers", {"tiny:r": {"narrow": ("exempt",)}}, {"tiny:r": {"narrow": ("lighter",)}}),
        ("if_absent", None, "tolerated"),
    ],
)
def test_an_expectation_holds_or_says_what_came_out(key: str, fits: Any, fails: Any) -> None:
    assert not mismatches(Expectation(verdict="open", **{key: fits}), RULED)
    (found,) = mismatches(Expectation(verdict="open", **{key: fails}), RULED)
    assert found.key == key


def test_the_verdict_is_always_held_against() -> None:
    assert mismatches(Expectation(verdict="refused"), RULED) == (Mismatch("verdict", "refused", "open"),)


def test_everything_an_expectation_can_say_is_compared() -> None:
    said = {attribute.name for attribute in attrs.fields(Expectation)}
    assert said == {*KEYS, "why", "question"}


# The small plugin


def test_cases_that_test_everything_leave_nothing(tmp_path: Path) -> None:
    tried = trial(tiny(tmp_path / "tiny"))
    assert not tried.failed
    assert [covered.rule.id for covered in tried.coverage if not covered.whole] == []
    assert [boundary.value for boundary in tried.boundaries] == [99_999_999, 100_000_000]
    assert survivors(tried) == []
    assert tried.whole


#: Every slip that one can make in the small text, as it reads afterwards.
SLIPS = {
    ("T1", "when", "not trying_first"),
    ("T1", "requires", "not collective_decision"),
    ("T1", "tiers", "—"),
    ("T1", "status", "todo"),
    ("R1", "when", "loss > 1000000"),
    ("R1", "when", "loss < 1000000"),
    ("R1", "when", "loss >= '999999.99'"),
    ("R1", "status", "todo"),
}


def test_every_slip_is_a_mutant_and_each_meaning_is_there_once(tmp_path: Path) -> None:
    workspace = open_plugin(str(tiny(tmp_path / "tiny")), everything())
    assert {mutant.name for mutant in mutants(subject_of(workspace))} == SLIPS


def test_a_case_that_is_left_out_leaves_its_slips_and_its_boundary(tmp_path: Path) -> None:
    tried = trial(tiny(tmp_path / "tiny", without=("refused",)))
    # that R1 is no longer ruled by shows in the case that is tolerated: its list is no longer seen whole
    assert survivors(tried) == [("R1", "when", "loss > 1000000")]
    assert [b.value for b in tried.boundaries if b.taken is None] == [100_000_000]
    assert [c.rule.id for c in tried.coverage if c.decided is None] == ["tiny:R1"]
    assert not tried.whole


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("loss >= 1000000", "loss > 1000000"),
        ("loss >= 1000000", "loss >= 10000000"),
        ('requires = "collective_decision"', 'requires = "nothing stated"'),
        ('when = "trying_first"', 'when = "trying_first or no_precedent"'),
        ('tiers = ["exempt"]', 'tiers = ["lighter"]'),
    ],
)
def test_a_wrong_rule_is_noticed(right: str, wrong: str, tmp_path: Path) -> None:
    changed = {"tolerance": TOLERANCE.replace(right, wrong), "red_lines": RED_LINES.replace(right, wrong)}
    assert changed != {"tolerance": TOLERANCE, "red_lines": RED_LINES}
    assert trial(tiny(tmp_path / "tiny", **changed)).failed or not trial(tmp_path / "tiny").whole


def test_a_case_that_fails_shows_nothing(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "tiny")
    case = folder / "cases" / "refused.toml"
    case.write_text(case.read_text("utf-8").replace('"refused"', '"unmet"'), "utf-8")
    tried = trial(folder)
    assert [Path(outcome.case.file).stem for outcome in tried.failed] == ["refused"]
    assert [c.rule.id for c in tried.coverage if c.decided is None] == ["tiny:R1"]


# Equivalent mutants

#: A condition with a part that can't change anything: who tries first has no precedent, or has one.
REDUNDANT = TOLERANCE.replace('"trying_first"', '"trying_first and (no_precedent or not no_precedent)"')


def test_a_change_that_provably_changes_no_ruling_is_no_surviving_mutant(tmp_path: Path) -> None:
    tried = trial(tiny(tmp_path / "tiny", tolerance=REDUNDANT))
    same = {mutant.becomes for mutant in tried.mutation.equivalent}
    assert same == {"trying_first"}
    assert ("T1", "when", "trying_first") not in survivors(tried)


@cache
def demo() -> Subject:
    return subject_of(open_plugin(str(DEMO), everything()))


def test_two_versions_that_differ_have_a_setting_on_which_they_rule_apart() -> None:
    others = [mutant.subject for mutant in list(mutants(demo()))[::5]]
    versions = Versions(demo(), others)
    assert len(others) > 20
    assert all(versions.settings(other) for other in others if versions.same_words(other))
    assert not any(versions.alike(other) for other in others)


def test_a_policy_and_itself_are_alike() -> None:
    assert Versions(demo(), [demo()]).alike(demo())


# Texts that are too complex

#: Pairs of facts in an order in which no diagram of them stays small.
PAIRS = [(f"a{n}", f"b{n}") for n in range(20)]
TANGLED = RED_LINES.replace(
    "loss >= 1000000",
    f"loss >= 1000000 or ({' or '.join(a for a, _ in PAIRS)}) and loss > 2000000"
    f" or {' or '.join(f'{a} and {b}' for a, b in PAIRS)}",
)
FACTS = "".join(
    f"""
[[fact]]
id = "{name}"
group = "circumstances"
type = "yes_no"
label = {{ zh = "虚构", en = "made up" }}
ask = {{ zh = "是否？", en = "Is it?" }}
"""
    for pair in PAIRS
    for name in pair
)


@pytest.fixture
def tangled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small plugin with a red line that is too complex, its cases telling what makes it simple."""
    monkeypatch.setattr(
        "rongcuo.ruling.compiled.OPEN_BUDGET", 1_000
    )  # each mutant would try in vain up to it
    folder = tiny(
        tmp_path / "tiny",
        without=("alone", "other_work"),
        tolerance=TOLERANCE + FACTS,
        red_lines=TANGLED,
    )
    clear = "".join(f'"tiny:{name}" = false, ' for pair in PAIRS for name in pair)
    for file in folder.glob("cases/*.toml"):
        file.write_text(file.read_text("utf-8").replace("facts = { ", f"facts = {{ {clear}"), "utf-8")
    return folder


def test_a_text_too_complex_to_reason_about_is_tested_as_far_as_can_be(tangled: Path, tmp_path: Path) -> None:
    result = told(tangled, "--json", "--write-cases", tmp_path / "new")
    assert result.status == 0, result.err
    data = json.loads(result.out)
    assert all(case["passed"] for case in data["cases"])
    assert {clause["clause"] for clause in data["coverage"]} == {"tiny:T1", "tiny:R1"}
    assert data["contract"]["fails_closed"]["state"] == "too_complex"
    assert data["mutants"]["unproved"], "no mutant of the tangle is noticed or shown to mean the same"
    assert all(mutant in data["mutants"]["survivors"] for mutant in data["mutants"]["unproved"])
    assert data["written"] == [], "nothing can be proposed for what nobody can tell apart"


def test_a_survivor_that_nothing_shows_to_differ_is_told_as_such(tmp_path: Path) -> None:
    tried = trial(tiny(tmp_path / "tiny", without=("refused",)))
    unproved = evolve(tried, mutation=evolve(tried.mutation, unproved=tried.mutation.survivors))
    words = Words("en", tried.workspace.registry)
    assert "too complex" not in str(gaps_page(tried, words))
    assert "too complex for 1 of these" in str(gaps_page(unproved, words))


@pytest.mark.parametrize("command", ["check", "card"])
def test_a_text_too_complex_to_reason_about_has_its_check_and_its_card(command: str, tangled: Path) -> None:
    result = run(command, tangled, "--json")
    assert result.status in (0, 1), result.err
    assert "RC209" in result.out


# Cases that a change can't touch


@pytest.mark.parametrize("plugin", ["demo", "hongze"])
def test_a_case_that_a_change_leaves_untouched_does_not_notice_it(plugin: str) -> None:
    subject = demo() if plugin == "demo" else subject_of(open_plugin(plugin, everything()))
    cases = open_plugin(str(DEMO) if plugin == "demo" else plugin, everything()).cases
    outcomes = [outcome for outcome in run_all(subject, cases) if outcome.passed]
    touched, spared = Touched(subject, outcomes), 0
    for mutant in list(mutants(subject))[::3]:
        by = touched.by(mutant)
        left = [outcome.case for outcome in outcomes if outcome not in by]
        spared += len(left)
        assert not [case.file for case in left if notices(mutant.subject, case)], mutant.name
    assert spared > 20


@pytest.mark.parametrize("plugin", ["demo", "hongze"])
def test_a_case_that_an_edit_leaves_untouched_notices_the_same_slips(plugin: str) -> None:
    workspace = open_plugin(str(DEMO) if plugin == "demo" else plugin, everything())
    subject = subject_of(workspace)
    tried = {mutant.name: mutant for mutant in mutants(subject)}
    edits = [mutant for mutant in tried.values() if mutant.key in CONDITIONS]
    spared = 0
    for edit in edits[:: len(edits) // 5]:
        edited = edit.subject
        outcomes = [outcome for outcome in run_all(edited, workspace.cases) if outcome.passed]
        touched = Touched(edited, outcomes)
        for mutant in [mutant for mutant in mutants(edited) if mutant.name in tried][::7]:
            was = tried[mutant.name]
            changes = touched.changes(was.subject, mutant.subject)
            for case in [o.case for o in outcomes if touched.spares(changes, o.case.file)]:
                spared += 1
                assert notices(was.subject, case) is notices(mutant.subject, case), (edit.name, mutant.name)
    assert spared > 100


# Accepted mutants

ACCEPTED = """
[[mutant]]
clause = "R1"
key = "when"
becomes = "loss > 1000000"
reason = { zh = "理由", en = "a reason" }
"""


def test_an_accepted_mutant_is_listed_with_its_reason(tmp_path: Path) -> None:
    tried = trial(tiny(tmp_path / "tiny", without=("refused",), accepted=ACCEPTED))
    ((mutant, entry),) = tried.mutation.accepted
    assert mutant.becomes == "loss > 1000000"
    assert entry.reason.en == "a reason"
    assert survivors(tried) == []


def test_a_reason_for_a_mutant_that_does_not_survive_is_a_mistake(tmp_path: Path) -> None:
    tried = trial(tiny(tmp_path / "tiny", accepted=ACCEPTED))
    (problem,) = tried.stale
    assert problem.code == "accepted_stale"


# The command


def told(*arguments: str | Path, **settings: Any) -> Run:
    return run("test", *arguments, **settings)


def test_the_command_passes_and_fails_with_the_cases(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "tiny", without=("refused",))
    loose = told(folder, language="en")
    assert loose.status == 0
    assert "but no case tests what is listed above" in loose.out
    assert told(folder, "--strict").status == 1
    text = (folder / "red_lines.toml").read_text("utf-8").replace("1000000", "999999")
    (folder / "red_lines.toml").write_text(text, "utf-8")
    wrong = told(folder, "--json", language="en")
    assert wrong.status == 1
    (failed,) = [case for case in json.loads(wrong.out)["cases"] if not case["passed"]]
    assert failed["why"] == [
        "verdict: expected tolerated, came out refused",
        "decided by: expected tiny:T1, came out tiny:R1",
        "tiers: expected exempt, came out none",
        "tiny:T1 Trying first: met. It says: Trying first, decided collectively, may be tolerated. "
        "(because of: trying first = yes, collective decision = yes)",
        "tiny:R1 Loss of one million yuan or more: met. It says: No tolerance where the loss is one "
        "million yuan or more. (because of: loss = 999,999.99 yuan)",
    ]


def test_the_command_tells_the_same_as_json(tmp_path: Path) -> None:
    data = json.loads(told(tiny(tmp_path / "tiny", without=("refused",)), "--json").out)
    assert data["plugin"] == "tiny"
    assert [case["passed"] for case in data["cases"]] == [True, True, True]
    assert {mutant["becomes"] for mutant in data["mutants"]["survivors"]} == {"loss > 1000000"}


def test_a_case_that_expects_nothing_of_its_region_fails(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "tiny")
    (folder / "cases" / "blank.toml").write_text('title = "x"\nwhere = "tiny"\n', "utf-8")
    result = told(folder, language="en")
    assert result.status == 1
    assert "it expects nothing of tiny" in " ".join(result.out.split())


def test_an_installed_region_is_tested_by_its_name() -> None:
    assert told("靖江", "--json").status == 0


# Proposed cases


def test_a_proposed_case_notices_its_mutants_once_a_person_has_filled_it_in(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "tiny", without=("refused",))
    assert told(folder, "--write-cases", folder / "cases").status == 0
    (proposed,) = folder.glob("cases/proposed_*.toml")
    assert told(folder).status == 1, "nobody has said yet what the text says of it"
    text = proposed.read_text("utf-8")
    assert "loss = 1000000" in text
    text = text.replace("# [expect", "[expect").replace('# verdict = "…"', 'verdict = "refused"')
    proposed.write_text(text, "utf-8")
    assert trial(folder).whole


def test_a_proposal_holds_no_answer_of_the_engine(tmp_path: Path) -> None:
    told(tiny(tmp_path / "tiny", without=tuple(CASES)), "--write-cases", tmp_path / "new")
    files = sorted((tmp_path / "new").glob("*.toml"))
    assert len(files) > 2
    for file in files:
        text = file.read_text("utf-8")
        assert 'verdict = "…"' in text
        assert not any(f'"{verdict}"' in text for verdict in ("tolerated", "refused", "unmet", "not_covered"))


def test_the_proposals_for_a_plugin_without_cases_close_every_gap_when_answered_rightly(
    tmp_path: Path,
) -> None:
    folder = tiny(tmp_path / "tiny", without=tuple(CASES))
    assert told(folder, "--write-cases", tmp_path / "new").status == 1, "a plugin without cases is untested"
    workspace = open_plugin(str(folder), everything())
    subject = subject_of(workspace)
    cases = [read_case(file, subject.vocabulary) for file in sorted((tmp_path / "new").glob("*.toml"))]
    right = [evolve(case, expect={"tiny": as_ruled(subject, case)}) for case in cases]
    left = [m for m in mutants(subject) if not any(notices(m.subject, case) for case in right)]
    assert [mutant.name for mutant in left] == []


def as_ruled(subject: Subject, case: Case) -> Expectation:
    """What somebody would expect who agrees with the policy as it stands."""
    ruling = rule(subject.here, subject.prepare(case), case.questions()[0])
    tiers = told_of(ruling, "tiers")
    return Expectation(verdict=ruling.verdict, decided_by=ruling.decided_by, tiers=tiers)


def test_it_is_told_why_the_proposals_are_few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tiny(tmp_path / "tiny", without=tuple(CASES))
    result = told(folder, "--write-cases", tmp_path / "new", language="en")
    said = " ".join(result.out.split())
    left = len(trial(folder).mutation.survivors)
    assert 1 < len(list((tmp_path / "new").iterdir())) < left
    assert f"notice {left} of the {left}" in said
    assert "No case was found" not in said
    # where the search comes to nothing, what it was for is named
    monkeypatch.setattr(proposing, "_first", lambda *given: None)
    data = json.loads(told(folder, "--write-cases", tmp_path / "other", "--json").out)
    assert len(data["not_proposed"]) == left
    assert {tuple(name) for name in data["not_proposed"]} == {
        m.name for m in trial(folder).mutation.survivors
    }


def test_nothing_is_written_over_a_file(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "tiny", without=("refused",))
    file = tmp_path / "mine.toml"
    assert told(folder, "--write-cases", file).status == 0
    before = file.read_text("utf-8")
    again = told(folder, "--write-cases", file, language="en")
    assert again.status == 2
    assert "exists" in again.err
    assert file.read_text("utf-8") == before


def test_several_cases_need_a_folder(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "tiny", without=tuple(CASES))
    result = told(folder, "--write-cases", tmp_path / "all.toml", language="en")
    assert result.status == 2
    assert "name a folder" in result.err
    assert not (tmp_path / "all.toml").exists()


def test_where_every_mutant_is_noticed_there_is_nothing_to_write(tmp_path: Path) -> None:
    result = told(tiny(tmp_path / "tiny"), "--write-cases", tmp_path / "new", language="en")
    assert "There is no case to propose." in result.out
    assert not (tmp_path / "new").exists()


# What no slip is made in

UNTRIED = files(
    clause("decider", "D1", body={"zh": "县委", "en": "the county committee"}),
    clause("effect", "E1", topic="filing_worth", worth="exempts", file="filing"),
    clause("effect", "E2", file="filing"),
    clause("step", "F1", procedure="filing"),
    clause("step", "F2"),
    clause("duty", "F3", procedure="filing"),
    clause("duty", "F4", status="todo", procedure="filing"),
)
LEFT_OUT = {"decider": ["D1"], "effect": ["E1"], "step": ["F1"], "duty": ["F3"]}


def test_what_no_case_can_expect_is_listed_and_the_score_does_not_pass_it_over(tmp_path: Path) -> None:
    texts = {"tolerance": TOLERANCE + UNTRIED["tolerance"], "filing": UNTRIED["filing"]}
    folder = tiny(tmp_path / "tiny", **texts)
    done = json.loads(run("test", folder, "--json").out)
    assert done["untried"] == LEFT_OUT
    assert done["mutants"]["count"] == done["mutants"]["noticed"]
    assert json.loads(run("card", folder, "--json").out)["untried"] == LEFT_OUT
    said, card = run("test", folder, language="en"), run("card", folder, language="en")
    for line in ("deciding body: D1", "effect: E1", "step: F1", "duty: F3"):
        assert line in said.out and line in card.out


@pytest.mark.parametrize(("plugin", "untried"), [("bincheng", True), ("jingjiang", False)])
def test_a_pass_does_not_say_that_all_is_tested_where_no_slip_is_made_in_some_clauses(
    plugin: str, untried: bool
) -> None:
    done = run("test", plugin, language="en", columns=200)
    assert ("Passed: every case comes out as expected, and nothing is left untested." in done.out) != untried
    assert ("but for the clauses above in which no slip is made" in done.out) == untried
    assert ("No slip is made in these" in done.out) == untried
