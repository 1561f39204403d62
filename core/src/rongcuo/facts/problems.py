"""What is wrong with an input: the file, the place, and how to mend it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from attrs import evolve, field, frozen

from .records import frozen_data
from .text import Language, Text, say


@frozen
class Problem:
    """One mistake in one file.

    `code` names a text of the catalogue (`problem.<code>`), `values` fill it in, and `place` says
    where in the file: a key, a clause, a column.
    """

    code: str
    values: Mapping[str, Any] = field(converter=frozen_data, factory=dict)
    place: str = ""
    file: str = ""

    def at(self, place: str = "", file: str = "") -> Problem:
        """The same problem, put in a wider place or a file where it has none yet."""
        inside = f"{place}, {self.place}" if place and self.place else place or self.place
        return evolve(self, place=inside, file=self.file or file)

    def message(self, language: Language) -> str:
        """The paragraph a person reads."""
        values = {name: _shown(name, value, language) for name, value in self.values.items()}
        text = say(language, f"problem.{self.code}", **values)
        where = where_in(self.file, self.place, language)
        return say(language, "problem.at", where=where, text=text) if where else text


#: The place behind the last line of a file.
END = "end of file"
#: What stands for the standard input where a file is to be named.
STANDARD_INPUT = "-"
#: The longest part of an input, and the longest list of choices, that a message quotes.
LONGEST_QUOTE, LONGEST_LIST = 60, 160


def _shown(name: str, value: object, language: Language) -> object:
    """A value as a message has it: in the language, on one line, and no longer than a reader needs."""
    if name == "expected":
        return say(language, str(value))
    if name in _LISTS and value in ("", _NO_TEXT):
        return say(language, "problem.empty_list")
    if isinstance(value, Text):
        value = value[language]
        if name not in (*_LISTS, "near"):
            return value
    if not isinstance(value, str):
        return value
    if name == "near":
        return say(language, "problem.near", name=_quoted(value)) if value else ""
    if name in _LISTS:
        return on_one_line(_cut(value))
    if name in ("sign", "mend") and value in _SPACES:
        return say(language, _SPACES[value])
    return on_one_line(value) if name == "why" else _quoted(value)


#: The values that list names.
_LISTS = frozenset(
    ["above", "choices", "facts", "keys", "lists", "members", "names", "options", "places", "plugins"]
)
_NO_TEXT = Text("", "")


#: Signs that wouldn't be seen in a message.
_SPACES = {"\u3000": "sign.wide_space", " ": "sign.space"}


def _cut(listed: str) -> str:
    """A list, cut behind an item where it is long; a sign of Chinese counts as two."""
    most = LONGEST_LIST if listed.isascii() else LONGEST_LIST // 2
    if len(listed) <= most:
        return listed
    sign = next((sign for sign in (", ", "；", "、") if sign in listed), ", ")
    end = listed.rfind(sign, 0, most)
    return listed[: end if end > 0 else LONGEST_QUOTE] + f"{sign}…"


def _quoted(text: str) -> str:
    """Part of an input, cut where it is long."""
    return on_one_line(text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE] + "…")


def on_one_line(text: str) -> str:
    """A text on one line, with signs that don't print shown by their number."""
    return "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in text)


def as_argument(name: str) -> str:
    """A file's name in a command that is shown: in quotes where a shell needs them, which Chinese doesn't."""
    import re
    import shlex  # a name seldom stands in a command

    return on_one_line(name if re.fullmatch(r"[\w@%+=:,./-]+", name) else shlex.quote(name))


def named_file(file: str, language: Language) -> str:
    """A file as a message names it; "plugin x, y" is the file y of the plugin x."""
    if file == STANDARD_INPUT:
        return say(language, "place.standard_input")
    if not file.startswith("plugin "):
        return on_one_line(file)
    name, _, inside = file.removeprefix("plugin ").partition(", ")
    plugin = say(language, "place.plugin", name=on_one_line(name))
    return say(language, "place.inside", outer=plugin, inner=on_one_line(inside)) if inside else plugin


def where_in(file: str, place: str, language: Language) -> str:
    """A place in a file as a message names it."""
    outer, inner = named_file(file, language), _place(place, language)
    return say(language, "place.inside", outer=outer, inner=inner) if outer and inner else outer or inner


def _place(place: str, language: Language) -> str:
    """A place in a file as a message names it."""

    def word(match: re.Match[str]) -> str:
        return say(language, f"place.{match[1]}", number=match[2])

    whole = place if len(place) <= LONGEST_LIST else place[:LONGEST_LIST] + "…"
    parts = re.sub(r"\b(line|column) ([0-9]+)\b", word, on_one_line(whole)).split(", ")
    shown = say(language, "place.end") if place == END else parts[0]
    for part in parts[1:]:
        shown = say(language, "place.inside", outer=shown, inner=part)
    return shown


class InputError(Exception):
    """An input that can't be used, with every problem that was found in it."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = [problems] if isinstance(problems, Problem) else list(problems)
        super().__init__("\n".join(problem.message("en") for problem in self.problems))

    def __reduce__(self) -> tuple[type[InputError], tuple[list[Problem]]]:
        """So that it comes whole out of another process."""
        return type(self), (self.problems,)


#: As many mistakes of one file or plugin are told in one run; nobody mends more at a time.
MOST_TOLD = 200
#: The longest name that is compared with others, and with how many, to find the one that was meant.
LONGEST_NAME, MOST_NAMES = 100, 2_000


def first_of(problems: list[Problem]) -> list[Problem]:
    """The mistakes that are told, and behind them that there are more."""
    if len(problems) <= MOST_TOLD:
        return problems
    more = Problem("many_mistakes", {"most": MOST_TOLD}, file=problems[MOST_TOLD].file)
    return [*problems[:MOST_TOLD], more]


class Problems(list[Problem]):
    """A collector: every problem of a file in one run."""

    @property
    def enough(self) -> bool:
        """Whether there are more than are told, so that looking for others is in vain."""
        return len(self) > MOST_TOLD

    def add(self, code: str, place: str = "", **values: Any) -> None:
        self.append(Problem(code, values, place))

    def raise_any(self, file: str = "") -> None:
        """Raises InputError if anything was collected."""
        if self:
            raise InputError(problem.at(file=file) for problem in self)


def as_written(raw: object, deep: int = 3, *, quoted: bool = False) -> str:
    """A value much as TOML writes it, to quote it in a message; `quoted` has its texts in quotes."""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if quoted and isinstance(raw, str):
        return f'"{raw}"'
    if isinstance(raw, list | tuple):
        parts = [as_written(item, deep - 1, quoted=quoted) for item in raw] if deep else ["…"]
        return f"[{', '.join(parts)}]"
    if isinstance(raw, dict):
        parts = (
            [f"{as_written(key)} = {as_written(item, deep - 1)}" for key, item in raw.items()]
            if deep
            else ["…"]
        )
        return f"{{ {', '.join(parts)} }}"
    try:
        return str(raw)
    except ValueError:  # a number of more digits than Python writes
        return "…"


def not_one_of(place: str, value: object, choices: Iterable[object]) -> Problem:
    """A value that isn't one of those there are, with the one that may have been meant."""
    written = [as_written(choice) for choice in choices]
    near = nearest(value, written) if isinstance(value, str) else ""
    return Problem(
        "not_one_of", {"value": as_written(value), "choices": ", ".join(written), "near": near}, place
    )


def key_as_written(key: str) -> str:
    """A key as TOML writes it."""
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else f'"{key}"'


def _turned(name: str) -> list[str]:
    """What makes of a word its opposite, or a part of it: a sign of Chinese, a word of English."""
    signs = re.findall("[不未没无非失否已前后上下内外主次轻重大小高低多少增减公私]|部分|基本", name)
    return signs + [word for word in _words(name) if word in _DENYING]


_DENYING = {"no", "not", "none", "never", "without", "neither", "nor"}
#: Words that are each other's opposite.
_PAIRS = (("before", "after"), ("above", "below"))
#: The starts that make of an English word its opposite.
_OPPOSITE = ("un", "in", "im", "ir", "il", "dis", "mis", "non")


def _words(name: str) -> list[str]:
    return re.findall("[a-z]+", name.casefold())


def _opposed(one: str, other: str) -> bool:
    """Whether an English word of one name is that of the other with such a start before it."""
    words, others = _words(one), _words(other)
    if any((a in words and b in others) or (b in words and a in others) for a, b in _PAIRS):
        return True
    return any(
        len(short) > 3 and not short.startswith(start) and long.startswith(start + short[:3])
        for some, rest in ((words, others), (others, words))
        for long in some
        for short in rest
        for start in _OPPOSITE
    )


def nearest(name: str, names: Iterable[str]) -> str:
    """The most similar of `names`, or nothing; of a name of two characters one may be wrong.

    Never one that says the opposite, or the whole of what was said in part: 不属实 isn't 属实 written wrongly.
    """
    from difflib import get_close_matches  # only what is wrong needs it

    if len(name) > LONGEST_NAME:
        return ""
    turned = _turned(name)
    some = [o for o in islice(names, MOST_NAMES) if _turned(o) == turned and not _opposed(name, o)]
    matches = get_close_matches(name, some, n=1, cutoff=0.5 if len(name) < 3 else 0.6)
    return matches[0] if matches else ""
