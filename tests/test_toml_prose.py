"""The words of Python's TOML parser, on which our errors rest: alike in every Python that is supported.

Not marked `once`: what a Python says is to be held under that one.
"""

from __future__ import annotations

import tomllib

import pytest

from rongcuo.facts.problems import InputError
from rongcuo.policy.files import toml_data
from rongcuo.policy.syntax import _SYNTAX, every_line

#: For each start of a message that we know, files about which the parser says so.
FILES = {
    "Illegal character '\\n'": ['a = "x\n"\n'],
    "Unterminated string": ['a = "x', 'a = """x\n'],
    "Expected \"'": ["a = 'x\n", "a = '''x\n"],
    "Illegal character": ['a = "\x01"\n'],
    "Found invalid character": ["# \x01\n", "a = '\x01'\n", "# \x7f\n"],
    "Invalid value": ["a = x\n", "a = ", "a = “x”\n"],
    "Invalid date or datetime": ["a = 2024-02-30T10:00:00\n", "a = 2023-02-29\n"],
    "Expected '='": ["a b = 1\n", "a\n", "a", "a：1\n"],
    "Invalid initial character for a key part": ["a. = 1\n", "[]\n"],
    "Invalid statement": ["= 1\n", "：a = 1\n", "]\n"],
    "Expected newline or end of document": ["a = 1 b = 2\n", "a = 1\rb = 2\n"],
    "Expected ']": ["[a\n", "[[a]\n"],
    "Unclosed array": ["a = [1\n", "a = [1 2]\n"],
    "Unclosed inline table": ["a = { b = 1\n", "a = { b = 1 c = 2 }\n"],
    "Cannot ": ["a = 1\na = 2\n", "[a]\n[a]\n", "a = [1]\n[[a]]\n", "[a]\nb = 1\n[a.b]\nc = 1\n"],
    "Duplicate inline table key": ["a = { b = 1, b = 2 }\n"],
    "Unescaped '\\' in a string": ['a = "\\d"\n', 'a = """\\d"""\n'],
    "Invalid hex value": ['a = "\\uZZZZ"\n'],
    "Escaped character": ['a = "\\ud800"\n'],
}
#: One of each, and where the parser puts it.
PLACES = {
    "[a]\n[a]\n": "line 2, column 3",
    "a = [1 2]\n": "line 1, column 8",
    "a = [1\n": "line 1",
    'a = "x\n"\n': "line 1, column 7",
}


def test_every_message_that_is_matched_is_held() -> None:
    assert list(FILES) == list(_SYNTAX)


@pytest.mark.parametrize(
    ("start", "text"), [(start, text) for start, texts in FILES.items() for text in texts]
)
def test_the_parser_says_what_is_matched_and_no_start_before_it_matches_too(start: str, text: str) -> None:
    with pytest.raises(tomllib.TOMLDecodeError) as caught:
        tomllib.loads(text)
    assert next((known for known in _SYNTAX if str(caught.value).startswith(known)), None) == start


@pytest.mark.parametrize(("text", "place"), PLACES.items())
def test_a_problem_is_put_where_the_parser_says_it_is(text: str, place: str) -> None:
    with pytest.raises(InputError) as caught:
        toml_data(text.encode(), "a.toml")
    (problem,) = caught.value.problems
    assert (problem.place, problem.file) == (place, "a.toml")


def test_digits_and_depth_beyond_the_parser_are_problems_too() -> None:
    codes = []
    for text in ("a = " + "9" * 5_000, "a = " + "[" * 50_000):
        with pytest.raises(InputError) as caught:
            toml_data(text.encode(), "a.toml")
        codes += [problem.code for problem in caught.value.problems]
    assert codes == ["toml_digits", "toml_deep"]


@pytest.mark.parametrize("text", [text for texts in FILES.values() for text in texts])
def test_one_mistake_is_told_once(text: str) -> None:
    with pytest.raises(InputError) as caught:
        toml_data(text.encode(), "a.toml")
    assert len(caught.value.problems) == 1


def places(text: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        toml_data(text.encode(), "a.toml")
    return [problem.place for problem in caught.value.problems]


def test_each_line_that_cannot_be_read_is_told_in_one_run() -> None:
    text = 'a = 是\nb = "x"\nc = 否\n[t\nd = 未知\ne = [是,\n "x",\n]\nf = 1\nf = 2\ng = 1 2\n'
    assert [place.split(",")[0] for place in places(text)] == [
        "line 1", "line 3", "line 4", "line 5", "line 6", "line 10", "line 11"
    ]  # fmt: skip


def problems(text: str) -> list[tuple[str, str, str]]:
    with pytest.raises(InputError) as caught:
        toml_data(text.encode(), "a.toml")
    return [(p.code, p.place, p.values.get("lines", "")) for p in caught.value.problems]


def test_names_that_lack_quotes_are_one_mistake_and_what_they_say_is_read() -> None:
    assert problems("没有招标 = true\n") == [("toml_unquoted", "line 1", "")]
    text = '[t]\n甲 = 1\n"乙" = 2\n丙 = 3\n丁 = 4\n x戊 = { a = "己 = 1" }\nb = """\n庚 = 1\n"""\n'
    assert problems(text) == [("toml_unquoted_lines", "", "2, 4–6")]
    assert problems("甲 = 是\n乙 = 1 2\n") == [
        ("toml_unquoted_lines", "", "1–2"),
        ("toml_rest", "line 2, column 7", ""),
    ]
    assert problems("甲 = 1\n甲 = 2\n")[1][0] == "toml_twice"


def test_the_name_that_is_shown_in_quotes_is_one_whose_line_is_right_else() -> None:
    def shown(text: str) -> str:
        with pytest.raises(InputError) as caught:
            toml_data(text.encode(), "a.toml")
        return str(caught.value.problems[0].values["mend"])

    assert shown("甲 = 1 2\n乙 = 1\n") == '"乙" = 1'
    assert shown("甲 = 是\n") == '"甲" = "是"'


def test_of_more_names_without_quotes_than_are_read_the_number_is_told() -> None:
    with pytest.raises(InputError) as caught:
        toml_data("".join(f"甲{number} = {'x' * 20_000!r}\n" for number in range(40)).encode(), "a.toml")
    *_, last = caught.value.problems
    assert last.code == "many_mistakes" and last.values["most"] > 0


#: What a list may lack, how the rest of it goes on, and what stands behind it.
OPEN = ['["x"', '["x",', '[\n  "x",\n  "y"', '[{ f = ["x"], g = "y" },', '[["x"', "[1, 2", '["x",  # why']
BEHIND = ["[t]", "[[t]]", '[t."甲"]', "[t]  # why", "b = 1", '"甲" = 1', "甲 = 1", "\n\n# why\n[t]"]


@pytest.mark.parametrize("behind", BEHIND)
@pytest.mark.parametrize("open_", OPEN)
def test_a_list_that_does_not_end_hides_nothing_behind_it(open_: str, behind: str) -> None:
    text = f"z = 是\na = {open_}\n{behind}\nc = 是\nd = 1\n"
    lines = text.split("\n")
    told = problems(text)
    expected = ["line 1", "line 2", f"line {lines.index('c = 是') + 1}"]
    assert [
        place.split(",")[0] for code, place, _ in told if not code.startswith("toml_unquoted")
    ] == expected
    assert told[-2][0] == "toml_array"
    written = every_line(text, "a.toml")
    assert written.data is not None and "lost" not in str(written.data) and {"a", "z", "c"} <= written.lost
    assert "'d': 1" in str(written.data)


def test_a_mistake_inside_a_list_that_ends_hides_nothing_behind_it() -> None:
    text = 'a = [\n  "x"\n  "y",\n]\nb = 是\n[t]\nc = 1\n'
    assert problems(text) == [("toml_array", "line 3, column 3", ""), ("toml_bare", "line 5, column 5", "")]


def test_where_nothing_tells_how_far_a_text_goes_the_rest_is_told_to_be_unread() -> None:
    assert [(code, place) for code, place, _ in problems('a = 是\nb = """\n[t]\nc = 是\n')] == [
        ("toml_bare", "line 1, column 5"),
        ("toml_quote", "end of file"),
        ("toml_unread", "line 2"),
    ]
    assert problems('b = """\n')[1:] == []
    assert problems('a = ["""\nx = 1\n"""\nc = 1\n')[-1][0] == "toml_unread"


def test_of_very_many_lines_some_are_told() -> None:
    assert 100 < len(places("a = 是\n" * 5_000)) <= 201
    assert len(places("b = 是\n" * 50 + "#" * 1_000_000)) < 10


@pytest.mark.parametrize(
    ("line", "mend"),
    [
        ("急难险重任务 = 是", '"急难险重任务" = "是"'),
        ("“急难险重任务” = “是”", '"急难险重任务" = "是"'),
        ("损失金额 = 30万  # 估算", '"损失金额" = "30万"  # 估算'),
        ("先行先试 = true", '"先行先试" = true'),
        ("loss = 30万元", '"30万元"'),
        ("act = 2024年5月", '"2024-05"'),
        ("dates = { act = 2025/7 }", '"2025-07"'),
        ("dates = { act = 2024-05 }", '"2024-05"'),
    ],
)
def test_a_line_that_lacks_quotes_is_told_as_it_should_be_written(line: str, mend: str) -> None:
    with pytest.raises(InputError) as caught:
        toml_data(line.encode(), "a.toml")
    (problem,) = caught.value.problems
    assert problem.message("zh").endswith(f"写成 {mend}")


def test_what_looks_like_very_many_lists_in_a_text_is_given_up_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed = 0

    def counted(text: str) -> object:
        nonlocal parsed
        parsed += 1
        return loads(text)

    loads = tomllib.loads
    monkeypatch.setattr("rongcuo.policy.syntax.tomllib.loads", counted)
    assert problems('b = """\n' + "a = [\n" * 2_000 + "\\d\n")[-1][0] == "toml_unread"
    assert parsed < 100
