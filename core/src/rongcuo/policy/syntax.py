"""The lines of a TOML file: every mistake in how they are written, and where each entry stands."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Container, Iterator
from itertools import islice
from typing import Any

from attrs import frozen

from ..facts.problems import END, MOST_TOLD, Problem, first_of
from ..facts.text import runs
from ..facts.written import amount_written, date_meant

#: So many signs are parsed again and again to find what else is wrong with a file.
MOST_PARSED = 4_000_000

#: So many lines are looked at to find where what doesn't end began.
MOST_STARTS = 20

#: What is put in the place of a heading that can't be read, so that what stands below it belongs to no other.
_LOST = "lost heading "

#: The start of a statement: a heading, or a name with a sign behind it; a blank line or a comment.
_START = re.compile(r"""\s*($|#|[\[［【]|("[^"\n]*"|'[^'\n]*'|[^\s"'=＝：:\[\],#]+)\s*[=＝：:])""")
_NAME = re.compile(r"""\s*(?:"([^"\n]*)"|'([^'\n]*)'|([^\s"'=＝：:.]+))""")


@frozen
class Written:
    """What could be read of a file, what is wrong with the rest, and the names of entries that are lost.

    Without data, what is wrong goes on to the end of the file.
    """

    text: str
    data: dict[str, Any] | None
    problems: list[Problem]
    lost: frozenset[str] = frozenset()


def every_line(text: str, name: str) -> Written:
    """A file's data, and each statement that can't be read.

    A statement that can't be read is taken away, so that the parser gets to the next, a list that doesn't end up to
    where another statement surely starts; one that only lacks the quotes around its name is read with them, and all
    of those are one mistake.  Where nothing tells how far something goes on, it is told that the rest is unread.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    problems: list[Problem] = []
    unquoted: dict[int, str] = {}
    lost: set[str] = set()
    parsed = 0
    while True:
        rest = "\n".join(lines)
        parsed += len(rest)
        try:
            data = tomllib.loads(rest)
            break
        except tomllib.TOMLDecodeError as error:
            data = None
            at = _line_of(str(error))
            quoted = at is not None and _quote(lines, at)
            if at is not None and quoted:
                unquoted[at + 1] = lines[at]
            else:
                problems.append(_toml_problem(lines, str(error), unquoted).at(file=name))
        if parsed > MOST_PARSED and len(problems) <= MOST_TOLD:
            problems.append(Problem("many_mistakes", {"most": len(problems) + len(unquoted)}, file=name))
            break
        if quoted:
            continue
        if len(problems) > MOST_TOLD:
            break
        if at is not None and _starts_there(lines, at):
            lost |= _take_away(lines, at)
            continue
        start = _open_list(lines, len(lines) if at is None else at)
        if start is None:
            problems += (problem.at(file=name) for problem in _unread(lines, at))
            break
        if at is None or _surely_starts(lines[at]):
            code = problems[-1].code if problems[-1].code == "toml_quote" else "toml_array"
            problems[-1] = Problem(code, {}, f"line {start + 1}", name)
        lost |= _take_list_away(lines, start, at)
    if unquoted:
        problems.insert(0, _unquoted(lines, unquoted).at(file=name))
    left = data and {key: value for key, value in data.items() if not key.startswith(_LOST)}
    return Written(text, left, first_of(problems), frozenset(lost))


def _line_of(why: str) -> int | None:
    """The line of a message of the parser, the first being 0; None at the end of the file."""
    position = re.search(r"\(at line ([0-9]+), column [0-9]+\)$", why)
    return int(position[1]) - 1 if position else None


#: A statement whose name has Chinese in it and no quotes, its parts joined by no dot.
_UNQUOTED = re.compile(r"""(\s*)(?=[^"'=]*[^\x00-\x7f])([^\s"'=＝：:.\[\],#{}]+)(\s*=.*)""", re.DOTALL)


#: A value that lacks its quotes or has curly ones, and a comment behind it.
_BARE = re.compile(r"""(\s*=\s*)[“”‘’]?([^\s"'“”‘’\[\]{}#=]+)[“”‘’]?(\s*(?:#.*)?)""")


def _quote(lines: list[str], at: int) -> bool:
    """Puts the name of a statement in quotes, where they are what it lacks; and its value with it."""
    unquoted = _UNQUOTED.fullmatch(lines[at])
    if unquoted is None:
        return False
    name = unquoted[2].strip("“”‘’「」")
    lines[at] = f'{unquoted[1]}"{name}"{_value_in_quotes(unquoted[3])}'
    return True


def _value_in_quotes(rest: str) -> str:
    """What stands behind a name, a bare value written as it is meant."""
    bare = _BARE.fullmatch(rest)
    if bare is None or bare[2].isascii():
        return rest
    return f"{bare[1]}{_meant(bare[2]) or _quoted(bare[2])}{bare[3]}"


def _quoted(text: str) -> str:
    return f'"{text}"'


def _meant(bare: str) -> str:
    """A date or an amount in quotes that people write without them; nothing for anything else."""
    if bare.isdigit():
        return ""
    if day := date_meant(bare):
        return _quoted(day)
    return _quoted(bare) if amount_written(bare) is not None else ""


def _unquoted(lines: list[str], quoted: dict[int, str]) -> Problem:
    """That names lack quotes: one of them, with no other mistake if there is such a one, and all the lines."""
    right = [text for number, text in quoted.items() if lines[number - 1] == text]
    mend = (right or [*quoted.values()])[0].strip()
    if len(quoted) == 1:
        return Problem("toml_unquoted", {"mend": mend}, f"line {next(iter(quoted))}")
    return Problem("toml_unquoted_lines", {"mend": mend, "lines": ", ".join(runs(quoted))})


def _starts_there(lines: list[str], at: int) -> bool:
    """Whether everything above a line can be read, so that what is wrong starts in it."""
    try:
        tomllib.loads("\n".join(lines[:at]))
    except ValueError:
        return False
    return True


def _take_away(lines: list[str], at: int) -> set[str]:
    """Takes a statement out, up to where another starts; the name that is lost with it."""
    first = lines[at]
    heading = first.lstrip().startswith(("[", "［", "【"))
    lines[at] = f'["{_LOST}{at}"]' if heading else ""
    for below in range(at + 1, len(lines)):
        if _START.match(lines[below]):
            break
        lines[below] = ""
    name = _NAME.match(first)
    return {name[1] or name[2] or name[3]} if name and not heading else set()


#: A statement whose value is a list that may not end in its line.
_LIST = re.compile(r"""\s*(?:"[^"\n]*"|'[^'\n]*'|[^\s"'=\[\],#]+)\s*=\s*\[""")

#: What stands in no list: a name with a sign behind it, or a heading that isn't a list of values.
_SURE = re.compile(
    r"""\s*(?:(?:"[^"\n]*"|'[^'\n]*'|[^\s"'=＝\[\]{},#]+)\s*[=＝]|\[\[?\s*(?!(?:true|false|inf|nan)\b)[^\W\d][^\[\],]*\]\]?\s*(?:\#|$))"""
)


def _surely_starts(line: str) -> bool:
    """Whether a statement or a heading starts in a line, whatever was left open above it."""
    return _SURE.match(line) is not None


def _open_list(lines: list[str], before: int) -> int | None:
    """The line above another in which a list starts that is open there; None where nothing tells."""
    starts = islice((n for n in range(before - 1, -1, -1) if _LIST.match(lines[n])), MOST_STARTS)
    start = next((n for n in starts if _starts_there(lines, n)), None)
    if start is None or any(sign in line for line in lines[start:before] for sign in _LONG_TEXT):
        return None
    return start


#: What a text of several lines stands between, in which anything may look like a statement.
_LONG_TEXT = ('"""', "'''")


def _take_list_away(lines: list[str], start: int, at: int | None) -> set[str]:
    """Takes a list out that can't be read, up to where another statement surely starts; the name lost with it."""
    name = _NAME.match(lines[start])
    end = len(lines) if at is None else at
    while end < len(lines) and not _surely_starts(lines[end]):
        end += 1
    lines[start:end] = [""] * (end - start)
    return {name[1] or name[2] or name[3]} if name else set()


def _unread(lines: list[str], at: int | None) -> Iterator[Problem]:
    """That nothing behind a text that goes on and on could be read, if there is anything."""
    opened = (n for n, line in enumerate(lines) if any(line.count(sign) % 2 for sign in _LONG_TEXT))
    start = next((n for n in islice(opened, MOST_STARTS) if _starts_there(lines, n)), at)
    if start is not None and any(line.strip() for line in lines[start + 1 :]):
        yield Problem("toml_unread", {}, f"line {start + 1}")


_HEADING = re.compile(r"""\s*\[\[?\s*(?:"([^"\n]*)"|'([^'\n]*)'|([^\s\]]+))\s*\]""")
_QUOTED = re.compile(r"""#.*|"([^"\n]*)"|'([^'\n]*)'""")
_KEYS = re.compile(r"""(?:"([^"\n]*)"|'([^'\n]*)'|([\w-]+))\s*=""")


def lines_of(text: str, table: str, list_: str) -> dict[tuple[str, str], int]:
    """The line of each entry of a table, and of each text in a list or in tables of that name.

    As good as a look at the lines can be: what stands in a text of several lines may mislead it.
    """
    numbers: dict[tuple[str, str], int] = {}
    section = statement = ""
    for number, line in enumerate(text.split("\n"), 1):
        heading, name = _HEADING.match(line), _NAME.match(line)
        if heading:
            section = statement = heading[1] or heading[2] or heading[3]
        elif name and _START.match(line):
            statement = section or name[1] or name[2] or name[3]
        if statement == table:
            keys = _KEYS.finditer(line) if not section else filter(None, [_KEYS.match(line.lstrip())])
            for key in keys:
                numbers.setdefault((table, key[1] or key[2] or key[3]), number)
        if statement == list_:
            for word in _QUOTED.finditer(line):
                numbers.setdefault((list_, word[1] or word[2] or ""), number)
    return numbers


#: The start of the parser's message, and what is said instead.
_SYNTAX = {
    "Illegal character '\\n'": "toml_quote",
    "Unterminated string": "toml_quote",
    "Expected \"'": "toml_quote",
    "Illegal character": "toml_control",
    "Found invalid character": "toml_control",
    "Invalid value": "toml_value",
    "Invalid date or datetime": "toml_date",
    "Expected '='": "toml_equals",
    "Invalid initial character for a key part": "toml_key",
    "Invalid statement": "toml_key",
    "Expected newline or end of document": "toml_rest",
    "Expected ']": "toml_header",
    "Unclosed array": "toml_array",
    "Unclosed inline table": "toml_inline",
    "Cannot ": "toml_twice",
    "Duplicate inline table key": "toml_twice",
    "Unescaped '\\' in a string": "toml_backslash",
    "Invalid hex value": "toml_backslash",
    "Escaped character": "toml_backslash",
}

#: What stands between the signs of TOML.
_TOKEN = re.compile(r"""[^\s=,{}\[\]"'#“”]+""")
_WIDE = {"：": "=", "【": "[", "】": "]", "“": '"', "”": '"', "‘": "'", "’": "'", "、": ",", "　": " "}


def _toml_problem(lines: list[str], why: str, quoted: Container[int]) -> Problem:
    """A syntax error, with the wide sign behind it where that is the cause; the names of some lines were quoted."""
    code = next((said for start, said in _SYNTAX.items() if why.startswith(start)), "bad_toml")
    position = re.search(r"\(at line ([0-9]+), column ([0-9]+)\)$", why)
    if position is None:
        return Problem(code, place=END)
    line = lines[int(position[1]) - 1]
    column = int(position[2]) - 2 * (int(position[1]) in quoted)
    sign = line[int(position[2]) - 1 : int(position[2])]
    if code == "toml_quote":
        sign = next((sign for sign in reversed(line) if sign in "“”‘’＂"), "")
    mend = _narrow(sign)
    if mend:
        return Problem("wide_sign", {"sign": sign, "mend": mend}, f"line {position[1]}")
    place = f"line {position[1]}, column {column}"
    at = int(position[2]) - 1
    token = next((t[0] for t in _TOKEN.finditer(line) if t.start() <= at < t.end()), "")
    if meant := _meant(token):
        return Problem("toml_meant", {"value": token, "mend": meant}, place)
    bare = re.match(r"[^\W\d]\w*", line[int(position[2]) - 1 :])
    if code == "toml_value" and bare:
        return Problem("toml_bare", {"value": bare[0]}, place)
    return Problem(code, {}, place)


def _narrow(sign: str) -> str:
    """The ASCII sign that a full-width or curly one stands for, or nothing."""
    if sign in _WIDE:
        return _WIDE[sign]
    return chr(ord(sign) - 0xFEE0) if "！" <= sign <= "～" else ""
