"""`rongcuo beside`: a document and its clauses side by side, and what no clause cites."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import html5lib
import pytest

from rongcuo_workshop.citing import _fits, citations
from rongcuo_workshop.outline.documents import read_document
from rongcuo_workshop.outline.lines import Line
from rongcuo_workshop.outline.passages import passages

from .made import text
from .policytext import clause
from .running import LANGUAGES, ROOT, assert_golden, run

TUTORIAL = ROOT / "examples" / "tutorial"
PLUGIN = TUTORIAL / "rongcuo-yunxiu"
DOCUMENT = TUTORIAL / "document.docx"
SPACE = "{http://www.w3.org/1999/xhtml}"


def lines(*texts: str) -> list[Line]:
    return [Line(text) for text in texts]


@pytest.mark.parametrize(
    ("locator", "told"),
    [
        ("第五条", [((0, 5, 0),)]),
        ("第五条第三项", [((0, 5, 0), (2, 3, 0))]),
        ("第五条第（三）项", [((0, 5, 0), (2, 3, 0))]),
        ("第二十一条之二第一款", [((0, 21, 2), (1, 1, 0))]),
        ("第八条第一款第二项第3目", [((0, 8, 0), (1, 1, 0), (2, 2, 0), (3, 3, 0))]),
        ("第五条第一项、第三项", [((0, 5, 0), (2, 1, 0)), ((0, 5, 0), (2, 3, 0))]),
        (
            "第五条第一项至第三项、第六条",
            [((0, 5, 0), (2, 1, 0)), ((0, 5, 0), (2, 2, 0)), ((0, 5, 0), (2, 3, 0)), ((0, 6, 0),)],
        ),
        ("第三段", []),
    ],
)
def test_a_locator_names_places(locator: str, told: list[object]) -> None:
    assert list(citations(locator)) == told


@pytest.mark.parametrize(
    ("cited", "place", "fits"),
    [
        ("第五条第三项", "第五条第一款第三项", 0),
        ("第五条第一款第三项", "第五条第三项", 0),
        ("第五条第二款第三项", "第五条第一款第三项", None),
        ("第五条第二款", "第五条第三项", None),
        ("第五条", "第五条第三项", 1),
        ("第五条", "第五条第二款", 1),
        ("第五条第三项", "第五条", None),
        ("第五条", "第五条之一", None),
    ],
)
def test_a_paragraph_may_be_named_or_not(cited: str, place: str, fits: int | None) -> None:
    assert _fits(next(citations(cited)), next(citations(place))) == fits


def test_each_article_stands_beside_its_clause_and_the_others_are_told(tmp_path: Path) -> None:
    done = {
        language: run(
            "beside",
            PLUGIN,
            "--source",
            DOCUMENT,
            "-o",
            f"{language}.html",
            language=language,
            folder=tmp_path,
        )
        for language in LANGUAGES
    }
    assert {(each.status, each.err) for each in done.values()} == {(0, "")}
    assert_golden("beside/yunxiu", {language: each.out for language, each in done.items()})
    tree = html5lib.parse((tmp_path / "zh.html").read_text("utf-8"))
    rows = [
        ["".join(cell.itertext()) for cell in row.iter(f"{SPACE}td")]
        for row in tree.iter(f"{SPACE}tr")
        if row.get("class") is not None
    ]
    beside = {left: right for left, right in rows if left.startswith("第")}
    assert all("yunxiu:A3_2 " in right for left, right in beside.items() if left.startswith("第三条第二项"))
    assert [left for left, right in beside.items() if "没有条文引用" in right] == [
        "第一条为了支持干部担当作为，宽容改革发展中的失误，制定本办法。",
        "第十二条本办法自2024年5月1日起施行。",
    ]
    assert not list(tree.iter(f"{SPACE}script"))
    assert "://" not in (tmp_path / "zh.html").read_text("utf-8")


def test_nothing_of_a_document_is_missing() -> None:
    found, wrapped = read_document(DOCUMENT)
    left = re.sub(r"\s", "", "".join(line.text for line in found))
    places = []
    for passage in passages(found, wrapped=wrapped):
        text = re.sub(r"\s", "", passage.text)
        assert text in left
        places.append(left.index(text))
        left = left.replace(text, "·" * len(text), 1)
    assert places == sorted(places)
    # numbers and the colons behind what opens a list are all that is left
    assert re.sub(r"第[一二三四五六七八九十]+条|（[一二三四五六七八九十]）|[：·]", "", left) == ""


def test_its_sentences_together_are_a_passage() -> None:
    found = passages(lines("第一条 先试。后报！他说：“可以。”；", "第二条 无句号"), wrapped=False)
    assert [passage.sentences for passage in found] == [["先试。", "后报！", "他说：“可以。”；"], ["无句号"]]


def test_a_report_is_cited_by_its_paragraphs(tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    texts = ["某县出台办法", "第一句。", "备案", "申请材料齐全的受理。", "三日内答复。", "结果", "已有两起。"]
    report.write_text("\n".join(texts), "utf-8")
    plugin = tmp_path / "rongcuo-lin"
    options = ["--name", "林县", "--code", "999996", "--title", "林县办法", "--issuer", "林县"]
    assert run("new", "lin", *options, "-o", plugin).status == 0
    data = plugin / "src" / "rongcuo_lin"
    wanted = ["第三段", "“备案”一节末段", "末段", "第九段"]
    file = data / "red_lines.toml"
    said = re.sub(r"^locator = .*\n", "", file.read_text("utf-8"), flags=re.MULTILINE)
    clauses = re.findall(r"^\[\[red_line\]\]\n.*?(?=^\[|\Z)", said, flags=re.MULTILINE | re.DOTALL)
    one = clauses[0].rstrip()
    many = [
        re.sub('id = "[^"]+"', f'id = "R{number}"', one) + f'\nlocator = {{ zh = "{place}", en = "there" }}\n'
        for number, place in enumerate(wanted, 91)
    ]
    file.write_text(said + "\n" + "\n".join(many), "utf-8")
    done = run("beside", plugin, "--source", report, "-o", tmp_path / "p.html", "--json")
    assert (done.status, done.err) == (0, "")
    told = json.loads(done.out)
    cited = [[id.removeprefix("lin:") for id in each["clauses"]] for each in told["passages"]]
    assert cited == [[], [], [], [], ["R91", "R92"], [], ["R93"]]
    assert "lin:R94" in told["nowhere"]


ONE, TWO = "材料齐全的，县改革办三日内受理并答复。", "各单位要高度重视，把这项工作摆上重要日程。"
THREE, FOUR = "备案的效力另行规定！", "容错纠错是改革创新的需要。"


def taking_up(tmp_path: Path, locator: str, statement: str, *paragraphs: str) -> tuple[dict[str, Any], Path]:
    """What the page of a clause beside a report comes to, as data, and the page."""
    report = tmp_path / "report.txt"
    report.write_text("\n".join(paragraphs), "utf-8")
    folder = tmp_path / "lin"
    said = {"zh": statement, "en": "a statement"}
    place = {"zh": locator, "en": "there"}
    text(folder.parent, "lin", clause("red_line", "R1", when="debt_default", statement=said, locator=place))
    done = run("beside", folder, "--source", report, "-o", tmp_path / "p.html", "--json")
    assert (done.status, done.err) == (0, "")
    told: dict[str, Any] = json.loads(done.out)
    return told, tmp_path / "p.html"


def test_of_a_cited_paragraph_the_sentences_that_no_clause_takes_up_are_marked(tmp_path: Path) -> None:
    statement = "材料齐全，由县改革办受理，并在三日内答复；效力另有规定。"
    told, page = taking_up(tmp_path, "第二段", statement, "第一句。第二句。", ONE + TWO + THREE + FOUR)
    assert [passage["unsaid"] for passage in told["passages"]] == [[], [TWO, FOUR]], (
        "official terms are no proof"
    )
    tree = html5lib.parse(page.read_text("utf-8"))
    marked = [
        "".join(span.itertext()) for span in tree.iter(f"{SPACE}span") if "unsaid" in span.get("class", "")
    ]
    assert marked == [TWO, FOUR]
    assert "15%" in page.read_text("utf-8")


@pytest.mark.parametrize(
    ("locator", "unsaid"),
    [
        ("第一段", [ONE, TWO, THREE]),
        ("第一段第二句", [ONE, THREE]),
        ("第一段末句", [ONE, TWO]),
        ("第一段第一句、第三句", [TWO]),
    ],
)
def test_a_sentence_that_a_locator_names_is_taken_up_whatever_its_words(
    locator: str, unsaid: list[str], tmp_path: Path
) -> None:
    told, _ = taking_up(tmp_path, locator, "违约的，不予考虑。", ONE + TWO + THREE)
    assert told["passages"][0]["unsaid"] == unsaid


def test_a_paragraph_of_one_sentence_is_taken_up_by_what_cites_it(tmp_path: Path) -> None:
    told, _ = taking_up(tmp_path, "第一段", "违约的，不予考虑。", ONE, TWO)
    assert [passage["unsaid"] for passage in told["passages"]] == [[], []]


def test_traditional_characters_are_held_against_simplified_ones(tmp_path: Path) -> None:
    pytest.importorskip("opencc")
    told, _ = taking_up(
        tmp_path,
        "第一段",
        "材料齐全的，县改革办三日内受理并答复。",
        "材料齊全的，縣改革辦三日內受理並答復。" + TWO,
    )
    assert told["passages"][0]["unsaid"] == [TWO]


def test_what_it_cannot_do_is_told(tmp_path: Path) -> None:
    given = ("beside", PLUGIN, "--source", DOCUMENT, "-o")
    for arguments, code in (
        ([*given, "p.docx"], ".html"),
        ([*given, "p.html", "--as", "S9"], "S9"),
        ([*given[:2], "--source", "none.txt", "-o", "p.html"], "none.txt"),
    ):
        done = run(*arguments, folder=tmp_path)
        assert done.status == 2
        assert code in done.err
    assert not list(tmp_path.iterdir())
    (tmp_path / "p.html").write_text("mine", "utf-8")
    assert run(*given, "p.html", folder=tmp_path).status == 2
    assert (tmp_path / "p.html").read_text("utf-8") == "mine"


def test_a_document_is_text_and_no_markup(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("第一条 <script>x</script>。\n第二条 甲&乙。", "utf-8")
    assert run("beside", PLUGIN, "--source", "a.txt", "-o", "p.html", folder=tmp_path).status == 0
    page = (tmp_path / "p.html").read_text("utf-8")
    assert "<script" not in page
    assert "甲&amp;乙" in page
