"""Finding the division a text names: by full names, without the endings, by a former name, with a town behind it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from jidi.accounts.codes import contains
from jidi.accounts.enums import Tier
from jidi.accounts.models import Division, DivisionChange
from jidi.common.say import Say
from jidi.common.texts import comparable

_BRACKETS = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")
_ENDINGS = re.compile(
    r"(维吾尔自治区|壮族自治区|回族自治区|自治区|特别行政区|自治州|自治县|自治旗|地区|林区|省|市|盟|区|县|旗)$"
)
_DEPTH = {Tier.NATION: 0, Tier.PROVINCE: 1, Tier.CITY: 2, Tier.COUNTY: 3}


@dataclass(frozen=True, slots=True)
class Change:
    """A place now called otherwise."""

    old_name: str
    new_name: str
    new_code: str
    since: str


@dataclass(frozen=True, slots=True)
class Place:
    """What was found in a text.

    ``division`` is None when nothing fits or several do (``candidates``); ``rest`` is text behind the name (a town or
    park in it); ``change`` is set when the text uses a former name; ``why`` says in words what came out.
    """

    text: str
    division: Division | None
    why: Say
    rest: str = ""
    change: Change | None = None
    candidates: tuple[Division, ...] = ()


@dataclass(frozen=True, slots=True)
class _Name:
    """One way to write a division: its full name, its name without ending, or a former name."""

    text: str
    division: Division
    full: bool
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class _Path:
    """A reading of the beginning of a text: the last division named, how much was read, how well it fits."""

    division: Division
    read: int
    full: int
    change: Change | None


@dataclass(slots=True)
class Gazetteer:
    """All names, loaded once; for many lookups keep it."""

    by_start: dict[str, list[_Name]] = field(default_factory=lambda: defaultdict(list))
    by_code: dict[str, Division] = field(default_factory=dict)

    @classmethod
    def load(cls) -> Gazetteer:
        """Read divisions and former names from the database (two queries)."""
        return cls.of(Division.objects.all(), DivisionChange.objects.order_by("since"))

    @classmethod
    def of(cls, divisions: Iterable[Division], changes: Iterable[DivisionChange]) -> Gazetteer:
        """Make one of these divisions and former names."""
        made = cls(by_code={division.code: division for division in divisions})
        for division in made.by_code.values():
            if not division.is_virtual and division.tier != Tier.NATION and division.valid_to is None:
                made._add_both(division.name, division, None)
        for row in changes:
            now = made.by_code.get(row.new_code)
            if now is not None:
                made._add_both(row.old_name, now, Change(row.old_name, row.new_name, row.new_code, row.since))
        return made

    def _add_both(self, name: str, division: Division, change: Change | None) -> None:
        written = comparable(name)
        self.by_start[written[:2]].append(_Name(written, division, True, change))
        short = _ENDINGS.sub("", written)
        # A former short name is most often that of today, or not telling enough.
        if change is None and len(short) >= 2 and short != written:
            self.by_start[short[:2]].append(_Name(short, division, False))

    def find(self, text: str, province: str | None = None) -> Place:
        """Find the division a text names, within a province where one is given (name or code)."""
        scope = self._scope(province)
        if province and scope is None:
            return Place(text, None, Say(f"没有名为“{province}”的省份。", f"There is no province {province!r}."))
        written = _BRACKETS.sub("", comparable(text))
        paths = [
            path for path in self._read(written, 0, None) if scope is None or contains(scope.code, path.division.code)
        ]
        if not written and scope is not None:
            return Place(text, scope, Say(f"只有省份：{scope.name}。", f"Only the province is given: {scope.name}."))
        return self._judge(text, written, paths)

    def _scope(self, province: str | None) -> Division | None:
        if not province:
            return None
        if province in self.by_code:
            return self.by_code[province]
        written = comparable(province)
        return next(
            (n.division for n in self.by_start[written[:2]] if n.text == written and n.division.tier == Tier.PROVINCE),
            None,
        )

    def _read(self, text: str, at: int, within: Division | None) -> list[_Path]:
        """Every way to read division names from position ``at`` on, each inside the one before."""
        found = []
        for name in self.by_start.get(text[at : at + 2], ()):
            if not text.startswith(name.text, at) or not _inside(name.division, within):
                continue
            read = at + len(name.text)
            further = self._read(text, read, name.division)
            found += [_Path(p.division, p.read, p.full + name.full, p.change or name.change) for p in further]
            found.append(_Path(name.division, read, int(name.full), name.change))
        return found

    def _judge(self, text: str, written: str, paths: list[_Path]) -> Place:
        if not paths:
            return Place(text, None, Say("没有认出行政区划名称。", "No name of a division was recognised."))
        furthest = max(path.read for path in paths)
        best = [path for path in paths if path.read == furthest]
        fullest = max(path.full for path in best)
        best = [path for path in best if path.full == fullest]
        named = {path.division.code: path for path in best}
        if len(named) > 1:
            named = _higher(named)
        if len(named) > 1:
            candidates = tuple(path.division for path in named.values())
            listed = "、".join(self.full_name(division) for division in candidates)
            return Place(
                text,
                None,
                Say(f"同名地区不止一个：{listed}。", f"Several places have this name: {listed}."),
                "",
                None,
                candidates,
            )
        path = next(iter(named.values()))
        return Place(text, path.division, self._why(path, written[furthest:]), written[furthest:], path.change)

    def _why(self, path: _Path, rest: str) -> Say:
        zh, en = f"认作{self.full_name(path.division)}", f"Read as {self.full_name(path.division)}"
        if path.change:
            old, since = path.change.old_name, path.change.since
            zh, en = f"{zh}（原{old}，{since} 起更名）", f"{en} (formerly {old}, renamed {since})"
        if rest:
            zh, en = f"{zh}，其后的“{rest}”不是行政区划名称", f"{en}; {rest!r} behind it is no division"
        return Say(f"{zh}。", f"{en}.")

    def full_name(self, division: Division) -> str:
        """A division with those above it, as one text; virtual nodes are left out."""
        names = []
        here: Division | None = division
        while here is not None and here.tier != Tier.NATION:
            if not here.is_virtual:
                names.append(here.name)
            here = self.by_code.get(here.parent_id or "")
        return "".join(reversed(names)) or division.name


def _inside(division: Division, within: Division | None) -> bool:
    """Whether a name may follow another: strictly below it in level, and in its area."""
    if within is None:
        return True
    return _DEPTH[Tier(division.tier)] > _DEPTH[Tier(within.tier)] and contains(within.code, division.code)


def _higher(named: dict[str, _Path]) -> dict[str, _Path]:
    """Of a city and a county in it that share a name (a short one) keep the city; otherwise keep all."""
    levels = {_DEPTH[Tier(path.division.tier)] for path in named.values()}
    top = {c: p for c, p in named.items() if _DEPTH[Tier(p.division.tier)] == min(levels)}
    return top if len(top) == 1 else named


def resolve_place(text: str, province: str | None = None, gazetteer: Gazetteer | None = None) -> Place:
    """Find the division a text names. Give a loaded ``Gazetteer`` when there are many to find."""
    return (gazetteer or Gazetteer.load()).find(text, province)


def current_code(code: str) -> str:
    """The code a former one has today, the code itself when it did not change."""
    seen = {code}
    while True:
        newer = DivisionChange.objects.filter(old_code=code).values_list("new_code", flat=True).first()
        if newer is None or newer in seen:
            return code
        seen.add(newer)
        code = newer
