"""The commands of the registry as an officer runs them, each with its screens in golden files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from rongcuo.cli import extensions
from rongcuo.facts.text import Language

from ..running import LANGUAGES, ROOT, Run, assert_golden, run

PLAN = """\
title = { zh = "拟先兑现人才补贴、后办理认定（虚构）", en = "Talent is paid first and certified later (constructed)" }
where = "洪泽"
[facts]
stage = "planned"
subject = "unit"
field = ["talent_incentive"]
"""
PILOT = """\
title = { zh = "老旧小区加装电梯试点（虚构）", en = "Lifts in old buildings, a trial (constructed)" }
where = "滨城"
dates = { act = "2026-06" }
[facts]
stage = "done"
trying_first = true
private_gain = { value = ["self"], by = "区监委", basis = "报告" }
"""
REPORT = """\
title = { zh = "网上举报失实一事（虚构）", en = "An untrue report on the net (constructed)" }
where = "洪泽"
[facts]
report_outcome = "untrue"
report_harm = ["work"]
clarified_by = ["notice"]
"""
ENVIRONMENT = {"LOGNAME": "wang"}
#: What isn't the same from one run to the next: when an event was entered, and what hangs on that.
MASKED = [
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d"), "2026-07-01 09:00"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "0" * 64),
    (re.compile(r"\b[0-9a-f]{12}\b"), "0" * 12),
]

#: The screens by the name of their golden file: commands, one after the other, that end as they should.
SCREENS: dict[str, list[str]] = {
    "case_add": ["case add plan.toml --person 张三 --contact 139", "case add pilot.toml report.toml"],
    "file": ["file 1 --region hongze --on 2026-06-01"],
    "advance": [
        "advance 1 F3 --by discipline",
        "advance 1 F1 --by unit --on 2026-06-02",
        "advance 1 F2 --by 本单位 --on 2026-06-03 --note 全体同意",
        "advance 1 F3 --by unit --on 2026-06-04 --attach form.docx",
        "advance 1 F4 --by leader_in_charge --on 2026-06-05",
    ],
    "amend": [
        "advance 1 F5 --by discipline --on 2026-06-08",
        "amend 1 --by unit --note 换人 --on 2026-06-20",
    ],
    "case_rule": ["case rule 1 --region hongze"],
    "start": [
        "start 2 determination --region bincheng --on 2026-06-10",
        "start 2 纠错整改 --region bincheng --on 2026-06-10",
        "start 2 nothing --region bincheng",
    ],
    "decide": [
        "case rule 2 --region bincheng",
        "decide 2 --tolerated --by accountability --outcome accountability=exempt --outcome discipline=lighter"
        " --beside talk --dissent 一人反对 --remedy 三十日内申诉 --on 2026-07-01",
        "decide 2 --tolerated --by accountability --outcome money=exempt",
        "decide 2 --not-tolerated --by accountability --outcome discipline=much",
    ],
    "clarify": [
        "clarify 3 --region national --on 2026-06-15",
        "advance 4 C4a --by approving --on 2026-06-16 --attach form.docx",
        "advance 4 C4 --by verifying --on 2026-06-17 --attach form.docx",
        "case edit 3 --fact 已采取的澄清方式=书面、通报",
        "advance 4 C4 --by verifying --on 2026-06-17 --attach form.docx",
    ],
    "close": ["close 2 --by accountability", "close 3 --by accountability --on 2026-06-20"],
    "withdraw": ["withdraw 2 --by accountability --note 另案处理"],
    "proceeding": ["proceeding 1"],
    "case_list": [
        "case list",
        "case list --region bincheng",
        "case list --status under_way",
        "case list --limit 1",
    ],
    "case_show": ["case show 1", "case show 2", "case show 3", "case show 1 --personal"],
    "case_attach": [
        "case attach 2 form.docx --note 会上所用",
        "case attach 2 nowhere.docx",
        "case attach 9 form.docx",
    ],
    "case_edit": [
        "case edit 2 pilot.toml",
        "case edit 2",
        "case edit 2 --fact stage",
        "case edit 9 plan.toml",
    ],
    "due": ["start 2 return_visit --region bincheng", "due", "due --region hongze"],
    "log": ["log 1", "log 1 --personal", "log 2"],
    "registry_check": ["registry check", "registry check --head 3"],
    "registry_backup": ["registry backup -o copy.db", "registry backup -o copy.db"],
    "registry_restore": ["registry restore copy.db --db other.db"],
    "registry_export": [
        "registry export -o out.jsonl",
        "registry export -o whole.jsonl --personal --attachments",
    ],
    "registry_import": ["registry import whole.jsonl --db new.db", "registry import out.jsonl --db newer.db"],
    "registry_extract": ["registry extract zz -o form2.docx"],
    "registry_erase": [
        "registry erase --person 1",
        "registry erase --person 1 --yes",
        "registry erase --case 3 --yes",
    ],
    "erased": ["case show 3", "case list", "log 3", "due", "registry check"],
    "none": [
        "case list --db nowhere.db",
        "due --db nowhere.db",
        "advance 1 F1 --by nobody",
        "file 1 --region nowhere",
    ],
}


def command(line: str, folder: Path, *more: str, language: Language = "zh", columns: int = 80) -> Run:
    return run(
        *line.split(), *more, folder=folder, language=language, columns=columns, environment=ENVIRONMENT
    )


def files(folder: Path) -> Path:
    for name, text in {"plan": PLAN, "pilot": PILOT, "report": REPORT}.items():
        (folder / f"{name}.toml").write_text(text, "utf-8")
    (folder / "form.docx").write_bytes(b"a form")
    return folder


def screens(folder: Path, language: Language) -> Iterator[tuple[str, str]]:
    """What every command prints, one after the other in one registry."""
    for name, lines in SCREENS.items():
        parts = []
        for line in lines:
            done = command(line, folder, language=language)
            assert done.status in (0, 1, 2) and "Traceback" not in done.err
            parts += [f"$ rongcuo {line}", done.out.rstrip() + "\n" if done.out else done.err]
        text = "\n".join(parts)
        for pattern, mask in MASKED:
            text = pattern.sub(mask, text)
        yield name, text


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[Language, dict[str, str]]:
    return {each: dict(screens(files(tmp_path_factory.mktemp(each)), each)) for each in LANGUAGES}


@pytest.mark.slow
@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_reads_as_it_was_reviewed(name: str, printed: dict[Language, dict[str, str]]) -> None:
    assert_golden(f"registry/{name}", {each: printed[each][name] for each in LANGUAGES})


@pytest.mark.slow
def test_no_line_is_wider_than_the_terminal(printed: dict[Language, dict[str, str]]) -> None:
    from rich.cells import cell_len

    for texts in printed.values():
        for text in texts.values():
            lines = [line for line in text.splitlines() if not line.startswith(("$", "错误", "error"))]
            assert [line for line in lines if cell_len(line) > 80 and "`" not in line] == []


# JSON


def strict(part: Any) -> Any:
    """The schema without room for keys that it doesn't name."""
    if isinstance(part, list):
        return [strict(each) for each in part]
    if not isinstance(part, dict):
        return part
    closed = {"additionalProperties": False} if "required" in part else {}
    return {key: strict(value) for key, value in part.items()} | closed


SCHEMA = strict(json.loads((ROOT / "docs/reference/registry.schema.json").read_text("utf-8")))


def follows(name: str, told: Any) -> None:
    """Whether what a command says in JSON is what the schema has of it."""
    jsonschema.Draft202012Validator(
        {**SCHEMA, "$ref": f"#/$defs/{name}"}, format_checker=jsonschema.FormatChecker()
    ).validate(told)


#: What of the schema the JSON of each command follows.
FORMS = {
    "case add": "added", "case list": "cases", "case show": "case", "case edit": "changed", "decide": "changed",
    "case attach": "changed",
    "file": "opened", "clarify": "opened", "start": "opened", "advance": "opened", "amend": "opened",
    "withdraw": "opened", "close": "opened", "proceeding": "opened", "due": "due", "log": "log",
    "registry check": "check", "registry backup": "written", "registry restore": "restored",
    "registry export": "written", "registry import": "written", "registry extract": "written",
    "registry erase": "erased",
}  # fmt: skip


def called(line: str) -> str:
    return " ".join(line.split()[: 2 if line.split()[0] in ("case", "registry") else 1])


@pytest.mark.slow
def test_every_command_in_json_follows_the_published_schema(tmp_path: Path) -> None:
    files(tmp_path)
    seen = set()
    for lines in SCREENS.values():
        for line in lines:
            done = command(line, tmp_path, "--json")
            name = called(line)
            if done.status == 2:
                assert done.out == ""
                continue
            if name != "case rule":  # that is a comparison, with a schema of its own
                follows(FORMS[name], json.loads(done.out))
            seen.add(name)
    missing = {*FORMS, "case rule"} - seen - {"registry extract"}
    assert missing == set()


def test_what_was_attached_comes_back_as_it_was(tmp_path: Path) -> None:
    files(tmp_path)
    for line in (
        "case add plan.toml", "file 1 --region hongze", "advance 1 F1 --by unit --attach form.docx",
    ):  # fmt: skip
        assert command(line, tmp_path).status == 0
    (event,) = [
        each for each in json.loads(command("log 1 --json", tmp_path).out)["events"] if each["attached"]
    ]
    done = command(f"registry extract {event['attached'][0]['sha256'][:8]} -o back.docx --json", tmp_path)
    follows("written", json.loads(done.out))
    assert (tmp_path / "back.docx").read_bytes() == b"a form"


# The folder of a matter


def test_a_folder_is_one_matter_and_what_is_shared_is_no_case_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "matter"
    folder.mkdir()
    (folder / "base.toml").write_text(PLAN, "utf-8")
    for name in ("mayor", "engineer"):
        (folder / f"{name}.toml").write_text(f'title = "{name}"\nextends = "base.toml"\n', "utf-8")
    told = json.loads(command("case add matter --person 甲 --person 乙 --json", tmp_path).out)
    assert told["cases"] == [1, 2]
    (tmp_path / "empty").mkdir()
    for line, words in {
        "empty": "没有案件文件",
        "matter --person 1 --person 2 --person 3": "3 个姓名",
    }.items():
        done = command(f"case add {line}", tmp_path)
        assert (done.status, words in done.err) == (2, True)


def test_a_mistake_in_a_file_leaves_no_registry(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text(PLAN.replace("planned", "soon"), "utf-8")
    assert command("case add bad.toml", tmp_path).status == 2
    assert [path.name for path in tmp_path.iterdir()] == ["bad.toml"]


def test_the_registry_is_named_by_an_option_or_by_the_surroundings(tmp_path: Path) -> None:
    files(tmp_path)
    assert command("case add plan.toml --db a.db", tmp_path).status == 0
    there = {**ENVIRONMENT, "RONGCUO_DB": "a.db"}
    assert run("case", "list", folder=tmp_path, environment=there).status == 0
    assert command("case list", tmp_path).status == 2


def test_what_is_to_be_typed_next_names_the_file_where_it_has_to(tmp_path: Path) -> None:
    files(tmp_path)
    assert "file 1 --region 洪泽 --db 'a b.db'`" in run(
        "case", "add", "plan.toml", "--db", "a b.db", folder=tmp_path
    ).out.replace("\n", "")
    there = {**ENVIRONMENT, "RONGCUO_DB": "a b.db"}
    done = run("file", "1", "--region", "hongze", folder=tmp_path, environment=there)
    assert "`rongcuo advance 1 F1 --by 本单位`" in done.out


def options_of(words: Sequence[str]) -> str:
    return run(*words, "--help", language="en").out


@pytest.mark.parametrize("words", [("case", "list"), ("advance",), ("registry", "check")])
def test_every_command_takes_another_file(words: Sequence[str]) -> None:
    assert "--db" in options_of(words)


def test_without_the_registry_the_group_of_cases_has_its_own_commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extensions, "named_in", lambda group: {})
    done = run("case", "--help", language="en")
    assert (done.status, done.err) == (0, "")
    assert re.findall(r"^  (\w+)  ", done.out, re.MULTILINE) == ["new", "check"]
    assert run("case", "list", language="en").status == 2
    done = run("case", "new", "--region", "hongze", "-o", tmp_path / "new.toml", language="en")
    assert done.status == 0
