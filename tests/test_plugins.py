"""Plugins: each hook is called, and whatever a plugin does wrong costs its own region alone, visibly."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click
import pytest
from attrs import evolve

from rongcuo import DataPlugin, Text, hookimpl
from rongcuo.clauses import (
    About,
    Chapter,
    Context,
    InForce,
    ListInfo,
    Measure,
    RedLine,
    Region,
    Scope,
    Situation,
    Source,
    Trigger,
)
from rongcuo.facts.problems import InputError
from rongcuo.facts.vocabulary import shared_vocabulary
from rongcuo.plugins.deployment import Deployment
from rongcuo.plugins.registry import Registry, load

from .running import FOUR, LANGUAGES, ROOT, FakePoint, Point, Run, installed, run

WORDS = Text("文字", "words")
ACCIDENT = ROOT / "examples" / "constructed" / "jingjiang_r4_accident_major.toml"
OTHERS = {
    "bincheng": "unaddressed",
    "haian": "unaddressed",
    "hongze": "not_covered_so_far",
    "jingjiang": "refused",
}
#: Those four, and what stands under them.
FOUND = installed(*FOUR, "national")
SHARED: dict[str, Any] = {"title": WORDS, "statement": WORDS, "source": "text"}


def region(name: str = "demo") -> Region:
    about = About(title=WORDS, issuer=WORDS, summary=WORDS)
    return Region(
        id=name, name=Text("示例", "Demo"), full_name=WORDS, code="999999", level="county", policy=about
    )


class Plugin:
    """A plugin that says where it is from, and answers no hook."""

    region: Any = region()
    sources: Any = (Source(id="text", title=WORDS, issuer=WORDS, kind="policy_text"),)


def answering(hook: str, answer: Callable[..., Any], **attributes: Any) -> Any:
    """A plugin that answers one hook; `answer` is given the context."""

    def called(self: object, context: Context) -> Any:
        return answer(context)

    called.__name__ = hook
    return type("Answering", (Plugin,), {hook: hookimpl(called), **attributes})()


def lines(*clauses: Any) -> Any:
    """A plugin whose red lines these are."""
    return answering("red_lines", lambda _: Chapter(clauses=clauses))


LINE = RedLine(id="R1", topic="safety_accident", when="safety_accident", **SHARED)
SOUND = lines(LINE)


def points(plugin: object, name: str = "demo") -> list[Point]:
    return [*FOUND, FakePoint(name, plugin)]


def registry(plugin: object, name: str = "demo") -> Registry:
    return load(Deployment(), points(plugin, name))  # type: ignore[arg-type]


def verdicts(done: Run) -> dict[str, str]:
    (answer,) = json.loads(done.out)["answers"]
    return {ruling["region"]: ruling["verdict"] for ruling in answer["rulings"]}


def compare(found: Sequence[Point], *more: str, folder: Path = ROOT) -> Run:
    return run("compare", ACCIDENT, "--json", *more, found=found, folder=folder)


def written(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, "utf-8")
    return folder


@click.command()
def hello() -> None:
    click.echo("hello")


def extension(*commands: click.Command) -> Any:
    class Extension:
        @hookimpl
        def register_commands(self, context: Context) -> list[click.Command]:
            return list(commands)

    return Extension()


# Each hook is called


def ruled(plugin: object, question: str, **facts: Any) -> dict[str, Any]:
    """What a region of its own makes of a case that knows these facts."""
    from rongcuo.comparing.comparison import compare as compare_case
    from rongcuo.policy.cases import case_from
    from rongcuo.render.data import ruling_data
    from rongcuo.render.words import Words

    here = load(Deployment(), [*installed("national"), FakePoint("demo", plugin)])  # type: ignore[list-item]
    case = case_from({"title": "x", "where": "demo", "facts": facts}, "x", here.vocabulary, here.plugin_names)
    (answer,) = compare_case(here, case, [question]).answers  # type: ignore[list-item]
    return ruling_data(answer.rulings[0], Words("en", here))


def test_red_lines_is_called_and_its_red_line_refuses() -> None:
    assert ruled(SOUND, "tolerance", safety_accident=True)["decided_by"] == ["demo:R1"]


def test_tolerance_criteria_is_called_and_its_situation_tolerates() -> None:
    situation = Situation(
        id="T1", topic="reform_trial", when="trying_first", requires="collective_decision", **SHARED
    )
    plugin = answering("tolerance_criteria", lambda _: Chapter(clauses=(situation,)))
    ruling = ruled(plugin, "tolerance", trying_first=True, collective_decision=True)
    assert ruling["if_absent"]["verdict"] == "tolerated_so_far"
    assert "demo:T1" in ruling["decided_by"]


def test_filing_is_called_and_its_scope_can_be_filed() -> None:
    scope = Scope(id="F1", topic="filing_scope", when="no_precedent", **SHARED)
    info = {"scope": ListInfo(seen="complete"), "filing_condition": ListInfo(seen="none")}
    plugin = answering("filing", lambda _: Chapter(clauses=(scope,), lists=info))
    ruling = ruled(plugin, "filing", no_precedent=True, stage="planned", filing="none")
    assert (ruling["verdict"], ruling["decided_by"]) == ("fileable", ["demo:F1"])


def test_clarification_is_called_and_its_trigger_clears_a_name() -> None:
    trigger = Trigger(
        id="C1", topic="clear_name", when="report_outcome == 'untrue'", forms=("written",), **SHARED
    )
    plugin = answering("clarification", lambda _: Chapter(clauses=(trigger,)))
    ruling = ruled(plugin, "clarification", report_outcome="untrue")
    assert ruling["verdict"] == "clear" and "demo:C1" in ruling["decided_by"]


def test_measures_is_called_and_its_measure_is_shown_without_a_row_in_the_comparison() -> None:
    measure = Measure(id="M1", topic="training", target=Text("每年10名", "10 a year"), **SHARED)
    found = registry(answering("measures", lambda _: Chapter(clauses=(measure,))))
    assert [rule.id for rule in found.policies["demo"].rules] == ["demo:M1"]
    assert "demo" not in found.jurisdictions and not found.failed


def test_register_commands_is_called_and_its_command_runs() -> None:
    found = points(extension(hello), "greetings")
    assert run("hello", found=found) == Run(0, "hello\n", "")
    assert "hello" not in run("--help", found=found).out  # nothing is loaded for a page of help


@pytest.mark.parametrize(
    "hook", ["red_lines", "tolerance_criteria", "filing", "clarification", "measures", "register_commands"]
)
def test_every_hook_is_told_the_plugins_name_and_the_facts(hook: str) -> None:
    told: list[Context] = []
    registry(answering(hook, lambda context: told.append(context)))
    (context,) = told
    assert context.plugin == "demo"
    assert set(context.vocabulary) == set(shared_vocabulary())


def test_a_hook_with_nothing_to_say_may_answer_nothing() -> None:
    plugin = type("Silent", (type(SOUND),), {"filing": hookimpl(lambda self, context: None)})()
    assert "demo" in registry(plugin).jurisdictions


def test_a_clause_made_in_python_may_say_from_when_it_is_in_force() -> None:
    found = registry(lines(evolve(LINE, in_force=InForce(from_="2024-03"))))
    assert "demo" in found.jurisdictions


# What a plugin does wrong costs its own region


def misspelt(**options: bool) -> Any:
    def red_linez(self: object, context: Context) -> Chapter:
        return Chapter()

    return type("Misspelt", (Plugin,), {"red_linez": hookimpl(**options)(red_linez)})()


def around(**options: bool) -> Any:
    def red_lines(self: object, context: Context) -> Any:
        yield

    return type("Around", (Plugin,), {"red_lines": hookimpl(**options)(red_lines)})()


def lines_of(where: Region) -> Any:
    """A plugin of this region with a red line."""
    return answering("red_lines", lambda _: Chapter(clauses=(LINE,)), region=where)


def misnamed() -> Any:
    def red_lines(self: object, ctx: Context) -> Chapter:
        return Chapter()

    return type("Misnamed", (Plugin,), {"red_lines": hookimpl(red_lines)})()


def unmarked() -> Any:
    def red_lines(self: object, context: Context) -> Chapter:
        return Chapter()

    return type("Unmarked", (Plugin,), {"red_lines": red_lines})()


def raising(error: BaseException) -> Any:
    def answer(_: Context) -> Chapter:
        raise error

    return answering("red_lines", answer)


def endless(context: Context) -> Chapter:
    return endless(context)


class Mute(Exception):
    """An exception that can't tell what it is."""

    def __str__(self) -> str:
        raise ValueError


class Shy:
    """A plugin whose region can't be had."""

    @property
    def region(self) -> Region:
        raise OSError("no region today")

    @hookimpl
    def red_lines(self, context: Context) -> Chapter:
        return Chapter(clauses=(LINE,))


class Regionless:
    """A plugin with red lines that says of no region what it serves."""

    @hookimpl
    def red_lines(self, context: Context) -> Chapter:
        return Chapter(clauses=(LINE,))


def of(clause: type[Any], **values: Any) -> Any:
    return clause(**{"id": "R1", "topic": "safety_accident", "when": "safety_accident", **SHARED, **values})


UNREAL: Any = {"red_line": "all"}
#: What is wrong, and what the report of it has to name.
BROKEN: dict[str, tuple[object, str]] = {
    "a misspelt hook": (misspelt(), "是否应为 `red_lines`"),
    "a hook with another argument": (misnamed(), "`red_lines` 只有 context 一个参数，请删去 ctx"),
    "a misspelt hook that is optional": (misspelt(optionalhook=True), "是否应为 `red_lines`"),
    "a hook around others": (around(hookwrapper=True), "`red_lines` 不能用 wrapper"),
    "a hook around others, as is usual now": (around(wrapper=True), "`red_lines` 不能用 wrapper"),
    "an object that is no plugin": (None, "没有回答任何钩子"),
    "a region without a clause": (answering("filing", lambda _: None), "没有任何条文或清单"),
    "a command without a name": (
        answering("register_commands", lambda _: [click.Command(None)]),
        "register_commands",
    ),
    "a hook that isn't marked": (unmarked(), "`red_lines`"),
    "a text for an answer": (answering("red_lines", lambda _: "none"), "`red_lines` 应返回 Chapter"),
    "a list for an answer": (answering("measures", lambda _: [LINE]), "`measures` 应返回 Chapter"),
    "a clause that is a table": (lines({"id": "R1"}), "`red_lines`"),
    "clauses that are none": (answering("red_lines", lambda _: Chapter(clauses=None)), "demo"),  # type: ignore[arg-type]
    "an id that is a number": (lines(of(RedLine, id=3)), "red_line 3，id"),
    "a title in one language": (lines(of(RedLine, title="事故")), "title"),
    "a condition that is a fact": (lines(of(RedLine, when=True)), "when"),
    "a condition that can't be read": (lines(of(RedLine, when="saftey_accident")), "`safety_accident`"),
    "a condition that would run something": (lines(of(RedLine, when="__import__('os')")), "不能调用"),
    "a status that isn't one": (lines(of(RedLine, status="seen")), "`seen`"),
    "a floor that is a text": (lines(of(RedLine, floor="yes")), "floor"),
    "a source that isn't there": (lines(of(RedLine, source="press")), "`press`"),
    "a clause of another stage": (lines(of(Scope, topic="filing_scope")), "`scope` 不属于 red_lines"),
    "two clauses of one id": (lines(LINE, LINE), "`R1` 已被使用"),
    "a list that is a text": (answering("red_lines", lambda _: Chapter(lists=UNREAL)), "red_line"),
    "a region that is a text": (answering("red_lines", lambda _: None, region="demo"), "region"),
    "a region with a wrong code": (
        answering("red_lines", lambda _: None, region=evolve(region(), code="1")),
        "`1`",
    ),
    "sources that are a list": (answering("red_lines", lambda _: None, sources=[]), "sources"),
    "a region's name in one language": (lines_of(evolve(region(), name="示例")), "region，name"),
    "a level that isn't one": (lines_of(evolve(region(), level="village")), "`village`"),
    "a source's title in one language": (
        answering("red_lines", lambda _: None, sources=(evolve(Plugin.sources[0], title="文件"),)),
        "source text，title",
    ),
    "no region": (Regionless(), "region"),
    "a region that can't be had": (Shy(), "no region today"),
    "an error that tells nothing": (raising(InputError([])), "InputError"),
    "an exception": (raising(ZeroDivisionError("by zero")), "by zero"),
    "an exception that can't be told": (raising(Mute()), "Mute"),
    "an attempt to leave": (raising(SystemExit(0)), "SystemExit"),
    "the end of a generator": (raising(GeneratorExit()), "GeneratorExit"),
    "endless recursion": (answering("red_lines", endless), "RecursionError"),
    "a module that can't be imported": (ImportError("no module named weather"), "weather"),
    "a module that leaves": (SystemExit(0), "SystemExit"),
    "a module with a syntax error": (SyntaxError("invalid syntax"), "invalid syntax"),
    "commands that are no list": (answering("register_commands", lambda _: 3), "register_commands"),
    "commands that are none": (answering("register_commands", lambda _: ["hello"]), "register_commands"),
}


#: One in six is for every day, and of every one it is told then that it failed.
SEVERAL = [
    name if index % 6 == 0 else pytest.param(name, marks=pytest.mark.slow)
    for index, name in enumerate(BROKEN)
]


@pytest.mark.parametrize("name", SEVERAL)
def test_a_broken_plugin_is_an_error_row_while_the_other_regions_rule(name: str) -> None:
    plugin, told = BROKEN[name]
    done = compare(points(plugin))
    assert done.status == 1
    assert verdicts(done) == OTHERS | {"demo": "error"}
    (row,) = (r for r in json.loads(done.out)["answers"][0]["rulings"] if r["region"] == "demo")
    assert told in row["error"] and row["error"].startswith("插件 demo")


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_plugin_is_reported_as_failed_with_its_reason(name: str) -> None:
    plugin, told = BROKEN[name]
    for language in LANGUAGES:
        done = run("plugins", "--json", found=points(plugin), language=language)
        (report,) = (r for r in json.loads(done.out)["plugins"] if r["name"] == "demo")
        assert (done.status, report["status"]) == (1, "failed")
        assert all(why.strip() for why in report["why"]) and report["why"]
        if language == "zh":
            assert any(told in why for why in report["why"])


@pytest.mark.slow
@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_plugin_leaves_no_traceback_on_the_terminal(name: str) -> None:
    done = run("compare", ACCIDENT, found=points(BROKEN[name][0]), columns=120)
    assert done.status == 1
    assert "Traceback" not in done.out + done.err
    assert "demo" in done.out and "无法裁断" in done.out


def test_all_mistakes_of_a_plugin_are_reported_in_one_run() -> None:
    plugin = lines(of(RedLine, id="R1", source="press"), of(RedLine, id="R2", when="saftey_accident"))
    (report,) = (r for r in registry(plugin).reports if r.name == "demo")
    assert [problem.code for problem in report.problems] == ["unknown_source", "unknown_name"]


def test_mistakes_in_the_answers_of_two_hooks_are_reported_in_one_run() -> None:
    class Two(Plugin):
        @hookimpl
        def red_lines(self, context: Context) -> Any:
            return "none"

        @hookimpl
        def measures(self, context: Context) -> Any:
            return 3

    (report,) = (r for r in registry(Two()).reports if r.name == "demo")
    assert [problem.code for problem in report.problems] == ["not_a_chapter", "not_a_chapter"]


def test_a_broken_data_file_costs_its_own_region(tmp_path: Path) -> None:
    source = ROOT / "plugins" / "jingjiang" / "src" / "rongcuo_jingjiang"
    files = {path.stem: path.read_text("utf-8") for path in source.glob("*.toml")}
    files["tolerance"] = files["tolerance"].replace("requires", "requries")
    files["region"] = files["region"].replace('id = "jingjiang"', 'id = "demo"').replace("321282", "999999")
    done = compare(points(DataPlugin(written(tmp_path, **files))))
    assert done.status == 1
    assert verdicts(done) == OTHERS | {"demo": "error"}
    assert "插件 demo，tolerance.toml，situation T1" in done.out and "requires" in done.out


def test_a_data_file_that_is_missing_is_named(tmp_path: Path) -> None:
    done = run("plugins", "--json", found=points(DataPlugin(tmp_path)))
    assert "插件 demo，region.toml" in done.out


# Names and regions that clash


def test_two_plugins_of_one_name_both_fail_and_are_reported() -> None:
    found = [*FOUND, FakePoint("demo", SOUND), FakePoint("demo", SOUND, value="elsewhere:plugin")]
    done = compare(found)
    assert done.status == 1 and verdicts(done) == OTHERS | {"demo": "error"}
    reports = [
        r for r in json.loads(run("plugins", "--json", found=found).out)["plugins"] if r["name"] == "demo"
    ]
    assert [report["status"] for report in reports] == ["failed", "failed"]
    assert all("`demo`" in report["why"][0] for report in reports)


def test_a_second_plugin_of_an_installed_name_takes_only_that_region_away() -> None:
    done = compare(points(SOUND, "jingjiang"))
    assert done.status == 1 and verdicts(done) == OTHERS | {"jingjiang": "error"}


def test_a_region_that_two_plugins_claim_is_an_error_row_that_names_both() -> None:
    other = answering("red_lines", lambda _: Chapter(clauses=(LINE,)), region=region("jingjiang"))
    done = compare(points(other, "pretender"))
    assert done.status == 1 and verdicts(done) == OTHERS | {"jingjiang": "error"}
    assert "pretender" in done.out and "rongcuo.toml" in done.out


def test_a_name_that_two_regions_have_is_asked_for_by_id_or_code() -> None:
    found = points(lines_of(evolve(region(), name=Text("洪泽", "Hongze"))))
    done = run("rule", ACCIDENT, "--region", "洪泽", found=found)
    assert done.status == 2 and "demo, hongze" in done.err
    for name in ("hongze", "320813"):
        assert run("rule", ACCIDENT, "--region", name, found=found).status == 0
