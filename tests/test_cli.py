"""The command line as its users meet it: help, forms of output, new cases, exit statuses."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import click
import pytest
from rich.cells import cell_len

from rongcuo import __version__, api
from rongcuo.catalogue import MESSAGES
from rongcuo.cli import rongcuo
from rongcuo.facts.problems import InputError
from rongcuo.facts.text import Language
from rongcuo.policy.cases import read_case
from rongcuo.render.page import wrap
from rongcuo.ruling import prepare

from .running import LANGUAGES, REGIONS, ROOT, Run, assert_golden, everything, run

pytestmark = pytest.mark.once

YIWU = "examples/yiwu.toml"
ACCIDENT = "examples/constructed/jingjiang_r4_accident_major.toml"
REPORT = "examples/constructed/report_harm_unknown.toml"
PLAN = "examples/constructed/plan_hongze.toml"
FORMS = ["--json", "--csv", "--markdown"]
CHINESE = re.compile("[\u4e00-\u9fff]")


def names(language: Language) -> list[str]:
    """What the regions are called, in the order of their rows."""
    files = [next(ROOT.glob(f"plugins/{region}/src/*/region.toml")) for region in REGIONS]
    return [tomllib.loads(file.read_text("utf-8"))["name"][language] for file in files]


@cache
def printed(*arguments: str | Path, language: Language = "zh", columns: int = 100) -> Run:
    """What a command that only prints comes to, run once for all the tests that look at it."""
    return run(*arguments, language=language, columns=columns)


def rows_of(done: Run) -> list[list[str]]:
    assert (done.status, done.err) == (0, "")
    return list(csv.reader(io.StringIO(done.out[1:], newline="")))


def widest(text: str) -> int:
    return max(cell_len(line.rstrip("\n")) for line in text.splitlines())


# Help


def commands(
    command: click.Command = rongcuo, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command of the core and the workshop with the words that call it."""
    yield path, command
    if isinstance(command, click.Group):
        with click.Context(command) as context:
            for name in command.list_commands(context):
                found = command.get_command(context, name)
                assert found is not None
                yield from commands(found, (*path, name))


ALL = dict(commands())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ALL, ids=lambda path: " ".join(path) or "rongcuo")
def test_every_command_and_every_option_has_help_in_the_language(
    path: tuple[str, ...], language: Language
) -> None:
    done = run(*path, "--help", language=language)
    assert (done.status, done.err) == (0, "")
    summary = MESSAGES[f"help.{help_key(path)}"][LANGUAGES.index(language)].split("\n")[0]
    assert summary in unbroken(done.out)
    for name, text in described(done.out):
        assert text, name
        assert bool(CHINESE.search(text)) == (language == "zh") or "洪泽" in text, text


@pytest.mark.parametrize("path", ALL, ids=lambda path: " ".join(path) or "rongcuo")
def test_no_text_of_the_help_is_missing_from_the_catalogue(path: tuple[str, ...]) -> None:
    assert {f"help.{help_key(path)}", *(f"option.{name}" for name in options(ALL[path]))} <= set(MESSAGES)


def test_every_text_of_the_help_belongs_to_a_command_or_an_option() -> None:
    frame = {
        "metavar_text",
        "metavar_path",
        "metavar_integer range",
        "usage",
        "options",
        "commands",
        "options_metavar",
        "commands_metavar",
        "required",
    }
    told = {key[7:] for key in MESSAGES if key.startswith("option.")}
    used = {(path[-1:], name) for path, command in ALL.items() for name in options(command)}
    of_commands = {".".join([*path, name]) for path, name in used} & told
    assert told == {"help"} | {name for _, name in used} | of_commands
    assert {key[5:] for key in MESSAGES if key.startswith("help.")} == set(map(help_key, ALL)) | frame


def help_key(path: tuple[str, ...]) -> str:
    """The catalogue's key for a command's help: its name, with its group's where two share it."""
    whole = ".".join(path[-2:])
    return whole if f"help.{whole}" in MESSAGES else (path or ("rongcuo",))[-1]


def options(command: click.Command) -> set[str]:
    return {param.opts[-1].lstrip("-") for param in command.params if isinstance(param, click.Option)}


def unbroken(text: str) -> str:
    """A help page with its lines put together again."""
    return re.sub(r"(?<=[\u3000-\uffef])\n\s+|\n\s+", lambda m: "" if CHINESE.search(text) else " ", text)


def described(page: str) -> list[tuple[str, str]]:
    """What a help page says of each option and command."""
    found: list[tuple[str, str]] = []
    for line in page.splitlines():
        entry = re.fullmatch(r"  (\S+(?: \S+)*)(?:  +(.*))?", line)
        more = re.fullmatch(r"      +(\S.*)", line)
        if more and found:
            found[-1] = (found[-1][0], found[-1][1] + more[1])
        elif entry and (entry[1].startswith("-") or (entry[2] and re.fullmatch(r"[a-z]+", entry[1]))):
            found.append((entry[1], entry[2] or ""))
    assert found
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_help_of_a_group_describes_its_commands_without_being_asked(language: Language) -> None:
    done = run("case", language=language)
    assert done.status == 2
    assert dict(described(done.err)).keys() >= {"new", "check", "-h, --help"}
    assert all(text for _, text in described(done.err))


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ALL, ids=lambda path: " ".join(path) or "rongcuo")
def test_no_line_of_the_help_is_wider_than_the_terminal_and_none_of_it_is_lost(
    path: tuple[str, ...], language: Language
) -> None:
    usual = run(*path, "--help", columns=80, language=language).out
    for columns in (0, 1, 20, 24, 54, 120):
        told = run(*path, "--help", columns=columns, language=language)
        assert (told.status, told.err) == (0, "")
        assert widest(told.out) <= (max(columns, 20) if columns else 80)
        assert Counter("".join(told.out.split())) == Counter("".join(usual.split()))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"RONGCUO_LANG": "", "LANG": "zh_CN.UTF-8"}, "zh"),
        ({"RONGCUO_LANG": "", "LANG": "en_GB.UTF-8"}, "en"),
        ({"RONGCUO_LANG": "", "LANG": "de_DE.UTF-8"}, "en"),
        ({"RONGCUO_LANG": "", "LC_ALL": "zh_CN.UTF-8", "LANG": "en_GB.UTF-8"}, "zh"),
        ({"RONGCUO_LANG": "en", "LANG": "zh_CN.UTF-8"}, "en"),
    ],
)
def test_the_language_is_the_locales_unless_it_is_chosen(
    environment: Mapping[str, str], language: Language
) -> None:
    done = run("regions", environment=environment)
    assert ("地区" in done.out) == (language == "zh")
    assert "地区" in run("regions", "--lang", "zh", environment=environment).out
    assert "Region" in run("regions", "--lang=en", environment=environment).out


def test_the_version_is_told() -> None:
    assert run("--version") == Run(0, f"rongcuo, version {__version__}\n", "")


# Comparing, in every form


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("timeline", ("timeline",)),
        ("on_2019", ("compare", YIWU, "--on", "2019")),
        ("on_act_as_known_2017", ("compare", YIWU, "--on", "2023-06", "--as-known", "2017")),
    ],
)
def test_the_time_of_a_text_reads_as_it_was_reviewed(name: str, arguments: tuple[str, ...]) -> None:
    texts: dict[str, str] = {each: run(*arguments, language=each).out for each in LANGUAGES}
    assert not any("None" in told for told in texts.values()), "a text that isn't public has no count"
    assert_golden(f"time/{name}", texts)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--on", "act"), ("dates.act", "--on")),
        (("--on", "sometime"), ("--on", "sometime")),
        (("--as-known", "2019-13"), ("--as-known", "2019-13")),
    ],
)
def test_a_day_that_is_none_is_told_in_short(arguments: tuple[str, ...], words: tuple[str, ...]) -> None:
    done = run("compare", "examples/constructed/kickback.toml", *arguments)
    assert done.status == 2 and len(done.mistakes) == 1
    assert all(word in done.err for word in words)


@pytest.mark.parametrize("case", [YIWU, ACCIDENT, REPORT, PLAN])
def test_what_is_compared_reads_as_it_was_reviewed(case: str) -> None:
    texts: dict[str, str] = {each: printed("compare", case, language=each).out for each in LANGUAGES}
    assert_golden(f"compare/{Path(case).stem}", texts)


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", ["", *FORMS])
@pytest.mark.parametrize("case", [YIWU, ACCIDENT, REPORT, PLAN])
def test_a_comparison_comes_in_every_form_and_names_every_region(
    case: str, form: str, language: Language
) -> None:
    done = run("compare", case, *([form] if form else []), language=language, columns=200)
    assert (done.status, done.err) == (0, "")
    for region in REGIONS if form == "--json" else names(language):
        assert region in done.out


@pytest.mark.slow
@pytest.mark.parametrize("form", ["", *FORMS])
@pytest.mark.parametrize("case", [YIWU, ACCIDENT, REPORT])
def test_two_runs_print_the_same_bytes(case: str, form: str) -> None:
    arguments = ("compare", case, *([form] if form else []))
    assert run(*arguments) == printed(*arguments)


@pytest.mark.slow
def test_two_processes_print_the_same_bytes() -> None:
    command = [sys.executable, "-m", "rongcuo", "compare", YIWU, "--json"]
    done = {subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout for _ in range(2)}
    assert len(done) == 1


def test_the_order_in_which_facts_are_written_makes_no_difference_to_the_rulings(tmp_path: Path) -> None:
    head, _, facts = (ROOT / YIWU).read_text("utf-8").partition("[facts]\n")
    told, _, rest = facts.partition("\n\n")
    turned = "\n".join(reversed(told.splitlines()))
    (tmp_path / "a.toml").write_text(f"{head}[facts]\n{turned}\n\n{rest}", "utf-8")
    some = ("--region", "hongze,jingjiang", "--json")
    assert run("compare", tmp_path / "a.toml", *some).out == run("compare", YIWU, *some).out


# JSON


@cache
def data(case: str) -> Any:
    return json.loads(printed("compare", case, "--json").out)


#: What the design promises, and what was added since; keys are only ever added.
KEYS: dict[str, tuple[set[str], set[str]]] = {
    "comparison": ({"case", "config", "answers"}, {"off", "layers", "clock", "disclaimer"}),
    "case": ({"title", "facts"}, {"where", "unread", "place"}),
    "answer": ({"question", "rulings", "differences", "next"}, {"asks"}),
    "ruling": (
        {
            "region", "verdict", "open_because", "possible", "if_absent", "if_filed", "decided_by", "needs",
            "readings", "unseen", "decider", "unaddressed", "notes", "clauses",
        },
        {
            "worth", "procedure", "effects", "accusation", "internal", "texts", "by_text", "forms",
            "conflicts", "layers", "deciders", "filing_worth", "unread", "above", "own_text", "decider_needs",
        },
    ),
    "tolerated": ({"verdict", "tiers"}, {"behind", "about", "tiers_open"}),
    "possible": ({"verdict"}, set()),
    "remaining": ({"verdict", "possible"}, {"still_needed"}),
    "needs": ({"checks", "scenes", "questions", "follow_ups"}, {"aside"}),
    "unseen": ({"seen", "missing", "could_turn"}, {"open_ended"}),
    "clause": ({"id", "kind", "state", "because", "source"}, {"failed", "floor", "layer"}),
    "because": ({"fact", "value"}, set()),
    "difference": ({"between", "because", "clauses", "suffices"}, {"kind"}),
    "next": ({"ask", "kind", "settles"}, set()),
    "ask": ({"ask", "kind", "settles"}, {"concerns"}),
}  # fmt: skip


def parts(comparison: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object of a comparison, by what it is."""
    yield "comparison", comparison
    yield "case", comparison["case"]
    for answer in comparison["answers"]:
        yield "answer", answer
        if answer["next"]:
            yield "next", answer["next"]
            yield from (("ask", step) for step in answer["asks"])
        for difference in answer["differences"]:
            yield "difference", difference
        for ruling in answer["rulings"]:
            yield from parts_of_ruling(ruling)


def parts_of_ruling(ruling: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "ruling", ruling
    yield "needs", ruling["needs"]
    for remaining in (ruling["if_absent"], ruling["if_filed"]):
        if remaining is not None:
            yield "remaining", remaining
    for possible in [*ruling["possible"], *(ruling["if_absent"] or {"possible": []})["possible"]]:
        yield ("tolerated" if possible["verdict"] == "tolerated" else "possible"), possible
    for unseen in ruling["unseen"].values():
        yield "unseen", unseen
    for clause in ruling["clauses"]:
        yield "clause", clause
        for because in clause["because"]:
            yield "because", because


@pytest.mark.parametrize("case", [YIWU, ACCIDENT, REPORT, PLAN])
def test_json_has_the_keys_it_promises_and_those_added_since(case: str) -> None:
    for name, part in parts(data(case)):
        promised, added = KEYS[name]
        assert set(part) == promised | added, name


def test_every_promised_object_occurs_in_the_examples() -> None:
    assert {name for case in (YIWU, ACCIDENT, REPORT, PLAN) for name, _ in parts(data(case))} == set(KEYS)


def test_json_tells_chinese_as_chinese() -> None:
    out = printed("compare", YIWU, "--json").out
    assert "\\u" not in out
    assert "义乌" in out


def test_every_clause_that_json_cites_is_one_that_it_lists_or_a_list() -> None:
    for case in (YIWU, ACCIDENT, REPORT, PLAN):
        for ruling in data(case)["answers"][0]["rulings"]:
            listed = {clause["id"] for clause in ruling["clauses"]}
            cited = {
                name
                for name in ruling["decided_by"]
                if name.partition(":")[2] not in ("situation", "scope", "trigger")
            }
            assert cited <= listed


@pytest.mark.parametrize(
    "command",
    [
        ("regions",),
        ("plugins",),
        ("facts",),
        ("show", "hongze"),
        ("show", "hongze", "P3"),
        ("matrix",),
        ("measures",),
        ("case", "check", YIWU),
    ],
    ids=" ".join,
)
def test_every_command_answers_in_json(command: tuple[str, ...]) -> None:
    done = run(*command, "--json")
    assert (done.status, done.err) == (0, "")
    assert json.loads(done.out)


# CSV and Markdown


@pytest.mark.parametrize("case", [YIWU, ACCIDENT, REPORT, PLAN])
def test_csv_begins_with_a_byte_order_mark_and_has_a_row_for_each_region(case: str) -> None:
    out = printed("compare", case, "--csv").out
    assert out.startswith("\ufeff") and out.count("\ufeff") == 1
    header, *rows = csv.reader(io.StringIO(out[1:], newline=""))
    assert header[0] == "地区"
    place = ["义乌市"] if case == YIWU else []
    assert [row[0] for row in rows] == place + names("zh")
    assert {len(row) for row in rows} == {len(header)}


def test_csv_ends_its_lines_as_spreadsheets_expect() -> None:
    assert re.search(r"[^\r]\n", re.sub(r'"[^"]*"', '""', printed("compare", YIWU, "--csv").out)) is None


@pytest.mark.parametrize(
    "command", [("compare", YIWU, "--region", "洪泽,靖江"), ("rule", YIWU, "--region", "洪泽")], ids=" ".join
)
def test_a_row_of_csv_says_which_case_and_which_question_it_answers(command: tuple[str, ...]) -> None:
    asked = ("--question", "tolerance", "--question", "filing")
    tables = [
        list(csv.DictReader(io.StringIO(part, newline="")))
        for part in run(*command, *asked, "--csv").out.removeprefix("\ufeff").split("\r\n\r\n")
    ]
    assert [{row["栏目"] for row in rows} for rows in tables] == [{"可否容错"}, {"可否备案"}]
    assert all("义乌" in row["标题"] and row["结论"] for rows in tables for row in rows)


def test_a_ruling_explained_in_csv_begins_with_its_answer() -> None:
    header, first, *_ = rows_of(run("rule", ACCIDENT, "--region", "靖江", "--explain", "--csv"))
    assert (header[:2], first[:2]) == (["地区", "结论"], ["靖江", "不予容错"])


def test_a_page_without_a_table_gives_its_lines_in_csv() -> None:
    header, *rows = rows_of(run("show", "洪泽", "P3", "--csv"))
    assert header[0] == "内容" and any("急难险重任务" in row[0] for row in rows)


def test_markdown_has_a_table_whose_rows_have_as_many_cells_as_its_head() -> None:
    rows = [line for line in printed("compare", YIWU, "--markdown").out.splitlines() if line.startswith("|")]
    assert len(rows) == 2 + 1 + len(REGIONS)
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {4}


# New cases


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("regions", [[], ["hongze"], ["海安", "321282"]], ids=["all", "one", "two"])
def test_a_new_case_is_accepted_as_it_was_written(
    regions: list[str], language: Language, tmp_path: Path
) -> None:
    chosen = [part for region in regions for part in ("--region", region)]
    done = run("case", "new", *chosen, "-o", "new.toml", language=language, folder=tmp_path)
    assert (done.status, done.err) == (0, "")
    assert "new.toml" in done.out
    checked = run("case", "check", "new.toml", language=language, folder=tmp_path)
    assert (checked.status, checked.err) == (0, "")
    text = (tmp_path / "new.toml").read_text("utf-8")
    assert bool(CHINESE.search(text.replace("洪泽", ""))) == (language == "zh")


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_line_of_a_new_case_can_be_filled_in_by_taking_its_mark_away(
    language: Language, tmp_path: Path
) -> None:
    run("case", "new", "-o", "new.toml", language=language, folder=tmp_path)
    text = (tmp_path / "new.toml").read_text("utf-8")
    marked = [line for line in text.splitlines() if re.match(r'# (?:"[^"]+" = |\w+ = |\[findings)', line)]
    facts = [line for line in marked if not re.match(r"# (met|by|basis|\[)", line)]
    assert len(facts) > 50 and len([line for line in marked if "[findings" in line]) > 4
    here = everything()
    for line in facts:
        filled = text.replace(f"{line}\n", f"{line[2:]}\n", 1)
        file = tmp_path / "filled.toml"
        file.write_text(filled, "utf-8")
        try:
            case = read_case(file, here.vocabulary, here.plugin_names)
            prepare(case, here.texts, here.vocabulary)
        except InputError as error:
            assert {problem.code for problem in error.problems} == {"contradicts_facts"}, line


@pytest.mark.slow
def test_every_adverse_fact_of_a_new_case_can_be_noted_as_absent(tmp_path: Path) -> None:
    run("case", "new", "-o", "new.toml", folder=tmp_path)
    text = re.sub(r'(?m)^    # (?="[^"]+",)', "    ", (tmp_path / "new.toml").read_text("utf-8"))
    (tmp_path / "new.toml").write_text(text, "utf-8")
    ruling = json.loads(run("compare", tmp_path / "new.toml", "--json").out)["answers"][0]["rulings"]
    assert {tuple(each["needs"]["checks"]) for each in ruling} == {()}


def test_a_new_case_of_one_region_asks_only_what_that_region_reads(tmp_path: Path) -> None:
    run("case", "new", "--region", "jingjiang", "-o", "one.toml", folder=tmp_path)
    run("case", "new", "-o", "all.toml", folder=tmp_path)
    one, every = ((tmp_path / name).read_text("utf-8") for name in ("one.toml", "all.toml"))
    assert 'where = "靖江"' in one
    (asked, left), (asked_of_all, _) = (text.split("所选地区的条文均未涉及") for text in (one, every))
    named = '# "采取临时超常规补救措施" = "是"'
    assert named in asked_of_all and named not in asked and named in left


def test_a_new_case_never_overwrites_a_file(tmp_path: Path) -> None:
    (tmp_path / "new.toml").write_text("mine", "utf-8")
    done = run("case", "new", "-o", "new.toml", folder=tmp_path)
    assert (done.status, done.out) == (2, "")
    assert done.err == "错误：new.toml：文件已存在，不会覆盖；请换一个文件名\n"
    assert (tmp_path / "new.toml").read_text("utf-8") == "mine"


def test_a_new_case_in_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    done = run("case", "new", "-o", "nowhere/new.toml", folder=tmp_path)
    assert (done.status, len(done.mistakes)) == (2, 1)


EXAMPLES = sorted((ROOT / "examples").glob("*.toml")) + sorted(
    (ROOT / "examples/constructed").rglob("*.toml")
)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_is_checked_without_a_mistake(path: Path) -> None:
    assert run("case", "check", path).status == 0


def test_a_case_whose_place_nothing_is_called_says_so(tmp_path: Path) -> None:
    (tmp_path / "zone.toml").write_text('title = "试点"\nwhere = "某开发区"\n', "utf-8")
    assert "没有启用名为“某开发区”的地区" in run("case", "check", "zone.toml", folder=tmp_path).out
    for case in (YIWU, ACCIDENT):
        assert "没有启用名为" not in run("case", "check", case).out


# Exit statuses


def test_an_open_answer_is_an_answer() -> None:
    assert run("compare", YIWU).status == 0


def test_a_fault_of_our_own_ends_with_three_and_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a\nb")

    monkeypatch.setattr(api, "compare_case", broken)
    done = run("compare", YIWU)
    assert (done.status, done.out) == (3, "")
    assert len(done.mistakes) == 1 and "Traceback" not in done.err
    assert done.err.startswith("程序自身出错") and "--verbose" in done.err
    assert run("compare", YIWU, language="en").err.startswith("a fault of rongcuo itself")
    assert "Traceback" in run("compare", YIWU, "--verbose").err


def test_endless_recursion_of_our_own_ends_with_three(monkeypatch: pytest.MonkeyPatch) -> None:
    def deep(level: int) -> int:  # with *args it would crash Python 3.13.0 itself
        return deep(level + 1)

    monkeypatch.setattr(api, "compare_case", lambda *_, **__: deep(0))
    assert run("compare", YIWU).status == 3


@pytest.mark.parametrize("width", [4, 7, 12, 30])
def test_a_text_is_broken_without_losing_a_sign(width: int) -> None:
    text = "是否“先行先试”（bincheng:T2），如extraordinary_measure_necessary；「x」…完。"
    lines = wrap(text, width)
    assert "".join(lines) == text
    assert all(cell_len(line) <= width for line in lines)
