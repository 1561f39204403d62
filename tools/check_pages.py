"""Writes the pages of check codes from `check_pages.toml` and the catalogue; `--check` says which are stale."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path
from typing import Any

from pages import ROOT, bring_up_to_date, message, speaker, table

from rongcuo.catalogue import MESSAGES
from rongcuo.facts.text import Language
from rongcuo_workshop.finding import CODES

TOLD = ROOT / "tools" / "check_pages.toml"
FOLDERS: dict[Language, Path] = {
    "zh": ROOT / "docs" / "zh" / "checks",
    "en": ROOT / "docs" / "reference" / "checks",
}
NOTE = "<!-- Written by tools/check_pages.py from tools/check_pages.toml: change that, then run it. -->"
WORDS = {
    "severity": ("轻重：{0}。", "Severity: {0}."),
    "says": ("提示", "It says"),
    "wrong": ("错误的写法", "Wrong"),
    "right": ("正确的写法", "Right"),
    "file": ("文件 `{0}`：", "In `{0}`:"),
    "source": ("来源中有这样一段：", "The source has this passage:"),
    "besides": (
        "“…”代表条文另须写明的键（标题、表述、主题、来源、出处）。",
        "“…” stands for the other keys that a clause needs: title, statement, topic, source and locator.",
    ),
    "empty": ("（空文件）", "(an empty file)"),
    "none": ("（没有这个文件）", "(no such file)"),
    "all": ("全部代码", "All codes"),
    "columns": ("代码|含义|轻重", "Code|What|Severity"),
}

#: The topic of each kind's clauses in the examples.
TOPICS = {
    "red_line": "other_red_line",
    "situation": "other_situation",
    "condition": "other_condition",
    "tier_gate": "full_exemption",
}
REST = {
    "title": '{ zh = "条文", en = "A clause" }',
    "statement": '{ zh = "示例条文。", en = "An example." }',
    "source": '"text"',
    "locator": '{ zh = "第一条", en = "article 1" }',
}


def written_rows() -> dict[str, Any]:
    return tomllib.loads(TOLD.read_text("utf-8"))


# Examples


def example(check: dict[str, Any], which: str) -> dict[str, str]:
    """The files of the small plugin with one example in it; nothing where the code has none."""
    if "right" not in check:
        return {}
    files = {name: text.lstrip() for name, text in written_rows()["base"].items()}
    for name, text in check.get("files", {}).items():
        files[name] = _put(files.get(name), text)
    name = check.get(f"{which}_file", check["file"])
    if which in check:
        files[name] = _put(files.get(name), check[which])
    return files


def _put(base: str | None, text: str) -> str:
    """An example as a whole file; of a file that is there already, the lines that it changes."""
    if base is None:
        return _completed(text)
    head, bracket, tables = text.lstrip().partition("\n[")
    for line in head.splitlines():
        key = line.partition(" =")[0]
        there = re.compile(rf"^{re.escape(key)} = .*$", re.MULTILINE)
        base = there.sub(lambda _, line=line: line, base) if there.search(base) else f"{base}{line}\n"
    return base + bracket + tables


def _completed(text: str) -> str:
    """An example with the keys that "…" stands for."""
    parts = re.split(r"^(?=\[)", text.lstrip(), flags=re.MULTILINE)
    return "".join(_clause(part) for part in parts)


def _clause(part: str) -> str:
    kind = re.match(r"\[\[(\w+)\]\]", part)
    if kind is None or "…\n" not in part:
        return part
    rest = REST | {"topic": f'"{TOPICS[kind[1]]}"'}
    lines = [f"{key} = {value}\n" for key, value in rest.items() if not re.search(rf"^{key} =", part, re.M)]
    return part.replace("…\n", "".join(lines))


# Pages


def page(check: dict[str, Any], language: Language) -> str:
    word = speaker(WORDS, language)
    code = check["code"]
    severity = MESSAGES[f"severity.{CODES[code].severity}"][language == "en"]
    parts = [f"# {code} {check['title'][language]}", NOTE, check["what"][language], check["why"][language]]
    parts.append(word("severity", severity))
    if "source" in check:
        parts += [word("source"), f"```text\n{check['source']}\n```"]
    for which in ("wrong", "right") if "right" in check else ():
        parts += [f"## {word(which)}", word("file", check.get(f"{which}_file", check["file"]))]
        text = check.get(which)
        parts.append(_block(text) if text else word("none" if text is None else "empty"))
    if "…" in check.get("right", ""):
        parts.append(word("besides"))
    parts += [f"## {word('says')}", "\n".join(f"- {message(p, language)}" for p in CODES[code].problems)]
    parts.append(f"[{word('all')}](../checks.md)")
    return "\n\n".join(parts) + "\n"


def _block(text: str) -> str:
    return f"```text\n{text.strip()}\n```"


def index(language: Language) -> str:
    """The page that lists every code."""
    rows = written_rows()
    parts = [f"# {rows['title'][language]}", NOTE, rows["says"][language].strip()]
    columns = WORDS["columns"][language == "en"].split("|")
    for group, title in rows["groups"].items():
        lines = []
        for check in rows["check"]:
            code = check["code"]
            if code.startswith(group):
                severity = MESSAGES[f"severity.{CODES[code].severity}"][language == "en"]
                lines.append((f"[{code}](checks/{code}.md)", check["title"][language], severity))
        parts += [f"## {title[language]}", table(columns, lines)]
    return "\n\n".join(parts) + "\n"


def pages() -> dict[Path, str]:
    fresh: dict[Path, str] = {}
    for language, folder in FOLDERS.items():
        fresh[folder.with_suffix(".md")] = index(language)
        for check in written_rows()["check"]:
            fresh[folder / f"{check['code']}.md"] = page(check, language)
    return fresh


def main(arguments: list[str]) -> int:
    fresh = pages()
    there = {path for folder in FOLDERS.values() for path in folder.glob("*.md")}
    return bring_up_to_date(fresh, "check_pages", arguments, unwanted=there - set(fresh))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
