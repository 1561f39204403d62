"""Writes the pages of error rows from `error_rows.toml` and the catalogue; `--check` says which are stale."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path
from typing import Any

from rongcuo.catalogue import MESSAGES

ROOT = Path(__file__).resolve().parent.parent
ROWS = ROOT / "tools" / "error_rows.toml"
PAGES = {"zh": ROOT / "docs/zh/error-rows.md", "en": ROOT / "docs/reference/error-rows.md"}
HEAD = "# {title}\n\n<!-- Written by tools/error_rows.py from tools/error_rows.toml: change that, then run it. -->\n"
COLUMNS = {"zh": ("提示", "原因", "怎么办"), "en": ("It says", "Why", "What to do")}


def told() -> dict[str, Any]:
    return tomllib.loads(ROWS.read_text("utf-8"))


def message(code: str, language: str) -> str:
    """A message of the catalogue as a reader meets it, with … for what is filled in."""
    text = MESSAGES[f"problem.{code}"][language == "en"].replace("{near}", "")
    return re.sub(r"\{\w+\}", "…", text).replace("{{", "{").replace("}}", "}")


def page(language: str) -> str:
    rows = told()
    parts = [HEAD.format(title=rows["title"][language]), f"{rows['says'][language]}\n"]
    for section in rows["section"]:
        parts.append(f"## {section['title'][language]}\n\n{section['says'][language]}\n")
        parts.append("\n".join(_table(section["row"], language)) + "\n")
    return "\n".join(parts)


def _table(rows: list[dict[str, Any]], language: str) -> list[str]:
    lines = [_row(*COLUMNS[language]), _row(*["---"] * 3)]
    for row in rows:
        said = "<br>".join(message(code, language) for code in row["codes"])
        lines.append(_row(said, row["why"][language], row["do"][language]))
    return lines


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def main(arguments: list[str]) -> int:
    fresh = {PAGES[language]: page(language) for language in PAGES}
    stale = [p for p, text in fresh.items() if not p.is_file() or p.read_text("utf-8") != text]
    for path in stale:
        print(f"{'stale' if arguments == ['--check'] else 'wrote'}: {path.relative_to(ROOT)}")
        if arguments != ["--check"]:
            path.write_text(fresh[path], "utf-8")
    if stale and arguments == ["--check"]:
        print("run: python tools/error_rows.py")
    return int(bool(stale) and arguments == ["--check"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
