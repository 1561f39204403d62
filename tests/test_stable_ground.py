"""What others build on: the public names, the data format, and the JSON that every version keeps."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import rongcuo
import rongcuo.clauses
from rongcuo import DataPlugin
from rongcuo.plugins.deployment import Deployment
from rongcuo.plugins.registry import load
from rongcuo.policy.files import FORMAT

from .running import ROOT, FakePoint, installed, run

pytestmark = pytest.mark.once

NAMES = ROOT / "docs" / "reference" / "public-names.md"
SCHEMA = ROOT / "docs" / "reference" / "comparison.schema.json"
DEMO = ROOT / "examples" / "demo" / "src" / "rongcuo_demo"
REGIONS = sorted(file for top in ("plugins", "examples") for file in ROOT.glob(f"{top}/**/region.toml"))


# Public names


def test_the_page_lists_every_public_name_and_no_other() -> None:
    for module in (rongcuo, rongcuo.clauses):
        heading = f"## Names of {module.__name__}\n"
        section = NAMES.read_text("utf-8").partition(heading)[2].partition("\n## ")[0]
        rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
        told = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
        assert sorted(told) == sorted(module.__all__)


def test_every_public_name_can_be_imported() -> None:
    assert all(getattr(rongcuo, name) is not None for name in rongcuo.__all__)


def test_a_name_that_moved_is_still_found_with_the_new_place_told() -> None:
    with pytest.warns(DeprecationWarning, match=r"import RedLine from rongcuo\.clauses"):
        assert rongcuo.RedLine is rongcuo.clauses.RedLine
    with pytest.raises(AttributeError):
        rongcuo.RedLinez  # noqa: B018


# The data format


@pytest.mark.parametrize("file", REGIONS, ids=lambda file: file.parent.name)
def test_a_plugin_declares_the_format_that_it_was_written_for(file: Path) -> None:
    assert tomllib.loads(file.read_text("utf-8"))["format"] == 1


def demo(folder: Path, declares: int, more: str = "") -> FakePoint:
    """The made-up county, written for some version of the format."""
    for file in DEMO.glob("*.toml"):
        (folder / file.name).write_text(file.read_text("utf-8"), "utf-8")
    region = (folder / "region.toml").read_text("utf-8")
    (folder / "region.toml").write_text(region.replace("format = 1", f"format = {declares}\n{more}"), "utf-8")
    return FakePoint("demo", DataPlugin(folder))


def test_a_newer_format_is_one_mistake_that_says_what_to_change(tmp_path: Path) -> None:
    point = demo(tmp_path, FORMAT + 1, 'climate = "a key that only the newer format has"')
    (tmp_path / "red_lines.toml").write_text("[[line]]\nnew = true\n", "utf-8")
    (problem,) = load(Deployment(), [point, *installed("national")]).failed["demo"]
    message = problem.message("en")
    assert f"data format {FORMAT + 1} can't be read here" in message and "upgrade rongcuo" in message
    assert "region.toml" in message


@pytest.mark.parametrize("newest", [2, 3])
def test_an_older_format_still_loads(newest: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("binding", "files"):
        monkeypatch.setattr(f"rongcuo.policy.{module}.FORMAT", newest)
    registry = load(Deployment(), [demo(tmp_path, 1), *installed("national")])
    assert registry.failed == {} and "demo" in registry.jurisdictions


def test_a_core_that_a_plugin_wasnt_written_for_is_named_with_the_one_it_needs() -> None:
    """The range that a plugin declares is that of its Requires-Dist; the isolation tests install one."""
    for file in ROOT.glob("plugins/*/pyproject.toml"):
        needs = tomllib.loads(file.read_text("utf-8"))["project"]["dependencies"]
        assert any(re.fullmatch(r"rongcuo>=[\d.]+,<[\d.]+", need) for need in needs), file


# JSON


@pytest.fixture(scope="session")
def schema() -> jsonschema.Draft202012Validator:
    raw = json.loads(SCHEMA.read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(raw)
    return jsonschema.Draft202012Validator(raw)


def complaints(schema: jsonschema.Draft202012Validator, data: Any) -> list[str]:
    return [f"{error.json_path}: {error.message[:200]}" for error in schema.iter_errors(data)]


CASES = sorted(
    file
    for pattern in ("examples/*.toml", "examples/constructed/*.toml", "examples/internal/*.toml")
    for file in ROOT.glob(pattern)
)
OWN_CASES = sorted(ROOT.glob("plugins/*/src/*/cases/*.toml"))
MADE_UP = sorted(ROOT.glob("examples/demo/src/*/cases/*.toml"))


def names(files: Iterable[Path]) -> list[str]:
    return [str(file.relative_to(ROOT)) for file in files]


@pytest.mark.slow
@pytest.mark.parametrize("case", [*names(CASES), *names(OWN_CASES)])
def test_what_is_compared_is_as_the_schema_says(case: str, schema: jsonschema.Draft202012Validator) -> None:
    done = run("compare", case, "--json")
    assert done.status == 0
    assert complaints(schema, json.loads(done.out)) == []


@pytest.mark.slow
@pytest.mark.parametrize("case", names(MADE_UP))
def test_every_plain_answer_is_as_the_schema_says(case: str, schema: jsonschema.Draft202012Validator) -> None:
    found = [FakePoint("demo", DataPlugin(DEMO)), *installed()]
    told = json.loads(run("compare", case, "--json", found=found, language="en").out)
    assert complaints(schema, told) == []


@pytest.mark.parametrize("more", [(), ("--explain",)], ids=" ".join)
@pytest.mark.parametrize("region", ["hongze", "jingjiang"])
@pytest.mark.parametrize("question", ["filing", "tolerance", "clarification"])
def test_what_is_ruled_is_as_the_schema_says(
    more: tuple[str, ...], region: str, question: str, schema: jsonschema.Draft202012Validator
) -> None:
    case = "examples/constructed/filed_accident.toml"
    done = run("rule", case, "--region", region, "--question", question, *more, "--json")
    assert complaints(schema, json.loads(done.out)) == []


def test_error_rows_are_as_the_schema_says(
    tmp_path: Path, schema: jsonschema.Draft202012Validator, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "rongcuo.toml"
    config.write_text('[region.gone]\nplugins = ["gone"]\n[region.haian]\nplugins = ["haian"]\n', "utf-8")
    for command in (("compare",), ("rule", "--region", "gone")):
        done = run(*command, "examples/yiwu.toml", "--json", "--config", config)
        told = json.loads(done.out)
        assert done.status == 1
        assert "error" in {ruling["verdict"] for ruling in told["answers"][0]["rulings"]}
        assert complaints(schema, told) == []


def test_a_region_that_is_too_complex_is_as_the_schema_says(
    schema: jsonschema.Draft202012Validator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rongcuo.ruling.evaluation.Evaluation.__init__", _too_complex)
    told = json.loads(run("compare", "examples/yiwu.toml", "--json").out)
    assert {ruling["verdict"] for ruling in told["answers"][0]["rulings"]} == {"error"}
    assert complaints(schema, told) == []


def _too_complex(*_: object) -> None:
    raise RecursionError


@pytest.mark.slow
def test_the_schema_finds_what_isnt_in_it(schema: jsonschema.Draft202012Validator) -> None:
    told = json.loads(run("compare", "examples/yiwu.toml", "--json").out)
    ruling = told["answers"][0]["rulings"][0]
    for key, value in (("verdict", "perhaps"), ("decided_by", None), ("unheard_of", 1), ("if_filed", [])):
        kept = dict(ruling)
        ruling[key] = value
        assert len(complaints(schema, told)) >= 1, key
        ruling.clear()
        ruling.update(kept)
    assert complaints(schema, told) == []


def test_every_object_of_the_schema_says_what_may_be_in_it() -> None:
    """An object is closed, or open by keys that are names; what is open says so."""

    def walk(node: Any, path: str) -> Iterable[str]:
        if isinstance(node, dict):
            if node.get("type") == "object" and "additionalProperties" not in node:
                yield path
            for key, value in node.items():
                yield from walk(value, f"{path}/{key}")
        elif isinstance(node, list):
            for index, value in enumerate(node):
                yield from walk(value, f"{path}/{index}")

    assert list(walk(json.loads(SCHEMA.read_text("utf-8")), "")) == []
