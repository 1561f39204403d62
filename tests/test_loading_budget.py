"""Loading has a budget: a text too large to be read costs its own region a row, soon, and no other region anything."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from rongcuo.facts.problems import MOST_TOLD
from rongcuo.plugins.loading import Loaded, load_plugin

from .made import text
from .policytext import WORDS, clause, listing
from .running import LANGUAGES, ROOT, Run, installed, run

pytestmark = [pytest.mark.once, pytest.mark.slow]

#: Far more than any of these takes, on a slow machine that does something else as well.
LIMIT = 30
ACCIDENT = ROOT / "examples" / "constructed" / "jingjiang_r4_accident_major.toml"
Part = tuple[str, str]


@contextmanager
def limit() -> Iterator[None]:
    """Fails what takes too long, instead of waiting for it."""

    def late(*_: object) -> None:
        raise AssertionError(f"not done after {LIMIT} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(LIMIT)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def term(name: str, file: str = "red_lines", **keys: Any) -> Part:
    told = {"id": name, "title": WORDS, **keys}
    return file, "[[term]]\n" + "".join(f"{key} = {_toml(value)}\n" for key, value in told.items())


def fact(name: str, **keys: Any) -> Part:
    about = {"id": name, "group": "scene", "type": "yes_no", "label": WORDS, "ask": WORDS, **keys}
    return "red_lines", "[[fact]]\n" + "".join(f"{key} = {_toml(value)}\n" for key, value in about.items())


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(part)}" for key, part in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def line(name: str = "R1", when: str = "safety_accident", **keys: Any) -> Part:
    return clause("red_line", name, when=when, **keys)


def twice(name: str) -> str:
    return f"({name} and no_precedent) or (not {name} and collective_decision)"


def bomb(length: int) -> list[Part]:
    """Terms of which each names the one before twice."""
    terms = [term("t0", when="trying_first")]
    terms += [term(f"t{n}", when=twice(f"t{n - 1}")) for n in range(1, length)]
    return [line(when=f"t{length - 1}"), *terms]


def clause_bomb(length: int) -> list[Part]:
    lines = [line(f"R{n}", twice(f"R{n - 1}")) for n in range(1, length)]
    return [line("R0"), *lines]


def fact_bomb(length: int) -> list[Part]:
    """Facts that can't be without the one before, which each names twice."""
    facts = [fact("f0"), *(fact(f"f{n}", only_if=twice(f"f{n - 1}")) for n in range(1, length))]
    return [line(when=f"f{length - 1}"), *facts]


def long_term(count: int) -> list[Part]:
    return [line(when="many"), term("many", at_least=count // 2, of=["safety_accident"] * count)]


def chosen(count: int) -> list[Part]:
    choices = [{"id": f"c{n}", "zh": f"第{n}项", "en": f"choice {n}"} for n in range(count)]
    return [line(when=" or ".join(["s"] * 400)), fact("s", type="set", choices=choices)]


def loaded(folder: Path, parts: Sequence[Part]) -> Loaded:
    plugin = text(folder, "below", *parts)
    with limit():
        return load_plugin(plugin.plugin, plugin.name)


#: Texts that are too large to be read: the code of what is told, and the place it is told at.
TOO_LARGE: dict[str, tuple[Callable[[], list[Part]], str, str]] = {
    "terms that double": (lambda: bomb(24), "condition_too_large", "term t"),
    "terms that double, the last first": (
        lambda: [*bomb(24)[:1], *reversed(bomb(24)[1:])],
        "condition_too_large",
        "term t",
    ),
    "clauses that double": (lambda: clause_bomb(40), "condition_too_large", "red_line R"),
    "facts that double": (lambda: fact_bomb(40), "condition_too_large", "fact f"),
    "a chain of clauses": (
        lambda: [line("R0"), *(line(f"R{n}", f"not R{n - 1}") for n in range(1, 2900))],
        "condition_too_deep",
        "red_line R",
    ),
    "a chain of clauses, the last first": (
        lambda: [*(line(f"R{n}", f"not R{n - 1}") for n in range(2899, 0, -1)), line("R0")],
        "condition_too_deep",
        "red_line R",
    ),
    "a circle of thousands": (
        lambda: [line(f"R{n}", f"not R{(n + 1) % 2900}") for n in range(2900)],
        "circular",
        "red_line R0, when",
    ),
    "facts that need each other": (
        lambda: [line(when="a"), fact("a", only_if="b"), fact("b", only_if="a")],
        "circular",
        "fact a, only_if",
    ),
    "many nots": (lambda: [line(when="not " * 300 + "safety_accident")], "condition_too_deep", "red_line R1"),
    "as many nots as fit": (
        lambda: [line(when="not " * 495 + "safety_accident")],
        "condition_too_deep",
        "red_line R1",
    ),
    "many brackets": (
        lambda: [line(when="not (safety_accident and " * 60 + "true" + ")" * 60)],
        "condition_too_deep",
        "red_line R1",
    ),
    "at least, of thousands": (lambda: long_term(6000), "condition_too_large", "term many"),
    "a set of hundreds, named hundreds of times": (lambda: chosen(400), "condition_too_large", "red_line R1"),
    "a set of thousands": (lambda: chosen(5000), "fact_many_choices", "fact s"),
    "long conditions by the thousand": (
        lambda: [
            term("t", when="safety_accident and falsified_material"),
            *(line(f"R{n}", " or ".join(["t"] * 400)) for n in range(400)),
        ],
        "policy_too_large",
        "red_line R",
    ),
    "more clauses than anybody wrote": (lambda: [line(f"R{n}") for n in range(3_001)], "many_entries", ""),
    "mistakes by the thousand": (
        lambda: [line(f"R{n}", "safety_acident") for n in range(2_900)],
        "many_mistakes",
        "",
    ),
    "mistaken keys by the thousand": (
        lambda: [line(f"R{n}", whem="x") for n in range(2_900)],
        "many_mistakes",
        "",
    ),
    "tables that don't belong there, by the thousand": (
        lambda: [line(), ("red_lines", "".join(f"[a{n}]\n" for n in range(100_000)))],
        "many_mistakes",
        "",
    ),
    "keys that don't belong there, by the thousand": (
        lambda: [line(), ("red_lines", "[[red_line]]\n" + "".join(f"a{n}=1\n" for n in range(100_000)))],
        "many_mistakes",
        "",
    ),
    "a number that can't be printed": (
        lambda: [("red_lines", f'[list.red_line]\nseen = "counted"\nannounced = 0x{"f" * 20_000}'), line()],
        "toml_digits",
        "",
    ),
    "a name of a thousand parts": (
        lambda: [("red_lines", ".".join("a" * 100_000) + " = 1")],
        "toml_key_deep",
        "",
    ),
    "a table of a thousand parts": (
        lambda: [("red_lines", "[" + " . ".join(['"a"'] * 50_000) + "]")],
        "toml_key_deep",
        "",
    ),
}


@pytest.mark.parametrize("name", TOO_LARGE)
def test_a_text_too_large_to_be_read_is_told_soon_with_its_place(name: str, tmp_path: Path) -> None:
    parts, code, place = TOO_LARGE[name]
    done = loaded(tmp_path, parts())
    assert done.policy is None
    assert len(done.problems) <= MOST_TOLD + 1
    told = [problem for problem in done.problems if problem.code == code]
    assert told and told[0].file == "plugin below, red_lines.toml"
    assert told[0].place.startswith(place)
    for language in LANGUAGES:
        assert told[0].message(language)


def test_a_chain_that_is_too_long_is_one_mistake(tmp_path: Path) -> None:
    """What only follows from it isn't told again."""
    assert len(loaded(tmp_path, bomb(24)).problems) == 1


def test_a_text_that_doubles_costs_its_own_row_alone(tmp_path: Path) -> None:
    found = [text(tmp_path, "below", *bomb(24)), *installed("jingjiang", "national")]
    with limit():
        done = run("compare", ACCIDENT, "--json", found=found)
    rows = {row["region"]: row for row in json.loads(done.out)["answers"][0]["rulings"]}
    assert done.status == 1
    assert {name: row["verdict"] for name, row in rows.items()} == {"below": "error", "jingjiang": "refused"}
    assert "red_lines.toml" in rows["below"]["error"] and "term t" in rows["below"]["error"]


@pytest.mark.parametrize("command", ["regions", "plugins", "show below"])
def test_every_command_ends_soon(command: str, tmp_path: Path) -> None:
    found = [text(tmp_path, "below", *bomb(24)), *installed("national")]
    with limit():
        done: Run = run(*command.split(), found=found)
    assert done.status in (1, 2) and "red_lines.toml" in done.out + done.err


@pytest.mark.parametrize("make", [lambda: bomb(24), lambda: clause_bomb(40), lambda: fact_bomb(40)])
def test_the_check_of_a_plugin_ends_soon(make: Callable[[], list[Part]], tmp_path: Path) -> None:
    text(tmp_path, "below", *make())
    with limit():
        done = run("check", tmp_path / "below", "--json", found=installed("national"))
    codes = {finding["code"] for finding in json.loads(done.out)["findings"]}
    assert done.status == 1 and "RC120" in codes


# What is no mistake


def test_a_chain_of_terms_that_name_the_one_before_costs_its_length(tmp_path: Path) -> None:
    """Whatever their order: a term is read once, and before whatever names it."""
    chain = [term(f"t{n}", when=f"t{n - 1}") for n in range(1, 2000)]
    done = loaded(tmp_path, [line(when="t1999"), *reversed(chain), term("t0", when="trying_first")])
    assert done.problems == () and done.policy is not None
    (rule,) = done.policy.of("red_line")
    assert rule.reads == {"trying_first"}


def test_a_term_may_be_named_often(tmp_path: Path) -> None:
    parts = [line("R0", "t"), *(line(f"R{n}", f"t and R{n - 1}") for n in range(1, 20))]
    done = loaded(tmp_path, [*parts, term("t", when="safety_accident and not collective_decision")])
    assert done.problems == ()


def test_a_text_of_a_thousand_clauses_is_read_and_rules(tmp_path: Path) -> None:
    parts = [line(f"R{n}", "safety_accident and falsified_material") for n in range(1000)]
    seen = listing("red_line", seen="complete", source="text")
    found = [text(tmp_path, "below", seen, *parts), *installed("national")]
    with limit():
        done = run("compare", ACCIDENT, "--json", found=found)
    rulings = json.loads(done.out)["answers"][0]["rulings"]
    assert "below" in {row["region"] for row in rulings}
    assert all(row["verdict"] != "error" for row in rulings)


def test_what_names_something_that_is_missing_is_told_wherever_it_is_named(tmp_path: Path) -> None:
    done = loaded(tmp_path, [line(when="t"), term("t", when="nowhere_to_be_found")])
    assert [p.code for p in done.problems] == ["unknown_name", "unknown_name"]


def test_all_files_of_a_plugin_together_are_no_larger_than_one(tmp_path: Path) -> None:
    plugin = text(tmp_path, "below", line())
    for name in ("tolerance", "filing"):
        (tmp_path / "below" / f"{name}.toml").write_text("# " + "x" * 1_200_000 + "\n", "utf-8")
    done = load_plugin(plugin.plugin, plugin.name)
    assert [p.code for p in done.problems] == ["too_large_together"]
