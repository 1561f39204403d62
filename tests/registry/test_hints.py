"""Hints: a command that a text proposes can be typed as it stands, once its blanks are filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
import pytest

from rongcuo.cli import rongcuo
from rongcuo_registry import catalogue, sayings

from ..running import LANGUAGES

#: What stands in the blanks, and what is typed there.
BLANKS = {
    "角色": "unit", "ROLE": "unit", "案件": "1", "CASE": "1", "程序": "1", "PROCEEDING": "1", "步骤": "F1",
    "STEP": "F1", "文件": "a.toml", "FILE": "a.toml", "事实=取值": "stage=done", "FACT=VALUE": "stage=done",
    "report_outcome=VALUE": "report_outcome=untrue", "{fact}=取值": "report_outcome=untrue",
    "备份": "backup.db", "BACKUP": "backup.db", "新台账": "new.db", "NEW": "new.db",
}  # fmt: skip


def hints() -> Iterator[tuple[str, str]]:
    for key, texts in {**catalogue.MESSAGES, **sayings.MESSAGES}.items():
        for language, text in zip(LANGUAGES, texts, strict=True):
            for line in re.findall("`rongcuo ([^`]+)`", text):
                yield f"{key} {language}", line


@pytest.mark.parametrize(("place", "line"), [*hints()])
def test_a_hint_can_be_typed(place: str, line: str) -> None:
    typed = [re.sub("{[a-z]+}", "1", BLANKS.get(word, word)) for word in line.split()]
    command: click.Command = rongcuo
    context = click.Context(rongcuo, info_name="rongcuo")
    while isinstance(command, click.Group):
        found = command.get_command(context, typed.pop(0))
        assert found is not None, place
        command = found
    command.make_context(line, typed, parent=context)
