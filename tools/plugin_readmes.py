"""Writes each plugin's README from its policy files; `--check` says which are stale.

A README tells what the policy says and what it keeps to itself, in both languages.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

from pages import ROOT, bring_up_to_date

from rongcuo import DataPlugin, Text
from rongcuo.clauses import Clause, Measure
from rongcuo.facts.problems import InputError
from rongcuo.facts.text import both
from rongcuo.plugins.loading import load_plugin
from rongcuo.policy.clauses import FLOOR_PLUGIN, LIST_KINDS
from rongcuo.policy.policy import Policy, Rule

#: What everybody asks of a region, so that silence about it is worth a line.
ASKED = ("situation", "condition", "tier", "red_line", "scope", "trigger")
STATED, NAMED, UNPUBLISHED, UNCLEAR = "■", "▣", "□", "?"


def read(folder: Path) -> Policy:
    """A plugin's policy, from its files."""
    package = next(file.parent for file in sorted(folder.glob("src/*/region.toml")))
    loaded = load_plugin(DataPlugin(package), folder.name)
    if loaded.policy is None:
        raise InputError(loaded.problems)
    return loaded.policy


READING = (
    "> 本插件是对公开条文的解读，不代替认定机关的集体决定。\n"
    "> This is a reading of the public text. It never replaces the body that decides."
)
MEASURES_ALONE = (
    "> 本插件只有配套措施，没有可供裁断的条文：只有发生在本地的案件才有本地一行，依上级条文裁断。"
    "`rongcuo measures` 列出各地措施。\n"
    "> Supporting measures alone, and nothing to rule by: only a case from this place has a row for it, "
    "which the texts above it rule. "
    "`rongcuo measures` lists the measures of every region."
)
MADE_UP = (
    "> 本插件的地区、文件、条文和数额均为虚构，仅供演示，不代表任何地方的规定。\n"
    "> The region, the document, its clauses and its figures are made up, for demonstration; "
    "they stand for no real place's rules."
)
IN_OUR_WORDS = "以下为本项目的转述，并非原文。\nIn this project's own words, not the document's."
IN_FULL = "条文为虚构，以下即全文。\nThe text is made up, and this is all of it."


def readme(policy: Policy, distribution: str, *, made_up: bool) -> str:
    """The whole README."""
    region = policy.region
    parts = [
        f"# {distribution}",
        "<!-- Written by tools/plugin_readmes.py from the policy files: change those, then run it. -->",
        f"rongcuo（容错）插件：{region.full_name.zh}。\nA plugin for rongcuo: {region.full_name.en}.",
        MADE_UP if made_up else MEASURES_ALONE if policy.measures_alone else READING,
        "\n".join(about(policy)),
        region.policy.summary.zh,
        region.policy.summary.en,
        "## 公开到什么程度 · What has been seen",
        "\n".join(coverage(policy)),
        *list_notes(policy),
        "## 条文一览 · Clauses",
        "\n".join(clause_table(policy)),
        "## 条文要义 · What each says",
        IN_FULL if made_up else IN_OUR_WORDS,
        "\n".join(statements(policy)),
        *([] if policy.measures_alone else doubts(policy)),
        "## 报道未载 · What the document is silent about",
        "\n".join(silences(policy)) or "无。\nNothing was noted.",
        *figures(policy),
        "## 资料来源 · Sources",
        "\n".join(sources(policy)),
        "\n".join(source_notes(policy)),
        "## 安装 · Install",
        *(install_example(policy) if made_up else install(policy, distribution)),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def about(policy: Policy) -> Iterator[str]:
    region = policy.region
    yield from row("", "中文", "English")
    yield from row("---", "---", "---")
    yield from row("地区 · region", *pair(region.full_name))
    level = both(f"level.{region.level}")
    yield from row("层级 · level", f"{level.zh}，代码 {region.code}", f"{level.en}, code {region.code}")
    yield from row("文件 · policy", *pair(region.policy.title))
    yield from row("发布 · issuer", *pair(region.policy.issuer))
    if region.policy.reported:
        yield from row("首见报道 · reported", region.policy.reported, region.policy.reported)


# What has been seen


def coverage(policy: Policy) -> Iterator[str]:
    yield from row("清单 · list", "可见 · seen", "中文", "English")
    yield from row("---", "---", "---", "---")
    for kind in LIST_KINDS:
        if listed(policy, kind):
            yield from row(words(f"kind.{kind}"), *strip(policy, kind))
    key = f"{STATED} 已载明 stated · {NAMED} 仅有名目 named only · {UNPUBLISHED} 未公布 unpublished"
    unclear = any(info.missing_at_least is not None for info in policy.lists.values())
    yield "\n" + key + f" · {UNCLEAR} 报道未明 unclear" * unclear


def listed(policy: Policy, kind: str) -> bool:
    asked = kind in ASKED and policy.region.level != "nation" and not policy.measures_alone
    return asked or kind in policy.lists or bool(policy.all_of(kind))


def strip(policy: Policy, kind: str) -> tuple[str, str, str]:
    """One list as squares, and in words."""
    info, rules = policy.list_info(kind), policy.all_of(kind)
    counted = [rule for rule in rules if rule.clause.counted]
    stated = sum(rule.clause.status == "stated" for rule in counted)
    named = len(counted) - stated
    missing = policy.missing(kind) or 0
    unclear = (policy.missing_at_most(kind) or 0) - missing
    squares = STATED * stated + NAMED * named + UNPUBLISHED * missing + UNCLEAR * unclear
    say = [
        (stated, f"已载明{stated}项", f"{stated} stated"),
        (named, f"仅有名目{named}项", f"{named} named"),
        (
            missing,
            f"未公布{'至少' * bool(unclear)}{missing}项",
            f"{'at least ' * bool(unclear)}{missing} unpublished",
        ),
        (unclear, f"未明{unclear}项", f"{unclear} unclear"),
    ]
    zh, en = [zh for count, zh, _ in say if count], [en for count, _, en in say if count]
    if info.announced is not None and not missing:
        zh, en = [*zh, f"共{info.announced}项"], [*en, f"of {info.announced} announced"]
    if len(rules) > len(counted):
        beside = [rule.clause.id for rule in rules if not rule.clause.counted]
        names_zh, names_en = "、".join(beside), ", ".join(beside)
        zh = [*zh, f"{names_zh}是否计入未明" if unclear else f"{names_zh}不计在内"]
        en = [*en, f"{names_en} perhaps not counted" if unclear else f"{names_en} not counted"]
    if policy.open_ended(kind):
        zh, en = [*zh, "未列尽"], [*en, "open-ended"]
    if info.announced is None:
        silent = info.seen == "report" and not rules
        tail = both("status.not_reported" if silent else f"seen.{info.seen}")
        zh, en = [*zh, tail.zh], [*en, tail.en]
    return squares or "—", "，".join(zh), " · ".join(en)


def list_notes(policy: Policy) -> list[str]:
    """What the policy files say about their lists, as one list or none."""
    noted = [(kind, policy.lists[kind].note) for kind in LIST_KINDS if kind in policy.lists]
    lines = [f"- {words(f'kind.{kind}')}：{note.zh}\n  {note.en}" for kind, note in noted if note is not None]
    return ["\n".join(lines)] if lines else []


# What it says


def clause_table(policy: Policy) -> Iterator[str]:
    yield from row("编号 · id", "类别 · kind", "条文", "clause", "公开程度 · status", "来源 · source")
    yield from row("---", "---", "---", "---", "---", "---")
    for rule in [*said(policy), *unsaid(policy)]:
        clause = rule.clause
        source = "—" if clause.kind == "not_reported" else clause.source
        yield from row(
            f"`{rule.id}`", words(f"kind.{clause.kind}"), *pair(clause.title), status(clause), source
        )


def said(policy: Policy) -> list[Rule]:
    return in_order(rule for rule in policy.rules if rule.kind != "not_reported")


def unsaid(policy: Policy) -> list[Rule]:
    return in_order(policy.all_of("not_reported"))


def in_order(rules: Iterable[Rule]) -> list[Rule]:
    """Clauses by their ids, T1 before T2 before T10; the letters as they first appear."""
    rules = list(rules)
    letters = [rule.clause.id[0] for rule in rules]

    def place(rule: Rule) -> tuple[int, int, str]:
        number = re.match(r"[0-9]*", rule.clause.id[1:])
        return letters.index(rule.clause.id[0]), int(number[0] or 0) if number else 0, rule.clause.id

    return sorted(rules, key=place)


def status(clause: Clause) -> str:
    label = words(f"status.{clause.status}")
    dates = clause.in_force
    if dates is not None and dates.from_ is not None:
        return f"{label}（{dates.from_} 起施行 in force from {dates.from_}）"
    if dates is not None and dates.by is not None:
        return f"{label}（最迟 {dates.by} 已施行 in force by {dates.by} at the latest）"
    return label


def statements(policy: Policy) -> Iterator[str]:
    for rule in said(policy):
        yield from statement(rule.clause)


def statement(clause: Clause) -> Iterator[str]:
    yield f"- **{clause.id}** {clause.statement.zh}\n  {clause.statement.en}"
    if isinstance(clause, Measure):
        if clause.target is not None:
            yield f"  - 目标：{clause.target.zh}\n    Target: {clause.target.en}"
        if clause.clauses:
            yield f"  - 另见条文：{'、'.join(clause.clauses)}\n    See clauses: {', '.join(clause.clauses)}"
    if clause.inferred is not None:
        yield f"  - 推断：{clause.inferred.zh}\n    Inferred: {clause.inferred.en}"
    subjects: tuple[str, ...] = getattr(clause, "about", ())
    if subjects:
        yield f"  - {words('say.subjects')}：{'、'.join(words(f'about.{subject}') for subject in subjects)}"
    if clause.note is not None:
        yield f"  - {clause.note.zh}\n    {clause.note.en}"
    if clause.local_practice:
        yield f"  - {words('say.local_practice')}"
    if clause.verify:
        yield f"  - {words('say.verify')}"


def doubts(policy: Policy) -> Iterator[str]:
    yield "## 理解分歧 · Where the words allow two readings"
    yield "\n".join(readings(policy)) or "无。\nNone."


def readings(policy: Policy) -> Iterator[str]:
    for name in policy.readings:
        yield from reading(policy, name)


def reading(policy: Policy, name: str) -> Iterator[str]:
    doubt = policy.readings[name]
    yield f"- `{name}` {doubt.question.zh}\n  {doubt.question.en}"
    for option, text in doubt.options.items():
        taken = f"（{words('say.favoured')}）" if option == doubt.favoured else ""
        yield f"  - {text.zh}{taken}\n    {text.en}"


def silences(policy: Policy) -> Iterator[str]:
    for rule in unsaid(policy):
        yield f"- **{rule.clause.id}** {rule.clause.statement.zh}\n  {rule.clause.statement.en}"


def figures(policy: Policy) -> Iterator[str]:
    """What is told of the region's practice, under a heading that says it is no part of the text."""
    practice = policy.region.figures
    if practice:
        yield "## 实践数据 · Figures of its practice"
        note = both("say.figures_note")
        yield f"{note.zh}\n{note.en}"
        yield "\n".join(
            f"- {figure.statement.zh}（{figure.date or both('say.no_date').zh}，{figure.source}）\n"
            f"  {figure.statement.en} ({figure.date or both('say.no_date').en}, {figure.source})"
            for figure in practice
        )


def sources(policy: Policy) -> Iterator[str]:
    yield from row("编号 · id", "文献", "document", "类别 · kind", "日期 · date")
    yield from row("---", "---", "---", "---", "---")
    for source in policy.sources.values():
        title, issuer = source.title, source.issuer
        document = (f"{title.zh}，{issuer.zh}", f"{title.en}, {issuer.en}")
        date = source.date or words("say.no_date")
        yield from row(source.id, *document, words(f"source_kind.{source.kind}"), date)


def source_notes(policy: Policy) -> Iterator[str]:
    for source in policy.sources.values():
        if source.note is not None:
            yield f"- {source.id}：{source.note.zh}\n  {source.note.en}"


def install(policy: Policy, distribution: str) -> Iterator[str]:
    name, region = policy.plugin, policy.region.id
    checkout = "从源码安装：在仓库根目录执行 `pip install .`，各插件一并装好。\n"
    checkout += "From a checkout: `pip install .` at its root installs every plugin."
    if name == FLOOR_PLUGIN:
        yield f"```console\n$ pip install {distribution}\n```"
        yield checkout
        yield (
            "各地都须安装本插件：其条款适用于每个地区，缺少时各地均报错。\n"
            "Every region needs it: its clauses stand under each, and without it each is an error row.\n"
            "若部署文件写明 `floor = false`，则不适用，结果中会注明。\n"
            "A deployment that says `floor = false` does without, and every row says so."
        )
        return
    floor = "" if policy.measures_alone else f" rongcuo-{FLOOR_PLUGIN}"
    yield f"```console\n$ pip install {distribution}{floor}\n```"
    yield checkout
    yield (
        "没有部署文件时，安装即启用；有部署文件的，请写入：\n"
        "Without a deployment file it is on once installed; with one, add:"
    )
    yield f'```toml\n# rongcuo.toml\n[region.{region}]\nplugins = ["{name}"]\n```'


def install_example(policy: Policy) -> Iterator[str]:
    yield (
        "仅供演示，不发布，`pip install .` 也不安装。需要时在仓库根目录执行：\n"
        "For demonstration: it isn't published, and `pip install .` leaves it out. At the checkout's root:"
    )
    yield f"```console\n$ pip install ./core ./plugins/{FLOOR_PLUGIN} ./examples/{policy.plugin}\n```"


# Markdown


def row(*cells: str) -> Iterator[str]:
    yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def pair(text: Text) -> tuple[str, str]:
    return text.zh, text.en


def words(key: str) -> str:
    """The catalogue's words for a key, in both languages."""
    text = both(key)
    return f"{text.zh} {text.en}"


def fresh(folder: Path) -> str:
    """The README that the policy files of a distribution make."""
    project = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]
    return readme(read(folder), project["name"], made_up=folder.parent.name == "examples")


def main(arguments: list[str]) -> int:
    projects = [
        *sorted(ROOT.glob("plugins/*/pyproject.toml")),
        *sorted(ROOT.glob("examples/*/pyproject.toml")),
    ]
    readmes = {file.parent / "README.md": fresh(file.parent) for file in projects}
    return bring_up_to_date(readmes, "plugin_readmes", arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
