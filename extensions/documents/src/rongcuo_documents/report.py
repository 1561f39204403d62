"""What stands in a report, whatever its form: the one screen, what each row rests on, the case, the texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from attrs import frozen

from rongcuo.cli.beside import beside
from rongcuo.cli.output import Result, Setting
from rongcuo.comparing.alignment import Matrix
from rongcuo.comparing.comparison import Answer, Comparison
from rongcuo.facts.problems import STANDARD_INPUT, as_argument
from rongcuo.facts.text import Language, say
from rongcuo.policy.cases import DATES, in_language
from rongcuo.policy.clauses import About, Earlier
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.policy.policy import Policy, Rule
from rongcuo.render.page import AsPrinted, Block, Heading, Lines, Origin, Picture, Table
from rongcuo.render.ruling import clause_table, clauses_of_texts_above, said, sheet_table, unseen_lines
from rongcuo.render.screen import comparison_screen
from rongcuo.render.words import Words
from rongcuo.ruling.result import Ruling

from .fingerprint import Fingerprint, fingerprint

#: States of clauses that nothing hangs on in this case; they stand behind the others.
_ASIDE = ("not_met", "not_in_force")


@frozen
class Fold:
    """A part that unfolds: the cells of its head, the colour of the second, and what is behind them."""

    head: tuple[str, ...]
    behind: tuple[Part, ...]
    tone: str = ""
    open: bool = False


@frozen
class Rows:
    """A table whose rows unfold; `title` is for where what is behind them stands by itself."""

    columns: tuple[str, ...]
    rows: tuple[Fold, ...]
    title: str
    hint: str


Part = Block | Fold | Rows | Picture


@frozen(kw_only=True)
class Report:
    """A title, what is read first, and what is looked up; `wide` where it needs the long side of the paper.

    `case` is the file of the case, empty where the report is about none.
    """

    language: Language
    title: str
    first: tuple[Part, ...]
    further: tuple[Part, ...]
    fingerprint: Fingerprint
    case: str = ""
    wide: bool = False

    @property
    def check(self) -> str:
        """The command that holds the report against today's texts; of a file its name alone is told."""
        name = "CASE" if self.case == STANDARD_INPUT else Path(self.case).name
        check = f"rongcuo verify {say(self.language, 'report.file')}"
        return f"{check} --case {as_argument(name)}" if self.case else check


def report(result: Result, setting: Setting) -> Report:
    """The report of what a command has to say."""
    subject, words = result.subject, setting.words
    if isinstance(subject, Comparison):
        return report_of(subject, Words(setting.language, subject.registry))
    if isinstance(subject, Matrix):
        return _of_matrix(subject, list(result.page), words)
    if isinstance(subject, AsPrinted):
        return _as_printed(subject, result.page, setting.language)
    raise TypeError(f"no report is made of {type(subject).__name__}")


# A comparison, of one region too


def report_of(comparison: Comparison, words: Words) -> Report:
    """The report of a comparison, of one region too."""
    answers = list(comparison.answers)
    title, *screen = comparison_screen(comparison, words)
    assert isinstance(title, Heading)
    first: list[Part] = []
    for block in screen:
        if isinstance(block, Table) and block.tones:
            first.append(_rows(block, answers.pop(0), comparison, words))
        elif isinstance(block, Origin):
            first.append(_without_hint(block, words))
        else:
            first.append(block)
    regions = {ruling.region for answer in comparison.answers for ruling in answer.rulings}
    return Report(
        language=words.language,
        title=title.text,
        first=tuple(first),
        further=(*_case(comparison, words), *beside(comparison, words), *_texts(regions, words)),
        fingerprint=fingerprint(comparison.registry, regions, comparison.case),
        case=comparison.case.file,
    )


def _without_hint(block: Origin, words: Words) -> Origin:
    """What the whole rests on, without the option of the command line that shows more."""
    return Origin(
        tuple(line.removesuffix(words.say("say.more")).rstrip() for line in block.lines), block.columns
    )


def _rows(table: Table, answer: Answer, comparison: Comparison, words: Words) -> Rows:
    """The rows of the screen, each with all that its region says behind it."""
    left = list(answer.rulings)
    folds = []
    for row, tone in zip(table.rows, table.tones, strict=True):
        ruling = next(each for each in left if words.region(each.region) == row[0])
        left.remove(ruling)
        grounds = tuple(behind(ruling, comparison, words))
        folds.append(Fold(row, grounds, tone, open=len(answer.rulings) == 1))
    question = words.say(f"question.{answer.question}")
    title = words.labelled(words.say("report.rows"), question)
    return Rows(table.columns, tuple(folds), title, words.say("report.unfold"))


def behind(ruling: Ruling, comparison: Comparison, words: Words) -> Iterable[Part]:
    """All that one region says: its answer, what is unpublished, its clauses, the six factors."""
    here = words.here(ruling)
    if here is None or ruling.error is not None:
        yield Lines(tuple(said(ruling, words)))
        return
    unseen = unseen_lines(ruling, here, words)
    yield Lines(tuple(line for line in said(ruling, words) if line not in unseen), bullets=True)
    if unseen:
        yield Heading(words.say("report.unpublished"), 3)
        yield Lines(tuple(unseen), bullets=True)
    yield Heading(words.say("say.clauses"), 3)
    yield from _clauses(ruling, here, words)
    yield from clauses_of_texts_above(comparison, ruling, words, 3)
    yield Heading(words.say("say.sheet"), 3)
    yield sheet_table(comparison, here, words)


def _clauses(ruling: Ruling, here: Jurisdiction, words: Words) -> Iterable[Part]:
    table = clause_table(ruling, here, words)
    pairs = list(zip(ruling.clauses, table.rows, strict=True))
    near = tuple(row for state, row in pairs if state.state not in _ASIDE)
    aside = tuple(row for state, row in pairs if state.state in _ASIDE)
    if near:
        yield Table(table.columns, near)
    if aside and near:
        head = words.say("report.aside", count=len(aside))
        yield Fold((head,), (Table(table.columns, aside),))
    elif aside:
        yield Table(table.columns, aside)


def _case(comparison: Comparison, words: Words) -> Iterable[Part]:
    """What the case says, as it was read."""
    case = comparison.case
    yield Heading(words.say("report.case"), 2)
    lines = [words.labelled(words.say("say.where"), words.place(case.where))]
    lines += [
        words.labelled(words.say(f"report.date_{name}"), day)
        for name in DATES
        if (day := getattr(case.dates, name))
    ]
    if case.summary is not None:
        lines.insert(0, in_language(words.language, case.summary))
    yield Lines((*lines, *words.checked(case.facts)))
    rows = []
    for name, known in case.facts.items():
        fact = comparison.vocabulary.get(name)
        if fact is not None:
            proofs = [each for each in case.evidence if each.fact == name]
            shown = [words.aside(e.document, e.note) if e.note else e.document for e in proofs]
            basis = [*([known.basis] if known.basis else []), *shown]
            rows.append((words.fact(name), words.value(fact, known), words.joined(basis)))
    for name, finding in case.findings.items():
        met = words.say("report.met" if finding.met else "report.not_met")
        value = words.say("say.known_by", value=met, by=finding.by) if finding.by else met
        rows.append((words.fact_or_list(name), value, finding.basis or ""))
    if rows:
        columns = (*words.columns("fact"), words.say("report.recorded"), words.say("report.basis"))
        yield Table(columns, tuple(rows))


# The matrix


def _of_matrix(matrix: Matrix, page: Sequence[Block], words: Words) -> Report:
    title, *blocks = page
    assert isinstance(title, Heading)
    rows = [line.cells for table in matrix.tables for line in table.lines]
    folds = []
    for index, column in enumerate(matrix.columns):
        rules = {rule.id: rule for cells in rows for rule in (*cells[index].clauses, *cells[index].above)}
        if rules:
            clauses = Table(
                words.columns("clause", "source"), tuple(_clause(r, words) for r in rules.values())
            )
            head = words.say("report.clauses_of", region=words.pick(column.name), count=len(rules))
            folds.append(Fold((head,), (clauses,)))
    regions = {column.id for column in matrix.columns}
    return Report(
        language=words.language,
        title=title.text,
        first=tuple(blocks),
        further=(Heading(words.say("say.clauses"), 2), *folds, *_texts(regions, words)),
        fingerprint=fingerprint(words.registry, regions, None),
        wide=len(matrix.columns) > _NARROW,
    )


#: So many regions stand side by side on the short side of the paper.
_NARROW = 5


def _clause(rule: Rule, words: Words) -> tuple[str, str]:
    source = [words.pick(rule.source.title), words.say(f"source_kind.{rule.source.kind}")]
    source += [rule.source.date] if rule.source.date else []
    source += [words.pick(rule.clause.locator)] if rule.clause.locator else []
    said = f"{rule.id} {words.pick(rule.clause.title)}\n{words.pick(rule.clause.statement)}"
    return said, words.listed(source)


# A page as it stands


def _as_printed(printed: AsPrinted, page: Sequence[Block], language: Language) -> Report:
    title, *blocks = page
    assert isinstance(title, Heading)
    picture = () if printed.picture is None else (printed.picture,)
    return Report(
        language=language,
        title=title.text,
        first=(*picture, *blocks),
        further=(),
        fingerprint=fingerprint(printed.registry, printed.regions, None),
        wide=True,
    )


# The texts


def _texts(regions: Iterable[str], words: Words) -> Iterable[Part]:
    """The texts that serve the rows, with their versions and dates; then those of the levels above."""
    registry = words.registry
    names: dict[str, None] = {}
    for each in (registry, registry.on_every_layer):
        for region in sorted(regions):
            if region in each.answering:
                for text in each.answering[region].texts:
                    names |= dict.fromkeys((text.plugin, *text.internal))
    rows = [_text(registry.policies[name], words) for name in names if name in registry.policies]
    if rows:
        yield Heading(words.say("report.texts"), 2)
        columns = words.columns("policy", "in_force", "source", "plugin")
        yield Table(columns, tuple(rows))


def _text(policy: Policy, words: Words) -> tuple[str, ...]:
    """A text, when it is in force, its former versions, what was read, and the plugin that holds it."""
    region, about = policy.region, policy.region.policy
    titles = [words.pick(region.name), words.pick(about.title)]
    dates = [_in_force(about, words), *(_former(former, words) for former in region.earlier)]
    sources = [
        words.aside(
            words.pick(source.title),
            words.listed([words.say(f"source_kind.{source.kind}"), source.date or words.say("say.no_date")]),
        )
        for source in policy.sources.values()
    ]
    return (
        "\n".join(titles),
        "\n".join(dates),
        "\n".join(sources),
        f"{policy.plugin} {policy.version}".rstrip(),
    )


def _in_force(about: About | Earlier, words: Words) -> str:
    dates = [
        words.say(f"report.{key}", day=day)
        for key, day in (("from", about.from_), ("to", about.to), ("reported", about.reported))
        if day and not (key == "reported" and about.from_)
    ]
    return words.joined(dates) or words.say("say.no_date")


def _former(former: Earlier, words: Words) -> str:
    public = "report.former" if former.published else "report.former_unpublished"
    return words.say(public, title=words.pick(former.title), dates=_in_force(former, words))
