"""Findings: what checking a plugin found, each with a documented code and how much it weighs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from attrs import field, frozen

from rongcuo.facts.known import Known
from rongcuo.facts.problems import Problem
from rongcuo.facts.text import Text

#: An `error` makes the plugin wrong, a `warning` is to be looked at, `work` is left to be done; `accepted` is
#: a warning that was looked at.
Severity = Literal["error", "warning", "work", "accepted"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "work", "accepted")


@frozen
class Code:
    """A documented kind of finding, and the problems that are of it."""

    severity: Severity
    problems: tuple[str, ...]


def _code(severity: Severity, problems: str) -> Code:
    return Code(severity, tuple(problems.split()))


#: Every code.  RC1: what loading finds.  RC2: what the conditions come to.  RC3: facts and cases.
#: RC4: sources, counts, dates.  RC5: the words against the conditions.  RC6: copies.  RC7: work left.
#: RC8: what is accepted.
CODES: dict[str, Code] = {
    "RC101": _code(
        "error",
        "no_file unreadable input_closed is_folder empty_file empty_chapter too_large too_large_together many_entries "
        "many_mistakes gb18030 utf16 not_utf8 not_text",
    ),
    "RC102": _code(
        "error",
        "wide_sign bad_toml toml_quote toml_control toml_value toml_date toml_equals toml_key toml_rest "
        "toml_bare toml_header toml_array toml_inline toml_twice toml_backslash toml_deep toml_key_deep toml_digits "
        "toml_unread toml_unquoted toml_unquoted_lines",
    ),
    "RC103": _code(
        "error",
        "unknown_file no_edition_folder unpublished_files undeclared_version region_of_version sources_of_version",
    ),
    "RC104": _code("error", "unknown_key fact_adverse clause_dated"),
    "RC105": _code("error", "missing_key"),
    "RC106": _code("error", "wrong_type not_a_list"),
    "RC107": _code("error", "not_one_of"),
    "RC108": _code("error", "bad_id bad_code bad_format bad_version_id own_parent unpublished_states"),
    "RC109": _code("error", "duplicate_name"),
    "RC110": _code("error", "bad_inexact_date in_force_backwards begins_twice"),
    "RC111": _code("error", "unknown_source"),
    "RC112": _code("error", "unknown_topic topic_family"),
    "RC113": _code(
        "error", "unknown_list kind_not_here gates_elsewhere favoured_without_doubt floor_elsewhere"
    ),
    "RC114": _code("error", "announced_with_counted complete_from_report clauses_in_no_list bad_least"),
    "RC115": _code("error", "more_than_announced"),
    "RC116": _code("error", "bad_reading"),
    "RC117": _code("error", "bad_term bad_period period_of_one_date period_date_compared circular"),
    "RC118": _code(
        "error",
        "fact_needs_choices fact_many_choices fact_takes_no_choices "
        "fact_choice_twice fact_never_adverse fact_needs_absent fact_also_no fact_harm fact_derived",
    ),
    "RC119": _code("error", "unknown_name points_nowhere no_such_step"),
    "RC120": _code(
        "error",
        "bad_condition condition_too_long condition_too_deep condition_too_large policy_too_large "
        "form_in_condition call_in_condition chained_comparison "
        "comma_in_condition fact_on_the_left literal_on_the_right",
    ),
    "RC121": _code(
        "error",
        "name_not_compared needs_comparison in_needs_choices in_needs_set no_order compare_yes_no compare_set",
    ),
    "RC122": _code("error", "bad_choice needs_list bad_amount bad_date bad_days compares_unknown"),
    "RC123": _code(
        "error", "needs_when needs_requires finding_without_when finding_named worth_missing todo_condition"
    ),
    "RC124": _code("error", "addresses_adverse"),
    "RC125": _code("error", "needs_fills fills_elsewhere fills_nothing_missing fills_several fills_nothing"),
    "RC126": _code(
        "error",
        "unknown_fact absent_not_adverse absent_but_found no_value in_and_out empty_span empty_where no_base "
        "extends_itself filing_dates period_dates as_read_told decided_no_account decided_nowhere unknown_clause "
        "finding_not_asked list_finding_true findings_disagree contradicts_facts contradiction "
        "impossible needs_other fact_ambiguous choice_ambiguous "
        "named_twice",
    ),
    "RC127": _code(
        "error",
        "plugin_import plugin_broken plugin_ends hook_raised unknown_hook unmarked_hook bad_hook hook_argument "
        "no_region no_clause no_hook hook_wrapper no_sources not_a_chapter not_a_clause not_a_command",
    ),
    "RC128": _code(
        "error",
        "version_states added_without_states no_difference empty_version repealed_untold repealed_nowhere "
        "repealed_and_there added_untold added_nowhere added_and_stated count_of_version version_kind version_word",
    ),
    "RC129": _code("error", "no_procedure each_of_one bad_length step_below"),
    "RC201": _code("error", "check_never"),
    "RC202": _code("warning", "check_always"),
    "RC203": _code("warning", "check_shadowed"),
    "RC204": _code("warning", "check_same"),
    "RC205": _code("warning", "check_only_refused"),
    "RC206": _code("warning", "check_tier_unreachable"),
    "RC207": _code("error", "check_contradict check_contradicts_situation"),
    "RC208": _code("warning", "check_worse_fact_helps check_worse_helps"),
    "RC209": _code("warning", "check_too_complex"),
    "RC210": _code("warning", "check_filing_hurts"),
    "RC211": _code("error", "check_line_open check_learning_widens"),
    "RC301": _code("warning", "check_word_unused"),
    "RC302": _code("warning", "check_case_fact_unread"),
    "RC303": _code("warning", "check_fact_not_set"),
    "RC304": _code("warning", "check_never_decides"),
    "RC401": _code("work", "check_uncited"),
    "RC402": _code("warning", "check_zh_missing check_en_missing check_zh_in_en"),
    "RC403": _code("warning", "check_count check_number_left_out"),
    "RC404": _code("warning", "check_gap check_no_start"),
    "RC405": _code("error", "versions_overlap check_overlap"),
    "RC406": _code("error", "check_outside_version"),
    "RC407": _code("warning", "check_list_uncited check_list_undeclared"),
    "RC408": _code("warning", "check_version_by_dates check_version_by_ids check_version_renamed"),
    "RC409": _code("warning", "check_later_source check_later_cited"),
    "RC501": _code("warning", "check_operator"),
    "RC502": _code("warning", "check_number check_term_number"),
    "RC503": _code("warning", "check_days_working check_days_calendar"),
    "RC504": _code("warning", "check_question_more check_question_less check_question_not"),
    "RC505": _code("warning", "check_finding_denied"),
    "RC506": _code("warning", "check_period_backwards"),
    "RC601": _code("error", "check_copied"),
    "RC701": _code("work", "check_todo"),
    "RC702": _code("work", "check_verify"),
    "RC703": _code("work", "check_no_cases"),
    "RC704": _code("work", "check_placeholder"),
    "RC801": _code("warning", "check_accepted_stale"),
}
#: The code of whatever else keeps a plugin from loading, and of every mistake in its cases and decided matters.
OTHERWISE, IN_A_CASE = "RC127", "RC126"

_OF_PROBLEM = {problem: name for name, code in CODES.items() for problem in code.problems}


@frozen(kw_only=True)
class Finding:
    """One thing that checking found: what and where, and the facts of a case that shows it.

    `accepted` is why the author leaves it.
    """

    problem: Problem
    witness: Mapping[str, Known] = field(factory=dict)
    accepted: Text | None = None

    @property
    def code(self) -> str:
        if self.problem.file.startswith(("cases/", "decided/")) and not self.problem.code.startswith(
            "check_"
        ):
            return IN_A_CASE
        return _OF_PROBLEM.get(self.problem.code, OTHERWISE)

    @property
    def severity(self) -> Severity:
        return CODES[self.code].severity if self.accepted is None else "accepted"

    @property
    def clause(self) -> str:
        """The id of the clause or word that it is about, or else its place, without the line."""
        place = re.sub(r"^line \d+, ", "", self.problem.place).partition(",")[0]
        entry = re.fullmatch(r"[a-z_]+ (\S+)", place)
        return place if entry is None else entry[1]


def as_finding(
    problem: str, file: str, place: str = "", witness: Mapping[str, Known] | None = None, /, **values: object
) -> Finding:
    """A finding of our own, beside what loading finds."""
    return Finding(problem=Problem(problem, values, place, file), witness=witness or {})
