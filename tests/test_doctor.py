"""The doctor: one page that can be sent on, and plugins that import what isn't public."""

from __future__ import annotations

import getpass
from pathlib import Path

import pytest
from click.testing import CliRunner

from rongcuo.cli import rongcuo
from rongcuo.publicnames import private_imports

ROOT = Path(__file__).parents[1]
PACKAGES = sorted(file.parent for file in ROOT.glob("*/*/src/*/__init__.py"))


@pytest.mark.parametrize("folder", PACKAGES, ids=lambda folder: folder.name)
def test_our_own_plugins_import_public_names_alone(folder: Path) -> None:
    assert private_imports(folder) == []


def test_an_import_of_anything_else_is_found_with_its_line(tmp_path: Path) -> None:
    package = tmp_path / "rongcuo_planted"
    package.mkdir()
    (package / "__init__.py").write_text(
        "import rongcuo\nfrom rongcuo import DataPlugin\nfrom rongcuo.policy import bind\n"
        "import rongcuo.ruling.tables\nfrom rongcuo import __version__\n",
        "utf-8",
    )
    found = [(item.line, item.name) for item in private_imports(package)]
    assert found == [
        (3, "rongcuo.policy.bind"),
        (4, "rongcuo.ruling.tables"),
        (5, "rongcuo.__version__"),
    ]


@pytest.mark.parametrize("form", [[], ["--json"], ["--markdown"]])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_names_no_person_and_no_folder(tmp_path: Path, form: list[str], language: str) -> None:
    config = tmp_path / "rongcuo.toml"
    config.write_text(
        '[region.hongze]\nplugins = ["hongze"]\n[region.nowhere]\nplugins = ["gone"]\n', "utf-8"
    )
    done = CliRunner().invoke(rongcuo, ["doctor", "--config", str(config), "--lang", language, *form])
    assert done.exit_code == 1
    assert "hongze" in done.stdout and "gone" in done.stdout
    told = done.stdout.replace("\n", "").replace(" ", "")
    for private in (str(tmp_path), str(Path.home()) + "/", f"/{getpass.getuser()}/", str(ROOT)):
        assert private not in told


def test_the_page_says_which_versions_run_here() -> None:
    done = CliRunner().invoke(rongcuo, ["doctor", "--lang", "en"])
    assert done.exit_code == 0
    assert all(name in done.stdout for name in ("Python", "rongcuo", "attrs", "pluggy", "national"))
