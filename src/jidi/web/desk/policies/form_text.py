"""The text of a form definition: checked line by line as the core checks it, and shown as people will read the form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import yaml
from pydantic import ValidationError

from jidi.common.say import Say
from jidi.policies.bounds import form_decided, formulas_of, objections_to
from jidi.web.desk.policies.sentences import said
from policycore.forms import FieldKind, Form, FormField, Severity
from policycore.formula import FormulaError, check
from policycore.open_points import OpenPoint
from policycore.pack import Pack
from policycore.pack.explain import explain
from policycore.pack.names import names_in, names_of
from policycore.pack.problems import Problem
from policycore.pack.reading import Located, read_text

FIELD_WORDS: Mapping[FieldKind, Say] = {
    FieldKind.NUMBER: Say("数", "number"),
    FieldKind.INTEGER: Say("整数", "whole number"),
    FieldKind.PERCENT: Say("百分比", "percentage"),
    FieldKind.TEXT: Say("文字", "text"),
    FieldKind.LONG_TEXT: Say("长文字", "long text"),
    FieldKind.DATE: Say("日期", "day"),
    FieldKind.CHOICE: Say("选项", "choice"),
    FieldKind.FLAG: Say("是或否", "yes or no"),
    FieldKind.HS_CODES: Say("海关编码", "HS codes"),
    FieldKind.NAMED_COUNT: Say("数目并列名", "number with names"),
    FieldKind.DERIVED: Say("自动算", "computed"),
    FieldKind.TABLE: Say("表格", "table"),
}
SEVERITY_WORDS: Mapping[Severity, Say] = {
    Severity.MUST: Say("强制", "must hold"),
    Severity.RELEASABLE: Say("准强制", "may be released"),
    Severity.EXPLAIN: Say("核实", "explain"),
    Severity.HINT: Say("提示", "note"),
}
# What the core tells pack authors in English, for the person at the page in Chinese.
_IN_CHINESE: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"^is no key here; "), "没有这个键；"),
    (re.compile(r"^is missing here; it has to be written$"), "缺这一项，须写明"),
    (re.compile(r"^is missing here; it needs "), "缺这一项，须写明；要"),
    (re.compile(r"^is empty; it needs at least one entry$"), "是空的，至少要写一项"),
    (re.compile(r"^is empty; it needs a text$"), "是空的，须写文字"),
    (re.compile(r"^is no YAML: "), "不是 YAML 的写法："),
    (re.compile(r"is written twice in the same place \(first on line (\d+)\); keep one"), r"同一处写了两遍（先在第 \1 行），留一个"),
    (re.compile(r"; a bracket or quote may not be closed, or a text needs quotes \(.*\); indent with spaces$"),
     "；可能是括号或引号没有收尾，或文字里的 : #（{…} 里还有逗号和方括号）没有加引号"),
    (re.compile(r"did you mean '([^']*)'\? "), r"是不是想写 \1？"),
    (re.compile(r"allowed: "), "可用："),
    (re.compile(r"^found "), "写的是 "),
    (re.compile(r"^unit: found "), "unit：写的是 "),
    (re.compile(r"; needs "), "；要"),
    (re.compile(r"a text( \(put it in quotes\))?$"), "写文字"),
    (re.compile(r"a whole number$"), "写整数"),
    (re.compile(r"a number$"), "写数"),
    (re.compile(r"true or false$"), "写 true 或 false"),
    (re.compile(r"keys with values"), "写成 键: 值"),
    (re.compile(r"a list"), "写成一列"),
    (re.compile(r"^two fields have the same id: "), "这些栏目的 id 重复："),
    (re.compile(r"^a field of kind (\S+) needs (\S+)$"), r"\1 类栏目须写 \2"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LineProblem:
    """Something wrong in the text: its line (0: the whole), its key, the sentence."""

    line: int
    key: str
    what: Say

    @property
    def say(self) -> Say:
        """Line, key and sentence together."""
        zh = f"{f'第 {self.line} 行' if self.line else '全文'}{f'（{self.key}）' if self.key else ''}：{self.what.zh}"
        en = f"{f'line {self.line}' if self.line else 'the text'}{f' ({self.key})' if self.key else ''}: {self.what.en}"
        return Say(zh, en)


@dataclass(frozen=True, slots=True)
class FieldShown:
    """A field as people will see it in the form."""

    name: Say
    kind: Say
    unit: str
    more: tuple[Say, ...]
    required: bool
    below: bool


@dataclass(frozen=True, slots=True)
class SectionShown:
    """A part of the form with its fields."""

    title: Say
    fields: tuple[FieldShown, ...]


@dataclass(frozen=True, slots=True)
class FormShown:
    """The form as people will read it: parts with fields, and the checks in words."""

    title: Say
    sections: tuple[SectionShown, ...]
    checks: tuple[tuple[Say, Say], ...]

    @property
    def count(self) -> int:
        """How many fields it has."""
        return sum(len(section.fields) for section in self.sections)


@dataclass(frozen=True, slots=True)
class Checked:
    """A checked text: its data, what is wrong with it, and the form to read when nothing is."""

    data: Any = None
    problems: tuple[LineProblem, ...] = field(default=())
    shown: FormShown | None = None


def checked_data(pack: Pack, point: OpenPoint, text: str) -> tuple[Any, list[Say]]:
    """The data of the YAML text of a checklist, an indicator system or the parts of a payment, and what is wrong with it."""
    located, problems = _read(text)
    if problems:
        return None, [one.say for one in problems]
    found = [one.say for one in objections_to(pack, point, located.data)]
    return located.data, [Say(in_chinese(one.zh), one.en) for one in found]


def _read(text: str) -> tuple[Located, tuple[LineProblem, ...]]:
    alias = _alias_line(text)
    if alias:
        what = Say("不支持 YAML 的引用（& 和 *），请照写一遍", "YAML anchors (& and *) are not read; write it out")
        return Located(""), (LineProblem(alias, "", what),)
    located = read_text(text, "")
    return located, tuple(_problem(one) for one in located.problems)


def check_form_text(pack: Pack, point: OpenPoint, text: str) -> Checked:
    """Check the YAML text of a form for a point of a pack, every problem with its line."""
    located, problems = _read(text)
    if problems:
        return Checked(problems=problems)
    if not isinstance(located.data, dict):
        what = Say("要写成 键: 值，从 zh 和 sections 写起", "needs keys with values: zh, sections")
        return Checked(problems=(LineProblem(0, "", what),))
    try:
        form = form_decided(point.id, located.data)
    except ValidationError as error:
        return Checked(located.data, tuple(_problem(one) for one in _real(explain(error, Form, located, ()))))
    wrong = tuple(_formula_problems(pack, form, located))
    return Checked(located.data, wrong, None if wrong else form_shown(pack, form))


def _alias_line(text: str) -> int:
    """The line of the first reference to something written elsewhere: a few of them can unfold without end."""
    try:
        found = next((token for token in yaml.scan(text) if isinstance(token, yaml.AliasToken)), None)
    except yaml.YAMLError:
        return 0
    return found.start_mark.line + 1 if found else 0


def _real(found: list[Problem]) -> list[Problem]:
    """Without what only follows from something further in: a list is called empty when what is in it is wrong."""
    return [
        one
        for one in found
        if not (one.message.startswith("is empty") and any(more.key.startswith(f"{one.key}.") for more in found))
    ]


def _problem(problem: Problem) -> LineProblem:
    return LineProblem(problem.line, problem.key, Say(in_chinese(problem.message), problem.message))


def in_chinese(message: str) -> str:
    """What the core tells pack authors in English, for the person at the page."""
    for pattern, words in _IN_CHINESE:
        message = pattern.sub(words, message)
    return message


def _formula_problems(pack: Pack, form: Form, located: Located) -> Iterator[LineProblem]:
    names = names_in(names_of(pack), form)
    for path, _, formula in formulas_of(form):
        try:
            check(formula.node, names, formula.text)
        except FormulaError as error:
            yield LineProblem(located.line_of(path), str(path[-1]), Say(in_chinese(str(error)), str(error)))


# --- to read -------------------------------------------------------------------------------------------------------


def form_shown(pack: Pack, form: Form) -> FormShown:
    """A form as people will read it."""
    names = {one.id: Say(one.zh, one.en) for one in form.fields()}
    sections = tuple(
        SectionShown(Say(section.zh, section.en), tuple(_fields(section.fields, names))) for section in form.sections
    )
    checks = tuple(
        (SEVERITY_WORDS[one.severity], Say(one.zh, one.en) if one.zh else said(pack, one.must, names))
        for one in form.checks
    )
    return FormShown(form.say, sections, checks)


def _fields(fields: tuple[FormField, ...], names: Mapping[str, Say]) -> Iterator[FieldShown]:
    for one in fields:
        more = []
        if one.years > 1:
            more.append(Say(f"连填 {one.years} 年", f"{one.years} years"))
        if one.choices:
            listed = "、".join(getattr(words, "zh", words) for words in one.choices.values())
            more.append(Say(f"可选：{listed}", f"choices: {listed}"))
        if one.columns:
            listed = "、".join(column.zh for column in one.columns)
            more.append(Say(f"各列：{listed}", f"columns: {listed}"))
        if one.of_which:
            whole = names.get(one.of_which, Say(one.of_which))
            more.append(Say(f"其中项，属于「{whole.zh}」", f"part of “{whole.en or whole.zh}”"))
        if one.help:
            more.append(Say(one.help, one.help_en))
        name, kind = Say(one.zh, one.en), FIELD_WORDS[one.kind]
        yield FieldShown(name, kind, one.unit, tuple(more), one.required, bool(one.of_which))


def shown_of(pack: Pack, point: OpenPoint, value: Any) -> FormShown | None:
    """A decided form to read; None for one this version of the system no longer reads."""
    try:
        return form_shown(pack, form_decided(point.id, value))
    except ValidationError:
        return None


def text_of(value: Mapping[str, Any]) -> str:
    """A decided form as the YAML text it can be changed from."""
    return yaml.dump(_plain(value), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        found = {str(key): _plain(item) for key, item in value.items()}
        return dict(sorted(found.items(), key=lambda pair: _ORDER.get(pair[0], len(_ORDER))))
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


# What is stored has its keys sorted; people write a name first and the long parts last.
_ORDER = {
    key: place
    for place, key in enumerate(
        (
            "id", "zh", "en", "kind", "unit", "scale", "years", "of-which", "formula", "choices", "required", "help",
            "help-en", "max-length", "digits", "must", "severity", "tolerance", "about", "every", "cite", "basis", "rule", "act",
            "strength", "indicator", "inferred", "columns", "fields", "sections", "checks",
        )
    )
}  # fmt: skip


class _Dumper(yaml.SafeDumper):
    """Numbers and days as they are written by hand."""


_Dumper.add_representer(Decimal, lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:float", f"{value:f}"))
_Dumper.add_representer(
    date, lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:timestamp", value.isoformat())
)
