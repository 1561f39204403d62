"""A report as HTML: valid, whole, nothing fetched, nothing run, and every text a text."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rongcuo.render.page import Heading, Lines, Origin, Page, Table
from rongcuo_documents import html
from rongcuo_documents.fingerprint import Fingerprint
from rongcuo_documents.markup import element
from rongcuo_documents.report import Fold, Report, Rows
from rongcuo_documents.showing import shown

from .running import LANGUAGES, ROOT, run
from .scale import scaled
from .test_landing import STEERING, assert_tame, hostile, pages

pytestmark = [pytest.mark.once, pytest.mark.slow]

CASE = "examples/constructed/jingjiang_r4_accident.toml"
#: A case for each question, and one that fails nowhere.
CASES = [CASE, "examples/constructed/plan_haian.toml", "examples/constructed/report_untrue_no_harm.toml"]
#: All that a report is made of.
ELEMENTS = set(
    [
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "main",
        "section",
        "h1",
        "h2",
        "h3",
        "p",
        "div",
        "details",
        "summary",
        "b",
        "span",
        "ul",
        "ol",
        "li",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "footer",
        "code",
        "pre",
    ]
)
ATTRIBUTES = {"lang", "charset", "name", "content", "http-equiv", "class", "open", "scope", "data-label"}
XHTML = "{http://www.w3.org/1999/xhtml}"


def parsed(text: str) -> Element:
    """The tree of a file; a mistake in it fails, and so does what a report has no use for."""
    tree: Element = html5lib.HTMLParser(strict=True).parse(text)
    for each in tree.iter():
        assert isinstance(each.tag, str), each
        assert each.tag.removeprefix(XHTML) in ELEMENTS, each.tag
        assert {*each.attrib} <= ATTRIBUTES, each.attrib
    return tree


def report(*arguments: str | Path, folder: Path, language: str = "zh") -> str:
    done = run(*arguments, "-o", folder / "report.html", language=language)  # type: ignore[arg-type]
    assert (done.status, done.err) == (0, "")
    return (folder / "report.html").read_text("utf-8")


def words(text: str) -> str:
    return re.sub(r"\s", "", text)


def seen(tree: Element) -> str:
    return words("".join(tree.itertext()))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_the_screen_comes_first_with_the_words_that_it_has_on_a_terminal(
    case: str, language: str, tmp_path: Path
) -> None:
    tree = parsed(report("compare", ROOT / case, folder=tmp_path, language=language))
    first = seen(tree.find(f".//{XHTML}section[@class='first']"))  # type: ignore[arg-type]
    title = seen(tree.find(f".//{XHTML}h1"))  # type: ignore[arg-type]
    for line in run("compare", ROOT / case, language=language, columns=1000).out.splitlines():  # type: ignore[arg-type]
        for part in re.split(
            r"  +", line.replace("加 --full 看全部。", "").replace(" --full shows all.", "")
        ):
            told = re.sub(r"^[123]\. ", "", part.strip())
            assert words(told) in title + first, told


@pytest.mark.parametrize("case", CASES)
def test_every_region_unfolds_to_every_clause_with_its_state_and_source(case: str, tmp_path: Path) -> None:
    tree = parsed(report("compare", ROOT / case, folder=tmp_path))
    folds = tree.findall(f".//{XHTML}div[@class='rows']/{XHTML}details")
    (answer,) = json.loads(run("compare", ROOT / case, "--json").out)["answers"]
    assert len(folds) == len(answer["rulings"])
    texts = [seen(fold) for fold in folds]
    assert all("六要素对照" in text and "逐条说明" in text for text in texts)
    assert sum("未公布、未见全的条文" in text for text in texts) == sum(
        bool(r["unseen"]) for r in answer["rulings"]
    )
    for ruling in answer["rulings"]:
        ids = [clause["id"] for clause in ruling["clauses"]]
        assert any(all(name in text for name in ids) for text in texts), ruling["region"]


def test_a_rule_is_unfolded_and_the_matrix_has_every_cell_and_its_clauses(tmp_path: Path) -> None:
    (tmp_path / "rule").mkdir()
    tree = parsed(report("rule", ROOT / CASE, "--region", "jingjiang", folder=tmp_path / "rule"))
    (fold,) = tree.findall(f".//{XHTML}div[@class='rows']/{XHTML}details")
    assert "open" in fold.attrib and "jingjiang:R4" in seen(fold)
    text = seen(parsed(report("matrix", folder=tmp_path)))
    ids = {*re.findall(r'"([a-z]+:[A-Z]\w*)"', run("matrix", "--json").out)}
    assert ids and all(words(each) in text for each in ids)


@pytest.mark.parametrize("language", ["zh", pytest.param("en", marks=pytest.mark.slow)])
def test_nothing_is_fetched_and_nothing_runs(language: str, tmp_path: Path) -> None:
    text = report("compare", ROOT / CASE, folder=tmp_path, language=language)
    tree = parsed(text)
    policy = tree.find(f".//{XHTML}meta[@http-equiv='Content-Security-Policy']")
    assert policy is not None and policy.attrib["content"].startswith(
        "default-src 'none'; style-src 'sha256-"
    )
    assert "unsafe" not in policy.attrib["content"]
    (style,) = tree.iter(f"{XHTML}style")
    assert not re.search(r"url\(|@import|expression", style.text or "")
    assert not re.search(r"(?:src|href|action)=|<script|javascript:|\bon\w+=", text)
    assert tree.attrib["lang"] == {"zh": "zh-CN", "en": "en"}[language]


def test_a_case_that_tries_to_steer_makes_no_markup(tmp_path: Path) -> None:
    (tmp_path / "steering.toml").write_text(STEERING, "utf-8")
    text = report("compare", tmp_path / "steering.toml", folder=tmp_path)
    assert_tame(text)
    shown = seen(parsed(text))
    assert "<script>alert(1)</script>" in shown and "<imgsrc=xonerror=1>" in shown


def made(page: Page, title: str) -> Report:
    """A report that says all of this, in every kind of part."""
    table = next(block for block in page if isinstance(block, Table))
    folds = tuple(Fold(row, tuple(page)) for row in table.rows)
    parts = (*page, Rows(table.columns, folds, title, title), Fold((title,), tuple(page)))
    return Report(
        language="zh", title=title, first=parts, further=parts, fingerprint=Fingerprint(()), case=title
    )


@settings(max_examples=scaled(200), deadline=None)
@given(pages(hostile), hostile)
def test_whatever_a_text_says_is_seen_as_text(page: Page, title: str) -> None:
    text = html.page(made(page, f"{title}容"))
    assert_tame(text)
    body = seen(parsed(text))
    for block in page:
        match block:
            case Heading(told):
                assert words(shown(told)) in body
            case Lines(lines) | Origin(lines):
                assert all(words(shown(line)) in body for line in lines)


@settings(max_examples=scaled(100), deadline=None)
@given(st.sampled_from("\ufdd0\ufffe\uffff\U0001ffff\U000fffff\U0010ffff\x00\ud800\x0c"))
def test_a_sign_that_html_may_not_hold_is_shown_by_its_number(sign: str) -> None:
    parsed(f"<!doctype html><title>a</title>{element('p', sign, class_=sign)}")
    assert shown(sign).startswith("\\")
