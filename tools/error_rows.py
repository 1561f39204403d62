"""Writes the pages of error rows from `error_rows.toml` and the catalogue; `--check` says which are stale."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import Any

from pages import ROOT, bring_up_to_date, message, table

from rongcuo.facts.text import Language

ROWS = ROOT / "tools" / "error_rows.toml"
PAGES: dict[Language, Path] = {
    "zh": ROOT / "docs/zh/error-rows.md",
    "en": ROOT / "docs/reference/error-rows.md",
}
HEAD = "# {title}\n\n<!-- Written by tools/error_rows.py from tools/error_rows.toml: change that, then run it. -->\n"
COLUMNS: dict[Language, tuple[str, ...]] = {
    "zh": ("提示", "原因", "怎么办"),
    "en": ("It says", "Why", "What to do"),
}


def written_rows() -> dict[str, Any]:
    return tomllib.loads(ROWS.read_text("utf-8"))


def page(language: Language) -> str:
    rows = written_rows()
    parts = [HEAD.format(title=rows["title"][language]), f"{rows['says'][language]}\n"]
    for section in rows["section"]:
        parts.append(f"## {section['title'][language]}\n\n{section['says'][language]}\n")
        parts.append(_table(section["row"], language) + "\n")
    return "\n".join(parts)


def _table(rows: list[dict[str, Any]], language: Language) -> str:
    lines = [
        (
            "<br>".join(message(code, language) for code in row["codes"]),
            row["why"][language],
            row["do"][language],
        )
        for row in rows
    ]
    return table(COLUMNS[language], lines)


def main(arguments: list[str]) -> int:
    return bring_up_to_date({PAGES[language]: page(language) for language in PAGES}, "error_rows", arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
