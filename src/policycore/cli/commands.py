"""What each command of the core does. Results go to standard output, what is wrong to standard error."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from ..calendar import DayUnit
from ..engine.examples import Result, run_examples
from ..engine.mutation import Proof, prove
from ..engine.three_values import untried
from ..forms import Form
from ..formula import Formula, say_formula
from ..pack import Pack, PackError, build_pack, load_pack, read_pack
from ..pack.compare import compare as compare_packs
from ..pack.coverage import carried_out_by, unproven
from ..pack.coverage import coverage as coverage_lines
from ..pack.diagram import mermaid
from ..pack.example_checks import example_problems
from ..pack.schema import schemas
from ..pack.words import words_of
from ..say import Say


class CommandError(Exception):
    """A command that cannot be carried out as given: what was found and what is there."""


def folder_of(options: Namespace, name: str) -> Path:
    """Return the folder of a pack given by id or by path; raise :class:`CommandError` naming what is there."""
    for path in (Path(options.policies) / name, Path(name)):
        if path.is_dir():
            return path
    there = sorted(p.name for p in Path(options.policies).glob("*/") if (p / "pack.yaml").exists())
    raise CommandError(f"no pack {name!r} in {options.policies}; there are: {', '.join(there) or 'none'}")


def _packs(options: Namespace) -> Iterable[Path]:
    if options.pack:
        return [folder_of(options, name) for name in options.pack]
    found = sorted(p.parent for p in Path(options.policies).glob("*/pack.yaml"))
    if not found:
        raise CommandError(f"no pack in {options.policies}: no folder there has a pack.yaml")
    return found


def check(options: Namespace) -> int:
    """Load packs; every problem is named with file and line."""
    for folder in _packs(options):
        pack = load_pack(folder)
        elements = sum(1 for _ in pack.elements())
        print(f"{pack.id} v{pack.header.version}: {len(pack.articles)} articles, {elements} elements, "
              f"{len(pack.open_points)} open points, {len(pack.examples)} examples · {pack.digest[:12]}")  # fmt: skip
    return 0


def test(options: Namespace) -> int:
    """Run worked examples; with ``--mutate`` also every mutant against them."""
    status = 0
    for folder in _packs(options):
        raw = read_pack(folder)
        pack = build_pack(raw)
        if problems := example_problems(pack, raw.files):
            raise PackError(problems)
        results = run_examples(pack, options.calendar())
        failed = _report(pack, results)
        status |= failed
        if options.mutate and any(not result.passed for result in results):
            # A failing example would seem to notice every mutant.
            print(
                f"{pack.id}: mend the failing examples first; mutants are tried only against examples that hold",
                file=sys.stderr,
            )
        elif options.mutate:
            status |= _report_proofs(pack, _proofs(options, folder))
    return status


def _report(pack: Pack, results: list[Result]) -> int:
    failed = [r for r in results if not r.passed]
    for result in failed:
        print(result, file=sys.stderr)
    gaps = untried(pack, results)
    for rule, values in gaps:
        print(f"{pack.id}: {rule}: no worked example gives {', '.join(values)}", file=sys.stderr)
    print(
        f"{pack.id}: {len(results) - len(failed)} of {len(results)} examples as expected; {len(gaps)} rules without all three values"
    )
    return 1 if failed or gaps else 0


def _proofs(options: Namespace, folder: Path) -> list[Proof]:
    wanted = getattr(options, "only", "")
    shown = [0]

    def progress(_: object) -> None:
        shown[0] += 1
        if shown[0] % 100 == 0 and sys.stderr.isatty():
            print(f"\r{shown[0]} mutants", end="", file=sys.stderr)

    only = (lambda section, element: wanted in f"{section}/{element}") if wanted else None
    proofs = prove(read_pack(folder), options.calendar(), only=only, progress=progress)
    if sys.stderr.isatty():
        print("\r", end="", file=sys.stderr)
    return proofs


def _report_proofs(pack: Pack, proofs: list[Proof]) -> int:
    for proof in proofs:
        for what in proof.survived:
            print(f"{pack.id}: {proof.section}/{proof.element}: no example notices «{what}»", file=sys.stderr)
        if not proof.caught and not proof.survived:
            tried = f" ({len(proof.not_loading)} mutants, none of which loads)" if proof.not_loading else ""
            print(f"{pack.id}: {proof.section}/{proof.element}: unproven{tried}", file=sys.stderr)
    caught, survived = sum(len(p.caught) for p in proofs), sum(len(p.survived) for p in proofs)
    silent = sum(len(p.not_loading) for p in proofs)
    open_ = [p for p in proofs if not p.proven]
    print(f"{pack.id}: {caught} mutants caught, {survived} survived, {silent} did not load and prove nothing; "
          f"{len(proofs) - len(open_)} of {len(proofs)} elements proven")  # fmt: skip
    return 1 if open_ else 0


def coverage(options: Namespace) -> int:
    """Print what carries each article out and what proves it."""
    folder = folder_of(options, options.pack)
    pack = load_pack(folder)
    options.only = ""
    proven = {f"{p.section}/{p.element}": p.proven_by for p in _proofs(options, folder)}
    lines = coverage_lines(pack, proven)
    if options.json:
        print(
            json.dumps({"pack": pack.id, "articles": [line.as_data() for line in lines]}, ensure_ascii=False, indent=1)
        )
    else:
        for line in lines:
            told = ", ".join(line.by) if line.by else line.why or line.row
            print(f"{line.id:<12} {line.status:<16} {line.printed} {line.title} · {told} · 样例 {len(line.proven_by)}")
    open_ = unproven(lines)
    for line in open_:
        print(
            f"{pack.id}: {line.id}: carried out by {', '.join(line.by) or 'nothing'}, proven by no example",
            file=sys.stderr,
        )
    return 1 if open_ else 0


def explain(options: Namespace) -> int:
    """Print an article or an element in words."""
    pack = load_pack(folder_of(options, options.pack))
    article = pack.articles.get(options.what)
    if article:
        print(f"{article.printed} {article.title.zh} ({article.id})\n  {article.zh}\n  {article.en}")
        print(
            f"  {article.status.value if article.status else 'carried_out'} {article.why.zh if article.why else ''}{article.row}"
        )
        for element in carried_out_by(pack).get(article.id, ()):
            print(f"  · {element}")
        return 0
    rules = {f"{section}/{element}": rule for section, element, rule in pack.elements()}
    if options.what not in rules:
        raise CommandError(
            f"{options.what!r} is no article and no element of {pack.id}; an element is written section/id"
        )
    rule = rules[options.what]
    basis = "、".join(pack.printed(a) for a in rule.citation().articles) or rule.citation().text.zh
    print(f"{options.what} · {rule.say.zh} / {rule.say.en} · {basis} · {rule.strength}")
    for name, formula in _formulas(rule, ""):
        said = say_formula(formula.node, partial(_words_in, pack, rule))
        print(f"  {name}: {said.zh}\n  {' ' * len(name)}  {said.en}\n  {' ' * len(name)}  {formula.text}")
    return 0


def _formulas(value: Any, key: str) -> Iterator[tuple[str, Formula]]:
    """Yield the formulas of an element by their key, those of the checks and fields of a form among them."""
    if isinstance(value, Formula):
        yield key, value
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            yield from _formulas(getattr(value, name), f"{key}.{field.alias or name}".strip("."))
    elif isinstance(value, tuple | list):
        for place, item in enumerate(value, 1):
            yield from _formulas(item, f"{key}.{getattr(item, 'id', place)}")


def _words_in(pack: Pack, rule: BaseModel, name: str) -> Say:
    """What a name is called inside an element: the label of a form's field, else what the pack calls it."""
    fields = (
        [*rule.fields(), *(column for field in rule.fields() for column in field.columns)]
        if isinstance(rule, Form)
        else []
    )
    found = next((one for one in fields if name in (one.id, one.zh)), None)
    return Say(found.zh, found.en) if found else words_of(pack, name)


def compare(options: Namespace) -> int:
    """Print what two packs say differently."""
    old, new = (load_pack(folder_of(options, name)) for name in (options.old, options.new))
    changes = compare_packs(old, new)
    for change in changes:
        print(change)
    print(f"{len(changes)} differences between {old.id} v{old.header.version} and {new.id} v{new.header.version}")
    return 0


def diagram(options: Namespace) -> int:
    """Print procedures as Mermaid flow charts."""
    pack = load_pack(folder_of(options, options.pack))
    names = [options.procedure] if options.procedure else list(pack.procedures)
    for name in names:
        if name not in pack.procedures:
            raise CommandError(f"{pack.id} has no procedure {name!r}; it has: {', '.join(pack.procedures)}")
        print(mermaid(pack, pack.procedures[name], options.language))
    return 0


def schema(options: Namespace) -> int:
    """Write the JSON Schema of every file of a pack."""
    found = schemas()
    if options.out is None:
        print(json.dumps(found, ensure_ascii=False, indent=1))
        return 0
    options.out.mkdir(parents=True, exist_ok=True)
    for name, data in found.items():
        target = options.out / f"{name.replace('/*', '').removesuffix('.yaml')}.schema.json"
        target.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{len(found)} schemas in {options.out}")
    return 0


def window(options: Namespace) -> int:
    """Print the last day of a window; a day that leans on an unpublished calendar says so."""
    try:
        start = date.fromisoformat(options.start)
    except ValueError:
        raise CommandError(f"{options.start!r} is no day; write it as 2026-09-28") from None
    unit = DayUnit.WORKDAY if options.unit == "workday" else DayUnit.DAY
    try:
        due = options.calendar().window(start, options.length, unit, count_first=options.count_first)
    except ValueError as error:
        raise CommandError(str(error)) from None
    print(due.day.isoformat())
    if due.provisional:
        print(
            "暂定：有年份的放假安排还没有公布 / provisional: a year of this window is not published yet",
            file=sys.stderr,
        )
    return 0
