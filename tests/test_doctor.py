"""The doctor: everything checked, on one page that can be sent on; and imports of what isn't public."""

from __future__ import annotations

import getpass
import json
import os
import platform
import re
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from rongcuo import DataPlugin
from rongcuo.comparing import comparison
from rongcuo.facts.problems import Problem
from rongcuo.facts.text import Language
from rongcuo.plugins.publicnames import private_imports, source_of
from rongcuo.render import impersonal

from .running import LANGUAGES, ROOT, FakePoint, Run, installed, run

pytestmark = pytest.mark.slow

PACKAGES = sorted(
    file.parent for top in ("plugins", "examples") for file in ROOT.glob(f"{top}/**/src/*/__init__.py")
)
BROKEN = '[region.hongze]\nplugins = ["hongze"]\n[region.nowhere]\nplugins = ["gone"]\nflor = true\n'


# Imports of what isn't public


@pytest.mark.parametrize("folder", PACKAGES, ids=lambda folder: folder.name)
def test_our_own_plugins_import_public_names_alone(folder: Path) -> None:
    assert private_imports(folder) == []


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    """A plugin with imports of names that aren't public."""
    package = tmp_path / "rongcuo_planted"
    package.mkdir()
    (package / "__init__.py").write_text(
        "import rongcuo\nfrom rongcuo import DataPlugin\nfrom rongcuo.policy import bind\n"
        "import rongcuo.ruling.tables\nfrom rongcuo import __version__\nfrom rongcuo import *\n"
        "import rongcuo as r\nr.RedLine\nr.plugins.load\n"
        "from importlib import import_module\nimport_module('rongcuo.cli')\n__import__('rongcuo.cases')\n"
        "from . import rongcuo_like\nimport rongcuo_national\n",
        "utf-8",
    )
    return package


def test_an_import_of_anything_else_is_found_with_its_line(planted: Path) -> None:
    assert [(item.line, item.name) for item in private_imports(planted)] == [
        (3, "rongcuo.policy.bind"),
        (4, "rongcuo.ruling.tables"),
        (5, "rongcuo.__version__"),
        (9, "rongcuo.plugins"),
        (11, "rongcuo.cli"),
        (12, "rongcuo.cases"),
    ]


def test_a_module_of_one_file_is_looked_at_too(planted: Path) -> None:
    module = planted.parent / "rongcuo_single.py"
    module.write_text("from rongcuo.text import Text\n", "utf-8")
    assert [item.file for item in private_imports(module)] == ["rongcuo_single.py"]


def test_where_a_plugin_is_is_found_without_importing_it(
    planted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (planted / "__init__.py").write_text("raise AssertionError\n", "utf-8")
    monkeypatch.syspath_prepend(str(planted.parent))
    assert source_of("rongcuo_planted.inner") == planted
    assert source_of("rongcuo_nowhere") is None
    assert "rongcuo_planted" not in sys.modules


def test_the_doctor_tells_of_such_an_import(planted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (planted / "__init__.py").write_text("from rongcuo.text import Text\nplugin = object()\n", "utf-8")
    monkeypatch.syspath_prepend(str(planted.parent))
    points = [*installed(), EntryPoint("planted", "rongcuo_planted:plugin", "rongcuo")]
    monkeypatch.setattr("rongcuo.render.doctor.entry_points", lambda group: points)
    done = run("doctor", found=points, columns=200)
    assert done.status == 1
    assert "插件 planted，rongcuo_planted/__init__.py，第1行：引用了 rongcuo 的非公开名称" in done.out


# The page


@pytest.fixture
def config(tmp_path: Path) -> Path:
    folder = tmp_path / "张 三"
    folder.mkdir()
    (folder / "rongcuo.toml").write_text(BROKEN, "utf-8")
    return folder / "rongcuo.toml"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_what_runs_here_and_that_nothing_is_wrong(language: Language) -> None:
    done = run("doctor", language=language)
    assert (done.status, done.err) == (0, "")
    assert ("未发现问题" if language == "zh" else "Nothing is wrong") in done.out
    for said in ("Python", "rongcuo 0.1.0", "attrs", "pluggy", platform.system(), "national", "hongze"):
        assert said in done.out


def test_the_page_tells_how_much_of_each_list_was_seen() -> None:
    told = json.loads(run("doctor", "--json").out)
    assert "红线：仅知总数；已载明0，仅有名目6，未公布7" in told["regions"]["jingjiang"]["lists"]
    assert all(region["rules"] for region in told["regions"].values())


def test_every_mistake_is_on_the_page_and_the_status_says_so(config: Path) -> None:
    done = run("doctor", "--json", "--config", config)
    told = json.loads(done.out)
    assert done.status == 1
    assert len(told["problems"]) == 2
    assert any("`flor`" in problem for problem in told["problems"])
    assert any("`gone`" in problem for problem in told["problems"])
    assert set(told["regions"]) == {"hongze"} and told["failed"] == ["nowhere"]


@pytest.mark.skipif(os.name == "nt", reason="there files have no such owner")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_deployment_file_that_is_not_obeyed_is_on_the_page(tmp_path: Path, language: Language) -> None:
    here = tmp_path / "张 三" / "cases"
    here.mkdir(parents=True)
    file = here.parent / "rongcuo.toml"
    file.write_text('[region.hongze]\nplugins = ["hongze"]\n', "utf-8")
    file.chmod(0o646)
    found = installed("hongze", "national")
    for form in ((), ("--markdown",), ("--json",)):
        done = run("doctor", *form, folder=here, found=found, language=language, columns=300)
        assert "rongcuo.toml" in done.out and "chmod o-w" in done.out and "张" not in done.out
        assert done.status == 0 and len(done.mistakes) == 1
    (told,) = json.loads(done.out)["refused"]
    assert told.startswith("rongcuo.toml")
    file.chmod(0o644)
    assert json.loads(run("doctor", "--json", folder=here, found=found).out)["refused"] == []


def test_a_deployment_file_that_isnt_there_is_a_mistake_like_any_other() -> None:
    done = run("doctor", "--config", "/somewhere/else.toml", language="en")
    assert done.status == 1
    assert "else.toml: there is no such file" in done.out and "somewhere" not in done.out


def test_nothing_installed_is_a_failure_that_says_what_to_install(tmp_path: Path) -> None:
    done = run("doctor", found=[], folder=tmp_path)
    assert done.status == 1 and "pip install" in done.out


def test_a_region_that_cant_rule_an_empty_case_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = comparison.rule

    def broken(here: object, *rest: object) -> object:
        if getattr(here, "id", "") == "hongze":
            raise ZeroDivisionError("no")
        return rule(here, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(comparison, "rule", broken)
    done = run("doctor", "--json")
    told = json.loads(done.out)
    assert done.status == 1
    assert [name for name, region in told["regions"].items() if not region["rules"]] == ["hongze"]
    assert "ZeroDivisionError" in told["problems"][0]


def test_a_region_whose_answer_is_an_error_is_told_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_complex(*_: object) -> None:
        raise RecursionError

    monkeypatch.setattr("rongcuo.ruling.evaluation.Evaluation.__init__", too_complex)
    told = json.loads(run("doctor", "--json", language="en").out)
    assert not any(region["rules"] for region in told["regions"].values())
    assert len(told["problems"]) == len(told["regions"])
    assert "too complex" in told["problems"][0]


# Nothing about persons


def secrets(config: Path) -> list[str]:
    return ["张", "三/", str(config.parent.parent), str(Path.home()) + "/", str(ROOT), "/tmp", "lisi"]


@pytest.mark.parametrize("form", [[], ["--json"], ["--csv"], ["--markdown"]])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_names_no_person_no_machine_and_no_folder(
    config: Path, form: list[str], language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    why = f"[Errno 2] No such file: '{config}', nor /home/lisi/案件/x.toml, nor C:\\Users\\lisi\\x.toml"
    for name, person in (("USER", "lisi"), ("LOGNAME", "lisi")):
        monkeypatch.setenv(name, person)
    monkeypatch.setattr(platform, "node", lambda: "lisi-pc.example")
    error = OSError(why + f"; lisi on lisi-pc.example, {getpass.getuser()}")
    config.write_text(BROKEN + '[region.broken]\nplugins = ["broken"]\n', "utf-8")
    points = [*installed(), FakePoint("broken", error)]
    done: Run = run("doctor", "--config", config, *form, language=language, found=points, columns=200)
    assert done.status == 1 and "broken" in done.out and "No such file" in done.out
    told = done.out.replace("\n", "")
    assert [secret for secret in secrets(config) if secret in told] == []
    assert "rongcuo.toml" in told and "x.toml" in told


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("/home/lisi/a/b.toml, line 3", "b.toml, line 3"),
        ("'/srv/li si/b.toml' is no file", "'b.toml' is no file"),
        (r"C:\Users\lisi\Desktop\b.toml", "b.toml"),
        (r"\\server\share\b.toml", "b.toml"),
        ("in /home/lisi", "in ~"),
        (f"{Path.home()}/a/b.toml", "b.toml"),
        ("file:///srv/a/b.toml", "b.toml"),
        ("yes/no, src/x/y.py and 1 / 2", "yes/no, src/x/y.py and 1 / 2"),
        ("（可能/不可能）", "（可能/不可能）"),
    ],
)
def test_a_path_is_cut_down_to_the_name_of_its_file(text: str, clean: str) -> None:
    (problem,) = impersonal.cleaned([Problem("plugin_import", {"why": text}, file="plugin x")])
    assert problem.values["why"] == clean


def test_the_page_tells_nothing_of_who_settled_a_reading(tmp_path: Path) -> None:
    file = tmp_path / "rongcuo.toml"
    file.write_text(
        '[region.haian]\nplugins = ["haian"]\n[region.haian.readings."haian:examples"]\n'
        'take = "count"\nby = "张三"\nbasis = "某案"\n',
        "utf-8",
    )
    out = run("doctor", "--config", file).out
    assert not re.search("张三|某案", out)


def test_a_broken_data_file_is_named_without_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "private"
    folder.mkdir()
    (folder / "region.toml").write_text("format = 2\n", "utf-8")
    done = run(
        "doctor", found=[*installed(), FakePoint("newer", DataPlugin(folder))], language="en", columns=200
    )
    assert done.status == 1
    assert "plugin newer, region.toml, format: data format 2 can't be read here" in done.out
