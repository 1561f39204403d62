"""The forms: every field where it belongs, a blank where there is no value, and templates that can't do harm."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, get_args

import docx
import form_templates
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rongcuo import api
from rongcuo.catalogue import MESSAGES
from rongcuo.facts.problems import InputError, Problem
from rongcuo.facts.text import Language
from rongcuo.policy.clauses import Document
from rongcuo.render.words import Words
from rongcuo_documents.forms import sources
from rongcuo_documents.forms.casevalues import values_of_case
from rongcuo_documents.forms.filling import Values, _Template, fill
from rongcuo_documents.forms.kinds import Form, forms
from rongcuo_documents.reading import paragraphs
from rongcuo_documents.showing import shown

from .running import LANGUAGES, ROOT, FakePoint, everything, run
from .scale import scaled

UNTRUE = ROOT / "examples/constructed/report_untrue_appointment.toml"
UNPROVEN = ROOT / "examples/constructed/report_unproven.toml"
PLANNED = ROOT / "examples/constructed/plan_hongze_filed.toml"
EVERY = pytest.mark.parametrize("form", forms().values(), ids=list(forms()))
BOTH = pytest.mark.parametrize("language", LANGUAGES)
LETTER, VISIT = forms()["clarification_letter"], forms()["visit_record"]


def text(file: bytes) -> str:
    """The words of a document, a paragraph a line, the note at its foot too."""
    return "\n".join(paragraphs(docx.Document(io.BytesIO(file)).element.body))


def filled(form: Form, values: Values, language: Language = "zh", **given: Any) -> str:
    return text(fill(form, values, language, **given))


@cache
def nothing_written() -> bytes:
    """A Word file without a word, and without the styles that python-docx brings, which are slow to read."""
    return form_templates.packed(docx.Document())


def template(*lines: str) -> bytes:
    """A Word file of these paragraphs."""
    made, out = docx.Document(io.BytesIO(nothing_written())), io.BytesIO()
    for line in lines:
        made.add_paragraph(line)
    made.save(out)
    return out.getvalue()


def codes(call: Callable[[], object]) -> list[str]:
    with pytest.raises(InputError) as raised:
        call()
    assert all(problem.message(language) for problem in raised.value.problems for language in LANGUAGES)
    return [problem.code for problem in raised.value.problems]


# Fields


@EVERY
@BOTH
def test_every_value_stands_once_beside_its_label(form: Form, language: Language) -> None:
    values = {field.id: f"《{field.id}》" for field in form.every_field}
    words = filled(form, values, language)
    assert [words.count(value) for value in values.values()] == [1] * len(values)
    assert form.title[language] in words and "{" not in words and form_templates.BLANK not in words
    if form.layout != "letter":
        order = [words.index(value) for value in values.values()]
        assert order == sorted(order)
        assert all(field.label[language] in words for field in form.fields)


@pytest.mark.slow
@EVERY
@BOTH
def test_a_form_without_values_is_all_blanks(form: Form, language: Language) -> None:
    words = filled(form, {}, language)
    assert not [sign for sign in ("{", "%}", "None", "unknown", "未知") if sign in words]
    assert words == filled(form, dict.fromkeys((f.id for f in form.every_field), " \n"), language)
    if form.layout == "table":
        (table,) = docx.Document(io.BytesIO(fill(form, {}, language))).tables
        sign = MESSAGES["fill.sign"][language == "en"]
        cells = {cell.text.strip() for row in table.rows for cell in row.cells}
        assert cells == {"", *(field.label[language] for field in form.fields)} | (
            {sign.strip()} if any(field.room == "opinion" for field in form.fields) else set()
        )
    else:
        dated = len([field for field in form.every_field if field.id != "date"])
        assert len(re.findall("＿+", words)) == dated


@EVERY
def test_fields_that_no_text_has_are_named_at_the_foot(form: Form) -> None:
    labels = [field.label.zh for field in form.every_field if field.inferred]
    last = filled(form, {}).splitlines()[-1]
    assert (
        (last == f"注：{'、'.join(labels)}，均依惯例设置，非政策原文。") if labels else "依惯例" not in last
    )


def test_a_clarification_is_of_the_specific_item_and_no_appraisal() -> None:
    words = filled(LETTER, {"item": "违规发放补贴", "conclusion": "不属实"})
    assert "检举控告所反映的以下具体事项：违规发放补贴，核查结论为不属实" in words
    assert "不作为对有关人员的全面评价" in words


def test_every_line_of_a_value_is_a_paragraph_like_its_first() -> None:
    made = docx.Document(io.BytesIO(fill(VISIT, {"work": ["第一", "第二\n第三"]})))
    (cell,) = [each for row in made.tables[0].rows for each in row.cells[1:2] if "第一" in each.text]
    assert [(p.text, p.style.name) for p in cell.paragraphs] == [  # type: ignore[union-attr]
        ("第一", "Cell"), ("第二", "Cell"), ("第三", "Cell"),
    ]  # fmt: skip


def test_lines_inside_of_a_sentence_are_its_parts() -> None:
    assert "具体事项：违规发放补贴；收受礼金，核查结论" in filled(
        LETTER, {"item": ["违规发放补贴", "", "收受礼金"]}
    )


def test_a_name_that_no_form_has_is_an_error_and_one_of_another_form_is_left_out() -> None:
    assert filled(VISIT, {"fabricated_facts": "别处的"}) == filled(VISIT, {})
    assert codes(lambda: fill(VISIT, {"persn": "甲", "wrk": "乙"})) == ["form_field", "form_field"]
    assert codes(lambda: fill(VISIT, {"person": 3})) == ["wrong_type"]  # type: ignore[dict-item]


@given(st.text(max_size=40))
@settings(max_examples=scaled(100), deadline=None)
def test_whatever_a_value_says_is_text(value: str) -> None:
    words = filled(VISIT, {"person": value, "work": "后面的栏目"})
    lines = [line.strip() for line in shown(value).split("\n")]
    for line in filter(None, lines):
        assert line in words
    assert "后面的栏目" in words and len(words) >= length_without()


@cache
def length_without() -> int:
    return len(filled(VISIT, {"work": "后面的栏目"}))


@pytest.mark.parametrize(
    "value", ["<w:t>", "&amp;", "{{ work }}", "{% if %}", "{_{", "%_}", "]]>", "a\x00\x07b", "\ufffe"]
)
def test_signs_that_would_steer_a_document_are_shown(value: str) -> None:
    assert shown(value) in filled(VISIT, {"person": value})


# Cases


def values(form: str, case: Path, language: Language = "zh") -> Mapping[str, Any]:
    registry = everything()
    return values_of_case(forms()[form], api.read(registry, case), Words(language, registry))


def test_a_case_fills_in_what_was_established_with_who_did_it() -> None:
    assert values("clarification_approval", UNTRUE) == {
        "item": ["举报经查失实，当事人的提拔因此搁置（虚构）"],
        "verification": ["举报核查结论：失实（纪委监委），依据：核查报告"],
        "why_clarify": ["影响选拔任用"],
    }


def test_what_a_case_leaves_open_stays_blank_and_none_is_said_with_its_label(tmp_path: Path) -> None:
    case = tmp_path / "case.toml"
    facts = 'report_outcome = "pending"\nreport_harm = []\nloss = { at_least = 3 }\nfield = ["trade"]'
    case.write_text(f'title = "一事"\nwhere = "洪泽"\n[facts]\n{facts}\n', "utf-8")
    assert values("clarification_approval", case) == {"item": ["一事"], "why_clarify": ["失实举报的影响：无"]}
    assert values("tolerance_application", case)["remedy"] == ["损失金额：≥ 3元"]
    assert values("filing_application", case)["category"] == ["贸易"]


def test_a_letter_says_not_true_only_where_the_report_was_found_untrue() -> None:
    assert values("clarification_letter", UNTRUE) == {"conclusion": ["不属实"]}
    assert values("clarification_letter", UNPROVEN) == {}


@pytest.mark.parametrize("form", forms())
@BOTH
def test_no_form_takes_an_outcome_from_what_is_worked_out(form: str, language: Language) -> None:
    """A case tells no decision, so no form of one has any."""
    assert not {"conclusion", "correction", "meeting", "basis_rules"} & {*values(form, PLANNED, language)}


@pytest.mark.parametrize("name", ["事前备案.toml"])
def test_dates_evidence_and_findings_are_written_out(name: str, tmp_path: Path) -> None:
    case = tmp_path / name
    case.write_text(
        """
title = "一事"
where = "洪泽"
dates = { act = "2024-03", act_to = 2024-05-01, filed = 2024-02-09 }
[facts]
filing = "before"
report_harm = { includes = ["work"] }
loss = { at_least = 3 }
[findings."jingjiang:R4"]
met = false
by = "区安委会"
basis = "调查报告"
[[evidence]]
fact = "risk_assessed"
document = "评估表"
note = "原件"
""",
        "utf-8",
    )
    assert values("filing_application", case)["period"] == ["2024年3月至2024年5月1日"]
    assert values("filing_receipt", case)["filing_date"] == ["2024年2月9日"]
    assert values("tolerance_application", case)["evidence"] == ["开展风险评估：评估表（原件）"]
    (gate,) = values("determination_opinion", case)["gates"]
    assert gate.endswith("不成立（区安委会），依据：调查报告") and "jingjiang:R4" in gate
    assert values("filing_application", case, "en")["period"] == ["2024-03 to 2024-05-01"]


@EVERY
def test_what_fills_a_field_is_a_fact_that_there_is(form: Form) -> None:
    named = {name for field in form.fields for name in field.facts}
    assert named <= {*everything().vocabulary}


def test_every_document_of_a_procedure_is_a_form() -> None:
    assert [*forms()] == [*get_args(Document)]


# Templates


def test_a_template_of_ones_own_is_filled_in() -> None:
    told = "{% if unit %}单位 {{ unit }}{% else %}单位不详{% endif %}"
    own = template("对象 {{ person }}", told, "{%p if work %}", "x", "{%p endif %}")
    assert filled(VISIT, {"person": "甲"}, template=own).splitlines() == ["对象 甲", "单位不详"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("{{ persn }}", "form_template_name"),
        ("{{ person", "form_template_broken"),
        ("{% if person %}", "form_template_broken"),
        ("{{ person.__class__ }}", "form_template_statement"),
        ("{{ person['x'] }}", "form_template_statement"),
        ("{{ person|upper }}", "form_template_statement"),
        ("{{ 'x' * 1000000000 }}", "form_template_statement"),
        ("{{ range(9) }}", "form_template_statement"),
        ("{% for a in person %}{% endfor %}", "form_template_statement"),
        ("{% include 'x' %}", "form_template_statement"),
        ("{% set a = person %}", "form_template_statement"),
    ],
)
def test_what_may_not_stand_in_a_template_is_an_error(line: str, code: str) -> None:
    assert code in codes(lambda: fill(VISIT, {}, template=template("前文", line), name="own.docx"))


def test_an_error_of_a_template_names_the_file_the_paragraph_and_the_mend() -> None:
    with pytest.raises(InputError) as raised:
        fill(VISIT, {}, template=template("{{ persn }}", "姓名 {{ unit|upper }}"), name="own.docx")
    first, second = [problem.message("en") for problem in raised.value.problems]
    assert first.startswith("own.docx") and "`persn`" in first and "`person`" in first
    assert "姓名 {{ unit|upper }}" in second and "{% if field %}" in second


def test_an_if_that_ends_elsewhere_is_an_error() -> None:
    made, out = docx.Document(), io.BytesIO()
    made.add_paragraph("{% if person %}甲")
    made.add_table(rows=1, cols=1).rows[0].cells[0].text = "乙{% endif %}"
    made.save(out)
    assert codes(lambda: fill(VISIT, {}, template=out.getvalue())) == ["form_template_torn"]


#: What templates are made of, and what docxtpl takes for its own.
PARTS = [
    *("{{", "}}", "{%", "%}", "{#", "#}", "{%p", "{{r", "-%}", " ", "|", "(", ")", "'"),
    *(" if ", " else ", " endif ", "person", "unit", "x", "hm", "vm", "colspan"),
]


@given(st.lists(st.lists(st.sampled_from(PARTS), max_size=9).map("".join), min_size=1, max_size=3))
@settings(max_examples=scaled(300), deadline=None)
def test_any_template_is_filled_in_or_refused(lines: list[str]) -> None:
    with suppress(InputError):
        filled(VISIT, {"person": "甲"}, template=template(*lines))


@pytest.mark.parametrize("deep", [150, 3000])
def test_a_template_that_is_nested_too_deep_is_an_error(deep: int) -> None:
    nested = template("{% if person %}" * deep + "{% endif %}" * deep)
    assert codes(lambda: fill(VISIT, {}, template=nested))[0].startswith("form_template")


def test_a_word_file_with_a_part_that_is_elsewhere_is_an_error() -> None:
    made, out = docx.Document(), io.BytesIO()
    made.part.rels.get_or_add_ext_rel(_Template.HEADER_URI, "file:///header.xml")
    made.save(out)
    assert codes(lambda: fill(VISIT, {}, template=out.getvalue())) == ["form_template_unread"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"plain text"])
def test_a_template_that_is_no_word_file_is_an_error(content: bytes) -> None:
    assert codes(lambda: fill(VISIT, {}, template=content)) == ["form_template_unread"]


@pytest.mark.slow
def test_a_template_that_unpacks_to_too_much_is_not_unpacked() -> None:

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", b" " * 60_000_000)
    assert codes(lambda: fill(VISIT, {}, template=out.getvalue())) == ["form_template_large"]
    assert codes(lambda: fill(VISIT, {}, template=b"x" * 5_000_001)) == ["form_template_large"]


# The command


@pytest.mark.parametrize("kind", ["clarification_approval", "澄清审批表"])
def test_the_command_writes_a_form_and_says_what_is_blank(kind: str, tmp_path: Path) -> None:
    done = run("form", UNTRUE, kind, "-o", tmp_path / "审批.docx", columns=1000)
    assert (done.status, done.err) == (0, "")
    assert done.out.splitlines() == [
        f"已写入 {tmp_path / '审批.docx'}。",
        "已填3栏，留空5栏：澄清方式、澄清范围、澄清时间、有关部门意见、审批意见。",
    ]
    assert "失实（纪委监委）" in text((tmp_path / "审批.docx").read_bytes())


def test_json_lists_the_fields(tmp_path: Path) -> None:

    done = run("form", UNTRUE, "clarification_letter", "-o", tmp_path / "x.docx", "--json")
    data = json.loads(done.out)
    assert data["filled"] == ["conclusion"] and data["template"] is None
    assert data["blank"] == [
        "addressee",
        "person",
        "background",
        "item",
        "basis",
        "attachments",
        "issuer",
        "date",
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("form", UNTRUE, "clarification", "-o", "x.docx"), "clarification_letter"),
        (("form", "17", "visit_record", "-o", "x.docx"), "17"),
        (("form", "gone.toml", "visit_record", "-o", "x.docx"), "gone.toml"),
        (("form", UNTRUE, "visit_record", "-o", "x.pdf"), ".docx"),
        (("form", UNTRUE, "visit_record", "-o", "-"), ".docx"),
        (("form", UNTRUE, "visit_record", "-o", "x.docx", "--template", "gone.docx"), "gone.docx"),
        (("form", UNTRUE, "visit_record", "-o", "x.docx", "--template", "."), "."),
        (("form", UNTRUE, "visit_record"), "--output"),
    ],
)
@BOTH
def test_bad_input_is_one_short_error_and_writes_nothing(
    arguments: tuple[str, ...], said: str, language: Language, tmp_path: Path
) -> None:
    done = run(*arguments, folder=tmp_path, language=language)
    assert (done.status, done.out) == (2, "") and len(done.mistakes) == 1 and said in done.err
    assert not [*tmp_path.iterdir()]


def test_a_file_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "x.docx").write_text("mine", "utf-8")
    assert run("form", UNTRUE, "visit_record", "-o", "x.docx", folder=tmp_path).status == 2
    assert (tmp_path / "x.docx").read_text("utf-8") == "mine"


def test_a_plugin_brings_a_template_for_its_region_and_a_file_goes_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms/clarification_approval.docx").write_bytes(template("洪泽 {{ why_clarify }}"))
    monkeypatch.setattr(sources, "files", lambda package: tmp_path if package == "rongcuo_hongze" else ROOT)
    done = run("form", UNTRUE, "澄清审批表", "-o", tmp_path / "x.docx")
    assert "插件 hongze，forms/clarification_approval.docx" in done.out
    assert text((tmp_path / "x.docx").read_bytes()) == "洪泽 影响选拔任用"
    (tmp_path / "own.docx").write_bytes(template("自己的"))
    run("form", UNTRUE, "澄清审批表", "-o", tmp_path / "y.docx", "--template", tmp_path / "own.docx")
    assert text((tmp_path / "y.docx").read_bytes()) == "自己的"
    elsewhere = tmp_path / "elsewhere.toml"
    elsewhere.write_text('title = "一事"\nwhere = "滨城"\n', "utf-8")
    assert "插件" not in run("form", elsewhere, "澄清审批表", "-o", tmp_path / "z.docx").out


def test_the_text_above_a_region_brings_it_no_template(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms/clarification_approval.docx").write_bytes(template("省级样式"))
    (tmp_path / "rongcuo.toml").write_text('[region.hongze]\nplugins = ["hongze", "jiangsu"]\n', "utf-8")
    monkeypatch.setattr(sources, "files", lambda package: tmp_path if package == "rongcuo_jiangsu" else ROOT)
    done = run("form", UNTRUE, "澄清审批表", "-o", "x.docx", folder=tmp_path)
    assert (done.status, done.err) == (0, "") and "插件" not in done.out


def test_an_extension_knows_the_values_of_an_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str]] = []

    def known(source: str, form: str, setting: object) -> tuple[Values, str] | None:
        asked.append((source, form))
        if source == "18":
            raise InputError(Problem("form_source", file=source))
        return ({"person": "张某", "work": ["一", "二"]}, "") if source == "17" else None

    points = {sources.GROUP: [FakePoint("registry", known)]}
    monkeypatch.setattr(sources, "entry_points", lambda group: points.get(group, []))
    monkeypatch.setattr("rongcuo.cli.extensions.damage", lambda point: ())
    done = run("form", "17", "visit_record", "-o", tmp_path / "x.docx")
    assert (done.status, asked) == (0, [("17", "visit_record")])
    assert "张某" in text((tmp_path / "x.docx").read_bytes())
    assert run("form", "18", "visit_record", "-o", tmp_path / "y.docx").status == 2
    assert run("form", "19", "visit_record", "-o", tmp_path / "y.docx").status == 2
