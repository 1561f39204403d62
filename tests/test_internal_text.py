"""Internal texts: a private plugin, or a finding on a list, closes what is unpublished, and outputs say so."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from rongcuo import DataPlugin
from rongcuo.plugins.deployment import Deployment, RegionSettings, SettledReading
from rongcuo.plugins.registry import Registry, load
from rongcuo.policy.cases import case_from
from rongcuo.policy.policy import Policy
from rongcuo.ruling import Ruling, prepare, rule

from .running import ROOT, FakePoint, installed, run

EXAMPLE = ROOT / "examples" / "internal"
PUBLIC = EXAMPLE / "mock" / "src" / "rongcuo_mock"
PRIVATE = EXAMPLE / "mock-internal" / "src" / "rongcuo_mock_internal"
PILOT, FAIR = EXAMPLE / "pilot.toml", EXAMPLE / "fair.toml"
#: Everything adverse was checked; a first trial without precedent, decided collectively, 200,000 yuan lost.
PILOT_FACTS = {
    "trying_first": True, "no_precedent": True, "sudden_event": False, "collective_decision": True, "loss": 200000,
}  # fmt: skip


def points(public: Path = PUBLIC, private: Path | None = PRIVATE) -> list[Any]:
    found = [FakePoint("mock", DataPlugin(public)), *installed("national")]
    return found if private is None else [*found, FakePoint("mock-internal", DataPlugin(private))]


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    """A deployment file that lists both plugins."""
    file = tmp_path / "rongcuo.toml"
    file.write_text('[region.mock]\nplugins = ["mock", "mock-internal"]\n', "utf-8")
    return file


# A private plugin made by a test

REGION = (PRIVATE / "region.toml").read_text("utf-8")
SOURCES = (PRIVATE / "sources.toml").read_text("utf-8")
TOPICS = {"red_line": "other_red_line", "situation": "other_situation", "condition": "other_condition"}


def clause(kind: str, name: str, fills: str | None, **keys: str) -> str:
    told = {"when": "reform_work", "topic": TOPICS.get(kind, ""), "source": "text", "id": name, **keys}
    if fills is not None:
        told["fills"] = fills
    if kind == "situation":
        told.setdefault("requires", "nothing stated")
    texts = 'title = { zh = "条文", en = "a clause" }\nstatement = { zh = "条文。", en = "A clause." }\n'
    return f"[[{kind}]]\n{texts}" + "".join(f'{key} = "{value}"\n' for key, value in told.items())


def listing(kind: str, **keys: str) -> str:
    lines = "".join(
        f"{key} = {value}\n" for key, value in {"fills": f'"mock:{kind}"', "source": '"text"', **keys}.items()
    )
    return f"[list.{kind}]\n{lines}"


def plugin(folder: Path, files: Mapping[str, str]) -> Path:
    folder.mkdir()
    for name, text in {"region.toml": REGION, "sources.toml": SOURCES, **files}.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def together(private: Path | None, public: Path = PUBLIC, settings: RegionSettings | None = None) -> Registry:
    """Both plugins, listed."""
    settings = settings or RegionSettings(plugins=("mock", "mock-internal"))
    deployment = Deployment(file=Path("rongcuo.toml"), regions={"mock": settings})
    return load(deployment, points(public, private))


def red_lines(tmp_path: Path, *parts: str) -> Registry:
    return together(plugin(tmp_path / "private", {"red_lines.toml": "\n".join(parts)}))


def text_of(registry: Registry) -> Policy:
    assert registry.failed == {}
    return registry.jurisdictions["mock"].policies[0]


def codes(registry: Registry) -> list[str]:
    return [problem.code for problem in registry.failed["mock"]]


def ruling(registry: Registry, facts: Mapping[str, Any], **more: Any) -> Ruling:
    here = registry.jurisdictions["mock"]
    absent = [fact.id for fact in here.adverse if fact.id not in facts]
    raw = {"title": "t", "where": "mock", "facts": dict(facts), "absent": absent, **more}
    case = case_from(raw, "case.toml", registry.vocabulary, registry.plugin_names)
    return rule(here, prepare(case, registry.texts, registry.vocabulary), "tolerance")


# The example


def test_before_the_answer_is_so_far_and_the_slots_are_counted() -> None:
    done = run("rule", PILOT, "--region", "mock", "--json", found=points(private=None))
    (told,) = json.loads(done.out)["answers"][0]["rulings"]
    assert told["verdict"] == "tolerated_so_far"
    assert {kind: unseen["missing"] for kind, unseen in told["unseen"].items()} == {
        "situation": 1,
        "condition": None,
        "red_line": 2,
    }
    assert told["internal"] == []


def test_after_the_answer_is_plain_and_no_slot_is_left(listed: Path) -> None:
    done = run("rule", PILOT, "--region", "mock", "--json", "--config", listed, found=points())
    (told,) = json.loads(done.out)["answers"][0]["rulings"]
    assert (told["verdict"], told["unseen"], told["internal"]) == ("tolerated", {}, ["mock-internal"])


@pytest.mark.parametrize(("language", "said"), [("zh", "内部文本"), ("en", "nternal text")])
@pytest.mark.parametrize(
    "command",
    [
        ("rule", PILOT, "--region", "mock"),
        ("rule", PILOT, "--region", "mock", "--explain"),
        ("compare", PILOT),
        ("regions",),
        ("config", "show"),
        ("show", "mock"),
        ("show", "mock", "C1"),
        ("show", "mock-internal:R2"),
        ("versions", "mock", "R2"),
        ("doctor",),
    ],
    ids=lambda command: " ".join(map(str, command[:1])),
)
def test_every_output_that_uses_an_internal_text_says_so(
    command: tuple[str, ...], language: str, said: str, listed: Path
) -> None:
    done = run(*command, "--config", listed, language=language, columns=300, found=points())
    assert done.status == 0, done.err
    assert said in done.out


def test_what_is_not_listed_isnt_used_and_is_named_as_off(tmp_path: Path) -> None:
    file = tmp_path / "rongcuo.toml"
    file.write_text('[region.mock]\nplugins = ["mock"]\n', "utf-8")
    done = run("rule", PILOT, "--region", "mock", "--config", file, found=points())
    assert "据已公开条文，可予容错" in done.out and "已安装未启用：mock-internal" in done.out
    assert "采用内部文本" not in done.out


def test_without_a_deployment_an_installed_internal_text_joins_its_region() -> None:
    registry = load(Deployment(), points())
    assert set(registry.jurisdictions) == {"mock", "national"}
    assert text_of(registry).internal == ("mock-internal",)


def test_the_internal_texts_own_documents_and_clauses_keep_apart_from_the_public_ones(listed: Path) -> None:
    text = text_of(together(PRIVATE))
    assert set(text.sources) == {"report", "mock-internal:text"}
    assert text.by_id["mock-internal:R2"].source.id == "mock-internal:text"
    assert text.list_info("red_line").source == "mock-internal:text"


# Filling


def test_filling_in_some_clauses_lowers_the_number_missing(tmp_path: Path) -> None:
    text = text_of(red_lines(tmp_path, clause("red_line", "N1", "mock:red_line")))
    assert text_of(together(None, settings=RegionSettings(plugins=("mock",)))).missing("red_line") == 2
    assert text.missing("red_line") == 1
    assert text.unseen("red_line")


def test_filling_in_every_clause_leaves_none_missing_though_no_list_is_called_complete(
    tmp_path: Path,
) -> None:
    parts = [clause("red_line", f"N{number}", "mock:red_line") for number in (1, 2)]
    text = text_of(red_lines(tmp_path, *parts))
    assert (text.missing("red_line"), text.unseen("red_line")) == (0, False)


def test_a_clause_that_is_beside_the_number_doesnt_lower_it(tmp_path: Path) -> None:
    beside = clause("red_line", "N1", "mock:red_line") + "counted = false\n"
    assert text_of(red_lines(tmp_path, beside)).missing("red_line") == 2


def test_complete_closes_the_list_and_the_named_clause_gives_way_to_its_content(tmp_path: Path) -> None:
    parts = [clause("red_line", f"N{number}", "mock:red_line") for number in (1, 2)]
    text = text_of(red_lines(tmp_path, listing("red_line", seen='"complete"'), *parts))
    assert not text.unseen("red_line")
    assert [r.id for r in text.all_of("red_line")] == ["mock:R1", "mock-internal:N1", "mock-internal:N2"]


def test_a_list_that_the_text_doesnt_have_is_closed_too(tmp_path: Path) -> None:
    registry = together(plugin(tmp_path / "private", {"tolerance.toml": listing("condition", seen='"none"')}))
    assert not text_of(registry).unseen("condition")


def test_a_number_that_is_known_only_as_a_least_falls_too(tmp_path: Path) -> None:
    public = tmp_path / "public"
    public.mkdir()
    for file in PUBLIC.glob("*.toml"):
        (public / file.name).write_text(
            file.read_text("utf-8").replace("announced = 3", "announced = 3\nmissing_at_least = 2"), "utf-8"
        )
    private = plugin(tmp_path / "private", {"red_lines.toml": clause("red_line", "N1", "mock:red_line")})
    assert text_of(together(private, public)).missing("red_line") == 1


@pytest.mark.parametrize(
    ("count", "lists"),
    [
        (3, []),
        (3, [listing("red_line", seen='"complete"')]),
        (1, [listing("red_line", seen='"complete"')]),
        (2, [listing("red_line", seen='"counted"', announced="4")]),
        (1, [listing("red_line", seen='"counted"', announced="2")]),
    ],
    ids=["more", "more-complete", "fewer-complete", "announces-more", "announces-fewer"],
)
def test_another_number_than_the_report_announces_is_an_error(
    count: int, lists: list[str], tmp_path: Path
) -> None:
    parts = [clause("red_line", f"N{number}", "mock:red_line") for number in range(count)]
    registry = red_lines(tmp_path, *lists, *parts)
    assert codes(registry) == ["more_than_announced"]
    (problem,) = registry.failed["mock"]
    assert (problem.file, problem.place) == ("plugin mock-internal", "list.red_line")
    assert problem.values["announced"] == 3 and problem.values["found"] != 3


def test_filling_a_list_of_a_plugin_that_isnt_listed_is_an_error(tmp_path: Path) -> None:
    registry = together(PRIVATE, settings=RegionSettings(plugins=("mock-internal",)))
    assert codes(registry) == ["fills_nothing"]


def test_an_internal_text_without_its_public_plugin_is_an_error_row(listed: Path) -> None:
    found = [FakePoint("mock-internal", DataPlugin(PRIVATE)), *installed("national")]
    done = run("compare", PILOT, "--config", listed, "--json", found=found)
    (told,) = json.loads(done.out)["answers"][0]["rulings"]
    assert done.status == 1 and told["verdict"] == "error" and "mock" in told["error"]


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ([clause("red_line", "N1", "mock:situation")], "fills_elsewhere"),
        ([clause("red_line", "N1", "mock:red_lines")], "fills_elsewhere"),
        ([listing("red_line", fills='"mock:situation"')], "fills_elsewhere"),
        ([clause("red_line", "N1", "mock:red_line"), clause("red_line", "N2", None)], "needs_fills"),
        ([clause("red_line", "N1", "mock:red_line"), '[list.red_line]\nseen = "complete"'], "needs_fills"),
        ([clause("red_line", "N1", "mock:red_line"), clause("red_line", "N2", "other:red_line")], "fills_several"),
        ([listing("red_line", seen='"none"')], "clauses_in_no_list"),
    ],
)  # fmt: skip
def test_what_fills_has_to_name_the_list_of_its_own_kind(parts: list[str], code: str, tmp_path: Path) -> None:
    assert code in codes(red_lines(tmp_path, *parts))


@pytest.mark.parametrize("seen", ['"complete"', '"none"'])
def test_a_list_of_which_nothing_is_missing_cant_be_filled(seen: str, tmp_path: Path) -> None:
    public = tmp_path / "public"
    public.mkdir()
    for file in PUBLIC.glob("*.toml"):
        (public / file.name).write_text(file.read_text("utf-8"), "utf-8")
    with (public / "tolerance.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n[list.condition]\nseen = {seen}\n")
    private = plugin(tmp_path / "private", {"tolerance.toml": clause("condition", "N1", "mock:condition")})
    assert codes(together(private, public)) == ["fills_nothing_missing"]


def test_every_mistake_in_filling_is_told_in_one_run(tmp_path: Path) -> None:
    parts = [clause("red_line", "N1", "mock:situation"), clause("red_line", "N2", None)]
    parts += [clause("red_line", f"N{number}", "mock:red_line") for number in (3, 4, 5)]
    assert codes(red_lines(tmp_path, *parts)) == ["fills_elsewhere", "needs_fills", "more_than_announced"]


# Ruling


def test_conditions_that_are_filled_in_gate_the_situations() -> None:
    facts = {**PILOT_FACTS, "collective_decision": False}
    before = together(None, settings=RegionSettings(plugins=("mock",)))
    assert ruling(before, facts).verdict == "tolerated_so_far"
    assert ruling(together(PRIVATE), facts).verdict == "unmet"
    assert ruling(together(PRIVATE), PILOT_FACTS).verdict == "tolerated"


def test_a_red_line_of_an_internal_text_refuses_plainly() -> None:
    assert ruling(together(PRIVATE), {**PILOT_FACTS, "loss": 1000000}).verdict == "refused"


def test_a_situation_that_is_filled_in_can_decide() -> None:
    facts = {"sudden_event": True, "measure_necessary": True, "collective_decision": True, "loss": 0}
    told = ruling(together(PRIVATE), {**facts, "trying_first": False})
    assert (told.verdict, told.decided_by) == ("tolerated", ("mock-internal:T2",))


JOINED = "\n".join(
    [
        listing("condition", seen='"complete"', join='"not stated"'),
        clause("condition", "N1", "mock:condition", when="collective_decision"),
        clause("condition", "N2", "mock:condition", when="risk_assessed"),
    ]
)
ONE_OF_TWO = {**PILOT_FACTS, "risk_assessed": False}


def test_how_filled_in_conditions_are_joined_is_asked_where_the_text_doesnt_say(tmp_path: Path) -> None:
    registry = together(plugin(tmp_path / "private", {"tolerance.toml": JOINED}))
    told = ruling(registry, ONE_OF_TWO)
    assert (told.verdict, told.open_because) == ("open", ("readings",))
    assert [reading.id for reading in told.readings] == ["mock:condition_join"]


def test_a_deployment_settles_how_filled_in_conditions_are_joined(tmp_path: Path) -> None:
    settled = SettledReading(take="any", by="县纪委监委", basis="会议纪要")
    settings = RegionSettings(plugins=("mock", "mock-internal"), readings={"mock:condition_join": settled})
    private = plugin(tmp_path / "private", {"tolerance.toml": JOINED})
    assert ruling(together(private, settings=settings), ONE_OF_TWO).answer == "tolerated"


def test_a_text_that_files_matters_under_way_says_so_for_its_region(tmp_path: Path) -> None:
    filing = "[filing]\nfiles_during = true\n" + clause("scope", "N1", "mock:scope", topic="filing_scope")
    assert text_of(together(plugin(tmp_path / "private", {"filing.toml": filing}))).files_during


# Findings on a list


def test_a_finding_on_a_list_closes_it_for_its_case() -> None:
    finding = {"met": False, "by": "b", "basis": "b"}
    registry = together(None, settings=RegionSettings(plugins=("mock",)))
    told = ruling(registry, PILOT_FACTS, findings={"mock:red_line": finding})
    assert "red_line" not in told.unseen and "condition" in told.unseen
    assert told.verdict == "tolerated_so_far"
    fair = {**PILOT_FACTS, "trying_first": False}
    lists = {"mock:situation": finding, "mock:red_line": finding}
    assert ruling(registry, fair).verdict == "not_covered_so_far"
    assert ruling(registry, fair, findings=lists).verdict == "not_covered"


def test_the_example_with_findings_is_plain_with_the_public_plugin_alone() -> None:
    done = run("rule", FAIR, "--region", "mock", "--json", found=points(private=None))
    (told,) = json.loads(done.out)["answers"][0]["rulings"]
    assert told["verdict"] == "not_covered"


@pytest.mark.parametrize(
    ("finding", "more"),
    [("met = true", ""), ("met = false", "[facts]\nfalsified_material = true\n")],
    ids=["met", "contradicted"],
)
def test_a_finding_on_a_list_that_cant_be_is_an_error(finding: str, more: str, tmp_path: Path) -> None:
    text = (
        f'title = "t"\nwhere = "mock"\n{more}[findings."mock:red_line"]\n{finding}\nby = "b"\nbasis = "b"\n'
    )
    file = tmp_path / "case.toml"
    file.write_text(text, "utf-8")
    done = run("compare", file, found=points(private=None))
    assert done.status == 2 and 'findings."mock:red_line"' in done.err


# The example says what it is


@pytest.mark.parametrize("folder", [PUBLIC, PRIVATE], ids=lambda folder: folder.name)
def test_the_example_says_that_it_is_made_up_wherever_it_is_named(folder: Path) -> None:
    told = DataPlugin(folder)
    region = told.region
    texts = [region.name, region.full_name, region.policy.title, region.policy.summary]
    texts += [source.title for source in told.sources]
    assert all("虚构" in text.zh and "made" in text.en for text in texts)
    assert "虚构" in (EXAMPLE / "README.md").read_text("utf-8")
