"""What a file says lands as text, wherever it lands: terminal, spreadsheet, Markdown viewer, JSON."""

from __future__ import annotations

import ast
import contextlib
import csv
import io
import json
import os
import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from rongcuo.render.landing import json_text, on_one_line, terminal, toml_string
from rongcuo.render.page import Heading, Lines, Origin, Page, Table, comma_separated, markdown
from rongcuo.render.terminal import show
from rongcuo.render.words import Words

from .running import LANGUAGES, ROOT, assert_golden, run
from .scale import scaled

FORMS = ["", "--json", "--csv", "--markdown"]
#: The signs beyond the control characters that turn the direction of writing.
TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
#: A case in which every text tries to steer what shows it.
STEERING = r'''
title = """A\u001b[31mRED\u001b]0;pwn\u0007 \u202eevil\u202c \u009b31m\u2028\
    <script>alert(1)</script> | pipe `x` [l](javascript:alert(1)) **b**"""
where = "=cmd|'/c calc'!A1\u202e"
summary = "line1\r\nline2\t=1+1"
[facts]
field = ["investment_recruitment"]
loss = 5
"\u001b[1m:fact" = true
[findings."jingjiang:R4"]
met = true
by = "=HYPERLINK(\"http://x\")\u001b[2J"
basis = "\tTAB=1 <img src=x onerror=1>\u0085"
[[evidence]]
fact = "loss"
document = "@SUM(1)\u001b[1m"
'''
#: A decided matter that tries the same.
STEERING_MATTER = r'''
title = { zh = """A\u001b[31mRED\u001b]0;pwn\u0007 \u202eevil\u202c \u009b31m\u2028\
    <script>alert(1)</script> | pipe `x` [l](javascript:alert(1)) **b**""", en = "=1+1\u001b[1m" }
where = "浙江"
left_out = { zh = "@SUM(1)", en = "+1" }
[facts]
field = ["investment_recruitment"]
[outcome]
answer = "tolerated"
statement = { zh = "-1+1\u001b[5m\u2066", en = "-1" }
[[account]]
title = { zh = "\t＝1\u001b[5m", en = "=1" }
publisher = { zh = "=HYPERLINK(\"http://x\")\u001b[2J", en = "@x" }
date = "2020"
address = "javascript:alert(1)\u202e<img src=x onerror=1>"
read = "whole"
'''
#: Commands that take a case, and show what it says.
COMMANDS = (
    ("compare", "steering.toml"),
    ("rule", "steering.toml", "--region", "jingjiang", "--explain"),
    ("backtest", "matter.toml", "--full"),
    ("case", "check", "steering.toml"),
)

signs = st.sampled_from(
    [
        *"\x00\x07\b\t\n\v\f\r\x1b\x7f\x80\x85\x9b\x9f\xa0\xad\u200b\u2028\u2029\ufeff\u3000\ud800\U000e0041",
        *TURNING,
        *"<>&|`*_~[]()!\\#+-=@:;.'\"$%^/ ＝＋－＠1aZ容，",
        "\r\n", "<script>", "</td>", "<!--", "&lt;", "&#60;", "[a](javascript:b)", "![a](b)", "```", "~~~",
        "---", "===", "***", "1. ", "# ", "> ", "- ", "    ", "[a]: b", "| - |", "$a$", "<a@b.c>", "snake_case",
    ]
)  # fmt: skip
hostile = st.lists(signs, min_size=1, max_size=12).map("".join)
#: The same with something to be seen.
said = hostile.map(lambda text: f"{text}容")


def steers(sign: str) -> bool:
    """Whether a sign steers a terminal, an editor or a viewer."""
    kind = unicodedata.category(sign)
    return sign in TURNING or (kind in ("Cc", "Cs", "Zl", "Zp") and sign != "\n")


def assert_tame(text: str) -> None:
    assert [sign for sign in text if steers(sign)] == []


def pages(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Page]:
    """Pages that are the same but for what they say."""
    return st.lists(texts, min_size=12, max_size=12).map(
        lambda said: [
            Heading(said[0]),
            Lines((said[1], said[2])),
            Lines((said[3], said[4]), bullets=True),
            Table((said[5], said[6]), ((said[7], said[8]),)),
            Origin((said[9],), ((said[10], said[11]),)),
        ]
    )


def shown(page: Page) -> list[str]:
    """What a page has to show in Markdown, in its order."""
    texts: list[str] = []
    for block in page:
        match block:
            case Heading(text=text):
                texts.append(text)
            case Table(columns=columns, rows=rows):
                texts += [*columns, *(cell for row in rows for cell in row)]
            case _:
                texts += block.lines
    return texts


def rendered(tokens: list[Token]) -> Iterator[str]:
    """The text that a viewer shows; whatever would be more than text fails."""
    for token in tokens:
        if token.type == "text":
            yield token.content
        elif token.type in ("softbreak", "hardbreak"):
            yield " "
        elif token.type == "inline":
            yield from rendered(token.children or [])
            yield " "
        else:
            assert token.type.rpartition("_")[0] in (
                "heading", "paragraph", "bullet_list", "ordered_list", "list_item",
                "table", "thead", "tbody", "tr", "th", "td",
            ), token  # fmt: skip


def words(text: str) -> list[str]:
    return on_one_line(terminal(text)).split()


@settings(max_examples=scaled(200), deadline=None)
@given(pages(said))
def test_a_viewer_of_markdown_shows_texts_as_texts(page: Page) -> None:
    written = markdown(page)
    assert_tame(written)
    tokens = MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(written)
    assert "".join(rendered(tokens)).split() == [word for text in shown(page) for word in words(text)]
    kinds = [token.type for token in tokens]
    assert [kinds.count(kind) for kind in ("heading_open", "list_item_open", "th_open", "td_open")] == [
        1,
        2,
        2,
        2,
    ]


@settings(max_examples=scaled(200), deadline=None)
@given(pages(hostile))
def test_no_cell_of_a_csv_file_is_a_formula(page: Page) -> None:
    written = comma_separated(page, "en").removeprefix("\ufeff")
    assert_tame(written.replace("\r\n", "\n"))
    for row in csv.reader(io.StringIO(written, newline="")):
        for cell in row:
            seen = [sign for sign in cell if not sign.isspace() and unicodedata.category(sign) != "Cf"]
            assert not seen or seen[0] not in "=+-@＝＋－＠"


@settings(max_examples=scaled(200), deadline=None)
@given(hostile)
def test_json_says_everything_and_steers_nothing(text: str) -> None:
    written = json_text(json.dumps({text: text, "容": [text]}, ensure_ascii=False, indent=1))
    assert_tame(written)
    assert "容" in written
    assert json.loads(written) == {text: text, "容": [text]}


@settings(max_examples=scaled(100), deadline=None)
@given(pages(said), st.sampled_from(["1", "30", "80"]))
def test_a_page_steers_no_terminal_of_whatever_width(page: Page, columns: str) -> None:
    out = io.StringIO()
    plain = {"COLUMNS": columns, "NO_COLOR": "1", "FORCE_COLOR": "", "TERM": "dumb"}
    with mock.patch.dict(os.environ, plain), contextlib.redirect_stdout(out):
        show(page)
    assert_tame(out.getvalue())
    assert out.getvalue().count("容") >= len(shown(page))


@settings(max_examples=scaled(200), deadline=None)
@given(hostile)
def test_a_terminal_is_not_steered_and_loses_nothing(text: str) -> None:
    assert_tame(terminal(text))
    # signs that no number of another one is written with
    assert [sign for sign in terminal(text) if sign in "容Z<|"] == [sign for sign in text if sign in "容Z<|"]


@pytest.mark.parametrize("text", ["", "容错", "A b\nc", "\u3000两格", "𠮷\ue000", "a\u00a0b", "葛\U000e0101"])
def test_what_people_write_is_left_as_it_is_on_a_terminal(text: str) -> None:
    assert terminal(text) == text


@pytest.mark.parametrize("text", ["容错，可予。", "facts_sheet", "a:b", "R4 a – b", "1 or 2", "AT&T"])
def test_what_people_write_is_left_as_it_is_in_markdown(text: str) -> None:
    assert markdown([Lines((text,))]) == f"{text}\n"


@pytest.mark.parametrize("before", ["", " ", "\t", "\r", "\n", "\u3000", "\u200b", "\xa0 \u2060"])
@pytest.mark.parametrize("sign", "=+-@＝＋－＠")
def test_a_cell_that_looks_like_a_formula_is_harmless_also_after_blanks(before: str, sign: str) -> None:
    cell = f"{before}{sign}1"
    written = comma_separated([Table((cell,), ((cell,),))], "zh").removeprefix("\ufeff")
    told = [row[0] for row in csv.reader(io.StringIO(written, newline=""))]
    assert len(told) == 2
    assert all(each.startswith(("'", "\\u000d")) for each in told)


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("form", FORMS)
def test_a_case_steers_no_output_of_a_command(command: tuple[str, ...], form: str, tmp_path: Path) -> None:
    (tmp_path / "steering.toml").write_text(STEERING, "utf-8")
    (tmp_path / "matter.toml").write_text(STEERING_MATTER, "utf-8")
    done = run(*command, *([form] if form else []), folder=tmp_path)
    assert (done.status, done.err) == (0, "")
    assert_tame(done.out.replace("\r\n", "\n"))
    if form == "--markdown":
        tokens = MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(done.out)
        assert "".join(rendered(tokens))
    if form == "--csv":
        cells = [cell for row in csv.reader(io.StringIO(done.out[1:], newline="")) for cell in row]
        assert not [cell for cell in cells if cell.strip()[:1] in tuple("=+-@＝＋－＠")]
    if form == "--json" and command[0] == "compare":
        assert json.loads(done.out)["case"]["where"] == "=cmd|'/c calc'!A1\u202e"


@pytest.mark.parametrize("form", ["--markdown", "--csv", ""], ids=["markdown", "csv", "text"])
def test_a_case_that_tries_to_steer_reads_like_this(form: str, tmp_path: Path) -> None:
    (tmp_path / "matter.toml").write_text(STEERING_MATTER, "utf-8")
    command = ["backtest", "matter.toml", "--full", *([form] if form else [])]
    texts = {language: run(*command, folder=tmp_path, language=language).out for language in LANGUAGES}
    assert_golden(f"steering/{form.strip('-') or 'text'}", texts)


#: What leaves a comment or a string where nothing keeps it in.
LEAVING = 'a"\nb = 1\r[c]\x1b[2J\u202e\x7f\u2028\\\n"""\n\x85'


@pytest.mark.parametrize("command", [["case", "new"], ["config", "init"]], ids=" ".join)
def test_the_texts_of_a_policy_stay_in_the_comments_of_a_new_file(command: list[str]) -> None:
    plain = run(*command, "-o", "-").out
    with mock.patch.object(Words, "pick", lambda self, text: LEAVING):
        done = run(*command, "-o", "-")
    assert (done.status, done.err) == (0, "")
    assert_tame(done.out)
    assert tomllib.loads(done.out) == tomllib.loads(plain)


def test_a_document_and_the_names_told_stay_in_their_strings(tmp_path: Path) -> None:
    words = LEAVING.replace("\n", "\u2029")
    (tmp_path / "a.txt").write_text(
        f"{words}\n第一条 {words}不予容错{words}\n第二条 予以容错 {words}\n", "utf-8"
    )
    name = f"{LEAVING}<script>\udcff"
    told = ["--name", name, "--code", "320801", "--title", name, "--issuer", name]
    for command in (
        ["outline", "a.txt", "-o", "outlined", "--region", "outlined"],
        ["new", "made", "-o", "made"],
    ):
        done = run(*command, *told, folder=tmp_path)
        assert (done.status, done.err) == (0, "")
        assert_tame(done.out)
    for file in tmp_path.glob("*/**/*"):
        if file.is_file():
            assert_tame(file.read_text("utf-8"))
            assert "<script>" not in file.read_text("utf-8") or file.suffix != ".md"
    for file in tmp_path.glob("*/**/region.toml"):
        assert tomllib.loads(file.read_text("utf-8"))["name"]["zh"].startswith(LEAVING)
    for file in tmp_path.glob("*/**/*.toml"):
        tomllib.loads(file.read_text("utf-8"))
    for file in tmp_path.glob("*/**/*.py"):
        ast.parse(file.read_text("utf-8"))


@settings(max_examples=scaled(200), deadline=None)
@given(hostile)
def test_a_string_of_toml_and_of_python_says_what_it_was_given(text: str) -> None:
    written = f'"{toml_string(text)}"'
    assert_tame(written)
    if not any("\ud800" <= sign <= "\udfff" for sign in text):
        assert tomllib.loads(f"a = {written}") == {"a": text}
        assert ast.literal_eval(written) == text


@pytest.mark.slow
@pytest.mark.parametrize("form", ["", "--csv", "--markdown"])
@pytest.mark.parametrize(
    "command",
    [
        "show hongze",
        "show hongze P3",
        "matrix",
        "regions",
        "measures",
        "timeline",
        "config show",
        "facts",
        "doctor",
    ],
)
def test_the_texts_of_a_policy_steer_no_output(command: str, form: str) -> None:
    with mock.patch.object(Words, "pick", lambda self, text: f"{LEAVING}=<b>`x`|[a](b)\n- c"):
        done = run(*command.split(), *([form] if form else []))
    assert done.err == ""
    assert_tame(done.out.replace("\r\n", "\n"))
    if form == "--markdown":
        tokens = MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(done.out)
        assert "".join(rendered(tokens))


def test_errors_steer_no_terminal(tmp_path: Path) -> None:
    name = "a\x1b[2J\u202e.toml"
    (tmp_path / name).write_text("title = 1\n", "utf-8")
    for arguments in (["compare", name], ["compare", f"no{name}"], [name], ["regions", f"--{name}"]):
        done = run(*arguments, "--verbose", folder=tmp_path)
        assert done.status == 2
        assert_tame(done.err)
        assert "\\u001b[2J\\u202e" in done.err


@pytest.mark.slow
def test_nothing_is_printed_beside_the_ways_out() -> None:
    """The modules that print; a new one has to go through `landing` and stand here."""
    found = set()
    for folder in ("core/src", "extensions"):
        for file in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func) in (
                    "print", "click.echo", "click.secho", "echo", "sys.stdout.write", "sys.stderr.write",
                ):  # fmt: skip
                    found.add(file.relative_to(ROOT).as_posix())
    assert found == {
        "core/src/rongcuo/__main__.py",  # the catalogue's own words, under a Python too old for the rest
        "core/src/rongcuo/cli/writing.py",
        "core/src/rongcuo/render/terminal.py",
        "extensions/interview/src/rongcuo_interview/terminal.py",  # lines that `wrap` made
        "extensions/registry/src/rongcuo_registry/cli/progress.py",  # the catalogue's own words, and numbers
    }
