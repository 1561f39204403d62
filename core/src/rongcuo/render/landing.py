"""What may land where: one function for each place, and no text of a file steers the place it lands in.

Everything that is printed or written passes through one of them, whoever wrote it, on its way out and
nowhere else: pages and messages hold texts as they are.
"""

from __future__ import annotations

import re

# The patterns are compiled when they are first needed, which most starts never do.

#: Signs that steer what shows them: control characters but for the line end, marks that turn the direction of
#: writing, line separators, halves of characters, annotations and tags.  What joins or parts letters
#: may stay: names of people and places need it.
_STEERING = (
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ud800-\udfff\ufff9-\ufffb"
    "\U000e0001\U000e0020-\U000e007f]"
)
#: What begins a formula in a spreadsheet, also as an input method writes it.
_FORMULA = frozenset("=+-@＝＋－＠")
#: Signs that nobody sees, and that a spreadsheet may not see either.
_UNSEEN = "\xad\u200b\u200c\u200d\u2060\ufeff"
#: What Markdown reads as its own wherever it stands; `_` between letters is a part of a name.
_MARKUP = r"[\\`*\[\]~|#$]|(?<![^\W_])_|_(?![^\W_])"
#: What ends a part of a sentence, so that another may follow at once.
_ENDS = "。；：.;:"
#: What would begin a reference to a character in HTML.
_REFERENCE = r"&(?=#?\w+;)"
#: What Markdown reads as its own where a line begins.
_BEGINS = r"^(?:([0-9]{1,9})(?=[.)])|(?=[-+=:]))"


def terminal(text: str) -> str:
    """A text for a terminal: signs that would steer it are shown by their number, line ends stay."""
    if text.isprintable():
        return text
    return re.sub(_STEERING, _numbered, text.replace("\r\n", "\n").replace("\t", " "))


def _numbered(match: re.Match[str]) -> str:
    number = ord(match[0])
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def spreadsheet(text: str) -> str:
    """A cell of a CSV file, on one line, that a spreadsheet can't take for a formula."""
    shown = on_one_line(terminal(text))
    # what can't be seen before it doesn't keep a spreadsheet from reading the formula
    begins = next((sign for sign in shown if not sign.isspace() and sign not in _UNSEEN), "")
    return f"'{shown}" if begins in _FORMULA else shown


def in_markdown(text: str) -> str:
    """A text inside a line of Markdown: in a heading or a cell, all of it read as text, and on one line."""
    shown = re.sub(_MARKUP, r"\\\g<0>", on_one_line(terminal(text)))
    return re.sub(_REFERENCE, "&amp;", shown).replace("<", "&lt;").replace(">", "&gt;")


def on_one_line(text: str) -> str:
    """A text's lines as the parts of one sentence."""
    first, *rest = [part for line in text.split("\n") if (part := line.strip(" "))] or [""]
    for part in rest:
        if first[-1] not in _ENDS:
            first += "; " if first[-1].isascii() else "；"
        elif first[-1].isascii():
            first += " "
        first += part
    return first


def line_of_markdown(text: str) -> str:
    """The same of a text that begins a line: it begins no list, heading or rule either."""
    return re.sub(_BEGINS, r"\g<1>\\", in_markdown(text))


def json_text(text: str) -> str:
    """JSON in which the signs that would steer what shows it are escaped; what it says stays the same."""
    return re.sub(_STEERING, _in_json, text)


def _in_json(match: re.Match[str]) -> str:
    return re.sub("(....)", r"\\u\1", match[0].encode("utf-16-be", "surrogatepass").hex())


def comment(text: str) -> str:
    """A text in a comment of a TOML file, which it can't leave."""
    return terminal(text).replace("\n", " ")


def toml_string(text: str) -> str:
    """A text between the quotes of a TOML file, or of Python."""
    import json

    whole = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    return re.sub(_STEERING, _numbered, json.dumps(whole, ensure_ascii=False))[1:-1]
