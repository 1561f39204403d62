"""Versions of a text that don't fit together: each mistake is told with its file, its version and its mend."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from attrs import evolve

from rongcuo import DataPlugin, hookimpl
from rongcuo.clauses import Chapter, Context
from rongcuo.plugins.deployment import Deployment
from rongcuo.plugins.loading import load_plugin
from rongcuo.plugins.registry import load
from rongcuo_workshop.workspace import survey_plugin

from .test_clocks import NO_LINES, WHOLE, clause, loaded, mistakes, write
from .test_versions import COUNTED, told, version

TEXT = {"tolerance.toml": told(T1="trying_first", T2="no_precedent")}
LINES = '[list.red_line]\nseen = "complete"\n' + clause(
    "red_line", "R1", "safety_accident", "safety_accident"
)
MISFITS: dict[str, tuple[str, Mapping[str, str], str]] = {
    "an id again without a word": (
        version(states=""),
        {"earlier/2017/tolerance.toml": told(T1="key_project")},
        "version_states earlier/2017/tolerance.toml situation T1",
    ),
    "nothing differs": (
        version(),
        {"earlier/2017/tolerance.toml": "# nothing"},
        "no_difference region.toml earlier 2017",
    ),
    "a typo, or dropped": (
        version(),
        {"earlier/2017/tolerance.toml": told("", T11="key_project")},
        "repealed_untold earlier/2017/tolerance.toml situation T11",
    ),
    "another kind": (
        version(),
        {"earlier/2017/tolerance.toml": clause("mitigation", "T1", "mitigation", "key_project")},
        "version_kind earlier/2017/tolerance.toml mitigation T1",
    ),
    "added and stated": (
        version(added=["T1"]),
        {"earlier/2017/tolerance.toml": told("", T1="key_project")},
        "added_and_stated region.toml earlier 2017, added",
    ),
    "added nowhere": (version(added=["T3"]), {}, "added_nowhere region.toml earlier 2017, added"),
    "dropped and there": (
        version(repealed=["T1"]),
        {"earlier/2017/tolerance.toml": told("", T1="key_project")},
        "repealed_and_there region.toml earlier 2017, repealed",
    ),
    "dropped and not stated": (
        version(added=["T2"], repealed=["T9"]),
        {},
        "repealed_nowhere region.toml earlier 2017, repealed",
    ),
    "left out of the whole": (
        version(states="whole"),
        {"earlier/2017/tolerance.toml": told(T1="key_project")},
        "added_untold region.toml earlier 2017, added",
    ),
    "the number of another text": (
        version(added=["T2"]),
        {"tolerance.toml": told(COUNTED.format(5), T1="trying_first", T2="no_precedent")},
        "count_of_version earlier/2017/tolerance.toml list.situation",
    ),
    "a key alone": (
        version(states="", added=["T2"]),
        {"earlier/2017/tolerance.toml": told(O1="key_project")},
        "added_without_states region.toml earlier 2017",
    ),
    "a whole text of nothing": (
        version(states=""),
        {"earlier/2017/tolerance.toml": "# nothing"},
        "empty_version region.toml earlier 2017",
    ),
    "lists alone, as they are in the next text": (
        version(),
        {"earlier/2017/tolerance.toml": WHOLE},
        "no_difference region.toml earlier 2017",
    ),
    "a clause as it is in the next text": (
        version(),
        {"earlier/2017/tolerance.toml": told(T2="no_precedent")},
        "no_difference region.toml earlier 2017",
    ),
    "every clause added later": (
        version(added=["T1", "T2", "R1"]),
        {"red_lines.toml": LINES},
        "empty_version region.toml earlier 2017",
    ),
    "every clause added later, and the lists left": (
        version(added=["T1", "T2", "R1"]),
        {"red_lines.toml": LINES, "earlier/2017/tolerance.toml": WHOLE, "earlier/2017/red_lines.toml": NO_LINES},
        "empty_version region.toml earlier 2017",
    ),
    "a whole text of lists": (
        version(states="whole", added=["T1", "T2"]),
        {"earlier/2017/tolerance.toml": WHOLE},
        "empty_version region.toml earlier 2017",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MISFITS)
def test_what_does_not_fit_is_told_with_its_file_and_version(name: str, tmp_path: Path) -> None:
    earlier, files, expected = MISFITS[name]
    folder = write(tmp_path, policy='from = "2020"', earlier=earlier, files={**TEXT, **files})
    problems = load_plugin(DataPlugin(folder), "mock").problems
    files_named = [problem.file.removeprefix("plugin mock, ") for problem in problems]
    places = [
        f"{problem.code} {file} {problem.place}" for problem, file in zip(problems, files_named, strict=True)
    ]
    assert places == [expected]
    assert not re.search("[{}]", problems[0].message("en") + problems[0].message("zh"))


@pytest.mark.parametrize(("states", "added"), [("differences", []), ("whole", ["T1", "T2"])])
def test_a_version_that_cannot_be_read_is_not_called_empty(
    states: str, added: list[str], tmp_path: Path
) -> None:
    files = {**TEXT, "earlier/2017/tolerance.toml": told("", T9="key_project").replace("title", "titel")}
    earlier = version(states=states, added=added)
    folder = write(tmp_path, policy='from = "2020"', earlier=earlier, files=files)
    problems = survey_plugin(str(folder), load(Deployment(floor=False), [])).problems
    assert {problem.code for problem in problems} == {"unknown_key", "missing_key"}


@pytest.mark.parametrize("states", ["differences", "whole"])
def test_a_version_may_count_clauses_that_nobody_has_seen(states: str, tmp_path: Path) -> None:
    files = {**TEXT, "earlier/2017/tolerance.toml": COUNTED.format(5)}
    earlier = version(states=states, added=["T1", "T2"])
    policy = loaded(write(tmp_path, policy='from = "2020"', earlier=earlier, files=files))
    assert policy.editions[0].missing("situation") == 5


@pytest.mark.parametrize("earlier", [version(added=["T2"]), ""])
def test_a_folder_that_no_version_is_called_like_is_told(earlier: str, tmp_path: Path) -> None:
    files = {**TEXT, "earlier/2071/tolerance.toml": told("", T1="key_project")}
    folder = write(tmp_path, policy='from = "2020"', earlier=earlier, files=files)
    (problem,) = load_plugin(DataPlugin(folder), "mock").problems
    near = "2017" if earlier else ""
    assert (problem.code, problem.file.rpartition(", ")[2], problem.values["near"]) == (
        "undeclared_version",
        "earlier/2071",
        near,
    )


#: What a hook may do for an earlier version: fail, answer what is no chapter, or one that doesn't bind.
FAULTS: dict[str, Callable[[Chapter], object]] = {
    "raises": lambda _: {}["gone"],
    "no chapter": lambda _: [],
    "no source": lambda chapter: evolve(
        chapter, clauses=tuple(evolve(c, source="gone") for c in chapter.clauses), origin=""
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_a_hook_gets_wrong_for_one_version_names_that_version(fault: str, tmp_path: Path) -> None:
    files = {**TEXT, "earlier/2017/tolerance.toml": told("", T1="key_project")}
    made = DataPlugin(write(tmp_path, policy='from = "2020"', earlier=version(), files=files))

    class Faulty:
        region, sources = made.region, made.sources

        @hookimpl
        def tolerance_criteria(self, context: Context) -> object:
            chapter = made.tolerance_criteria(context)
            return chapter if context.edition is None else FAULTS[fault](chapter)

    problems = load_plugin(Faulty(), "mock").problems
    assert problems and all(p.file.startswith("plugin mock, earlier/2017") for p in problems), problems


@pytest.mark.parametrize("made", ["file", "link to itself"])
def test_what_stands_where_the_folder_of_a_version_should_is_told(made: str, tmp_path: Path) -> None:
    folder = write(tmp_path, policy='from = "2020"', earlier=version(added=["T2"]), files=TEXT)
    place = folder / "earlier" / "2017"
    place.parent.mkdir()
    place.write_text("", "utf-8") if made == "file" else place.symlink_to(place)
    assert mistakes(folder) == ["no_edition_folder"]


def test_a_folder_that_cannot_be_read_is_told_by_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {**TEXT, "earlier/2017/tolerance.toml": told("", T1="key_project")}
    folder = write(tmp_path, policy='from = "2020"', earlier=version(), files=files)
    listed = Path.iterdir

    def locked(path: Path) -> Iterator[Path]:
        if path.name == "2017":
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(Path, "iterdir", locked)
    (problem,) = load_plugin(DataPlugin(folder), "mock").problems
    assert problem.code == "unreadable" and problem.file.endswith("earlier/2017")


def test_a_fact_or_reading_of_one_name_is_of_one_kind(tmp_path: Path) -> None:
    words = 'label = {{ zh = "甲", en = "a" }}\nask = {{ zh = "甲？", en = "a?" }}\n'
    fact = f'[[fact]]\nid = "speed"\ngroup = "procedure"\ntype = "{{}}"\n{{}}{words}'
    chosen = fact.format("choice", 'choices = [{ id = "a", zh = "甲", en = "a" }]\n')
    files = {
        "tolerance.toml": told(T1="trying_first") + fact.format("yes_no", ""),
        "earlier/2017/tolerance.toml": told("", T1="no_precedent") + chosen,
    }
    folder = write(tmp_path, policy='from = "2020"', earlier=version(), files=files)
    problems = load_plugin(DataPlugin(folder), "mock").problems
    assert [(problem.code, problem.place) for problem in problems] == [("version_word", "fact speed")]
