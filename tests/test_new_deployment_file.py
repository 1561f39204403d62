"""`config init` beside a deployment file: what that file has off is never imported, and is named."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from .running import LANGUAGES, FakePoint, Point, installed, run


class Untouchable(FakePoint):
    """A plugin that nobody may import."""

    def load(self) -> object:
        raise AssertionError(f"{self.name} was imported")


def points() -> list[Point]:
    return [*installed("jingjiang", "hongze", "national"), Untouchable("secret", None)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "rongcuo.toml").write_text('[region.jingjiang]\nplugins = ["jingjiang"]\n', "utf-8")
    return tmp_path


def test_what_the_deployment_has_off_is_not_imported_and_named_in_a_comment(folder: Path) -> None:
    for language, word in zip(LANGUAGES, ("未启用", "off"), strict=True):
        new = folder / f"{language}.toml"
        done = run("config", "init", "-o", new, folder=folder, found=points(), language=language)
        written = new.read_text("utf-8")
        assert done.status == 0 and "was imported" not in written
        assert tomllib.loads(written)["region"] == {"jingjiang": {"plugins": ["jingjiang"]}}
        last = written.splitlines()[-1]
        assert last.startswith("# ") and "hongze" in last and "secret" in last and word in last
        assert "secret" in done.out and "rongcuo.toml" in done.out


def test_a_floor_that_is_off_is_not_imported_either(folder: Path) -> None:
    file = folder / "rongcuo.toml"
    file.write_text("floor = false\n" + file.read_text("utf-8"), "utf-8")
    found = [*installed("jingjiang"), Untouchable("national", None)]
    done = run("config", "init", "-o", "new.toml", folder=folder, found=found)
    assert done.status == 0
    assert tomllib.loads((folder / "new.toml").read_text("utf-8"))["floor"] is False


def test_a_file_that_is_there_is_told_before_anything_is_imported(folder: Path) -> None:
    done = run("config", "init", folder=folder, found=[Untouchable("jingjiang", None)])
    assert done.status == 2 and "已存在" in done.err


def test_without_a_deployment_file_everything_installed_is_in_the_new_one(tmp_path: Path) -> None:
    done = run("config", "init", folder=tmp_path, found=installed("jingjiang", "hongze", "national"))
    regions = tomllib.loads((tmp_path / "rongcuo.toml").read_text("utf-8"))["region"]
    assert done.status == 0 and {*regions} == {"jingjiang", "hongze"}
