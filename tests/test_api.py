"""What programs call: the command line's rulings, as objects and as the same bytes."""

from __future__ import annotations

import pickle
import re
import sys
import time
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import rongcuo
from rongcuo.comparing import comparison

from .running import ROOT, run

EXAMPLES = sorted((ROOT / "examples").glob("*.toml"))
PAGE = ROOT / "docs" / "how-to" / "from-a-program.md"


@pytest.fixture(scope="module")
def registry() -> rongcuo.Registry:
    return rongcuo.load()


def printed(*args: str) -> str:
    done = run(*args)
    assert done.status == 0, done.err
    return done.out


def test_what_the_page_shows_runs(capsys: pytest.CaptureFixture[str]) -> None:
    told: dict[str, object] = {}
    for block in re.findall(r"^```python\n(.*?)^```$", PAGE.read_text("utf-8"), re.M | re.S):
        exec(compile(block, str(PAGE), "exec"), told)
    said = capsys.readouterr().out
    assert "tolerance hongze " in said and "tolerance bincheng " in said
    assert "facts.field" in said, "the case with mistakes tells where they are"
    compared = told["comparison"]
    assert isinstance(compared, rongcuo.Comparison)
    assert len(compared.answers[0].rulings) == 3


@pytest.mark.slow
@pytest.mark.parametrize("case", EXAMPLES, ids=lambda path: path.stem)
def test_a_comparison_is_the_command_lines_json_byte_for_byte(registry: rongcuo.Registry, case: Path) -> None:
    compared = rongcuo.compare(registry, case)
    assert rongcuo.to_json(compared, "zh") == printed("compare", str(case), "--json", "--lang", "zh")


def test_a_comparison_of_some_regions_is_that_json_too(registry: rongcuo.Registry) -> None:
    compared = rongcuo.compare(registry, EXAMPLES[0], regions=["洪泽", "靖江"])
    options = ("--region", "洪泽,靖江", "--json", "--lang", "en")
    assert rongcuo.to_json(compared, "en") == printed("compare", str(EXAMPLES[0]), *options)


@pytest.mark.parametrize("case", EXAMPLES, ids=lambda path: path.stem)
def test_a_ruling_is_the_command_lines_json_byte_for_byte(registry: rongcuo.Registry, case: Path) -> None:
    ruled = rongcuo.rule(registry, case, "洪泽", on="2023-05", questions=["tolerance", "filing"])
    args = ("--region", "hongze", "--on", "2023-05", "--question", "tolerance", "--question", "filing")
    found = printed("rule", str(case), *args, "--explain", "--json", "--lang", "zh")
    assert rongcuo.to_json(ruled, explain=True) == found


@pytest.mark.slow
def test_plain_data_rules_like_the_file_that_says_it(registry: rongcuo.Registry) -> None:
    file = ROOT / "examples" / "yiwu.toml"
    told = tomllib.loads(file.read_text("utf-8"))
    assert rongcuo.to_data(rongcuo.compare(registry, told)) == rongcuo.to_data(
        rongcuo.compare(registry, file)
    )


def test_many_cases_are_read_one_by_one_and_a_mistake_costs_its_own(registry: rongcuo.Registry) -> None:
    asked: list[int] = []

    def cases() -> Iterator[dict[str, object]]:
        for number in range(3):
            asked.append(number)
            yield {"title": "-", "where": "-", "facts": {"no_such_fact": True} if number == 1 else {}}

    found = rongcuo.compare_many(registry, cases(), regions=["hongze"], differences=False)
    first = next(found)
    assert asked == [0]
    second, third = found
    assert isinstance(second, rongcuo.InputError) and "no_such_fact" in str(second)
    assert isinstance(first, rongcuo.Comparison) and isinstance(third, rongcuo.Comparison)
    assert first.answers == third.answers
    (ruled,) = rongcuo.rule_many(registry, [{"title": "-", "where": "-"}], "hongze")
    assert isinstance(ruled, rongcuo.Comparison)
    assert ruled.ruling("hongze") == first.ruling("hongze")


def test_every_mistake_is_an_input_error(registry: rongcuo.Registry, tmp_path: Path) -> None:
    case = {"title": "-", "where": "-"}
    with pytest.raises(rongcuo.InputError, match="hongzee"):
        rongcuo.rule(registry, case, "hongzee")
    with pytest.raises(rongcuo.InputError, match="tolerence"):
        rongcuo.compare(registry, case, questions=["tolerence"])  # type: ignore[list-item]
    with pytest.raises(rongcuo.InputError, match="sometime"):
        rongcuo.compare(registry, case, on="sometime")
    with pytest.raises(rongcuo.InputError, match=r"no_case\.toml"):
        rongcuo.compare(registry, tmp_path / "no_case.toml")
    with pytest.raises(rongcuo.InputError, match=r"none\.toml"):
        rongcuo.load(tmp_path / "none.toml")
    compared = rongcuo.rule(registry, case, "hongze")
    for missing in (("bincheng",), ("hongze", "filing")):
        with pytest.raises(rongcuo.InputError, match=missing[-1]):
            compared.ruling(*missing)  # type: ignore[arg-type]


def test_a_region_that_fails_is_an_error_row(tmp_path: Path) -> None:
    config = tmp_path / "rongcuo.toml"
    config.write_text('[region.hongze]\nplugins = ["hongze"]\n[region.x]\nplugins = ["not-here"]\n')
    compared = rongcuo.compare(rongcuo.load(config), {"title": "-", "where": "-"})
    assert compared.failed()
    assert compared.ruling("x").verdict == "error"
    assert compared.ruling("hongze").verdict == "open"


@pytest.mark.slow
def test_threads_share_one_registry() -> None:
    """Every thread's answer is the one that a registry of its own gives."""
    cases = [
        {"title": f"{case}", "where": "-", "facts": {"field": [field]}, "absent": absent}
        for case, field in enumerate(["trade", "institutional_innovation"] * 4)
        for absent in (["private_gain"], [], ["private_gain", "safety_accident"])
    ]
    alone = [rongcuo.to_json(found) for found in rongcuo.compare_many(rongcuo.load(), cases)]  # type: ignore[arg-type]
    shared = rongcuo.load()
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(lambda case: rongcuo.to_json(rongcuo.compare(shared, case)), cases))
    finally:
        sys.setswitchinterval(before)
    assert found == alone


def test_threads_take_turns(registry: rongcuo.Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is compiled of a region serves them all, so no two may be at it at once."""
    inside: list[int] = []
    most: list[int] = []
    draw_up = comparison.prepare

    def slowly(*args: Any) -> Any:
        inside.append(1)
        time.sleep(0.01)
        most.append(len(inside))
        inside.pop()
        return draw_up(*args)

    monkeypatch.setattr(comparison, "prepare", slowly)
    with ThreadPoolExecutor(4) as pool:
        list(
            pool.map(lambda case: rongcuo.rule(registry, case, "hongze"), [{"title": "-", "where": "-"}] * 4)
        )
    assert most == [1, 1, 1, 1]


def test_an_error_comes_whole_out_of_another_process(registry: rongcuo.Registry) -> None:
    with pytest.raises(rongcuo.InputError) as caught:
        rongcuo.compare(registry, {"title": "-", "facts": {"no_such_fact": True}})
    found = pickle.loads(pickle.dumps(caught.value))
    assert isinstance(found, rongcuo.InputError)
    assert (found.problems, str(found)) == (caught.value.problems, str(caught.value))


def test_plain_data_extends_no_file(registry: rongcuo.Registry) -> None:
    with pytest.raises(rongcuo.InputError, match="extends"):
        rongcuo.compare(registry, {"title": "-", "where": "-", "extends": "examples/yiwu.toml"})


def test_a_question_asked_twice_is_answered_once_and_no_day_is_no_day(registry: rongcuo.Registry) -> None:
    case = {"title": "-", "where": "-"}
    assert len(rongcuo.compare(registry, case, questions=["filing", "filing"]).answers) == 1
    with pytest.raises(rongcuo.InputError, match="for on"):
        rongcuo.compare(registry, case, on="")
