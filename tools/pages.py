"""What the tools share that write pages: words, tables, messages, and whether a page is fresh."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from rongcuo.catalogue import MESSAGES
from rongcuo.facts.text import Language

ROOT = Path(__file__).resolve().parent.parent


def speaker(words: Mapping[str, tuple[str, str]], language: Language) -> Callable[..., str]:
    """What says a tool's own words, pairs of Chinese and English, in one language."""
    return lambda key, *values: words[key][language == "en"].format(*values)


def row(*cells: str) -> str:
    """A line of a table."""
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table with its heads."""
    return "\n".join([row(*columns), row(*["---"] * len(columns)), *(row(*cells) for cells in rows)])


def message(problem: str, language: str) -> str:
    """A message of the catalogue as a reader meets it, with … for what is filled in."""
    text = MESSAGES[f"problem.{problem}"][language == "en"].replace("{near}", "")
    return re.sub(r"\{\w+\}", "…", text).replace("{{", "{").replace("}}", "}")


def bring_up_to_date(
    fresh: Mapping[Path, str], tool: str, arguments: Sequence[str], *, unwanted: Iterable[Path] = ()
) -> int:
    """Writes the pages that are stale and takes the unwanted away, or with `--check` only names them.

    The exit status: 1 where a check found any.
    """
    check = list(arguments) == ["--check"]
    stale = [path for path, text in fresh.items() if not path.is_file() or path.read_text("utf-8") != text]
    stale += sorted(unwanted)
    for path in stale:
        print(f"{'stale' if check else 'wrote'}: {path.relative_to(ROOT)}")
        if check:
            continue
        if path in fresh:
            path.parent.mkdir(exist_ok=True)
            path.write_text(fresh[path], "utf-8")
        else:
            path.unlink()
    if stale and check:
        print(f"run: python tools/{tool}.py")
    return int(bool(stale) and check)
