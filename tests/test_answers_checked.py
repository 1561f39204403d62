"""A hook's answer is checked whoever made it: what counts is the object that the core's own reader made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from rongcuo import DataPlugin, Text, hookimpl
from rongcuo.clauses import About, Chapter, Context, ListInfo, RedLine, Region, Source
from rongcuo.facts.problems import InputError
from rongcuo.plugins.loading import Loaded, load_plugin
from rongcuo.policy.policy import Policy

from .made import text
from .policytext import clause, listing

WORDS = Text("文字", "words")
LINE = RedLine(
    id="R1", title=WORDS, statement=WORDS, topic="other_red_line", source="text", when="safety_accident"
)
MISTYPED: Any = evolve(LINE, **{"title": "文字"})


class Plugin:
    """A plugin that answers one hook, and says where it is from."""

    sources: Any = (Source(id="text", title=WORDS, issuer=WORDS, kind="policy_text"),)
    region: Any = Region(
        id="demo",
        name=WORDS,
        full_name=WORDS,
        code="999999",
        level="county",
        policy=About(title=WORDS, issuer=WORDS, summary=WORDS),
    )

    def __init__(self, answer: Callable[[Context], Any]) -> None:
        self._answer = answer

    @hookimpl
    def red_lines(self, context: Context) -> Any:
        return self._answer(context)


def loaded(answer: Callable[[Context], Any]) -> Loaded:
    return load_plugin(Plugin(answer), "demo")


def codes(done: Loaded) -> list[str]:
    assert (done.policy is None) == bool(done.problems)
    return [problem.code for problem in done.problems]


def changed(made: Any, **values: Any) -> Any:
    """An object that says something else than it did when it was made."""
    for name, value in values.items():
        object.__setattr__(made, name, value)
    return made


def test_an_answer_that_says_that_it_was_read_from_a_file_is_checked() -> None:
    assert codes(loaded(lambda _: Chapter(clauses=(MISTYPED,), origin="red_lines.toml"))) == ["wrong_type"]


def test_an_answer_made_from_one_that_was_read_is_checked(tmp_path: Path) -> None:
    read = text(tmp_path, "below", clause("red_line", "R1", when="safety_accident")).plugin
    assert isinstance(read, DataPlugin)

    def answer(context: Context) -> Any:
        chapter: Any = read.red_lines(context)
        return evolve(chapter, clauses=(MISTYPED,))

    assert codes(loaded(answer)) == ["wrong_type"]


def test_what_was_read_cannot_be_changed_by_who_is_given_it(tmp_path: Path) -> None:
    seen = listing("red_line", seen="report", source="text")
    read = text(tmp_path, "below", seen, clause("red_line", "R1", when="safety_accident")).plugin
    assert isinstance(read, DataPlugin)

    def answer(context: Context) -> Any:
        chapter: Any = read.red_lines(context)
        chapter.lists["red_line"] = ListInfo(seen="complete")
        return chapter

    assert codes(loaded(answer)) == ["hook_raised"]


def test_the_very_object_that_was_read_is_taken_as_it_is(tmp_path: Path) -> None:
    read = text(tmp_path, "below", clause("red_line", "R1", when="safety_accident")).plugin
    assert isinstance(read, DataPlugin)
    done = loaded(lambda context: read.red_lines(context))
    assert done.policy is not None and done.policy.chapters["red_lines"].origin == "red_lines.toml"


def test_a_region_and_sources_are_checked_whoever_made_them() -> None:
    class Wrong(Plugin):
        region = evolve(Plugin.region, level="village")
        sources = (evolve(Plugin.sources[0], kind="gossip"),)

    done = load_plugin(Wrong(lambda _: Chapter(clauses=(LINE,))), "demo")
    assert codes(done) == ["not_one_of", "not_one_of"]


UNKNOWN: Any = "everything"


def test_an_unknown_seen_is_refused_where_it_is_made() -> None:
    with pytest.raises(InputError) as refused:
        ListInfo(seen=UNKNOWN)
    assert [problem.code for problem in refused.value.problems] == ["not_one_of"]
    with pytest.raises(InputError):
        evolve(ListInfo(), seen=UNKNOWN)


@pytest.mark.parametrize(
    "made",
    [lambda: ListInfo(seen=UNKNOWN), lambda: changed(ListInfo(), seen=UNKNOWN)],
    ids=["made", "changed"],
)
def test_an_unknown_seen_is_refused_in_the_answer_of_a_hook(made: Callable[[], ListInfo]) -> None:
    assert codes(
        loaded(lambda _: Chapter(clauses=(LINE,), lists={"red_line": made()}, origin="red_lines.toml"))
    ) == ["not_one_of"]


def test_an_unknown_seen_is_refused_in_a_file(tmp_path: Path) -> None:
    made = text(tmp_path, "below", listing("red_line", seen=UNKNOWN), clause("red_line", "R1", when="true"))
    assert "not_one_of" in codes(load_plugin(made.plugin, "below"))


def test_a_list_that_says_anything_else_never_passes_for_one_seen_whole() -> None:
    policy: Policy | None = loaded(lambda _: Chapter(clauses=(LINE,), lists={"red_line": ListInfo()})).policy
    assert policy is not None
    changed(policy.lists["red_line"], seen=UNKNOWN)
    assert policy.unseen("red_line") and not policy.seen_whole("red_line")


def test_what_a_plugin_keeps_of_its_answer_changes_nothing_of_its_policy() -> None:
    clauses, lists = [LINE], {"red_line": ListInfo()}
    done = loaded(lambda _: Chapter(clauses=clauses, lists=lists))  # type: ignore[arg-type]
    clauses.clear()
    changed(lists["red_line"], seen="complete")
    assert done.policy is not None
    assert [clause.id for clause in done.policy.chapters["red_lines"].clauses] == ["R1"]
    assert done.policy.list_info("red_line").seen == "report"


def test_clauses_that_can_be_read_once_only_are_no_list() -> None:
    answer: Any = Chapter(clauses=(line for line in [LINE]))  # type: ignore[arg-type]
    assert codes(loaded(lambda _: answer)) == ["wrong_type"]


def test_a_clause_of_a_kind_of_the_plugins_own_is_one_of_ours_or_none() -> None:
    class Milder(RedLine):
        @property
        def condition(self) -> str:
            return "false"

    shown = {name: getattr(LINE, name) for name in ("id", "title", "statement", "topic", "source", "when")}
    done = loaded(lambda _: Chapter(clauses=(Milder(**shown),)))
    assert done.policy is not None
    (rule,) = done.policy.rules
    assert type(rule.clause) is RedLine and rule.clause.condition == "safety_accident"


def test_something_that_is_no_word_is_told_with_its_place() -> None:
    done = loaded(lambda _: Chapter(clauses=(LINE,), terms=("t1",)))  # type: ignore[arg-type]
    assert codes(done) == ["wrong_type"]
    assert done.problems[0].place.startswith("red_lines, terms")


def test_mistakes_by_the_thousand_end_soon() -> None:
    many: Any = tuple(evolve(MISTYPED, id=f"R{number}") for number in range(2000))
    assert codes(loaded(lambda _: Chapter(clauses=many)))[-1] == "many_mistakes"
