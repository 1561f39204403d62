"""The documents for plugin authors: every hook is told, and everything they show runs."""

from __future__ import annotations

import ast
import inspect
import os
import re
import subprocess
import sys
import textwrap
import tomllib
from functools import cache
from pathlib import Path
from types import FunctionType, ModuleType

import click
import pluggy
import pytest

import rongcuo
from rongcuo import DataPlugin
from rongcuo.plugins import hookspecs
from rongcuo.plugins.loading import load_plugin
from rongcuo.plugins.registry import GROUP
from rongcuo.policy.cases import case_from
from rongcuo.policy.clauses import CHAPTER_KINDS, CLAUSE_KINDS, LIST_KINDS
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.policy.policy import Policy, facts_of
from rongcuo.ruling import Ruling, prepare, rule

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
HOOKS_PAGE = DOCS / "reference" / "hooks.md"
IN_DATA = DOCS / "how-to" / "write-a-plugin.md"
IN_DATA_ZH = DOCS / "zh" / "write-a-plugin.md"
IN_PYTHON = DOCS / "how-to" / "plugin-in-python.md"
HOW_TOS = (IN_DATA, IN_DATA_ZH, IN_PYTHON)
#: Where a how-to has its plugin: a folder of data files, or a module.
PACKAGE = "rongcuo-sample/src/rongcuo_sample"


# Reading documents


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def sections(page: Path) -> dict[str, str]:
    """The sections of a page by heading."""
    parts = re.split(r"^## (.+)\n", page.read_text("utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def write_files(page: Path, folder: Path) -> None:
    """Writes the blocks that begin with the name of a file."""
    text = page.read_text("utf-8")
    for block in [*blocks(text, "toml"), *blocks(text, "python")]:
        name = re.match(r"# ([\w./-]+\.\w+)\n", block)
        if name is not None:
            path = folder / name[1]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block, "utf-8")


def module(source: str) -> ModuleType:
    made = ModuleType("example")
    exec(compile(source, "example", "exec"), made.__dict__)
    return made


def policy_of(plugin: object, name: str = "sample") -> Policy:
    loaded = load_plugin(plugin, name)
    assert loaded.policy is not None, loaded.problems
    return loaded.policy


def hooks_of(plugin: object) -> set[str]:
    """The hooks that pluggy finds in a plugin."""
    manager = pluggy.PluginManager("rongcuo")
    manager.add_hookspecs(hookspecs)
    manager.register(plugin)
    manager.check_pending()
    return {caller.name for caller in manager.get_hookcallers(plugin) or ()}


# The hooks


@cache
def specs() -> dict[str, FunctionType]:
    """Every hook of hookspecs.py, by name."""
    found = {name: thing for name, thing in vars(hookspecs).items() if hasattr(thing, "rongcuo_spec")}
    assert {"red_lines", "register_commands"} <= set(found)
    return found


def signature(hook: str) -> str:
    """A hook's signature as hookspecs.py has it."""
    (function,) = ast.parse(inspect.getsource(specs()[hook])).body
    assert isinstance(function, ast.FunctionDef)
    function.body, function.decorator_list = [ast.Expr(ast.Constant(...))], []
    return re.sub(r"\s+", " ", ast.unparse(function))


HOOKS = sorted(specs())
CHAPTERS = [hook for hook in HOOKS if hook in CHAPTER_KINDS]


def test_the_hooks_page_has_a_section_for_each_hook_and_for_no_other() -> None:
    named = {heading for heading in sections(HOOKS_PAGE) if re.fullmatch(r"[a-z]+(_[a-z]+)*", heading)}
    assert named == set(HOOKS)


@pytest.mark.parametrize("hook", HOOKS)
def test_a_section_gives_the_exact_signature(hook: str) -> None:
    first, *_ = blocks(sections(HOOKS_PAGE)[hook], "python")
    assert first.strip().splitlines()[-1] == signature(hook)


@pytest.mark.parametrize("hook", CHAPTERS)
def test_a_section_names_the_kinds_of_clause_and_the_lists_of_its_hook(hook: str) -> None:
    text = sections(HOOKS_PAGE)[hook]
    kinds = CHAPTER_KINDS[hook]
    first_cells = " ".join(re.findall(r"^\| (`.+?) \|", text, re.MULTILINE))
    named = set(re.findall(r"`(\w+)`", first_cells))
    assert named - {"Step", "Duty", "Effect", "NotReported"} == {
        CLAUSE_KINDS[kind].__name__ for kind in kinds
    }
    (lists,) = re.findall(r"^Lists?: (.+)\.$", text, re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", lists)) == kinds & set(LIST_KINDS)


@pytest.mark.parametrize("hook", CHAPTERS)
def test_the_example_of_a_section_loads(hook: str) -> None:
    page = sections(HOOKS_PAGE)
    (beginning,) = blocks(page["The plugin"], "python")
    example = blocks(page[hook], "python")[-1]
    plugin = module(beginning + example)
    assert hooks_of(plugin) == {hook}
    kinds = {rule_.kind for rule_ in policy_of(plugin).rules}
    assert kinds & CHAPTER_KINDS[hook]


def test_the_example_of_an_extension_adds_its_command() -> None:
    example = blocks(sections(HOOKS_PAGE)["register_commands"], "python")[-1]
    plugin = module(example)
    assert hooks_of(plugin) == {"register_commands"}
    loaded = load_plugin(plugin, "sample").commands
    assert [command.name for command in loaded] == ["count-facts"]


def in_docstring(hook: str) -> str:
    """The example of a hook's docstring."""
    before, mark, example = (specs()[hook].__doc__ or "").partition("@hookimpl\n")
    assert mark, "no example"
    indent = before.rpartition("\n")[2]
    return textwrap.dedent(indent + mark + example)


@pytest.mark.parametrize("hook", CHAPTERS)
def test_the_example_of_a_docstring_loads(hook: str) -> None:
    (beginning,) = blocks(sections(HOOKS_PAGE)["The plugin"], "python")
    everything = f"from rongcuo import {', '.join(rongcuo.__all__)}\n"
    plugin = module(everything + beginning + in_docstring(hook))
    assert hooks_of(plugin) == {hook}
    assert policy_of(plugin).rules


def test_the_example_of_the_docstring_of_commands_adds_one() -> None:
    plugin = module("import click\nfrom rongcuo import hookimpl\n" + in_docstring("register_commands"))
    loaded = load_plugin(plugin, "sample").commands
    assert all(isinstance(command, click.Command) for command in loaded) and loaded


def test_a_plugin_with_a_hook_that_does_not_exist_is_told_the_nearest_name() -> None:
    (beginning,) = blocks(sections(HOOKS_PAGE)["The plugin"], "python")
    loaded = load_plugin(module(beginning + "@hookimpl\ndef red_linez(context): pass\n"), "sample")
    assert "`red_lines`" in loaded.problems[0].message("en")


# The two ways to write a plugin


def name_of(page: Path) -> str:
    return page.relative_to(DOCS).as_posix()


@pytest.fixture(scope="module", params=HOW_TOS, ids=name_of)
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that a reader of a how-to ends up with."""
    folder = tmp_path_factory.mktemp("author")
    write_files(request.param, folder)
    return folder


def read_plugin(folder: Path) -> Policy:
    """The plugin that stands in such a folder, as data files or as a module."""
    if (folder / PACKAGE / "region.toml").is_file():
        return policy_of(DataPlugin(folder / PACKAGE))
    return policy_of(module((folder / f"{PACKAGE}.py").read_text("utf-8")))


@cache
def national() -> Policy:
    return policy_of(DataPlugin("rongcuo_national"), "national")


def ruled(policy: Policy, text: str, **facts: object) -> Ruling:
    """A case before the plugin on the national floor, with other values for some facts."""
    for name, value in facts.items():
        text, count = re.subn(rf"^{name} = .*$", f"{name} = {value}", text, flags=re.MULTILINE)
        assert count == 1, name
    vocabulary = facts_of([policy, national()])
    case = case_from(tomllib.loads(text), "case.toml", vocabulary, frozenset(["sample", "national"]))
    here = Jurisdiction(region=policy.region, policies=(policy,), floor=national().only_floor())
    return rule(here, prepare(case, [policy, national()], vocabulary), "tolerance")


def case_in(folder: Path) -> str:
    (path,) = [path for path in folder.rglob("*.toml") if path.name in ("case.toml", "recruitment.toml")]
    return path.read_text("utf-8")


def test_the_plugin_of_a_how_to_rules_as_its_text_says(written: Path) -> None:
    policy, case = read_plugin(written), case_in(written)
    tolerated = ruled(policy, case, loss='"999999.99"')
    assert (tolerated.verdict, tolerated.decided_by) == ("tolerated", ("sample:T1",))
    assert [p.tiers for p in tolerated.possible] == [("exempt",)]
    refused = ruled(policy, case, loss=1000000)
    assert (refused.verdict, refused.decided_by) == ("refused", ("sample:R2",))
    unmet = ruled(policy, case, loss=0, collective_decision="false")
    assert (unmet.verdict, unmet.decided_by) == ("unmet", ("sample:T1", "sample:C1"))
    assert ruled(policy, case, loss=0, field="[]").verdict == "not_covered"


def test_the_case_of_a_how_to_has_the_verdict_that_it_expects(written: Path) -> None:
    case = case_in(written)
    found = ruled(read_plugin(written), case)
    if "expect" in tomllib.loads(case):
        expected = tomllib.loads(case)["expect"]["sample"]
        assert (found.verdict, list(found.decided_by)) == (expected["verdict"], expected["decided_by"])
    else:
        assert (found.verdict, found.decided_by) == ("refused", ("sample:R2",))


def test_every_how_to_writes_the_same_policy(written: Path, tmp_path: Path) -> None:
    write_files(IN_DATA, tmp_path)
    one, other = read_plugin(tmp_path), read_plugin(written)
    assert [rule_.clause for rule_ in other.rules] == [rule_.clause for rule_ in one.rules]
    assert (other.region, other.sources, other.lists) == (one.region, one.sources, one.lists)


def test_the_package_of_a_how_to_names_what_is_there(written: Path) -> None:
    project = tomllib.loads((written / "rongcuo-sample" / "pyproject.toml").read_text("utf-8"))
    name, _, attribute = project["project"]["entry-points"][GROUP]["sample"].partition(":")
    assert project["tool"]["flit"]["module"]["name"] == name
    package = written / "rongcuo-sample" / "src" / name
    assert (package / "__init__.py").is_file() if attribute else package.with_suffix(".py").is_file()


def commands(page: Path) -> list[tuple[str, str]]:
    """Every rongcuo command that a page shows, with what it says that it prints."""
    consoles = "".join(blocks(page.read_text("utf-8"), "console"))
    shown = [part.partition("\n") for part in re.split(r"^\$ ", consoles, flags=re.MULTILINE)]
    return [(call, said) for call, _, said in shown if call.startswith("rongcuo ")]


def install(package: Path) -> None:
    """Puts beside the sources what an installer would write of them."""
    project = tomllib.loads((package / "pyproject.toml").read_text("utf-8"))["project"]
    name, version = project["name"], project["version"]
    about = package / "src" / f"rongcuo_sample-{version}.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    points = [f"{point} = {value}\n" for point, value in project["entry-points"][GROUP].items()]
    (about / "entry_points.txt").write_text(f"[{GROUP}]\n{''.join(points)}")


def tidy(text: str) -> list[str]:
    """The lines of an output; how wide a column is depends on what else is installed."""
    return [re.sub(r" +", " ", line.strip()) for line in text.strip().splitlines()]


SHOWN = [(page, call, said) for page in HOW_TOS for call, said in commands(page)]


@pytest.mark.slow
@pytest.mark.parametrize(("page", "call", "said"), SHOWN, ids=[f"{name_of(p)}: {c}" for p, c, _ in SHOWN])
def test_a_command_prints_what_stands_below_it(page: Path, call: str, said: str, tmp_path: Path) -> None:
    write_files(page, tmp_path)
    install(tmp_path / "rongcuo-sample")
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    env = {name: value for name, value in os.environ.items() if not name.startswith(("RONGCUO_", "LC_"))}
    env |= {"LC_ALL": "C.UTF-8", "PYTHONPATH": str(tmp_path / "rongcuo-sample/src")}
    env |= {"COLUMNS": "100", "PYTHONUTF8": "1", "RONGCUO_LANG": "zh" if "zh" in page.parts else "en"}
    done = subprocess.run(
        [sys.executable, "-m", *call.split()],
        capture_output=True,
        encoding="utf-8",
        env=env,
        cwd=tmp_path,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    pattern = "\n".join(".*" if line == "..." else re.escape(line) for line in tidy(said))
    printed = "\n".join(tidy(done.stdout))
    assert not said.strip() or re.fullmatch(pattern, printed, re.DOTALL), printed


# What authors stumble over


@cache
def mistakes(page: Path) -> list[tuple[str, str]]:
    """The conditions that a page calls errors, with what it says to write instead."""
    row = r"^\| `(.+?)` \| (?:an error|报错).*? \| `(.+?)` \|$"
    rows = re.findall(row, page.read_text("utf-8"), re.MULTILINE)
    assert len(rows) >= 4
    return rows


@pytest.mark.parametrize("page", [IN_DATA, IN_DATA_ZH], ids=name_of)
def test_what_a_how_to_calls_an_error_is_one_and_the_mend_is_none(page: Path, tmp_path: Path) -> None:
    write_files(page, tmp_path)
    file = tmp_path / PACKAGE / "red_lines.toml"
    before = file.read_text("utf-8")
    for wrong, right in mistakes(page):
        file.write_text(before.replace("falsified_material", wrong), "utf-8")
        loaded = load_plugin(DataPlugin(tmp_path / PACKAGE), "sample")
        told = [problem.message("en") for problem in loaded.problems]
        assert any("red_line R1" in message for message in told), wrong
        file.write_text(before.replace("falsified_material", right), "utf-8")
        policy_of(DataPlugin(tmp_path / PACKAGE))
