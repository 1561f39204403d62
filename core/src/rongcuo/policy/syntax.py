"""The lines of a TOML file: every mistake in how they are written, and where each entry stands."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Container
from typing import Any

from attrs import frozen

from ..facts.problems import END, MOST_TOLD, Problem, first_of
from ..facts.text import runs

#: So many signs are parsed again and again to find what else is wrong with a file.
MOST_PARSED = 4_000_000

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
    """A file's data, and each statement that can't be read; none behind one that doesn't end.

    A statement that can't be read is taken away, so that the parser gets to the next; one that only lacks the
    quotes around its name is read with them, and all of those are one mistake.
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
        if at is None or len(problems) > MOST_TOLD or not _starts_there(lines, at):
            break
        lost |= _take_away(lines, at)
    if unquoted:
        problems.insert(0, _unquoted(lines, unquoted).at(file=name))
    left = data and {key: value for key, value in data.items() if not key.startswith(_LOST)}
    return Written(text, left, first_of(problems), frozenset(lost))


def _line_of(why: str) -> int | None:
    """The line of a message of the parser, the first being 0; None at the end of the file."""
    found = re.search(r"\(at line ([0-9]+), column [0-9]+\)$", why)
    return int(found[1]) - 1 if found else None


#: A statement whose name has Chinese in it and no quotes, its parts joined by no dot.
_UNQUOTED = re.compile(r"""(\s*)(?=[^"'=]*[^\x00-\x7f])([^\s"'=＝：:.\[\],#{}]+)(\s*=.*)""", re.DOTALL)


def _quote(lines: list[str], at: int) -> bool:
    """Puts the name of a statement in quotes, where they are what it lacks."""
    found = _UNQUOTED.fullmatch(lines[at])
    if found is None:
        return False
    lines[at] = f'{found[1]}"{found[2]}"{found[3]}'
    return True


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


_HEADING = re.compile(r"""\s*\[\[?\s*(?:"([^"\n]*)"|'([^'\n]*)'|([^\s\]]+))\s*\]""")
_QUOTED = re.compile(r"""#.*|"([^"\n]*)"|'([^'\n]*)'""")
_KEYS = re.compile(r"""(?:"([^"\n]*)"|'([^'\n]*)'|([\w-]+))\s*=""")


def lines_of(text: str, table: str, list_: str) -> dict[tuple[str, str], int]:
    """The line of each entry of a table, and of each text in a list or in tables of that name.

    As good as a look at the lines can be: what stands in a text of several lines may mislead it.
    """
    found: dict[tuple[str, str], int] = {}
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
                found.setdefault((table, key[1] or key[2] or key[3]), number)
        if statement == list_:
            for word in _QUOTED.finditer(line):
                found.setdefault((list_, word[1] or word[2] or ""), number)
    return found


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

_WIDE = {"：": "=", "【": "[", "】": "]", "“": '"', "”": '"', "‘": "'", "’": "'", "、": ",", "　": " "}


def _toml_problem(lines: list[str], why: str, quoted: Container[int]) -> Problem:
    """A syntax error, with the wide sign behind it where that is the cause; the names of some lines were quoted."""
    code = next((said for start, said in _SYNTAX.items() if why.startswith(start)), "bad_toml")
    found = re.search(r"\(at line ([0-9]+), column ([0-9]+)\)$", why)
    if found is None:
        return Problem(code, place=END)
    line = lines[int(found[1]) - 1]
    column = int(found[2]) - 2 * (int(found[1]) in quoted)
    sign = line[int(found[2]) - 1 : int(found[2])]
    if code == "toml_quote":
        sign = next((sign for sign in reversed(line) if sign in "“”‘’＂"), "")
    mend = _narrow(sign)
    if mend:
        return Problem("wide_sign", {"sign": sign, "mend": mend}, f"line {found[1]}")
    place = f"line {found[1]}, column {column}"
    bare = re.match(r"[^\W\d]\w*", line[int(found[2]) - 1 :])
    if code == "toml_value" and bare:
        return Problem("toml_bare", {"value": bare[0]}, place)
    return Problem(code, {}, place)


def _narrow(sign: str) -> str:
    """The ASCII sign that a full-width or curly one stands for, or nothing."""
    if sign in _WIDE:
        return _WIDE[sign]
    return chr(ord(sign) - 0xFEE0) if "！" <= sign <= "～" else ""
