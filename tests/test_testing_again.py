"""Testing a plugin again and again while it is written: the cases alone, a bar, and what an edit touched."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rongcuo.plugins.registry import Registry
from rongcuo.render.words import Words
from rongcuo_workshop.cli.test import _shown
from rongcuo_workshop.testing import trial as trials
from rongcuo_workshop.testing.subject import Subject
from rongcuo_workshop.testing.trial import Trial, try_out
from rongcuo_workshop.testing.watching import edits
from rongcuo_workshop.workspace import open_plugin

from .running import everything, installed, run
from .test_testing import RED_LINES, tiny

pytestmark = [pytest.mark.once, pytest.mark.slow]


@pytest.fixture(scope="module")
def registry() -> Registry:
    return everything("national")


def told(folder: Path, *options: str, status: int = 0) -> str:
    result = run("test", folder, *options, found=installed("national"), language="en")
    assert result.status == status, result.err
    return result.out or result.err


# The cases alone


def test_the_cases_alone_try_no_slip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trials, "mutants", lambda subject: pytest.fail("a slip was tried"))
    folder = tiny(tmp_path / "tiny", without=("refused",))
    page = told(folder, "--cases")
    assert "3 of 3 cases come out as expected" in page
    assert "Mutants" not in page and "nothing is left untested" not in page
    data = json.loads(told(folder, "--cases", "--json"))
    assert [case["passed"] for case in data["cases"]] == [True] * 3
    assert "mutants" not in data


def test_the_cases_alone_fail_with_a_case_and_without_any(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "tiny", red_lines=RED_LINES.replace("1000000", "999999"))
    assert "came out refused" in " ".join(told(folder, "--cases", status=1).split())
    told(
        tiny(tmp_path / "none", without=("tolerated", "refused", "alone", "other_work")), "--cases", status=1
    )


@pytest.mark.parametrize(
    "options", [("--cases", "--write-cases", "new"), ("--watch", "--write-cases", "new")]
)
def test_cases_are_written_for_all_the_slips(options: tuple[str, ...], tmp_path: Path) -> None:
    assert "--write-cases" in told(tiny(tmp_path / "tiny"), *options, status=2)


# The bar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_is_shown_on_the_error_stream_of_a_terminal_alone(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    words, tried = Words("en", registry), ("a", "b", "c")
    for stream, shown in ((Terminal(), True), (io.StringIO(), False)):
        monkeypatch.setattr(sys, "stderr", stream)
        assert tuple(_shown(tried, words)) == tried  # type: ignore[arg-type, comparison-overlap]
        assert ("Slips" in stream.getvalue()) is shown


# What an edit touched


class Counted:
    """The slips that were tried on a case, by the case's name."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.cases: list[str] = []
        before = trials.notices
        monkeypatch.setattr(
            trials, "notices", lambda s, case: self.cases.append(case.file) or before(s, case)
        )

    def since(self) -> set[str]:
        found, self.cases = {Path(file).stem for file in self.cases}, []
        return found


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    return Counted(monkeypatch)


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def case(folder: Path, name: str) -> Path:
    return folder / "cases" / f"{name}.toml"


EDITS: dict[str, tuple[Callable[[Path], object], set[str]]] = {
    "nothing": (lambda folder: None, set()),
    "words": (
        lambda folder: edit(folder / "red_lines.toml", "Loss of one million", "A loss of one million"),
        set(),
    ),
    "a case": (lambda folder: edit(case(folder, "alone"), "loss = 0", "loss = 5"), {"alone"}),
    "a case that is gone": (
        lambda folder: case(folder, "other_work").unlink(),
        {"tolerated", "refused", "alone"},
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_only_what_an_edit_touched_is_done_again(
    name: str, tmp_path: Path, registry: Registry, counted: Counted
) -> None:
    change, touched = EDITS[name]
    folder = tiny(tmp_path / "tiny", without=("refused",) if name == "a case" else ())
    former = try_out(open_plugin(str(folder), registry))
    assert counted.since()
    change(folder)
    again = try_out(open_plugin(str(folder), registry), former=former)
    assert counted.since() <= touched
    assert_as_anew(again, folder, registry)


def test_after_an_edit_of_a_clause_the_slips_of_the_others_are_kept(
    tmp_path: Path, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = RED_LINES + RED_LINES.partition("\n\n")[2].replace("R1", "R2").replace("1000000", "3000000")
    folder = tiny(tmp_path / "tiny", without=("refused",), red_lines=lines)
    former = try_out(open_plugin(str(folder), registry))
    tried: list[tuple[Subject, str]] = []
    notices = trials.notices
    monkeypatch.setattr(
        trials, "notices", lambda s, case: tried.append((s, Path(case.file).stem)) or notices(s, case)
    )
    edit(folder / "red_lines.toml", "loss >= 3000000", "loss >= 2000000")
    again = try_out(open_plugin(str(folder), registry), former=former)
    owners = {mutant.subject: mutant.owner for mutant in again.mutation.tried}
    assert {owners[subject] for subject, _ in tried} == {"R2"}, "of T1 and R1 each case knows what it knew"
    assert_as_anew(again, folder, registry)


def test_after_another_edit_it_comes_to_the_same_as_anew(tmp_path: Path, registry: Registry) -> None:
    folder = tiny(tmp_path / "tiny")
    former: Trial | None = None
    for change in (
        lambda: edit(folder / "red_lines.toml", "1000000", "2000000"),
        lambda: edit(case(folder, "refused"), "loss = 1000000", "loss = 2000000"),
        lambda: edit(folder / "tolerance.toml", "trying_first", "no_precedent"),
        lambda: edit(folder / "tolerance.toml", "no_precedent", "trying_first"),
        lambda: edit(folder / "tolerance.toml", 'requires = "collective_decision"', 'requires = "true"'),
    ):
        change()
        former = try_out(open_plugin(str(folder), registry), former=former)
        assert_as_anew(former, folder, registry)


def assert_as_anew(trial: Trial, folder: Path, registry: Registry) -> None:
    anew = try_out(open_plugin(str(folder), registry))
    for key in ("noticed", "total", "stale"):
        assert getattr(trial.mutation, key) == getattr(anew.mutation, key)
    assert [m.name for m in trial.mutation.survivors] == [m.name for m in anew.mutation.survivors]
    assert [m.name for m in trial.mutation.equivalent] == [m.name for m in anew.mutation.equivalent]
    assert [o.mismatches for o in trial.outcomes] == [o.mismatches for o in anew.outcomes]
    assert trial.whole == anew.whole


# Watching


def test_each_edit_is_tested_on_the_screen_with_its_mistakes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tiny(tmp_path / "tiny")

    def rounds(watched: Path) -> Iterator[None]:
        assert watched == folder
        yield
        edit(folder / "red_lines.toml", "loss", "los")
        yield
        edit(folder / "red_lines.toml", "los ", "loss ")
        yield

    monkeypatch.setattr("rongcuo_workshop.cli.test.edits", rounds)
    result = run("test", folder, "--watch", found=installed("national"), language="en")
    assert result.status == 0
    assert result.out.count("4 of 4 cases come out as expected") == 2, "of the first round and the last"
    assert result.out.count("Waiting for an edit") == 3
    assert "no fact, term, reading or clause is called `los`" in result.err


def test_without_the_library_the_mend_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    assert 'pip install "rongcuo-workshop[watch]"' in told(tiny(tmp_path / "tiny"), "--watch", status=2)


def test_watching_is_for_the_screen(tmp_path: Path) -> None:
    assert "--json" in told(tiny(tmp_path / "tiny"), "--watch", "--json", status=2)


def test_an_edit_of_a_plugin_is_noticed_and_nothing_else_is(tmp_path: Path) -> None:
    pytest.importorskip("watchfiles")
    following = edits(tmp_path)
    next(following)
    (tmp_path / "notes.txt").write_text("x", "utf-8")
    (tmp_path / "region.toml").write_text("x", "utf-8")
    next(following)
    following.close()  # type: ignore[attr-defined]
