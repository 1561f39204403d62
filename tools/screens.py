"""Draws the screens that the documents show: `python tools/screens.py` writes them, `--check` names the stale.

A picture is one of these where a command in backticks is its description: ![`rongcuo compare x.toml`](y.svg).
The files that the page has before it are there for the command, as for the tests of the documents.
"""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

from pages import ROOT, bring_up_to_date
from rich.cells import cell_len
from rich.console import Console
from rich.style import Style
from rich.text import Text

DOCS = ROOT / "docs"
#: A file that a page writes, or a picture.
PART = re.compile(
    r"^```toml\n# ([\w./-]+\.toml)\n(.*?)^```$|^!\[`(rongcuo [^`]+)`\]\(([^)]+\.svg)\)", re.M | re.S
)
WIDTH = 80
CELL, LINE, SIZE, EDGE = 7.6, 20, 14, 14
FONTS = "'Noto Sans Mono CJK SC','Sarasa Mono SC',Menlo,Consolas,'PingFang SC','Microsoft YaHei',monospace"
COLOURS = {1: "#b3261e", 2: "#1b6e3c", 3: "#8a5a00", 4: "#1f4fa3", 6: "#0b6b74"}


def screens(page: Path) -> Iterator[tuple[Path, str]]:
    """The pictures of a page, each as it is drawn."""
    parts = PART.findall(page.read_text("utf-8"))
    if not any(picture for *_, picture in parts):
        return
    with TemporaryDirectory() as folder:
        for name, text, command, picture in parts:
            if name:
                Path(folder, name).parent.mkdir(parents=True, exist_ok=True)
                Path(folder, name).write_text(f"# {name}\n{text}", "utf-8")
            else:
                yield (
                    page.parent / picture,
                    drawn(command, printed(command, folder, chinese="zh" in page.parts)),
                )


def printed(command: str, folder: str, *, chinese: bool) -> str:
    """What a command prints on a terminal that has colours."""
    env = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("RONGCUO_", "LC_", "NO_COLOR"))
    }
    env |= {"COLUMNS": str(WIDTH), "TERM": "xterm-256color", "PYTHONUTF8": "1", "RONGCUO_TODAY": "2026-07-01"}
    env |= {"RONGCUO_LANG": "zh" if chinese else "en"}
    env["PATH"] = os.pathsep.join([sysconfig.get_path("scripts"), env.get("PATH", "")])
    ours, theirs = pty.openpty()
    run = subprocess.Popen(command.split(), cwd=folder, env=env, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    said = bytearray()
    try:
        while piece := os.read(ours, 65536):
            said += piece
    except OSError:  # how Linux tells that the other end was closed
        pass
    os.close(ours)
    if run.wait():
        raise SystemExit(f"$ {command}\n{said.decode('utf-8')}")
    return said.decode("utf-8").replace("\r\n", "\n").rstrip()


def drawn(command: str, output: str) -> str:
    """The screen as SVG: every piece stands in its cells, whichever font draws it."""
    lines = [Text(f"$ {command}", style="bold"), *Text.from_ansi(output).split("\n")]
    size = (f"{WIDTH * CELL + 2 * EDGE:g}", f"{len(lines) * LINE + 2 * EDGE:g}")
    rows = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size[0]} {size[1]}" '
        f'width="{size[0]}" height="{size[1]}">',
        f"<title>{escape(command)}</title>",
        '<rect width="100%" height="100%" rx="6" fill="#fcfcfa" stroke="#c9c9c4"/>',
        f'<g font-family="{escape(FONTS)}" font-size="{SIZE}" fill="#1d1d1b" xml:space="preserve">',
    ]
    for number, line in enumerate(lines):
        y = EDGE + number * LINE + SIZE
        rows += [piece(x, y, text, style) for x, text, style in pieces(line)]
    return "\n".join([*rows, "</g>", "</svg>", ""])


def pieces(line: Text) -> Iterator[tuple[int, str, Style]]:
    """A line in pieces of one style and of characters of one width, each with the cell it starts in."""
    console = Console()
    styles = [line.get_style_at_offset(console, place) for place in range(len(line.plain))]
    cell = start = 0
    for end in range(1, len(line.plain) + 1):
        plain = line.plain
        if (
            end < len(plain)
            and styles[end] == styles[start]
            and cell_len(plain[end]) == cell_len(plain[start])
        ):
            continue
        text = plain[start:end]
        if text.strip():
            yield cell, text, styles[start]
        cell += cell_len(text)
        start = end


def piece(cell: int, y: int, text: str, style: Style) -> str:
    lead = len(text) - len(text.lstrip())
    cell, text = cell + lead, text.strip()
    look = ' font-weight="bold"' if style.bold else ""
    look += ' opacity="0.65"' if style.dim else ""
    number = style.color.number if style.color else None
    colour = COLOURS.get(number % 8) if number is not None else None
    look += f' fill="{colour}"' if colour else ""
    place = f'x="{EDGE + cell * CELL:g}" y="{y}" textLength="{cell_len(text) * CELL:g}" lengthAdjust="spacingAndGlyphs"'
    return f"<text {place}{look}>{escape(text, quote=False)}</text>"


def pictures() -> dict[Path, str]:
    return {path: text for page in sorted(DOCS.rglob("*.md")) for path, text in screens(page)}


if __name__ == "__main__":
    sys.exit(bring_up_to_date(pictures(), "screens", sys.argv[1:]))
