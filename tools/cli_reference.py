"""Writes the reference of the command line from its own help; `--check` says whether it is stale."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import click
from pages import ROOT, bring_up_to_date

from rongcuo.cli import COMMANDS, rongcuo

#: Commands of extensions that aren't for whoever writes plugins.
OF_OFFICERS = (
    "ask", "form", "file", "clarify", "start", "proceeding", "advance", "amend", "withdraw", "close", "decide", "due",
    "log", "registry",
)  # fmt: skip
PAGES = {
    "en": ROOT / "docs" / "reference" / "command-line.md",
    "zh": ROOT / "docs" / "zh" / "command-line.md",
}
HEADS = {
    "en": """\
# Command line

<!-- Written by tools/cli_reference.py from the help texts: change those, then run it. -->

Exit status: 0 done (`open` is an answer), 1 a region could not rule, the check-up found something, a plugin has \
errors or a case failed, 2 bad input, usage or surroundings (a full disk), 3 our own fault.

A case, a deployment file or a document may be `-`, which is standard input, or come through a pipe; \
`-o -` writes to standard output.
Control characters and marks that turn the direction of writing are printed by their number (`\\u001b`); \
no cell of CSV is a formula, and Markdown holds nothing but text.
""",
    "zh": """\
# 命令行

<!-- Written by tools/cli_reference.py from the help texts: change those, then run it. -->

退出码：0 完成（“待查明”也是结论），1 有地区无法裁断、自查有问题、插件有误或案例未通过，\
2 输入、用法或环境有误（如磁盘已满），3 程序自身出错。

案件、部署文件和公文可以用 `-` 从标准输入读取，也可以来自管道；`-o -` 写到标准输出。
文件里的控制字符、改变书写方向的字符，输出时写成编号（`\\u001b`）；CSV 单元格不会成为公式，Markdown 只是文字。
案件承办人常用的是 `compare`、`rule`、`case`、`facts` 和 `show`，用法见[比较一个事项](compare-one-matter.md)。
""",
}


def paths(name: str, command: click.Command) -> Iterator[str]:
    """A command and those below it, as one types them."""
    yield name
    if isinstance(command, click.Group):
        with click.Context(command) as context:
            for below in command.list_commands(context):
                subcommand = command.get_command(context, below)
                if subcommand is not None and (command is not rongcuo or below in (*COMMANDS, *OF_OFFICERS)):
                    yield from paths(f"{name} {below}", subcommand)


def help_text(path: str, language: str) -> str:
    env = {**os.environ, "RONGCUO_LANG": language, "COLUMNS": "100", "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", *path.split(), "--help"]
    text = subprocess.run(command, capture_output=True, check=True, encoding="utf-8", env=env).stdout
    return text.strip().replace("python -m rongcuo", "rongcuo")


def page(language: str) -> str:
    parts = [HEADS[language]]
    for path in paths("rongcuo", rongcuo):
        parts += [f"## `{path}`\n", f"```text\n{help_text(path, language)}\n```\n"]
    return "\n".join(parts)


if __name__ == "__main__":
    fresh = {path: page(language) for language, path in PAGES.items()}
    sys.exit(bring_up_to_date(fresh, "cli_reference", sys.argv[1:]))
