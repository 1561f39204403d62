"""A plugin opened from a folder or by its region, as far as it can be read."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from rongcuo.facts.problems import InputError
from rongcuo.plugins.registry import Registry
from rongcuo.ruling import prepare, rule
from rongcuo_workshop.workspace import Workspace, open_plugin, survey_plugin

from .running import ROOT, everything

pytestmark = pytest.mark.slow

DEMO = ROOT / "examples" / "demo"
DATA = DEMO / "src" / "rongcuo_demo"
PRIVATE = ROOT / "examples" / "internal" / "mock-internal"
PUBLIC = ROOT / "examples" / "internal" / "mock"


@pytest.fixture(scope="module")
def registry() -> Registry:
    return everything()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA, tmp_path / "rongcuo_demo"))


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def codes(workspace: Workspace) -> list[str]:
    return [problem.code for problem in workspace.problems]


@pytest.mark.parametrize("folder", [DEMO, DATA], ids=["distribution", "data"])
def test_a_plugin_that_is_not_installed_opens_from_its_folder(folder: Path, registry: Registry) -> None:
    opened = open_plugin(str(folder), registry)
    assert (opened.name, opened.policy.version, opened.folder) == ("demo", "0.1.0", DATA)
    assert opened.raw["region.toml"]["id"] == "demo"
    assert opened.policy.of("situation")
    assert len(opened.cases) == len(list((DATA / "cases").glob("*.toml")))


def test_a_folder_without_a_distribution_is_called_after_its_region(copy: Path, registry: Registry) -> None:
    opened = open_plugin(str(copy), registry)
    assert (opened.name, opened.policy.version) == ("demo", "")


@pytest.mark.parametrize("name", ["jingjiang", "靖江", "321282"])
def test_an_installed_plugin_opens_by_its_region(name: str, registry: Registry) -> None:
    opened = open_plugin(name, registry)
    assert opened.name == "jingjiang"
    assert opened.folder is not None and (opened.folder / "tolerance.toml").is_file()
    assert "red_lines.toml" in opened.raw and opened.cases


def test_the_nations_text_opens_as_a_text_of_its_own(registry: Registry) -> None:
    opened = open_plugin("national", registry)
    assert [rule.clause.id for rule in opened.here.rules("red_line")] == ["R1", "R2", "R3"]
    assert opened.here.floor is not None


def test_an_opened_plugin_rules_its_cases_among_the_regions_that_are_on(registry: Registry) -> None:
    opened = open_plugin(str(DEMO), registry)
    case = next(case for case in opened.cases if Path(case.file).name == "pilot-ecological-damage.toml")
    known = prepare(case, opened.registry.texts, opened.registry.vocabulary)
    assert rule(opened.here, known, "tolerance").verdict == case.expect["demo"].verdict
    assert {"demo", "jingjiang"} <= set(opened.registry.jurisdictions)


def test_the_folder_goes_before_the_installed_plugin_of_its_name(copy: Path, registry: Registry) -> None:
    change(copy / "region.toml", 'id = "demo"', 'id = "jingjiang"')
    opened = survey_plugin(str(copy), registry)
    assert opened.name == "jingjiang"
    assert opened.registry.policies["jingjiang"] is opened.policy
    assert opened.registry.jurisdictions["jingjiang"].policies[0].by_id.keys() == opened.policy.by_id.keys()


def test_a_private_plugin_stands_on_the_text_that_it_fills(registry: Registry) -> None:
    base = open_plugin(str(PUBLIC), registry).registry
    opened = open_plugin(str(PRIVATE), base)
    assert opened.name == "mock-internal"
    assert opened.here.policies[0].internal == ("mock-internal",)


def test_a_private_plugin_without_the_text_that_it_fills_says_so(registry: Registry) -> None:
    assert codes(survey_plugin(str(PRIVATE), registry)) == ["fills_nothing"]


def test_a_word_that_is_neither_a_folder_nor_a_region_is_told_the_nearest(registry: Registry) -> None:
    with pytest.raises(InputError, match=r"no folder `jingjang`.*did you mean `jingjiang`"):
        open_plugin("jingjang", registry)


def test_a_folder_without_a_plugin_says_what_it_lacks(tmp_path: Path, registry: Registry) -> None:
    with pytest.raises(InputError, match=r"region\.toml"):
        open_plugin(str(tmp_path), registry)


def test_every_mistake_is_found_and_the_rest_is_read(copy: Path, registry: Registry) -> None:
    change(copy / "red_lines.toml", "[[red_line]]", "[[red_line]]\ncolour = 1")
    change(copy / "tolerance.toml", "[[situation]]", '[[situation]]\ntopik = "x"')
    change(copy / "region.toml", 'code = "', 'code = "x')
    opened = survey_plugin(str(copy), registry)
    assert sorted(codes(opened)) == ["bad_code", "unknown_key", "unknown_key"]
    assert len(opened.policy.rules) > 5


def test_what_only_follows_from_another_mistake_is_not_told(copy: Path, registry: Registry) -> None:
    (copy / "tolerance.toml").write_text('[[situation]\nid = "T1"\n', "utf-8")
    change(copy / "sources.toml", 'kind = "', 'kind = "x')
    opened = survey_plugin(str(copy), registry)
    assert sorted(codes(opened)) == ["not_one_of", "toml_header"]


def test_a_case_that_cannot_be_read_is_a_mistake_of_the_plugin(copy: Path, registry: Registry) -> None:
    (copy / "cases" / "new.toml").write_text(
        'title = "x"\nwhere = "demo"\n[facts]\nnothing_of_it = 1\n', "utf-8"
    )
    opened = survey_plugin(str(copy), registry)
    assert [(p.code, p.file) for p in opened.problems] == [("unknown_fact", "cases/new.toml")]


def test_open_plugin_refuses_a_plugin_with_mistakes(copy: Path, registry: Registry) -> None:
    change(copy / "red_lines.toml", "[[red_line]]", "[[red_line]]\ncolour = 1")
    with pytest.raises(InputError, match="colour"):
        open_plugin(str(copy), registry)
