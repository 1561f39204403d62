"""Whether a report still holds: the same inputs have the same fingerprint, any other is found and named."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from pathlib import Path

import docx
import pytest

from rongcuo import DataPlugin
from rongcuo.catalogue import MESSAGES
from rongcuo.facts.text import Language
from rongcuo_documents.fingerprint import KINDS
from rongcuo_documents.reading import _LINE, _of_html, _of_word

from .running import LANGUAGES, ROOT, FakePoint, Point, Run, installed, run

pytestmark = [pytest.mark.once, pytest.mark.slow]

CASE = """\
title = "A plant that brought an accident"
where = "jingjiang"
summary = "The plant was built as planned."
absent = ["private_gain"]

[facts]
field = ["investment_recruitment"]
safety_accident = true
"""
HTML, WORD = "report.html", "report.docx"
FORMS = [HTML, WORD]
REGIONS = ("hongze", "jingjiang", "national", "jiangsu")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a case, a deployment of two regions and the two reports on them."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "case.toml").write_text(CASE, "utf-8")
    told = "".join(f'[region.{name}]\nplugins = ["{name}", "jiangsu"]\n' for name in ("hongze", "jingjiang"))
    (folder / "rongcuo.toml").write_text(told, "utf-8")
    for name in FORMS:
        done = run("compare", "case.toml", "-o", name, folder=folder)
        assert (done.status, done.err) == (0, "")
    return folder


@pytest.fixture
def here(made: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path


def verify(name: str, folder: Path, *more: str, found: list[Point] | None = None) -> dict[str, str]:
    """The state of each part; the exit status says whether all is the same."""
    done: Run = run("verify", name, *more, "--json", folder=folder, found=found)
    assert done.out, done.err
    data = json.loads(done.out)
    assert done.status == (0 if data["same"] else 1)
    return {f"{part['part']} {part['name']}".strip(): part["state"] for part in data["parts"]}


def changed(states: dict[str, str]) -> dict[str, str]:
    return {name: state for name, state in states.items() if state != "same"}


def total(folder: Path) -> str:
    found = re.search("([0-9a-f]{64})  (?:总指纹|total)", (folder / HTML).read_text("utf-8"))
    assert found is not None
    return found[1]


@pytest.mark.parametrize("name", FORMS)
def test_nothing_has_changed(name: str, here: Path) -> None:
    states = verify(name, here, "--case", "case.toml")
    assert changed(states) == {}
    assert {
        "case",
        "deployment",
        "words",
        "text hongze 0.1.0",
        "text jiangsu 0.1.0",
        "text national 0.1.0",
    } <= {*states}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_same_inputs_have_the_same_fingerprint_in_both_forms_and_languages(
    language: str, here: Path
) -> None:
    run("compare", "case.toml", "-o", "again.html", folder=here, language=language)  # type: ignore[arg-type]
    assert total(here) in (here / "again.html").read_text("utf-8")
    text = [paragraph.text for paragraph in docx.Document(str(here / WORD)).paragraphs]
    assert f"{total(here)}  总指纹" in text


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_labels_are_in_the_language_of_the_report_and_a_report_in_either_is_checked(
    language: Language, name: str, here: Path
) -> None:
    run("compare", "case.toml", "-o", f"again-{name}", folder=here, language=language)
    _, foot = (
        _of_html((here / f"again-{name}").read_bytes())
        if name == HTML
        else _of_word((here / f"again-{name}").read_bytes())
    )
    labels = [match[2] for line in foot if (match := _LINE.fullmatch(line.strip()))]
    other = [MESSAGES[f"fingerprint.{kind}"][language == "zh"] for kind in KINDS]
    assert len(labels) >= len(KINDS)
    assert not {label.partition(" ")[0] for label in labels} & {*other}
    assert verify(f"again-{name}", here, "--case", "case.toml") == verify(name, here, "--case", "case.toml")


def test_a_chinese_report_of_before_whose_labels_were_english_is_checked_as_well(here: Path) -> None:
    text = (here / HTML).read_text("utf-8")
    for kind in KINDS:
        zh, en = MESSAGES[f"fingerprint.{kind}"]
        text = re.sub(f"(?m)(?<=[0-9a-f]{{64}}  ){zh}", en, text)
    assert "  total" in text and "  总指纹" not in text
    (here / "before.html").write_text(text, "utf-8")
    assert changed(verify("before.html", here, "--case", "case.toml")) == {}


def test_a_comment_and_another_line_end_change_nothing(here: Path) -> None:
    text = (here / "case.toml").read_text("utf-8")
    (here / "case.toml").write_bytes(f"# mine\n\n{text}".replace("\n", "\r\n").encode())
    (here / "rongcuo.toml").write_text("# ours\n" + (here / "rongcuo.toml").read_text("utf-8"), "utf-8")
    assert changed(verify(HTML, here, "--case", "case.toml")) == {}


@pytest.mark.parametrize("name", FORMS)
def test_without_the_case_it_is_not_checked_and_that_is_said(name: str, here: Path) -> None:
    assert changed(verify(name, here)) == {"case": "unchecked"}
    told = run("verify", name, folder=here, columns=300).out
    assert "没有核对" in told and f"部署文件：{here / 'rongcuo.toml'}" in told


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("as planned", "otherwise"),
        ("safety_accident = true", "safety_accident = false"),
        ('absent = ["private_gain"]', ""),
        ('"jingjiang"', '"hongze"'),
        ("[facts]", "[dates]\nact = '2020'\n[facts]"),
    ],
)
def test_a_case_that_says_something_else_is_found(old: str, new: str, here: Path) -> None:
    assert old in CASE
    (here / "case.toml").write_text(CASE.replace(old, new), "utf-8")
    assert changed(verify(HTML, here, "--case", "case.toml")) == {"case": "differs"}


def test_another_deployment_is_found(here: Path) -> None:
    with (here / "rongcuo.toml").open("a", encoding="utf-8") as file:
        file.write('[region.haian]\nplugins = ["haian"]\n')
    assert changed(verify(WORD, here, "--case", "case.toml")) == {"deployment": "differs"}


def test_another_text_of_the_same_version_is_found(
    here: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    states = {}
    for change in (False, True):
        source = tmp_path_factory.mktemp("hongze") / "policy"
        shutil.copytree(ROOT / "plugins/hongze/src/rongcuo_hongze", source)
        if change:
            file = source / "tolerance.toml"
            text = file.read_text("utf-8")
            file.write_text(re.sub(r'(statement = \{ ?zh = ")', r"\g<1>另，", text, count=1), "utf-8")
            assert file.read_text("utf-8") != text
        found = [*installed(*{*REGIONS} - {"hongze"}), FakePoint("hongze", DataPlugin(source))]
        if not change:
            run("compare", "case.toml", "-o", "copy.html", folder=here, found=found)
        states[change] = changed(verify("copy.html", here, "--case", "case.toml", found=found))
    assert states == {False: {}, True: {"text hongze": "differs"}}


def test_another_version_is_named_with_both(here: Path) -> None:
    found: list[Point] = [
        *installed(*{*REGIONS} - {"hongze"}),
        FakePoint("hongze", DataPlugin(ROOT / "plugins/hongze/src/rongcuo_hongze")),
    ]
    states = verify(HTML, here, "--case", "case.toml", found=found)
    assert changed(states) == {"text hongze 0.1.0": "differs"}


def test_a_text_that_is_gone_is_found(here: Path) -> None:
    states = verify(HTML, here, "--case", "case.toml", found=installed("hongze", "national", "jiangsu"))
    assert states["text jingjiang 0.1.0"] == "gone"
    assert states["regions hongze,jingjiang"] == "differs"


def test_words_that_were_changed_in_the_report_are_found(here: Path) -> None:
    text = (here / HTML).read_text("utf-8")
    (here / HTML).write_text(text.replace("容错", "问责", 1).replace("不予", "可予"), "utf-8")
    assert changed(verify(HTML, here, "--case", "case.toml")) == {"words": "differs"}
    document = docx.Document(str(here / WORD))
    document.tables[0].rows[1].cells[1].paragraphs[0].runs[0].text = "可予容错"
    document.save(str(here / WORD))
    assert changed(verify(WORD, here, "--case", "case.toml")) == {"words": "differs"}


def test_a_checksum_that_was_changed_in_the_report_is_found(here: Path) -> None:
    text = (here / HTML).read_text("utf-8")
    (here / HTML).write_text(text.replace(total(here), "0" * 64), "utf-8")
    assert changed(verify(HTML, here, "--case", "case.toml")) == {"total": "differs"}


@pytest.mark.parametrize("content", [b"", b"<html>", b"PK\x03\x04", b"\xff\xfe\x00", "容错".encode()])
@pytest.mark.parametrize("name", FORMS)
def test_what_is_no_report_is_an_error_that_says_so(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    done = run("verify", name, folder=tmp_path, language="en")
    assert done.status == 2 and len(done.mistakes) == 1 and "there is no fingerprint in it" in done.err


def test_a_line_that_somebody_added_to_the_checksums_is_found(here: Path) -> None:
    text = (here / HTML).read_text("utf-8")
    (here / HTML).write_text(
        text.replace("  报告文字", f"  报告文字\n{'0' * 64}  text\n{'1' * 64}  strange one"), "utf-8"
    )
    states = changed(verify(HTML, here, "--case", "case.toml"))
    assert states == {"text": "gone", "strange one": "gone", "total": "differs"}
    assert "strange one" in run("verify", HTML, folder=here).out


@pytest.mark.parametrize("inside", ["", "<", "<a/>"])
def test_an_archive_that_is_no_word_document_is_an_error(inside: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / WORD, "w") as archive:
        archive.writestr("[Content_Types].xml", inside)
        archive.writestr("word/document.xml", inside)
    done = run("verify", WORD, folder=tmp_path, language="en")
    assert done.status == 2 and "there is no fingerprint in it" in done.err


def test_a_report_that_is_not_there_and_a_folder_are_errors(tmp_path: Path) -> None:
    assert "there is no such file" in run("verify", "no.html", folder=tmp_path, language="en").err
    assert run("verify", ".", folder=tmp_path).status == 2


@pytest.mark.parametrize("where", ["330782", pytest.param("南京", marks=pytest.mark.slow)])
def test_the_row_of_a_place_without_a_text_of_its_own_is_checked_too(where: str, tmp_path: Path) -> None:
    (tmp_path / "case.toml").write_text(CASE.replace("jingjiang", where), "utf-8")
    assert run("compare", "case.toml", "-o", HTML, folder=tmp_path).status == 0
    assert changed(verify(HTML, tmp_path, "--case", "case.toml")) == {}
    assert changed(verify(HTML, tmp_path)) == {"case": "unchecked"}


def test_a_report_on_a_matrix_is_checked_without_a_case(tmp_path: Path) -> None:
    assert run("matrix", "hongze", "-o", HTML, folder=tmp_path).status == 0
    states = verify(HTML, tmp_path)
    assert "case" not in states and changed(states) == {}
