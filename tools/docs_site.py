"""Builds the documents as a site, in the order of docs/README.md: `python tools/docs_site.py [folder]`.

A link or an anchor that leads nowhere fails the build.  The site asks no other server for anything; its search
needs a server of files, such as `python -m http.server`.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
SITE = ROOT / "build" / "site"
#: The schemas as they stand in the repository, and the place that they have on the site.
SCHEMAS, ON_SITE = "extensions/workshop/src/rongcuo_workshop/schemas", "reference/schemas"
#: A row of the index: its first cell has the Chinese page, the English one, or both.
ROW = re.compile(r"^\| (\[.+?\)) \|", re.MULTILINE)
LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+\.md)\)")
#: A line of Chinese that goes on in the next one: a browser would put a blank between them.
FOLDED = re.compile(r"(?<=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef”])\n(?=[\u4e00-\u9fff“（《])")
FENCED = re.compile(r"(^```.*?^```$)", re.MULTILINE | re.DOTALL)
CONFIGURATION = """\
[project]
site_name = "rongcuo 容错"
site_description = "同一案件，各地容错纠错政策如何裁断，差异何在。"
use_directory_urls = false
nav = [{nav}]

[project.theme]
language = "zh"
font = false
features = ["navigation.tabs", "navigation.sections", "navigation.top", "navigation.footer", "search.highlight",
            "content.code.copy", "toc.follow"]
palette = [
    {{ media = "(prefers-color-scheme: light)", scheme = "default" }},
    {{ media = "(prefers-color-scheme: dark)", scheme = "slate" }},
]

# The search cuts Chinese into words itself.
[project.plugins.search]

# Headings have the anchors that a code host gives them.
[project.markdown_extensions.toc]
permalink = true
slugify = {{ object = "pymdownx.slugs.slugify", kwds = {{ case = "lower" }} }}
[project.markdown_extensions.tables]
[project.markdown_extensions.attr_list]
[project.markdown_extensions.md_in_html]
[project.markdown_extensions.pymdownx.superfences]
[project.markdown_extensions.pymdownx.highlight]
"""


def parts(index: str) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """The sections of the index: their heads in Chinese and in English, and their links."""
    for section in re.split(r"^## ", index, flags=re.MULTILINE)[1:]:
        chinese, _, english = section.partition("\n")[0].partition(" · ")
        yield chinese, english, [link for cell in ROW.findall(section) for link in LINK.findall(cell)]


def navigation(index: str) -> list[dict[str, object]]:
    """What the site shows beside its pages: all that is Chinese, then all that is English."""
    chinese: list[object] = [{"文档": "README.md"}]
    english: list[object] = []
    for in_chinese, in_english, links in parts(index):
        for entries, head, wanted in ((chinese, in_chinese, True), (english, in_english, False)):
            pages = [
                {title.replace("`", ""): name} for title, name in links if name.startswith("zh/") is wanted
            ]
            entries += [{head: pages}] if pages else []
    return [{"中文": chinese}, {"English": english}]


def configuration() -> str:
    """The configuration of zensical; what JSON writes of texts is TOML."""
    nav = ", ".join(inline(entry) for entry in navigation((DOCS / "README.md").read_text("utf-8")))
    return CONFIGURATION.format(nav=nav)


def inline(entry: object) -> str:
    """A value of the navigation as TOML writes it on one line."""
    if isinstance(entry, dict):
        return "{" + ", ".join(f"{quoted(key)} = {inline(value)}" for key, value in entry.items()) + "}"
    if isinstance(entry, list):
        return "[" + ", ".join(map(inline, entry)) + "]"
    return quoted(entry)


def quoted(text: object) -> str:
    return json.dumps(str(text), ensure_ascii=False)


def unfolded(page: str) -> str:
    """A page whose Chinese sentences follow each other without blanks; blocks of code stay as they are."""
    return "".join(part if part.startswith("```") else FOLDED.sub("", part) for part in FENCED.split(page))


def kept_within(page: str, depth: int) -> str:
    """A page of so many folders below the documents without links that lead out of them: the site ends there."""
    return re.sub(rf"\[([^\]]+)\]\((?:\.\./){{{depth + 1}}}[^)]*\)", r"\1", page)


def with_schemas(page: str) -> str:
    """A page that finds the schemas among the documents."""
    return re.sub(rf"(\]\((?:\.\./)*)\.\./{SCHEMAS}/", rf"\1{ON_SITE}/", page)


def main(arguments: Sequence[str]) -> int:
    site = Path(arguments[0]).resolve() if arguments else SITE
    with TemporaryDirectory() as folder:
        settings = Path(folder, "zensical.toml")
        settings.write_text(configuration(), "utf-8")
        shutil.copytree(DOCS, Path(folder, "docs"))
        shutil.copytree(ROOT / SCHEMAS, Path(folder, "docs", ON_SITE))
        for page in Path(folder, "docs").rglob("*.md"):
            depth = len(page.relative_to(Path(folder, "docs")).parts) - 1
            page.write_text(unfolded(kept_within(with_schemas(page.read_text("utf-8")), depth)), "utf-8")
        command = [sys.executable, "-m", "zensical", "build", "--strict", "--config-file", str(settings)]
        done = subprocess.run(command, check=False)
        if done.returncode == 0:
            shutil.rmtree(site, ignore_errors=True)
            shutil.copytree(Path(folder, "site"), site)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
