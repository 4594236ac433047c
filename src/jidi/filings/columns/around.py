"""What stands around the returns of a stack, put beside the wide copy: the members of populations and their figures, the
figures of areas above, what the system knows of each subject. Made only for rules that ask for it.

A figure of somebody else is read from the series, as it is where a single return is judged: whatever form it was filed by.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from jidi.filings.columns.place import column_name
from jidi.filings.models import Filing
from jidi.filings.plans import indicator_of
from jidi.filings.series import current, read
from jidi.policies import queries as policies
from policycore.engine import Situation, SituationAround
from policycore.facts import Subject
from policycore.formula import plain as p
from policycore.formula.book import answer_in_base
from policycore.formula.emit_sql import Wide
from policycore.open_points import Where
from policycore.periods import Period
from policycore.verdict import Missing

if TYPE_CHECKING:
    from jidi.filings.columns.sweeps import Stack

_SQL = {"truth": "BOOLEAN", "number": "DECIMAL(38,6)", "bounds": "DECIMAL(18,0)", "text": "VARCHAR", "date": "DATE"}
Rows = list[list[Any]]
_AT_ONCE = 500


@dataclass
class Beside:
    """What is beside the wide copy for one stack, as rows of relations still to be made."""

    stack: Stack
    on: date
    nodes: tuple[p.Plain, ...] = ()
    areas: Mapping[Subject, str] = field(default_factory=dict)
    memo: dict[Any, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, stack: Stack, on: date) -> Beside | None:
        """Return what the rules of a stack ask for beside the returns; None when they ask for nothing."""
        if not stack.rules.book.looks_around:
            return None
        nodes = tuple(part for low in stack.rules.book.lows.values() for part in p.every(low.node))
        areas: dict[Subject, str] = {}
        for start in range(0, len(stack.filings), _AT_ONCE):
            rows = Filing.objects.filter(pk__in=stack.filings[start : start + _AT_ONCE]).order_by("pk")
            areas |= {
                Subject(kind, key): area
                for kind, key, area in rows.values_list("subject_kind", "subject_key", "area_id")
            }
        return cls(stack, on, nodes, areas)

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """Whom the returns are about."""
        return tuple(self.areas)

    def put(self, db: Any, wide: Wide) -> Wide:
        """Put everything asked for into the database; return the wide copy that knows where it is."""
        ranks = [node for node in self.nodes if isinstance(node, p.Rank)]
        populations, members = self._populations(db, ranks)
        if ranks:
            everybody = sorted({*members, *self.subjects}, key=lambda one: (one.kind, one.key))
            rows = list(self._figures(everybody, {one: [one] for one in everybody}))
            self._fill(db, "everyone", rows)
            wide = replace(wide, everyone="everyone", populations=populations)
        related = {whose: self._related(db, whose) for whose in sorted({node.whose for node in self._areas()})}
        return self._known(db, replace(wide, related=related))

    def _areas(self) -> Iterator[p.Cell]:
        return (node for node in self.nodes if isinstance(node, p.Cell) and node.whose)

    def _situation(self, subject: Subject) -> Situation:
        period = Period.parse(self.stack.period)
        where = Where(area=self.areas.get(subject, ""), year=str(period.year))
        found = policies.situation(self.stack.version, subject, self.on, where, batch=self.subjects)
        return replace(found, period=period)

    # --- populations ------------------------------------------------------------------------------------------------

    def _populations(self, db: Any, ranks: Sequence[p.Rank]) -> tuple[dict[tuple[str, str], str], set[Subject]]:
        """Write whom a place is asked of and among whom, by the area they are compared in."""
        found: dict[tuple[str, str], str] = {}
        every: set[Subject] = set()
        for rank in ranks:
            point = rank.population.point if isinstance(rank.population, p.Param) else ""
            name = str(self.stack.given.get(point) or "") if point else str(rank.population)
            if not name or (name, rank.within) in found:
                continue
            rows, members = self._grouped(name, rank.within)
            found[name, rank.within] = f"population{len(found)}"
            every |= members
            columns = {"subject_kind": "VARCHAR", "subject_key": "VARCHAR", "group": "VARCHAR", "member": "BOOLEAN"}
            _table(db, found[name, rank.within], columns, rows)
        return found, every

    def _grouped(self, name: str, within: str) -> tuple[Rows, set[Subject]]:
        groups: dict[str, tuple[set[Subject], list[Subject]]] = {}
        for subject in self.subjects:
            area = self._area(subject, within) if within else ""
            if area is None:
                continue
            group = str(area)
            if group not in groups:
                found = self._situation(subject).population(name, subject, within)
                groups[group] = (set() if isinstance(found, Missing) else set(found), [])
                if isinstance(found, Missing):
                    continue
            groups[group][1].append(subject)
        rows: Rows = []
        for group, (members, asking) in groups.items():
            whole = sorted({*members, *asking}, key=lambda one: (one.kind, one.key)) if members else []
            rows += [[one.kind, one.key, group, one in members] for one in whole]
        return rows, {one for members, asking in groups.values() for one in (*members, *asking)}

    # --- figures of others ------------------------------------------------------------------------------------------

    def _related(self, db: Any, whose: str) -> str:
        """Write the figures of the area in a relation to each subject, under that subject."""
        of: dict[Subject, list[Subject]] = {}
        for subject in self.subjects:
            area = self._area(subject, whose)
            if area is not None:
                of.setdefault(area, []).append(subject)
        self._fill(db, f"area {whose}", list(self._figures(list(of), of)))
        return f'"area {whose}"'

    def _area(self, subject: Subject, relation: str) -> Subject | None:
        key = (subject, relation)
        if key not in self.memo:
            found = self._situation(subject).related(subject, relation)
            self.memo[key] = None if isinstance(found, Missing) or not found else found[0]
        area: Subject | None = self.memo[key]
        return area

    def _figures(self, of: Collection[Subject], asking: Mapping[Subject, Iterable[Subject]]) -> Iterator[list[Any]]:
        """Yield a row for each subject that asks and each period: the figures of the one it asks about, in base units."""
        form = self.stack.rules.form
        fields = {indicator_of(form.id, one): one.id for one in form.fields() if one.id in self._columns()}
        rows: dict[tuple[Subject, str], dict[str, Decimal]] = {}
        if of and fields:
            for (subject, indicator, period), figure in current(
                read(subjects=list(of), indicators=set(fields), as_of=self.on)
            ).items():
                rows.setdefault((subject, period), {})[fields[indicator]] = figure.number
        for (subject, period), figures in rows.items():
            for one in asking[subject]:
                yield [one.kind, one.key, period, period, 1, *(figures.get(name) for name in self._columns())]

    def _columns(self) -> list[str]:
        """The fields anything is asked of around a return."""
        parts = [part for node in self.nodes if isinstance(node, p.Rank) for part in p.every(node.item)]
        cells = [part for part in (*parts, *self._areas()) if isinstance(part, p.Cell)]
        return sorted({cell.field for cell in cells})

    def _fill(self, db: Any, name: str, rows: Rows) -> None:
        shapes = self.stack.rules.shape.fields
        keys = {"subject_kind": "VARCHAR", "subject_key": "VARCHAR", "period": "VARCHAR", "vintage": "VARCHAR"}
        columns = {one: _SQL[shapes[one].kind] for one in self._columns()}
        for one in columns:
            if shapes[one].kind == "number":
                columns[one] = f"DECIMAL(38,{shapes[one].base_decimals})"
        named = {column_name(one): of for one, of in columns.items()}
        _table(db, name, keys | {"version": "BIGINT"} | named, rows)

    # --- what is known ----------------------------------------------------------------------------------------------

    def _known(self, db: Any, wide: Wide) -> Wide:
        """Ask the system of each subject what the rules want to know, and write the answers."""
        asked = self.stack.rules.book.asked()
        if not asked:
            return wide
        columns = {"subject_kind": "VARCHAR", "subject_key": "VARCHAR", "period": "VARCHAR"}
        answers: dict[str, str] = {}
        for place, one in enumerate(asked):
            answers[one.key] = f"q{place}"
            names = [f"q{place} low", f"q{place} high"] if one.kind == "bounds" else [f"q{place}"]
            columns |= dict.fromkeys(names, _SQL[one.kind])
        rows = []
        for subject in self.subjects:
            around = SituationAround(self._situation(subject))
            row: list[Any] = [subject.kind, subject.key, self.stack.period]
            for one in asked:
                value = answer_in_base(one, around.known(one.node)) if one.node is not None else None
                row += [value] if one.kind != "bounds" else (value or (None, None))
            rows.append(row)
        _table(db, "answers", columns, rows)
        return replace(wide, known="answers", answers=answers)


def _table(db: Any, name: str, columns: Mapping[str, str], rows: Rows) -> None:
    typed = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
    db.execute(f'CREATE OR REPLACE TEMP TABLE "{name}" ({typed})')
    if rows:
        places = ", ".join("?" * len(columns))
        db.executemany(f'INSERT INTO "{name}" VALUES ({places})', rows)  # noqa: S608 - names of our own, quoted
