"""Mutations for the fuzzing tests: of a file's bytes, of what it says, and of the conditions in it."""

from __future__ import annotations

import datetime
import json
import math
import re
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any

from attrs import frozen

from rongcuo.facts.vocabulary import Fact

#: Pieces that break files, or nearly do.
BITS = [
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\t", b"[[", b"]", b"{", b"}", b'"""', b"'''", b'"', b"=",
    b",", b"#", b"\\u0000", b"\\", b"[facts]\n", b"absent = [\n", b"a.b.c = 1\n", b"nan", b"inf", b"1e400",
    b"0x", b"-", "，".encode(), "“".encode(), "（".encode(), "【".encode(), "靖江".encode("gb18030"),
    b"9" * 4400, b"\nx = " + b"[" * 3000,
]  # fmt: skip
#: Pieces of conditions that are none, or of another kind.
SIGNS = [
    "and", "or", "not", "in", "(", ")", "==", "!=", "<", ">=", "=", "'", '"', ",", "true", "True", "None",
    "lambda: ", "__import__('os').system('x')", "(x := 1)", "f'{x}'", "[x for x in y]", ".real", "[0]", "**",
    "//", "~", "if", "else", "await ", "yield", "*", "；", "（", "’", "\u3000", "\n", "#", ";", "\0", "0", "-1",
    "1_000", "1e9", "3.5", "'2024-02-30'", "'0.50'", "9" * 400, "b''", "...", "x" * 300, "\\d", "'\\d'",
]  # fmt: skip
DEEP: list[Any] = []
for _ in range(60):
    DEEP = [DEEP]
#: Values of every kind that TOML has.
VALUES: list[Any] = [
    True, False, 0, 1, -1, 10**15, 10**30, 3.5, math.nan, math.inf, "", " ", "x", "靖江", "none", "true",
    "0.50", "-3", "2024", "2024-02-30", "9999-12", "9999-12-31", "0001-01-01", "２０２４", "\u202e",
    "\x1b[31m", "a\nb", "é" * 200, datetime.date(2024, 3, 1), datetime.date.max, datetime.date.min,
    datetime.datetime(2024, 3, 1, 10), datetime.time(10, 30), [], {}, [[]], [True], ["none", 3],
    ["trade", "trade"], {"zh": "中"}, {"zh": "中", "en": ""},
    {"value": True}, {"at_least": "5"}, {"at_least": "9", "at_most": "3"}, {"more_than": datetime.date.max},
    {"less_than": "0001-01-01"}, {"one_of": ["none", "x"]}, {"one_of": "none"}, {"includes": ["trade"]},
    {"includes": ["trade"], "excludes": ["trade"]}, {"by": 3}, {"met": True}, {"met": "yes"}, DEEP,
]  # fmt: skip
#: The keys that hold conditions.
CONDITIONS = ("when", "requires", "only_if", "weighs_for", "weighs_against", "of")


# Bytes


def mutated_bytes(raw: bytes, others: Sequence[bytes], random: Random) -> bytes:
    """A file with a few of its bytes changed."""
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        raw = random.choice(_BYTES)(raw, others, random)
    return raw


def _place(raw: bytes, random: Random) -> int:
    return random.randrange(len(raw) + 1)


def _flip(raw: bytes, _: Sequence[bytes], random: Random) -> bytes:
    at = _place(raw, random)
    return raw[:at] + bytes([random.randrange(256)]) + raw[at + 1 :]


def _insert(raw: bytes, _: Sequence[bytes], random: Random) -> bytes:
    at = _place(raw, random)
    return raw[:at] + random.choice(BITS) + raw[at:]


def _cut(raw: bytes, _: Sequence[bytes], random: Random) -> bytes:
    at = _place(raw, random)
    return raw[:at] + raw[at + random.choice((1, 3, 20, 200)) :]


def _end(raw: bytes, _: Sequence[bytes], random: Random) -> bytes:
    return raw[: _place(raw, random)]


def _lines(raw: bytes, _: Sequence[bytes], random: Random) -> bytes:
    lines = raw.splitlines(keepends=True)
    if len(lines) > 1:
        a, b = random.sample(range(len(lines)), 2)
        lines[a], lines[b] = random.choice(((lines[b], lines[a]), (lines[a], lines[a]), (b"", lines[b])))
    return b"".join(lines)


def _splice(raw: bytes, others: Sequence[bytes], random: Random) -> bytes:
    other = random.choice(others)
    return raw[: _place(raw, random)] + other[_place(other, random) :]


_BYTES: list[Callable[[bytes, Sequence[bytes], Random], bytes]] = [
    _flip,
    _insert,
    _cut,
    _end,
    _lines,
    _splice,
]


# What a file says


@frozen
class Spot:
    """One place in plain data: a table or list, and the key or index in it."""

    inside: Any
    key: Any


def spots(data: Any) -> Iterator[Spot]:
    """Every place in plain data."""
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in list(pairs):
        yield Spot(data, key)
        yield from spots(value)


def mutated_data(data: dict[str, Any], names: Sequence[str], random: Random) -> dict[str, Any]:
    """Plain data with a few of its places changed; `names` are such as it may use."""
    told: dict[str, Any] = _copy(data)
    for _ in range(random.choice((1, 1, 2, 3))):
        found = list(spots(told))
        if found:
            _change(random.choice(found), names, random)
    return told


def other_data(data: dict[str, Any], facts: Sequence[Fact], random: Random) -> dict[str, Any]:
    """A case that knows other facts, or a chapter with another condition; much of it can be read."""
    told: dict[str, Any] = _copy(data)
    conditions = [
        spot for spot in spots(told) if spot.key in CONDITIONS and isinstance(spot.inside[spot.key], str)
    ]
    if conditions:
        spot = random.choice(conditions)
        spot.inside[spot.key] = other_condition(spot.inside[spot.key], facts, random)
    if "where" in told:
        known = told.setdefault("facts", {})
        known |= {fact.id: some_value(fact, random) for fact in random.sample(facts, random.randrange(1, 6))}
        adverse = [fact.id for fact in facts if fact.adverse and fact.id not in known]
        told["absent"] = [*told.get("absent", []), *random.sample(adverse, random.randrange(3))]
    return told


def some_value(fact: Fact, random: Random) -> Any:
    """Something that a case may know of a fact."""
    match fact.type:
        case "yes_no":
            return random.choice((True, False))
        case "amount":
            return random.choice((0, 1, "0.50", 10**6, {"at_least": 5}, {"less_than": "100.5"}))
        case "date":
            return random.choice(("2024-03-01", datetime.date(2024, 2, 29), {"more_than": "9999-12-30"}))
        case "set":
            chosen = random.sample(fact.values, random.randrange(1 + len(fact.values)))
            return random.choice((chosen, {"includes": chosen}, {"excludes": chosen}))
    chosen = random.sample(fact.values, random.randrange(1, 1 + len(fact.values)))
    return random.choice((chosen[0], {"one_of": chosen}, {"value": chosen[0], "by": "纪委", "basis": "函"}))


def _copy(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _copy(value) for key, value in data.items()}
    return [_copy(value) for value in data] if isinstance(data, list) else data


def _change(spot: Spot, names: Sequence[str], random: Random) -> None:
    inside, key = spot.inside, spot.key
    if isinstance(inside[key], str) and key in CONDITIONS:
        inside[key] = mutated_condition(inside[key], names, random)
        return
    match random.randrange(6):
        case 0:
            inside[key] = _copy(random.choice(VALUES))
        case 1:
            inside[key] = random.choice(names)
        case 2 if isinstance(inside, dict):
            del inside[key]
        case 3 if isinstance(inside, dict):
            inside[random.choice((random.choice(names), _typo(key, random), key))] = inside.pop(key)
        case 4:
            inside[key] = random.choice(([inside[key]], {"value": inside[key]}, [inside[key]] * 2))
        case _ if isinstance(inside, list):
            inside.insert(key, _copy(random.choice([*VALUES, inside[key], random.choice(names)])))
        case _:
            inside[random.choice(names)] = _copy(random.choice(VALUES))


def _typo(name: str, random: Random) -> str:
    at = random.randrange(len(name) + 1)
    return name[:at] + random.choice(("", "x", "-", "：", "\u200b")) + name[at + random.randrange(2) :]


def to_toml(data: dict[str, Any]) -> str:
    """Plain data as TOML, one line for each key."""
    return "".join(f"{_quoted(key)} = {_written(value)}\n" for key, value in data.items())


def _written(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case float():
            return repr(value)
        case str():
            return _quoted(value)
        case dict():
            return "{" + ", ".join(f"{_quoted(k)} = {_written(v)}" for k, v in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(_written, value)) + "]"
    return str(value)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


# Conditions


def other_condition(text: str, facts: Sequence[Fact], random: Random) -> str:
    """A condition that means something else and can still be read."""
    yes_no = [fact.id for fact in facts if fact.type == "yes_no"]
    fact = random.choice([fact for fact in facts if fact.type in ("choice", "level") and fact.values])
    more = random.choice(
        (
            random.choice(yes_no),
            f"not {random.choice(yes_no)}",
            f"{fact.id} == '{random.choice(fact.values)}'",
            f"not ({random.choice(yes_no)} or {random.choice(yes_no)})",
            "'self' in private_gain",
            f"loss > {random.randrange(10**6)}",
        )
    )
    return f"({text}) {random.choice(('and', 'or', 'and not', 'or not'))} {more}"


def mutated_condition(text: str, names: Sequence[str], random: Random) -> str:
    """A condition with its operators, names or brackets changed, or made deep or long."""
    for _ in range(random.choice((1, 1, 2, 3))):
        text = random.choice(_CONDITION)(text, names, random)
    return text


def _token(text: str, names: Sequence[str], random: Random) -> str:
    tokens = re.findall(r"\w+|'[^']*'|[<>=!]=?|\s+|.", text, re.DOTALL) or [""]
    at = random.randrange(len(tokens))
    tokens[at] = random.choice((random.choice(SIGNS), random.choice(names), "", tokens[at] * 2))
    return "".join(tokens)


def _operator(text: str, _: Sequence[str], random: Random) -> str:
    operators = ["==", "!=", "<", "<=", ">", ">=", " and ", " or ", " in ", " not in ", " is "]
    return re.sub(
        r"==|!=|<=?|>=?| and | or | in ",
        lambda _: random.choice(operators),
        text,
        count=random.choice((0, 1)),
    )


def _name(text: str, names: Sequence[str], random: Random) -> str:
    return re.sub(r"\b[a-z]\w+\b", lambda _: random.choice(names), text, count=1)


def _brackets(text: str, _: Sequence[str], random: Random) -> str:
    deep = random.choice((1, 2, 30, 99, 250))
    return "(" * deep + text + ")" * (deep - random.choice((0, 0, 0, 1)))


def _negations(text: str, _: Sequence[str], random: Random) -> str:
    return "not " * random.choice((1, 2, 40, 450)) + f"({text})"


def _long(text: str, names: Sequence[str], random: Random) -> str:
    joint = random.choice((" or ", " and "))
    more = [random.choice(("", "not ")) + random.choice(names) for _ in range(random.choice((1, 5, 25, 90)))]
    return joint.join([f"({text})", *more])


def _sign(text: str, _: Sequence[str], random: Random) -> str:
    at = random.randrange(len(text) + 1)
    return text[:at] + random.choice(SIGNS) + text[at:]


_CONDITION: list[Callable[[str, Sequence[str], Random], str]] = [
    _token, _operator, _name, _brackets, _negations, _long, _sign,
]  # fmt: skip
