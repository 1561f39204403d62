"""Versions of a text that state only what differs: what each says, and what is shown of them."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from pathlib import Path

import pytest
from attrs import evolve

from rongcuo import DataPlugin
from rongcuo.plugins.loading import load_plugin
from rongcuo.policy.cases import Case, Dates, Finding
from rongcuo.policy.policy import Policy

from .policytext import region, source
from .running import FakePoint, Run, installed, run
from .scale import scaled
from .test_clocks import NO_LINES, WHOLE, case, clause, loaded, ruled, situation, write

COUNTED = '[list.situation]\nseen = "counted"\nannounced = {}\n[list.condition]\nseen = "none"\n'
OLD, MIDDLE, NEW = "2018", "2021", "2025"
FACTS = ("trying_first", "no_precedent", "sudden_event", "policy_changed", "reform_work", "key_project")


def version(name: str = "2017", start: str = "2017", states: str = "differences", **keys: list[str]) -> str:
    named = "".join(f"{key} = {json.dumps(ids)}\n" for key, ids in keys.items())
    says = f'states = "{states}"\n' if states else ""
    title = f'title = {{ zh = "{name}年办法", en = "measures of {name}" }}'
    return f'[[earlier]]\nid = "{name}"\n{title}\nfrom = "{start}"\n{says}{named}'


def told(head: str = WHOLE, **situations: str) -> str:
    """A text that tolerates these situations; `head` are its lists."""
    return head + "".join(situation(name, when) for name, when in situations.items())


def of(fact: str) -> Case:
    return case(**{name: name == fact for name in FACTS})


# What a version says


@pytest.fixture
def amended(tmp_path: Path) -> Policy:
    """T1 stays, T2 was replaced, T3 added and T9 dropped, all in 2020."""
    files = {
        "tolerance.toml": told(T1="trying_first", T2="no_precedent", T3="sudden_event"),
        "earlier/2017/tolerance.toml": told("", T2="policy_changed", T9="key_project"),
    }
    earlier = version(added=["T3"], repealed=["T9"])
    return loaded(write(tmp_path, policy='from = "2020"', earlier=earlier, files=files))


@pytest.mark.parametrize(
    ("fact", "then", "now"),
    [
        ("trying_first", "tolerated", "tolerated"),
        ("no_precedent", "not_covered", "tolerated"),
        ("sudden_event", "not_covered", "tolerated"),
        ("policy_changed", "tolerated", "not_covered"),
        ("key_project", "tolerated", "not_covered"),
        ("reform_work", "not_covered", "not_covered"),
    ],
)
def test_a_day_is_ruled_by_what_its_version_said(amended: Policy, fact: str, then: str, now: str) -> None:
    assert (ruled([amended], of(fact), OLD).verdict, ruled([amended], of(fact), NEW).verdict) == (then, now)


def test_a_term_that_rests_on_an_added_clause_came_with_it(tmp_path: Path) -> None:
    title = 'title = { zh = "词", en = "word" }\n'
    terms = "".join(
        f'[[term]]\nid = "{name}"\n{title}{key}\n'
        for name, key in (
            ("over", 'of = ["under"]'),
            ("under", 'when = "T3 and reform_work"'),
            ("kept", 'when = "T1"'),
        )
    )
    files = {
        "tolerance.toml": told(T1="trying_first", T3="sudden_event", T4="over or kept") + terms,
        "earlier/2017/tolerance.toml": told("", T4="kept"),
    }
    policy = loaded(write(tmp_path, policy='from = "2020"', earlier=version(added=["T3"]), files=files))
    (former,) = policy.earlier
    assert former.policy is not None and set(former.policy.terms) == {"kept"}


def test_each_version_states_what_differs_from_the_next(tmp_path: Path) -> None:
    files = {
        "tolerance.toml": told(T1="trying_first", T3="sudden_event"),
        "earlier/2020/tolerance.toml": told("", T1="no_precedent"),
    }
    earlier = version(added=["T3"]) + version("2020", "2020")
    policy = loaded(write(tmp_path, policy='from = "2023"', earlier=earlier, files=files))
    assert [[rule.clause.id for rule in text.rules] for text in policy.editions] == [
        ["T1"],
        ["T1", "T3"],
        ["T1", "T3"],
    ]
    assert [ruled([policy], of("no_precedent"), day).verdict for day in (OLD, MIDDLE, NEW)] == [
        "tolerated",
        "tolerated",
        "not_covered",
    ]


def test_a_version_whose_content_is_unknown_in_between_is_passed_over(tmp_path: Path) -> None:
    files = {"tolerance.toml": told(T1="trying_first", T3="sudden_event")}
    earlier = version(added=["T3"]) + version("2020", "2020", states="") + "published = false\n"
    policy = loaded(write(tmp_path, policy='from = "2023"', earlier=earlier, files=files))
    found = [ruled([policy], of("sudden_event"), day) for day in (OLD, MIDDLE, NEW)]
    assert [ruling.verdict for ruling in found] == ["not_covered", "no_rule", "tolerated"]


def test_a_finding_on_a_clause_counts_in_every_version(tmp_path: Path) -> None:
    finding = '{ zh = "重大", en = "major" }'
    wider = "safety_accident or mass_incident"
    lines = '[list.red_line]\nseen = "complete"\n'
    files = {
        "tolerance.toml": told(T1="trying_first"),
        "red_lines.toml": lines
        + clause("red_line", "R1", "safety_accident", "safety_accident", finding=finding),
        "earlier/2017/red_lines.toml": clause("red_line", "R1", "safety_accident", wider, finding=finding),
    }
    policy = loaded(write(tmp_path, policy='from = "2020"', earlier=version(), files=files))
    asked = case(trying_first=True, safety_accident=True)
    found = evolve(asked, findings={"mock:R1": Finding(met=True)})
    for day in (OLD, NEW):
        assert ruled([policy], asked, day).verdict == "open"
        assert ruled([policy], found, day).verdict == "refused"


@pytest.mark.parametrize("newest", [True, False])
def test_a_finding_that_one_version_alone_asks_for_counts_in_it(newest: bool, tmp_path: Path) -> None:
    finding = '{ zh = "重大", en = "major" }'
    asks = clause("red_line", "R1", "safety_accident", "safety_accident", finding=finding)
    plain = clause("red_line", "R1", "safety_accident", "safety_accident")
    now, then = (asks, plain) if newest else (plain, asks)
    files = {
        "tolerance.toml": told(T1="trying_first"),
        "red_lines.toml": '[list.red_line]\nseen = "complete"\n' + now,
        "earlier/2017/red_lines.toml": then,
    }
    policy = loaded(write(tmp_path, policy='from = "2020"', earlier=version(), files=files))
    asked = case(trying_first=True, safety_accident=True)
    verdicts = [ruled([policy], asked, day).verdict for day in (OLD, NEW)]
    assert verdicts == (["refused", "open"] if newest else ["open", "refused"])
    both = evolve(asked, dates=Dates(ruling="2020"))  # a day on which either may have ruled
    assert ruled([policy], both).verdict == "open"


def test_a_clause_that_was_the_same_cites_the_document_of_its_time(tmp_path: Path) -> None:
    files = {
        "tolerance.toml": WHOLE
        + situation("T1", "trying_first", source='"later"', locator='{ zh = "第二条", en = "article 2" }')
        + situation("T2", "key_project", source='"undated"', locator='{ zh = "第三段", en = "paragraph 3" }')
        + situation("T3", "sudden_event", source='"later"')
    }
    earlier = version(added=["T3"]) + 'source = "text"\n'
    policy = loaded(write(tmp_path, policy='from = "2023"', earlier=earlier, files=files))
    then, also = policy.editions[0].rules
    assert (then.source.id, then.clause.locator) == ("text", None)
    assert (also.source.id, also.clause.locator) == ("undated", policy.rules[1].clause.locator)
    assert policy.rules[0].source.id == "later"


def test_what_differs_comes_to_the_same_as_the_whole_text(tmp_path: Path) -> None:
    rng = random.Random(20)
    for number in range(scaled(12)):
        ids = [f"T{n}" for n in range(1, 7)]
        texts = []
        for _ in range(3):
            there = [name for name in ids if rng.random() < 0.7] or ids[:1]
            text = {name: rng.choice(FACTS) for name in there}
            texts += [text] if text not in texts[-1:] else [{**text, "T7": "reform_work"}]
        differing, whole = (
            loaded(_written(tmp_path / f"{number}-{states}", texts, states))
            for states in ("differences", "whole")
        )
        for fact in FACTS:
            for day in (OLD, MIDDLE, NEW):
                one, other = (ruled([policy], of(fact), day) for policy in (differing, whole))
                assert (one.verdict, set(one.decided_by)) == (other.verdict, set(other.decided_by))


def _written(folder: Path, texts: list[dict[str, str]], states: str) -> Path:
    """The versions of 2017, 2020 and 2023, each whole or as it differs from the next."""
    files = {"tolerance.toml": told(**texts[-1])}
    earlier = ""
    for name, text, following in zip(("2017", "2020"), texts, texts[1:], strict=False):
        differs = {key: when for key, when in text.items() if following.get(key) != when}
        added, repealed = sorted(following.keys() - text), sorted(text.keys() - following)
        if states == "whole" or differs or not added:
            head = WHOLE if states == "whole" or not differs else ""
            files[f"earlier/{name}/tolerance.toml"] = told(head, **(text if states == "whole" else differs))
        if states == "whole":
            files[f"earlier/{name}/red_lines.toml"] = NO_LINES
        earlier += version(name, name, states=states, added=added, repealed=repealed)
    folder.mkdir()
    return write(folder, policy='from = "2023"', earlier=earlier, files=files)


# What is shown


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """T1 is put otherwise, T3 added, T9 dropped."""
    old = clause("situation", "T1", "reform_trial", "trying_first", requires='"nothing stated"')
    files = {
        "tolerance.toml": told(T1="trying_first", T2="no_precedent", T3="sudden_event"),
        "earlier/2017/tolerance.toml": old.replace("甲。", "乙。")
        .replace("a.", "b.")
        .replace('en = "a"', 'en = "b"')
        + situation("T9", "key_project"),
    }
    earlier = version(added=["T3"], repealed=["T9"])
    return write(tmp_path, policy='from = "2020"', earlier=earlier, files=files)


def said(folder: Path, *command: str) -> Run:
    return run(
        *command,
        language="en",
        folder=folder,
        found=[*installed("national"), FakePoint("mock", DataPlugin(folder))],
    )


def test_the_versions_of_a_region_are_told_with_what_each_changed(history: Path) -> None:
    data = json.loads(said(history, "versions", "mock", "--json").out)
    assert [told["changes"] for told in data["versions"]] == [
        {"added": [], "changed": [], "repealed": []},
        {"added": ["mock:T3"], "changed": ["mock:T1"], "repealed": ["mock:T9"]},
    ]
    page = said(history, "versions", "mock").out
    assert "added T3; changed T1; dropped T9" in " ".join(page.split())


def test_what_a_version_says_of_acts_from_before_its_time_is_told(history: Path) -> None:
    assert "before its time" not in said(history, "versions", "mock").out
    file = history / "region.toml"
    rules = 'transition = "milder"\ncontinuing = "new"\n\n[[earlier]]\ntransition = "old"'
    file.write_text(file.read_text("utf-8").replace("[[earlier]]", rules), "utf-8")
    page = " ".join(said(history, "versions", "mock").out.split())
    assert "to the earlier one: measures of 2017" in page
    assert "takes the milder" in page and "went on into its time" in page
    told = json.loads(said(history, "versions", "mock", "--json").out)["versions"]
    assert [(each["transition"], each["continuing"]) for each in told] == [("old", None), ("milder", "new")]
    assert "takes the milder" in " ".join(said(history, "show", "mock").out.split())


@pytest.mark.parametrize(
    ("name", "states"),
    [("T1", ["first", "changed"]), ("T2", ["first", "same"]), ("T3", ["not_there", "added"]),
     ("T9", ["first", "repealed"])],
)  # fmt: skip
def test_a_clause_is_told_through_time(name: str, states: list[str], history: Path) -> None:
    data = json.loads(said(history, "versions", "mock", name, "--json").out)
    assert [told["state"] for told in data["versions"]] == states
    assert said(history, "versions", "mock", name).out == said(history, "show", "mock", name, "--history").out


@pytest.mark.slow
def test_a_row_is_told_in_the_words_of_the_version_that_ruled(history: Path) -> None:
    told_case = history / "cases" / "one.toml"
    told_case.parent.mkdir()
    told_case.write_text('title = "甲"\nwhere = "某县"\n[facts]\ntrying_first = true\n', "utf-8")
    then, now = (
        said(history, "rule", "--region", "mock", str(told_case), "--explain", "--on", day).out
        for day in (OLD, NEW)
    )
    assert ("mock:T1 b" in then, "mock:T1 a" in then) == (True, False)
    assert ("mock:T1 b" in now, "mock:T1 a" in now) == (False, True)


def write_files(folder: Path, texts: Mapping[str, str]) -> None:
    for name, content in texts.items():
        path = folder / f"{name}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")


ARTICLE = 'locator = {{ zh = "第{}条", en = "article {}" }}\n'


@pytest.mark.slow
def test_the_texts_above_are_cited_as_the_version_that_ruled_counts_its_articles(tmp_path: Path) -> None:
    """And an answer that rests on either version has the words of the newest."""
    about = {
        "prov": region("prov", zh="某省", code="990000", level="province") + 'from = "2020"\n' + version(),
        "mock": region("mock", zh="某县", code="990101") + 'from = "2010"\n',
    }
    tolerating = {
        "prov/tolerance": told(T1="no_precedent") + ARTICLE.format("七", 7),
        "prov/earlier/2017/tolerance": told("", T1="no_precedent") + ARTICLE.format("三", 3),
        "mock/tolerance": told(T1="reform_work"),
    }
    written = {
        **{f"{name}/region": text for name, text in about.items()},
        **{f"{name}/sources": source("text", date="2010") for name in about},
        **{f"{name}/red_lines": NO_LINES for name in about},
        **tolerating,
        "one": 'title = "甲"\nwhere = "某县"\n[facts]\nno_precedent = true\nreform_work = false\n',
    }
    write_files(tmp_path, written)
    points = [FakePoint(name, DataPlugin(tmp_path / name)) for name in about]
    found = [*installed("national"), *points]
    for day, article in ((OLD, "article 3"), (NEW, "article 7"), ("2020-06", "article 7")):
        out = run(
            "compare", "one.toml", "--full", "--on", day, language="en", folder=tmp_path, found=found
        ).out
        (line,) = (line for line in out.splitlines() if "prov:T1 a method" in line)
        assert article in line, day


def test_a_clause_whose_term_was_redefined_was_changed(tmp_path: Path) -> None:
    term = '[[term]]\nid = "new"\ntitle = {{ zh = "新", en = "new" }}\nsource = "text"\nwhen = "{}"\n'
    files = {
        "tolerance.toml": told(T1="new", T2="reform_work") + term.format("no_precedent"),
        "earlier/2017/tolerance.toml": term.format("trying_first"),
    }
    folder = write(tmp_path, policy='from = "2020"', earlier=version(), files=files)
    data = json.loads(said(folder, "versions", "mock", "--json").out)
    assert data["versions"][1]["changes"]["changed"] == ["mock:T1"]


def test_a_clause_that_stayed_begins_once(tmp_path: Path) -> None:
    files = {
        "tolerance.toml": WHOLE + situation("T1", "no_precedent", in_force='{ from = "2019" }'),
        "earlier/2017/red_lines.toml": '[list.red_line]\nseen = "complete"\n',
    }
    folder = write(tmp_path, policy='from = "2020"', earlier=version(), files=files)
    events = json.loads(said(folder, "timeline", "mock", "--json").out)["events"]
    assert [event["clauses"] for event in events if event["date"] == "2019"] == [["mock:T1"]]


def test_of_an_earlier_national_text_the_floor_alone_stands_under_a_region(tmp_path: Path) -> None:
    """And its words are those of the version that ruled."""

    def lines(title: str) -> str:
        under = clause("red_line", "R1", "safety_accident", "safety_accident", floor="true")
        whole = under + clause("red_line", "R2", "other_red_line", "mass_incident")
        return '[list.red_line]\nseen = "complete"\n' + whole.replace("甲", title)

    nation = region("national", zh="全国", code="100000", level="nation") + 'from = "2020"\n' + version()
    files = {
        "national/region": nation,
        "national/sources": source("text", date="2010"),
        "national/red_lines": lines("新"),
        "national/earlier/2017/red_lines": lines("旧"),
        "mock/region": region("mock", zh="某县", code="990101") + 'from = "2010"\n',
        "mock/sources": source("text", date="2010"),
        "mock/red_lines": NO_LINES,
        "mock/tolerance": told(T1="reform_work"),
    }
    facts = "reform_work = true\nsafety_accident = {}\nmass_incident = {}\n"
    for name, values in {"beside": ("false", "true"), "under": ("true", "false")}.items():
        files[name] = 'title = "甲"\nwhere = "某县"\n[facts]\n' + facts.format(*values)
    write_files(tmp_path, files)
    found = [FakePoint(name, DataPlugin(tmp_path / name)) for name in ("national", "mock")]
    for day, title in ((OLD, "旧"), (NEW, "新")):
        command = ("rule", "--region", "mock", "--on", day)
        beside = json.loads(run(*command, "beside.toml", "--json", folder=tmp_path, found=found).out)
        (ruling,) = beside["answers"][0]["rulings"]
        assert ruling["verdict"] == "tolerated"
        assert f"national:R1 {title}" in run(*command, "under.toml", folder=tmp_path, found=found).out


@pytest.mark.parametrize(
    ("states", "keys", "files", "codes"),
    [
        ("", {}, True, ["unpublished_files"]),
        ("differences", {}, False, ["unpublished_states"]),
        ("differences", {"added": ["T3"], "repealed": ["T9"]}, False, ["unpublished_states"] * 3),
        ("", {}, False, []),
    ],
)
def test_what_is_stated_of_a_version_whose_content_is_not_public_is_a_mistake(
    states: str, keys: dict[str, list[str]], files: bool, codes: list[str], tmp_path: Path
) -> None:
    told_now = {"tolerance.toml": told(T1="trying_first", T3="sudden_event")}
    then = {"earlier/2017/tolerance.toml": told("", T1="no_precedent")} if files else {}
    earlier = version(states=states, **keys) + "published = false\n"
    folder = write(tmp_path, policy='from = "2020"', earlier=earlier, files=told_now | then)
    problems = load_plugin(DataPlugin(folder), "mock").problems
    assert [problem.code for problem in problems] == codes
    assert all("region.toml" in (problem.file or "") for problem in problems)
