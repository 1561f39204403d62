"""What `rongcuo outline` makes of tracked changes, comments and hidden text: as accepted, and the rest told."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rongcuo_workshop.outline.documents import read_document
from rongcuo_workshop.outline.entries import outline_of
from rongcuo_workshop.outline.lines import Line
from rongcuo_workshop.outline.passages import passages

from .running import LANGUAGES, run
from .scale import scaled
from .test_outline_whole import places
from .wordfile import SPACE, document, numbering, paragraph, write

ARTICLES = numbering([("chineseCounting", "第%1条")])


def text(content: str, *, hidden: bool = False, style: str = "") -> str:
    """A run."""
    properties = ("<w:vanish/>" if hidden else "") + (f'<w:rStyle w:val="{style}"/>' if style else "")
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{content}</w:t></w:r>"


def changed(name: str, content: str) -> str:
    """A run that a tracked change put there or took away."""
    run_ = text(content).replace("w:t>", "w:delText>") if name == "del" else text(content)
    return f"<w:{name}>{run_}</w:{name}>"


def para(*runs: str, mark: str = "", numbered: bool = False) -> str:
    number = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>' if numbered else ""
    end = f"<w:rPr><w:{mark}/></w:rPr>" if mark else ""
    return f"<w:p><w:pPr>{number}{end}</w:pPr>{''.join(runs)}</w:p>"


def read(folder: Path, *paragraphs: str, **parts: str) -> list[Line]:
    parts = {"document": document(paragraphs), "numbering": ARTICLES, **parts}
    return read_document(write(folder / "a.docx", parts))[0]


def told(lines: list[Line]) -> list[tuple[str, str]]:
    return [(line.where, line.text) for line in lines]


@pytest.mark.parametrize(("taken", "gone"), [("ins", "del"), ("moveTo", "moveFrom")])
def test_a_document_is_read_as_if_every_change_was_accepted(taken: str, gone: str, tmp_path: Path) -> None:
    lines = read(tmp_path, para(text("第一条 甲"), changed(gone, "乙"), changed(taken, "丙"), text("。")))
    assert told(lines) == [("text", "第一条 甲丙。"), ("deleted", "乙")]
    assert [line.inserted for line in lines] == ["丙", ""]


def test_what_was_inserted_and_then_deleted_is_deleted(tmp_path: Path) -> None:
    both = f"<w:ins>{changed('del', '乙')}</w:ins>"
    assert told(read(tmp_path, para(text("甲"), both))) == [("text", "甲"), ("deleted", "乙")]


def test_a_paragraph_that_is_deleted_has_no_number(tmp_path: Path) -> None:
    paragraphs = [
        para(text("甲。"), numbered=True),
        para(changed("del", "乙。"), mark="del", numbered=True),
        para(text("丙。"), numbered=True),
    ]
    assert told(read(tmp_path, *paragraphs)) == [
        ("text", "第一条 甲。"), ("text", "第二条 丙。"), ("deleted", "乙。"),
    ]  # fmt: skip


@pytest.mark.parametrize("mark", ["del", "moveFrom", "vanish"])
def test_a_paragraph_whose_end_is_gone_goes_on_in_the_next(mark: str, tmp_path: Path) -> None:
    paragraphs = [para(text("甲"), mark=mark, numbered=True), para(text("乙"), mark=mark), para(text("丙。"))]
    after = para(text("丁。"), numbered=True)
    assert told(read(tmp_path, *paragraphs, after)) == [("text", "第一条 甲乙丙。"), ("text", "第二条 丁。")]


def test_an_end_that_is_gone_loses_nothing_where_nothing_follows(tmp_path: Path) -> None:
    cell = f"<w:tbl><w:tr><w:tc>{para(text('甲'), mark='del')}</w:tc></w:tr></w:tbl>"
    assert told(read(tmp_path, cell, para(text("乙"), mark="del"))) == [("text", "甲"), ("text", "乙")]


def test_a_row_that_is_deleted_or_put_there_is_told(tmp_path: Path) -> None:
    rows = "".join(
        f"<w:tr><w:trPr><w:{change}/></w:trPr><w:tc>{para(text(content))}</w:tc></w:tr>"
        for change, content in (("ins", "第一条 甲。"), ("del", "第二条 乙。"))
    )
    lines = read(tmp_path, f"<w:tbl>{rows}</w:tbl>")
    assert told(lines) == [("text", "第一条 甲。"), ("deleted", "第二条 乙。")]
    assert lines[0].inserted == "第一条 甲。"


def test_a_box_that_is_deleted_is_told(tmp_path: Path) -> None:
    box = f"<w:r><w:txbxContent>{para(text('框'))}</w:txbxContent></w:r>"
    assert told(read(tmp_path, para(text("甲"), f"<w:del>{box}</w:del>"))) == [
        ("text", "甲"),
        ("deleted", "框"),
    ]


STYLES = (
    f'<w:styles {SPACE}><w:style w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:styleId="H2"><w:basedOn w:val="H"/></w:style></w:styles>'
)
COMMENTS = f"<w:comments {SPACE}><w:comment>{paragraph('此条待定')}</w:comment></w:comments>"
SHOWN = '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>丙</w:t></w:r>'


@pytest.mark.parametrize(
    "hidden", [text("乙", hidden=True), text("乙", style="H2"), f"<w:ins>{text('乙', hidden=True)}</w:ins>"]
)
def test_hidden_text_is_no_clause_and_is_told(hidden: str, tmp_path: Path) -> None:
    lines = read(tmp_path, para(text("第一条 甲。"), hidden, SHOWN), styles=STYLES)
    assert told(lines) == [("text", "第一条 甲。丙"), ("hidden", "乙")]


def test_a_style_may_hide_a_whole_paragraph(tmp_path: Path) -> None:
    lines = read(tmp_path, paragraph("第一条 甲。"), paragraph("第二条 乙。", style="H2"), styles=STYLES)
    assert told(lines) == [("text", "第一条 甲。"), ("hidden", "第二条 乙。")]


def test_comments_footnotes_and_boxes_are_told(tmp_path: Path) -> None:
    box = f"<w:r><w:txbxContent>{para(text('框'))}</w:txbxContent></w:r>"
    note = para(text("注"), changed("del", "旧注"))
    parts = {
        "comments": COMMENTS,
        "footnotes": f"<w:footnotes {SPACE}><w:footnote>{note}</w:footnote></w:footnotes>",
    }
    assert told(read(tmp_path, para(text("第一条 甲。"), box), **parts)) == [
        ("text", "第一条 甲。"), ("text", "框"), ("comment", "此条待定"), ("aside", "注"), ("deleted", "旧注"),
    ]  # fmt: skip


def test_no_passage_beside_its_clauses_is_one_that_the_document_no_longer_has(tmp_path: Path) -> None:
    lines = read(tmp_path, para(text("第一条 甲。"), changed("del", "乙。")), comments=COMMENTS)
    assert [passage.text for passage in passages(lines, wrapped=False)] == ["甲。"]


def test_the_page_beside_says_how_much_it_leaves_out(tmp_path: Path) -> None:
    one = para(text("第一段。"), changed("del", "旧文。"), text("隐藏。", hidden=True))
    write(tmp_path / "a.docx", {"document": document([one]), "comments": COMMENTS})
    done = run("beside", "hongze", "--source", "a.docx", "-o", "a.html", folder=tmp_path, language="en")
    assert done.status == 0 and "aren't put beside (3)" in done.out
    page = (tmp_path / "a.html").read_text("utf-8")
    assert "第一段。" in page and "旧文" not in page


def test_a_sign_of_a_symbol_font_is_one_of_a_list(tmp_path: Path) -> None:
    sign = '<w:r><w:sym w:font="Wingdings" w:char="F0D8"/><w:t>甲。</w:t></w:r>'
    assert told(read(tmp_path, para(sign))) == [("text", "•甲。")]


def test_a_formula_is_part_of_the_text(tmp_path: Path) -> None:
    space = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    formula = f"<m:oMath {space}><m:r><m:t>x＝2</m:t></m:r></m:oMath>"
    assert told(read(tmp_path, para(text("第一条 "), formula))) == [("text", "第一条 x＝2")]


def test_a_document_without_tracked_changes_says_nothing_of_them(tmp_path: Path) -> None:
    assert outline_of(read(tmp_path, para(text("第一条 甲。"))), wrapped=False).problems == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_command_tells_changes_comments_and_hidden_text(language: str, tmp_path: Path) -> None:
    parts = {
        "document": document(
            [
                para(
                    text("第一条 有下列情形的，不予容错："),
                    changed("ins", "（一）谋取私利的，包括为他人谋取私利的；"),
                ),
                para(changed("del", "（二）旧的一项；")),
                para(text("（二）只在屏幕上看见的。", hidden=True)),
            ]
        ),
        "comments": COMMENTS,
    }
    write(tmp_path / "a.docx", parts)
    done = run("outline", "a.docx", "-o", "rongcuo-jia", "--json", folder=tmp_path, language=language)  # type: ignore[arg-type]
    answer = json.loads(done.out)
    assert [clause["id"] for clause in answer["clauses"]] == ["A1_1"]
    assert {left["why"]: left["text"] for left in answer["left_out"]} == {
        "comment": "此条待定", "deleted": "（二）旧的一项；", "hidden": "（二）只在屏幕上看见的。",
    }  # fmt: skip
    (remark,) = answer["remarks"]
    assert "（一）谋取私利的，包括为…" in remark and ("修订" in remark or "tracked" in remark)


STATES = ("", "", "ins", "del", "moveTo", "moveFrom", "hidden", "box", "break")
MARKS = ("", "", "", "ins", "del", "moveFrom", "moveTo", "vanish")
Drawn = tuple[list[str], str, bool, bool]
PARAGRAPHS = st.lists(
    st.tuples(
        st.lists(st.sampled_from(STATES), max_size=5), st.sampled_from(MARKS), st.booleans(), st.booleans()
    ),
    max_size=8,
)


def drawn_paragraph(states: list[str], mark: str, numbered: bool, signs: Iterator[int]) -> str:
    """A paragraph of such runs, each with a sign of its own."""
    runs = []
    for state in states:
        sign = chr(next(signs))
        if state == "box":
            runs.append(f"<w:r><w:txbxContent>{para(text(sign))}</w:txbxContent></w:r>")
        elif state in ("", "break"):
            runs.append(text(sign + ("。</w:t><w:br/><w:t>" if state else "")))
        else:
            runs.append(text(sign, hidden=True) if state == "hidden" else changed(state, sign))
    return para(*runs, mark=mark, numbered=numbered)


@settings(deadline=None, max_examples=scaled(60))
@given(PARAGRAPHS)
def test_every_sign_of_a_word_file_is_told_once(drawn: list[Drawn]) -> None:
    signs = iter(range(0x3400, 0x4DBF))
    paragraphs = []
    for states, mark, numbered, tabled in drawn:
        made = drawn_paragraph(states, mark, numbered, signs)
        row = f"<w:tr><w:trPr><w:{mark or 'ins'}/></w:trPr><w:tc>{made}</w:tc></w:tr>"
        paragraphs.append(f"<w:tbl>{row}</w:tbl>" if tabled else made)
    with TemporaryDirectory() as folder:
        lines = read(Path(folder), para(text("第一条 甲。")), *paragraphs, comments=COMMENTS)
    times = Counter("".join(told for told, _ in places(outline_of(lines, wrapped=False))))
    assert [times[chr(sign)] for sign in range(0x3400, next(signs))] == [1] * sum(
        len(states) for states, *_ in drawn
    )
    assert times["此"] == 1
