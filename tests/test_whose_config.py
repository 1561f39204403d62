"""A deployment file above the working folder is obeyed only where nobody else could have written it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

import rongcuo
from rongcuo.plugins import deployment

from .running import LANGUAGES, installed, run

pytestmark = pytest.mark.skipif(not hasattr(os, "getuid"), reason="there files have no such owner")

ONE = '[region.jingjiang]\nplugins = ["jingjiang"]\n'
FOUND = installed("jingjiang", "hongze", "national")
#: Another than whoever runs the tests, and than root.
ANOTHER = 65534


@pytest.fixture
def above(tmp_path: Path) -> Path:
    """A folder with a deployment file; the working folder is below it."""
    folder = tmp_path / "above"
    (folder / "cases" / "2024").mkdir(parents=True)
    (folder / "rongcuo.toml").write_text(ONE, "utf-8")
    folder.chmod(0o755)
    (folder / "rongcuo.toml").chmod(0o644)
    return folder


def below(folder: Path) -> Path:
    return folder / "cases" / "2024"


def test_ones_own_file_that_nobody_else_may_write_is_obeyed(above: Path) -> None:
    done = run("regions", "--json", folder=below(above), found=FOUND)
    told = json.loads(done.out)
    assert told["config"] == str(above / "rongcuo.toml") and done.err == ""
    assert [region["id"] for region in told["regions"]] == ["jingjiang"]


@pytest.mark.parametrize(
    ("which", "mode"), [("rongcuo.toml", 0o664), ("rongcuo.toml", 0o646), ("", 0o775), ("", 0o777)]
)
def test_a_file_that_others_may_write_is_not_obeyed_and_that_is_told(
    which: str, mode: int, above: Path
) -> None:
    (above / which).chmod(mode)
    for language in LANGUAGES:
        done = run("regions", "--json", folder=below(above), found=FOUND, language=language)
        told = json.loads(done.out)
        assert done.status == 0 and told["config"] == "none"
        assert [region["id"] for region in told["regions"]] == ["hongze", "jingjiang"]
        (warning,) = done.mistakes
        assert str(above / "rongcuo.toml") in warning and "--config" in warning and "chmod go-w" in warning


@pytest.mark.skipif(os.geteuid() != 0 if hasattr(os, "geteuid") else True, reason="only root gives away")
@pytest.mark.parametrize("which", ["rongcuo.toml", ""])
def test_a_file_of_another_user_is_not_obeyed(which: str, above: Path) -> None:
    os.chown(above / which, ANOTHER, -1)
    done = run("regions", "--json", folder=below(above), found=FOUND)
    assert json.loads(done.out)["config"] == "none"
    (warning,) = done.mistakes
    assert str(above / "rongcuo.toml") in warning and "其他用户" in warning


def test_a_file_of_root_is_obeyed_by_everybody(above: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = (above / "rongcuo.toml").stat().st_uid
    monkeypatch.setattr(deployment.os, "getuid", lambda: owner + 1000)
    done = run("regions", "--json", folder=below(above), found=FOUND)
    assert (json.loads(done.out)["config"] == "none") == (owner != 0)


def test_in_a_folder_where_nobody_takes_the_place_of_anothers_file_ones_own_is_obeyed(above: Path) -> None:
    above.chmod(0o1777)
    done = run("regions", "--json", folder=below(above), found=FOUND)
    assert json.loads(done.out)["config"] == str(above / "rongcuo.toml")


def test_what_is_asked_for_is_obeyed_whoever_may_write_it(above: Path) -> None:
    file = above / "rongcuo.toml"
    file.chmod(0o666)
    for done in (
        run("regions", "--json", "--config", file, folder=below(above), found=FOUND),
        run("regions", "--json", folder=below(above), found=FOUND, environment={"RONGCUO_CONFIG": str(file)}),
        run("regions", "--json", folder=above, found=FOUND),
    ):
        assert json.loads(done.out)["config"] == str(file) and done.err == ""


def test_a_file_that_is_not_obeyed_hides_none_further_up(above: Path) -> None:
    hidden = above / "cases" / "rongcuo.toml"
    hidden.write_text('[region.hongze]\nplugins = ["hongze"]\n', "utf-8")
    hidden.chmod(0o666)
    done = run("regions", "--json", folder=below(above), found=FOUND)
    assert json.loads(done.out)["config"] == str(above / "rongcuo.toml")
    (warning,) = done.mistakes
    assert str(hidden) in warning


def test_a_program_is_warned_of_a_file_that_is_not_obeyed(
    above: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (above / "rongcuo.toml").chmod(0o666)
    monkeypatch.chdir(below(above))
    monkeypatch.delenv("RONGCUO_CONFIG", raising=False)
    with pytest.warns(UserWarning, match="chmod go-w"):
        registry = rongcuo.load()
    assert registry.deployment.file is None


@pytest.mark.skipif(os.geteuid() != 0 if hasattr(os, "geteuid") else True, reason="only root gives away")
def test_a_link_that_another_user_made_is_not_obeyed_whatever_it_leads_to(
    above: Path, tmp_path: Path
) -> None:
    mine = tmp_path / "mine.toml"
    (above / "rongcuo.toml").rename(mine)
    above.chmod(0o1777)
    (above / "rongcuo.toml").symlink_to(mine)
    os.lchown(above / "rongcuo.toml", ANOTHER, -1)
    assert json.loads(run("regions", "--json", folder=below(above), found=FOUND).out)["config"] == "none"


def test_a_file_below_a_folder_that_others_may_change_is_not_obeyed(above: Path) -> None:
    above.parent.chmod(0o777)
    assert json.loads(run("regions", "--json", folder=below(above), found=FOUND).out)["config"] == "none"
