"""What has to hold between the files at the root."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

import rongcuo

ROOT = Path(__file__).parent.parent
PLUGINS = sorted(file.parent for file in ROOT.glob("plugins/*/pyproject.toml"))


def toml(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text("utf-8"))


@pytest.mark.parametrize("document", ["README.md", "README.zh-CN.md", "CONTRIBUTING.md"])
def test_the_documents_give_the_command_that_ci_runs(document: str) -> None:
    tests = re.search(r"^tests='(.+)'$", (ROOT / ".ci" / "run").read_text("utf-8"), re.MULTILINE)
    assert tests is not None
    assert tests[1] in (ROOT / document).read_text("utf-8")


def test_every_plugin_stands_in_the_import_contracts() -> None:
    rules = toml(ROOT / "pyproject.toml")["tool"]["importlinter"]
    packages = {next(folder.glob("src/*/__init__.py")).parent.name for folder in PLUGINS}
    told = [rules["root_packages"]]
    for contract in rules["contracts"]:
        told += [contract[key] for key in ("source_modules", "forbidden_modules") if key in contract]
    lists = [names for names in told if any(name == "rongcuo_hongze" for name in names)]
    assert len(lists) == 3
    assert all(
        {name for name in names if name.startswith("rongcuo_")}
        - {
            "rongcuo_analysis",
            "rongcuo_documents",
            "rongcuo_interview",
            "rongcuo_registry",
            "rongcuo_web",
            "rongcuo_workshop",
        }
        == packages
        for names in lists
    )


@pytest.mark.parametrize("folder", PLUGINS, ids=lambda folder: folder.name)
def test_a_plugin_is_named_after_its_folder_everywhere(folder: Path) -> None:
    project = toml(folder / "pyproject.toml")
    package = f"rongcuo_{folder.name}"
    assert project["project"]["name"] == f"rongcuo-{folder.name}"
    assert project["project"]["entry-points"]["rongcuo"] == {folder.name: f"{package}:plugin"}
    assert project["tool"]["flit"]["module"]["name"] == package


@pytest.mark.parametrize("folder", [ROOT, *PLUGINS], ids=lambda folder: folder.name)
def test_a_version_is_told_in_the_changelog(folder: Path) -> None:
    version = toml(folder / "pyproject.toml")["project"]["version"]
    assert f"## [{version}]" in (folder / "CHANGELOG.md").read_text("utf-8")


def test_the_core_says_its_own_version() -> None:
    version = toml(ROOT / "core" / "pyproject.toml")["project"]["version"]
    assert rongcuo.__version__ == version == toml(ROOT / "pyproject.toml")["project"]["version"]
