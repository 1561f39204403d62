"""How `rongcuo outline` reads a document: .docx with its automatic numbers, .txt and .md."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from rongcuo.facts.problems import InputError
from rongcuo_workshop.outline.documents import read_document
from rongcuo_workshop.outline.docx import LARGEST
from rongcuo_workshop.outline.printed import in_chinese

from .running import run
from .test_outline import MADE_UP, outline
from .wordfile import SPACE, definitions_of, document, numbering, paragraph, write

pytestmark = pytest.mark.slow

# Reading .docx, .txt and .md

LEVELS = [("chineseCounting", "第%1条"), ("chineseCounting", "（%2）"), ("decimal", "%3.")]


def read(path: Path, *paragraphs: str, **parts: str | bytes) -> list[str]:
    return lines(write(path / "a.docx", {"document": document(paragraphs), **parts}))


def lines(path: Path) -> list[str]:
    return [line.text for line in read_document(path)[0]]


def test_automatic_numbers_are_part_of_the_text(tmp_path: Path) -> None:
    levels = [0, 0, 1, 1, 2, 2, 1, 0, 1]
    paragraphs = [paragraph(f"段{n}", list_=1, level=level) for n, level in enumerate(levels)]
    assert read(tmp_path, *paragraphs, numbering=numbering(LEVELS)) == [
        "第一条 段0", "第二条 段1", "（一） 段2", "（二） 段3",
        "1. 段4", "2. 段5", "（三） 段6", "第三条 段7", "（一） 段8",
    ]  # fmt: skip


def test_a_list_may_begin_anew_or_go_on(tmp_path: Path) -> None:
    same = '<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
    anew = (
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    )
    paragraphs = [paragraph("段", list_=number) for number in (1, 2, 3, 3)]
    told = read(tmp_path, *paragraphs, numbering=numbering(LEVELS, same + anew))
    assert told == ["第一条 段", "第二条 段", "第五条 段", "第六条 段"]


def test_a_style_numbers_its_paragraphs_and_those_based_on_it(tmp_path: Path) -> None:
    styles = (
        f'<w:styles {SPACE}><w:style w:styleId="Tiao"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
        '</w:style><w:style w:styleId="Tiao2"><w:basedOn w:val="Tiao"/></w:style>'
        '<w:style w:styleId="Loop"><w:basedOn w:val="Loop"/></w:style></w:styles>'
    )
    paragraphs = [paragraph("甲", style=style) for style in ("Tiao", "Tiao2", "Loop")]
    told = read(tmp_path, *paragraphs, numbering=numbering(LEVELS), styles=styles)
    assert told == ["第一条 甲", "第二条 甲", "甲"]


@pytest.mark.parametrize(
    ("form", "third"),
    [
        ("chineseCountingThousand", "三"), ("decimal", "3"), ("upperLetter", "C"), ("lowerRoman", "iii"),
        ("decimalEnclosedCircleChinese", "③"), ("ideographTraditional", "丙"), ("somethingElse", "3"),
    ],
)  # fmt: skip
def test_the_forms_of_numbers(form: str, third: str, tmp_path: Path) -> None:
    paragraphs = [paragraph("甲", list_=1) for _ in range(3)]
    assert read(tmp_path, *paragraphs, numbering=numbering([(form, "%1、")]))[-1] == f"{third}、 甲"


def test_a_bullet_is_one_sign_whatever_it_looks_like(tmp_path: Path) -> None:
    lists = numbering([("bullet", "\uf0b7")])
    assert read(tmp_path, paragraph("甲", list_=1), paragraph("", list_=1), numbering=lists) == ["• 甲"]


ARTICLES, ITEMS, BULLETS = [("chineseCounting", "第%1条")], [("chineseCounting", "（%1）")], [("bullet", "·")]
IN_TWO = [("甲", 1), ("乙：", 1), ("丙；", 2), ("丁。", 2), ("戊", 1)]


@pytest.mark.parametrize(
    "definitions", [(ARTICLES, ITEMS), (ARTICLES, ITEMS, BULLETS), (ARTICLES, ITEMS, LEVELS, BULLETS)]
)
@pytest.mark.parametrize("backwards", [False, True])
def test_each_list_has_its_own_definition_in_any_order(
    definitions: tuple[list[tuple[str, str]], ...], backwards: bool, tmp_path: Path
) -> None:
    paragraphs = [paragraph(text, list_=number) for text, number in IN_TWO]
    told = read(tmp_path, *paragraphs, numbering=definitions_of(*definitions, backwards=backwards))
    assert told == ["第一条 甲", "第二条 乙：", "（一） 丙；", "（二） 丁。", "第三条 戊"]


def test_a_definition_may_be_that_of_a_style(tmp_path: Path) -> None:
    linked = '<w:abstractNum w:abstractNumId="8"><w:numStyleLink w:val="Tiao"/></w:abstractNum>'
    lists = definitions_of(ITEMS, ARTICLES).replace(
        '<w:abstractNum w:abstractNumId="1">',
        linked + '<w:abstractNum w:abstractNumId="1"><w:styleLink w:val="Tiao"/>',
    )
    lists = lists.replace(
        "</w:numbering>", '<w:num w:numId="9"><w:abstractNumId w:val="8"/></w:num></w:numbering>'
    )
    paragraphs = [paragraph("甲", list_=9), paragraph("乙", list_=2), paragraph("丙", list_=1)]
    assert read(tmp_path, *paragraphs, numbering=lists) == ["第一条 甲", "第二条 乙", "（一） 丙"]


def test_a_number_may_be_a_style_and_its_level_that_of_one_based_on_it(tmp_path: Path) -> None:
    numbered = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    deeper = '<w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr>'
    none = '<w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr>'
    styles = (
        f'<w:styles {SPACE}><w:style w:type="paragraph" w:default="1" w:styleId="a">{numbered}</w:style>'
        f'<w:style w:styleId="Xiang"><w:basedOn w:val="a"/>{deeper}</w:style>'
        f'<w:style w:styleId="Plain"><w:basedOn w:val="a"/>{none}</w:style></w:styles>'
    )
    paragraphs = [
        paragraph("甲"),
        paragraph("乙", style="Xiang"),
        paragraph("丙", style="Plain"),
        paragraph("丁"),
    ]
    told = read(tmp_path, *paragraphs, numbering=numbering(LEVELS), styles=styles)
    assert told == ["第一条 甲", "（一） 乙", "丙", "第二条 丁"]


@pytest.mark.parametrize(("restart", "last"), [("", "第一条"), ("0", "第三条"), ("1", "第一条")])
def test_articles_may_count_on_through_the_chapters(restart: str, last: str, tmp_path: Path) -> None:
    lists = numbering([("chineseCounting", "第%1章"), ("chineseCounting", "第%2条")])
    if restart:
        level = '<w:lvl w:ilvl="1">'
        lists = lists.replace(level, f'{level}<w:lvlRestart w:val="{restart}"/>')
    paragraphs = [paragraph("甲", list_=1, level=level) for level in (0, 1, 1, 0, 1)]
    assert read(tmp_path, *paragraphs, numbering=lists)[-1] == f"{last} 甲"


def test_a_number_before_an_empty_paragraph_counts(tmp_path: Path) -> None:
    paragraphs = [paragraph(text, list_=1) for text in ("甲", "", "乙")]
    assert [line.strip() for line in read(tmp_path, *paragraphs, numbering=numbering(LEVELS))] == [
        "第一条 甲", "第二条", "第三条 乙",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "零"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (101, "一百零一"),
        (110, "一百一十"),
        (1010, "一千零一十"),
    ],
)
def test_numbers_in_chinese(number: int, text: str) -> None:
    assert in_chinese(number) == text


def test_what_stands_twice_is_read_once(tmp_path: Path) -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent>"
    both = (
        f"<w:AlternateContent><w:Choice>{box}</w:Choice><w:Fallback>{box}</w:Fallback></w:AlternateContent>"
    )
    table = f"<w:tbl><w:tr><w:tc>{paragraph('表')}</w:tc></w:tr></w:tbl>"
    one = f"<w:p><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t>{both}</w:r></w:p>"
    contents = paragraph("目录", style="TOC1")
    assert read(tmp_path, one, table, contents) == ["甲 乙", "框", "表", "目录"]


def test_what_stands_beside_the_text_is_told_apart(tmp_path: Path) -> None:
    styles = f'<w:styles {SPACE}><w:style w:styleId="11"><w:name w:val="toc 1"/></w:style></w:styles>'
    rows = "".join(
        f"<w:tr>{''.join(f'<w:tc>{paragraph(text)}</w:tc>' for text in cells)}</w:tr>"
        for cells in (("序号", "情形"), ("1", "先行先试的"), ("（二）", "不可抗力的"))
    )
    parts = {
        "document": document(
            [paragraph("第一章……1", style="11"), paragraph("第一条 甲。"), f"<w:tbl>{rows}</w:tbl>"]
        ),
        "styles": styles,
        "header1": f"<w:hdr {SPACE}>{paragraph('甲县文件')}</w:hdr>",
        "footnotes": f"<w:footnotes {SPACE}><w:footnote>{paragraph('注')}</w:footnote></w:footnotes>",
    }
    told, _ = read_document(write(tmp_path / "a.docx", parts))
    assert [(line.where, line.text) for line in told] == [
        ("contents", "第一章……1"), ("text", "第一条 甲。"), ("cell", "序号"), ("cell", "情形"),
        ("row", "1\u3000先行先试的"), ("row", "（二）\u3000不可抗力的"), ("aside", "甲县文件"), ("aside", "注"),
    ]  # fmt: skip


def test_text_files_and_markdown_are_read_alike(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("\ufeff第一条 甲。\r\n\r\n".encode())
    (tmp_path / "a.md").write_text("## **第一条** 甲。\n", "utf-8")
    assert lines(tmp_path / "a.txt") == lines(tmp_path / "a.md") == ["第一条 甲。"]


ENTITIES = f'<!DOCTYPE d [<!ENTITY a "甲"><!ENTITY b "&a;&a;">]><w:document {SPACE}>&b;</w:document>'
DEEP = document([]).replace("</w:body>", "<w:p>" * 20_000 + "</w:p>" * 20_000 + "</w:body>")


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        pytest.param({"document": ENTITIES}, "docx_doctype", id="entities"),
        pytest.param({"document": ENTITIES.encode("utf-16")}, "docx_doctype", id="entities in UTF-16"),
        pytest.param({"document": document([]), "numbering": ENTITIES}, "docx_doctype", id="in another part"),
        pytest.param(
            {"document": b" " * (LARGEST + 1)}, "too_large", id="unpacks to more than anybody wrote"
        ),
        pytest.param({"document": "<w:document"}, "docx_broken", id="no XML"),
        pytest.param({"document": DEEP}, "docx_broken", id="too deep"),
        pytest.param({"styles": document([])}, "docx_no_text", id="no document"),
        pytest.param({"document": document([])}, "docx_no_text", id="an empty document"),
    ],
)
def test_a_document_that_cannot_be_used_is_one_problem(
    parts: dict[str, str | bytes], code: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError) as caught:
        lines(write(tmp_path / "a.docx", parts))
    assert [(problem.code, problem.file) for problem in caught.value.problems] == [
        (code, str(tmp_path / "a.docx"))
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"PK\x03\x04 and then nothing", "docx_broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "document_doc"),
        (b"%PDF-1.7", "document_pdf"),
        (b"{\\rtf1", "document_rtf"),
        (b"", "empty_file"),
        ("第一条".encode("gb18030"), "gb18030"),
    ],
)
def test_a_file_of_another_kind_is_told_by_its_content(content: bytes, code: str, tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(content)
    with pytest.raises(InputError) as caught:
        lines(tmp_path / "a.docx")
    assert [problem.code for problem in caught.value.problems] == [code]


def test_a_document_under_a_password_or_cut_off_is_one_problem(tmp_path: Path) -> None:
    whole = write(tmp_path / "a.docx", {"document": document([paragraph("甲" * 5000)])}).read_bytes()
    flagged = bytearray(whole)
    flagged[6] |= 1
    at = whole.index(b"PK\x01\x02")
    flagged[at + 8] |= 1
    garbled = whole[:60] + b"\xff" * 20 + whole[80:]
    for content in (bytes(flagged), garbled, whole[: len(whole) // 2]):
        (tmp_path / "b.docx").write_bytes(content)
        with pytest.raises(InputError) as caught:
            lines(tmp_path / "b.docx")
        assert [problem.code for problem in caught.value.problems] == ["docx_broken"]


def test_strange_numbers_in_a_list_are_left_alone(tmp_path: Path) -> None:
    lists = numbering(LEVELS).replace('<w:start w:val="1"/>', f'<w:start w:val="{"9" * 5000}"/>')
    strange = paragraph("甲", list_=1).replace('w:ilvl w:val="0"', 'w:ilvl w:val="-7"')
    assert read(tmp_path, strange, paragraph("乙", list_=99), numbering=lists) == ["第一条 甲", "乙"]


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    with (
        zipfile.ZipFile(tmp_path / "a.docx", "w", zipfile.ZIP_DEFLATED) as packed,
        packed.open("word/document.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(200):
            part.write(b" " * 1_000_000)
    assert (tmp_path / "a.docx").stat().st_size < 300_000
    with pytest.raises(InputError) as caught:
        lines(tmp_path / "a.docx")
    assert [problem.code for problem in caught.value.problems] == ["too_large"]


def test_a_check_against_the_source_reads_word_files(tmp_path: Path) -> None:
    pytest.importorskip("opencc")
    outline(tmp_path, MADE_UP)
    passage = "在示范片区内开展试点的单位应当事先评估风险"
    file = tmp_path / "rongcuo-jia/src/rongcuo_jia/tolerance.toml"
    file.write_text(file.read_text("utf-8").replace('zh = "…"', f'zh = "{passage}。"', 1), "utf-8")
    write(tmp_path / "s.docx", {"document": document([paragraph(f"各单位{passage}，并报告。")])})
    done = run("check", "rongcuo-jia", "--source", "s.docx", "--json", folder=tmp_path)
    found = [finding for finding in json.loads(done.out)["findings"] if finding["code"] == "RC601"]
    assert len(found) == 1 and passage in str(found[0])


def test_what_is_still_to_be_written_is_listed_by_check_and_told_where_it_is_ruled_by(tmp_path: Path) -> None:
    """The conditions stand as TODO; taking the status away alone is no way of writing one."""
    document = tmp_path / "document.txt"
    document.write_text(
        "第一条 有下列情形之一的，不予容错：\n（一）弄虚作假的；\n（二）谋取私利的。\n", "utf-8"
    )
    folder = tmp_path / "plugin"
    assert run("outline", document, "--folder", folder).status == 0
    listed = json.loads(run("check", folder, "--json", language="en").out)["findings"]
    of = {(f["code"], f["file"], f["place"].rpartition(", ")[2]) for f in listed}
    assert {("RC701", "red_lines.toml", "red_line A1_1"), ("RC701", "red_lines.toml", "red_line A1_2")} <= of
    assert {f["file"] for f in listed if f["code"] == "RC704"} == {"region.toml", "sources.toml"}
    assert {f["severity"] for f in listed} == {"work"}
    file = next(folder.rglob("red_lines.toml"))
    text = file.read_text("utf-8")
    assert text.count('when = "TODO"') == 2
    file.write_text(text.replace('status = "todo"\n', "", 1), "utf-8")
    told = json.loads(run("check", folder, "--json", language="en").out)["findings"]
    assert ("RC123", "red_lines.toml") in {(f["code"], f["file"]) for f in told}
