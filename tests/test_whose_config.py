"""A deployment file above the working folder is obeyed only where nobody else could have written it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from types import SimpleNamespace

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


class People:
    """The groups and users of a machine, on which whoever runs the tests is called `me`."""

    def __init__(self, folder: Path) -> None:
        self.uid, self.gid = folder.stat().st_uid, folder.stat().st_gid
        self.group, self.members = "me", [""]
        self.users = [("me", self.uid, self.gid), ("you", self.uid + 1, self.gid + 1)]

    def getgrgid(self, gid: int) -> SimpleNamespace:
        assert gid == self.gid
        return SimpleNamespace(gr_name=self.group, gr_gid=gid, gr_mem=[name for name in self.members if name])

    def getpwall(self) -> list[SimpleNamespace]:
        return [SimpleNamespace(pw_name=name, pw_uid=uid, pw_gid=gid) for name, uid, gid in self.users]

    def getpwuid(self, uid: int) -> SimpleNamespace:
        found = [user for user in self.getpwall() if user.pw_uid == uid]
        if not found:
            raise KeyError(uid)
        return found[0]


@pytest.fixture
def people(above: Path, monkeypatch: pytest.MonkeyPatch) -> People:
    made = People(above)
    monkeypatch.setattr("grp.getgrgid", made.getgrgid)
    monkeypatch.setattr("pwd.getpwuid", made.getpwuid)
    monkeypatch.setattr("pwd.getpwall", made.getpwall)
    return made


def obeyed(above: Path) -> bool:
    done = run("regions", "--json", folder=below(above), found=FOUND)
    assert (done.err == "") == (json.loads(done.out)["config"] == str(above / "rongcuo.toml"))
    return done.err == ""


@pytest.mark.parametrize("which", ["rongcuo.toml", ""])
@pytest.mark.parametrize("members", [[], ["me"]])
def test_what_the_owners_own_group_may_write_is_obeyed(
    which: str, members: list[str], above: Path, people: People
) -> None:
    """As with the umask 002 of Debian and Fedora, which makes a group for each user."""
    (above / which).chmod(0o775)
    people.members = members
    assert obeyed(above)
    (above / which).chmod(0o777)
    assert not obeyed(above)


@pytest.mark.parametrize("mode", [0o664, 0o660, 0o620])
@pytest.mark.parametrize("why", ["name", "member", "first group", "owner's first group", "no user", "list"])
def test_what_a_group_of_more_than_its_owner_may_write_is_not_obeyed(
    why: str, mode: int, above: Path, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    (above / "rongcuo.toml").chmod(mode)
    assert obeyed(above)
    match why:
        case "name":
            people.group = "staff"
        case "member":
            people.members = ["me", "you"]
        case "first group":
            people.users[1] = ("you", people.uid + 1, people.gid)
        case "owner's first group":
            people.users[0] = ("me", people.uid, people.gid + 1)
        case "no user":
            people.users = []
        case "list":
            names = ["user.note", "system.posix_acl_access"]
            monkeypatch.setattr(os, "listxattr", lambda path: names, raising=False)
    assert not obeyed(above)
    done = run("regions", folder=below(above), found=FOUND, language="en")
    assert "(chmod g-w)" in done.err


@pytest.mark.parametrize(
    ("which", "mode", "mend"),
    [("rongcuo.toml", 0o664, "g-w"), ("rongcuo.toml", 0o646, "o-w"), ("", 0o775, "g-w"), ("", 0o777, "go-w")],
)
def test_a_file_that_others_may_write_is_not_obeyed_and_that_is_told(
    which: str, mode: int, mend: str, above: Path, people: People
) -> None:
    people.group = "staff"
    (above / which).chmod(mode)
    for language in LANGUAGES:
        done = run("regions", "--json", folder=below(above), found=FOUND, language=language)
        told = json.loads(done.out)
        assert done.status == 0 and told["config"] == "none"
        assert [region["id"] for region in told["regions"]] == ["hongze", "jingjiang"]
        (warning,) = done.mistakes
        assert str(above / "rongcuo.toml") in warning and "--config" in warning and f"chmod {mend}" in warning


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
    above: Path, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    people.group = "staff"
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
