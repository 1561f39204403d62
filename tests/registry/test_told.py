"""What commands tell: whose file became which case, all that happened in the log, and nothing beside the point."""

from __future__ import annotations

import json
import re
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from rongcuo_registry import storage
from rongcuo_registry.cli import shared
from rongcuo_registry.storage import connection

from ..running import LANGUAGES, run
from .offices import CONTACT, DOCUMENT, NAME, OFFICER, added, matter, office, walk


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.toml").write_text(f'title = "{name}"\nwhere = "洪泽"\n', "utf-8")
    return tmp_path


def test_which_name_went_to_which_file_is_told(files: Path) -> None:
    line = ["case", "add", "b.toml", "a.toml", "c.toml", "--person", "甲", "--person", "乙"]
    done = run(*line, folder=files, columns=100).out.splitlines()
    assert done[:3] == [
        "已登记案件 1：b.toml（当事人 1：甲）",
        "已登记案件 2：a.toml（当事人 2：乙）",
        "已登记案件 3：c.toml（没有给出当事人姓名）",
    ]
    told = json.loads(run(*line, "--json", folder=files).out)
    assert (told["cases"], told["persons"]) == ([4, 5, 6], [3, 4, None])
    assert "甲" not in json.dumps(told, ensure_ascii=False)


def test_where_nobody_is_named_nobody_is_missed(files: Path) -> None:
    assert "当事人" not in run("case", "add", "a.toml", "b.toml", folder=files).out


@pytest.mark.parametrize(
    ("where", "facts", "command"),
    [
        ("洪泽", 'stage = "planned"', "`rongcuo file 1 --region 洪泽` 办理备案"),
        ("洪泽", 'report_outcome = "untrue"', "`rongcuo clarify 1 --region 全国` 办理澄清正名"),
        ("滨城", 'stage = "done"', "`rongcuo start 1 容错认定 --region 滨城` 办理容错认定"),
        ("义乌市", 'report_outcome = "untrue"', "`rongcuo clarify 1 --region 全国` 办理澄清正名"),
        ("某地", 'stage = "planned"', "`rongcuo file 1 --region 地区` 办理备案"),
    ],
)
def test_what_is_to_be_opened_next_is_what_the_case_asks(
    where: str, facts: str, command: str, tmp_path: Path
) -> None:
    (tmp_path / "a.toml").write_text(f'title = "a"\nwhere = "{where}"\n[facts]\n{facts}\n', "utf-8")
    assert command in run("case", "add", "a.toml", folder=tmp_path, columns=150).out
    typed = command.split("`")[1].replace("rongcuo ", "")
    if "地区" not in typed:
        assert run(*typed.split(), folder=tmp_path).status == 0


def test_where_no_text_lays_it_down_a_ruling_is_what_comes_next(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('title = "a"\nwhere = "靖江"\n[facts]\nstage = "planned"\n', "utf-8")
    out = run("case", "add", "a.toml", folder=tmp_path, columns=150).out
    assert "下一步：`rongcuo case rule 1` 裁断（发生地和上级的现有文本没有载明备案程序）" in out


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with office(tmp_path) as registry:
        case = added(registry, named=True)
        walk(registry, registry.open_proceeding(case, "filing", "hongze", OFFICER).id, "F1 unit", month=7)
        registry.attach(case, [DOCUMENT], OFFICER)
        added(registry, named=True)
        registry.erase(OFFICER, person=2)
        registry.erase(OFFICER, person=1)
        registry.state_facts(case, {"stage": "planned"}, OFFICER)
    return tmp_path


def test_the_erasure_of_a_person_stands_in_the_log_of_its_case_alone(folder: Path) -> None:
    events = json.loads(run("log", "1", "--json", folder=folder).out)["events"]
    erased = [(each["id"], each["what"]) for each in events if each["kind"] == "erasure"]
    assert erased == [(7, "清除当事人 1 的姓名和联系方式")]
    assert [each["id"] for each in events] == [1, 2, 3, 4, 7, 8]
    assert NAME not in str(events) and CONTACT not in str(events)


def test_a_file_that_is_kept_is_told_once(folder: Path) -> None:
    (plain,) = (
        e["what"] for e in json.loads(run("log", "1", "--json", folder=folder).out)["events"] if e["id"] == 4
    )
    assert plain.startswith("存入：文件（") and plain.count("文件") == 1
    shown = run("log", "1", "--personal", "--json", folder=folder).out
    (named,) = (each["what"] for each in json.loads(shown)["events"] if each["id"] == 4)
    assert named.startswith(f"存入：{DOCUMENT.name}（")


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "line",
    [
        "proceeding 1", "case list", "case show 1", "due", "log 1", "advance 1 F2 --by unit",
        "case edit 1 --fact stage=planned", "withdraw 1 --by unit", "registry check", "registry backup -o copy.db",
    ],
)  # fmt: skip
def test_every_screen_of_the_registry_tells_of_the_deployment_and_its_json_does(
    line: str, language: str, folder: Path
) -> None:
    done = run(*line.split(), folder=folder, language=language)  # type: ignore[arg-type]
    assert done.status == 0 and done.out.strip()
    assert {"zh": "部署文件：", "en": "Deployment file: "}[language] in done.out
    if not line.startswith(("advance", "withdraw", "registry backup")):
        assert {"config", "off"} <= json.loads(run(*line.split(), "--json", folder=folder).out).keys()


def test_after_a_step_only_the_duties_in_its_way_are_told(folder: Path) -> None:
    assert "义务" not in run("advance", "1", "F2", "--by", "unit", folder=folder).out
    assert "hongze:F6" in run("proceeding", "1", folder=folder).out
    (folder / "report.toml").write_text(
        'title = "r"\nwhere = "洪泽"\n[facts]\nreport_outcome = "untrue"\nclarified_by = ["notice"]\n',
        "utf-8",
    )
    assert run("case", "add", "report.toml", folder=folder).status == 0
    done = run("clarify", "3", "--region", "national", folder=folder, columns=150).out
    assert [line for line in done.splitlines() if "义务" in line] == [
        "· 义务尚未履行：national:C2 附书面澄清；看已采取的澄清方式"
    ]


def test_a_command_that_waits_says_so_beside_its_output(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "SILENT", 0.05)
    assert (shared.WAIT, storage.WAIT) == (10.0, 10.0)
    taken = threading.Event()

    def hold() -> None:
        with closing(sqlite3.connect(folder / "rongcuo.db", isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            taken.set()
            threading.Event().wait(0.8)
            other.execute("ROLLBACK")

    holder = threading.Thread(target=hold)
    holder.start()
    taken.wait()
    done = run("case", "list", folder=folder)
    holder.join()
    assert (done.status, done.err.count("正在等候（最多 10 秒）")) == (0, 1)
    assert "正在等候" not in done.out


def broken(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / "rongcuo.db")) as file:
        if "event" in statement:
            file.execute("DROP TRIGGER event_fixed")
        file.execute(statement)
        file.commit()


def test_lists_that_were_changed_are_made_anew_as_the_check_says(folder: Path) -> None:
    (folder / "b.toml").write_text('title = "b"\nwhere = "洪泽"\n', "utf-8")
    assert run("case", "add", "b.toml", "--db", "sound.db", folder=folder).status == 0
    (folder / "sound.db").replace(folder / "rongcuo.db")
    broken(folder, "UPDATE case_list SET place = '别处'")
    done = run("registry", "check", folder=folder, columns=300)
    assert done.status == 1 and "案件列表中 1 一项与记录不符" in done.out and "case_list" not in done.out
    assert "末端" not in done.out
    for hint in re.findall("`rongcuo (registry [^`]+)`", done.out):
        line = hint.replace("文件", "all.jsonl").replace("新台账", "new.db").split()
        assert run(*line, folder=folder).status == 0
    assert run("registry", "check", "--db", "new.db", folder=folder).status == 0


def test_what_follows_on_a_broken_log_is_a_backup_and_not_its_end(folder: Path) -> None:
    assert "记录末端" in run("registry", "check", folder=folder).out
    broken(folder, "UPDATE event SET login = 'somebody' WHERE id = 2")
    done = run("registry", "check", folder=folder, columns=300)
    assert done.status == 1 and "`rongcuo registry restore 备份`" in done.out
    assert "末端" not in done.out and "export" not in done.out


def test_after_an_erasure_the_files_that_a_restore_kept_are_named(folder: Path) -> None:
    line = ["registry", "erase", "--case", "1", "--yes"]
    assert run("registry", "backup", "-o", "copy.db", folder=folder).status == 0
    assert "原有文件" not in run(*line, folder=folder).out
    assert run("registry", "restore", "copy.db", folder=folder).status == 0
    (aside,) = folder.glob("rongcuo.db.replaced-*")
    done = run(*line, folder=folder, columns=300)
    assert f"其中仍有原文，不再需要的请删除：{aside.name}" in done.out


def test_a_number_that_is_none_is_told_without_an_upper_bound(folder: Path) -> None:
    done = run("case", "show", "abc", folder=folder)
    assert done.mistakes == ["错误：`ID` 只能是不小于 1 的整数"]


def test_a_region_that_is_installed_and_off_is_told_from_one_that_there_is_not(tmp_path: Path) -> None:
    (tmp_path / "rongcuo.toml").write_text('[region.hongze]\nplugins = ["hongze"]\n', "utf-8")
    for name in ("海安", "haian"):
        done = run("show", name, folder=tmp_path)
        assert done.status == 2 and f"地区 `{name}` 没有启用" in done.err and "haian" in done.err
    assert "没有启用" not in run("show", "nowhere", folder=tmp_path).err


def test_a_step_that_no_other_waits_for_says_why_until_the_effect(tmp_path: Path) -> None:
    with office(tmp_path) as registry:
        case = added(registry, matter(report_outcome="untrue", clarified_by=["written"]))
        registry.open_proceeding(case, "clarification", "national", OFFICER)
    said = "其他步骤不以“Q1 承办部门提出或者本人申请”为前提：见于"
    assert said in run("proceeding", "1", folder=tmp_path, columns=200).out
    with office(tmp_path) as registry:
        walk(registry, 1, "C4a approving document", month=7)
    assert said in run("proceeding", "1", folder=tmp_path, columns=200).out
    with office(tmp_path) as registry:
        walk(registry, 1, "C4 verifying document", month=7)
    assert "为前提" not in run("proceeding", "1", folder=tmp_path, columns=200).out
