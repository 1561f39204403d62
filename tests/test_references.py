"""The references of conditions and of clause fields: their examples, and that nothing is left out."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from types import CodeType, FrameType
from typing import Any, Literal

import clause_fields
import conditions_reference
import facts_reference
import pytest
from attrs import fields, frozen

from rongcuo.facts import conditions
from rongcuo.facts.acting import ProcedureKind
from rongcuo.facts.structuring import SPELLED
from rongcuo.facts.text import Text
from rongcuo.policy.clauses import (
    CLAUSE_KINDS,
    About,
    Clause,
    Earlier,
    Figure,
    ListInfo,
    Region,
    Review,
    Source,
)

from .running import ROOT

SOURCE = ROOT / "core" / "src" / "rongcuo"
REFERENCES = (clause_fields, conditions_reference, facts_reference)


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """What the tools keep of one run is gone before the next."""
    yield
    for kept in (
        conditions_reference.policy,
        conditions_reference.read_backs,
        conditions_reference.written_rows,
    ):
        kept.cache_clear()


@pytest.mark.parametrize("tool", REFERENCES, ids=lambda tool: tool.TOOL)
def test_the_pages_are_what_the_tool_writes(tool: Any) -> None:
    assert tool.main(["--check"]) == 0


@pytest.mark.parametrize("tool", REFERENCES, ids=lambda tool: tool.TOOL)
def test_a_stale_page_is_named(
    tool: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tool, "NOTE", "<!-- another note -->")
    before = tool.PAGES["zh"].read_text("utf-8")
    assert tool.main(["--check"]) == 1
    assert f"stale: {tool.PAGES['zh'].relative_to(ROOT)}\n" in capsys.readouterr().out
    assert tool.PAGES["zh"].read_text("utf-8") == before


# Clause fields


@frozen(kw_only=True)
class Promise(Clause):
    """A kind of clause that nobody has described yet."""

    kind = "duty"
    force: Literal["must", "must_not"] = "must"
    body: Text | None = None
    procedure: ProcedureKind | None = None
    when: str | None = None
    requires: str | None = None
    until: str | None = None


def test_a_key_without_a_text_fails_the_check(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(CLAUSE_KINDS, "duty", Promise)
    assert clause_fields.main(["--check"]) == 1
    assert capsys.readouterr().out == "clause_fields.toml has no text for duty.until\n"


@pytest.mark.parametrize(
    ("owner", "name", "text", "says"),
    [
        ("duty", "until", {"zh": "到何时。", "en": "Until when."}, "a text for duty.until, and there is no such key"),
        ("duty", "force", {"zh": "必须做，还是不得做。"}, "no text for duty.force"),
        ("shared", "force", {"zh": "…", "en": "…"}, "a text for shared.force, and there is no such key"),
    ],
)  # fmt: skip
def test_a_text_without_a_key_or_in_one_language_fails_the_check(
    owner: str, name: str, text: dict[str, str], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = clause_fields.written_rows()
    monkeypatch.setattr(clause_fields, "written_rows", lambda: {**rows, owner: {**rows[owner], name: text}})
    assert list(clause_fields.gaps()) == [f"clause_fields.toml has {says}"]


def table_of(page: str, heading: str) -> dict[str, list[str]]:
    """The first table below a heading, by the first cell of each row."""
    section = page.split(f"\n{heading}\n", 1)[1]
    lines = re.search(r"(?:^\|.*\n)+", section, re.MULTILINE)
    assert lines is not None
    rows = [line.strip("| \n").split(" | ") for line in lines[0].splitlines()[2:]]
    return {row[0].strip("`"): row[1:] for row in rows}


def test_the_page_says_of_each_key_what_it_takes_and_whether_it_may_be_left_out() -> None:
    page = clause_fields.page("en")
    every = table_of(page, "## Keys of every clause")
    assert list(every)[:5] == ["id", "title", "statement", "topic", "source"]
    assert [name for name, cells in every.items() if cells[1] == "required"] == list(every)[:5]
    assert every["status"][1] == '`"stated"`'
    assert every["in_force"][0] == '`{ from = "…", by = "…", to = "…" }`'
    situation = table_of(page, "### `[[situation]]` situation")
    assert situation["when"][:2] == ["[condition](conditions.md)", "required where `stated`"]
    assert situation["worth"][0] == 'only `"exempts"` a filing exempts'
    assert table_of(page, "### `[[tier]]` outcome tier")["when"][1] == '`"true"`'
    assert "for" in table_of(page, "### `[[fact]]`") and "from" in table_of(page, "### `[[period]]`")


def test_the_page_says_where_each_kind_stands() -> None:
    kinds = table_of(clause_fields.page("zh"), "## 条文的类别")
    assert len(kinds) == len(CLAUSE_KINDS)
    assert kinds["[`[[red_line]]`](#red_line-红线)"] == ["红线", "`red_lines.toml`", "`red_line`", "✓", "✓"]
    assert kinds["[`[[aggravation]]`](#aggravation-从重情节)"][1] == "`tolerance.toml`、`clarification.toml`"
    assert kinds["[`[[step]]`](#step-程序步骤)"][1:3] == ["任何一个", "任何主题"]


@pytest.mark.parametrize("page", ["docs/reference/policy-files.md", "docs/zh/policy-files.md"])
@pytest.mark.parametrize("cls", [Region, About, Earlier, Figure, Review, Source, ListInfo])
def test_the_keys_of_the_other_files_are_on_their_page(page: str, cls: type[Any]) -> None:
    text = (ROOT / page).read_text("utf-8")
    for field in fields(cls):
        name = SPELLED.get(field.name, field.name)
        assert re.search(rf"(?m)^{name} = |`{name}\b|\[+{name}\]", text), name


# Conditions


def raised(module: str) -> set[str]:
    """The problems that reading a condition can raise in a module."""
    text = (SOURCE / f"{module}.py").read_text("utf-8")
    return set(re.findall(r'(?:\bProblem|\bfail)\(\s*(?:\w+, )?"([a-z_0-9]+)"', text))


def test_every_way_to_refuse_a_condition_is_on_the_page() -> None:
    shown = {form["problem"] for form in conditions_reference.written_rows()["refused"]["form"]}
    values = {"bad_amount", "bad_date", "bad_days", "bad_choice", "compare_yes_no", "compare_set"}
    assert values - {"compare_yes_no", "compare_set"} <= raised("facts/vocabulary")
    # too long and too deep are told in words, since an example would be a page of its own
    in_words = {"condition_too_long", "condition_too_deep"}
    assert shown == (raised("facts/conditions") | values) - in_words
    for limit in (f"{conditions.LONGEST:,}", f"{conditions.MOST_PARTS:,}", f"{conditions.DEEPEST} levels"):
        assert limit in conditions_reference.page("en")


def code_of(cls: type[Any]) -> dict[CodeType, set[int]]:
    """The lines of the methods of a class, without those that define them."""
    methods = [value.__code__ for value in vars(cls).values() if hasattr(value, "__code__")]
    own = [code for code in methods if code.co_filename == conditions.__file__]
    return {code: {line for *_, line in code.co_lines() if line} - {code.co_firstlineno} for code in own}


def test_the_examples_go_through_every_line_that_reads_a_condition() -> None:
    methods = code_of(conditions._Reader)
    left = {code: set(lines) for code, lines in methods.items()}

    def trace(frame: FrameType, event: str, _: object) -> Any:
        if frame.f_code not in left:
            return None
        left[frame.f_code].discard(frame.f_lineno)
        return trace

    assert len(methods) > 8
    before = sys.gettrace()
    sys.settrace(trace)
    try:
        assert list(conditions_reference.mistakes()) == []
    finally:
        sys.settrace(before)
    assert {code.co_name: sorted(lines) for code, lines in left.items() if lines} == {}


def with_example(monkeypatch: pytest.MonkeyPatch, section: str, condition: str, problem: str = "") -> None:
    """The page's examples, one of them changed."""
    rows = conditions_reference.written_rows()
    if section == "form":
        changed = {**rows, "form": [{**rows["form"][0], "examples": [condition]}]}
    else:
        changed = {**rows, "refused": {**rows["refused"], "form": [{"when": condition, "problem": problem}]}}
    monkeypatch.setattr(conditions_reference, "written_rows", lambda: changed)


@pytest.mark.parametrize(
    ("section", "condition", "problem", "says"),
    [
        ("form", "tryingfirst", "", "no fact, term, reading or clause is called `tryingfirst`"),
        ("refused", "trying_first", "no_order", "trying_first: can be written, not no_order"),
        ("refused", "filing", "no_order", "filing: needs_comparison, not no_order"),
    ],
)
def test_an_example_that_is_wrong_fails_the_check(
    section: str,
    condition: str,
    problem: str,
    says: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with_example(monkeypatch, section, condition, problem)
    assert conditions_reference.main(["--check"]) == 1
    assert says in capsys.readouterr().out


def test_the_page_says_what_conditions_come_to() -> None:
    page = conditions_reference.page("en")
    assert "| `not trying_first` | (nothing) | open |" in page
    assert "| `loss >= 500000` | `loss = { at_least = 600000 }` | met |" in page
    assert "| `accident_role != 'direct'` | `absent = [\"safety_accident\"]` | met |" in page
    by_type = table_of(page, "## Comparisons by type of fact")
    assert by_type["fact >= value"] == ["—", "—", "✓", "—", "✓", "✓", "✓", "✓"]
    assert by_type["value in fact"] == ["—", "—", "—", "✓", "—", "—", "—", "—"]
