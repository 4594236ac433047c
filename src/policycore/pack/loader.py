"""Loading a pack: a folder of small YAML files → one checked :class:`Pack`, or every problem found.

This is the only place of the core that touches files, and it reads only inside the pack's own folder.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from ..actors import Actor
from ..consequences import Consequence
from ..criteria import CriteriaSet
from ..documents import OfficialDocument
from ..eligibility import Eligibility
from ..facts import Fact
from ..forms import Form
from ..funding import Programme
from ..grounds import Ground
from ..kinds import Kind
from ..measures import Measure
from ..obligations import Obligation
from ..open_points import OpenPoint
from ..outcomes import Outcome
from ..preferences import Preference
from ..procedures import Procedure
from ..quotas import Quota
from ..registers import Register
from ..scoring import Scoring
from ..sets import NamedSet
from ..targets import Target
from ..vetoes import Veto
from .checks import check_pack
from .example_checks import example_problems
from .explain import explain
from .model import Article, Example, Header, Pack, digest_of_data
from .problems import PackError, Problem, allowed_words
from .reading import Located, read_file
from .wanted import in_words

# One file with many entries: file name → (section, model). Folders hold one entry per file.
LISTS: Final[dict[str, tuple[str, type[BaseModel]]]] = {
    "articles.yaml": ("articles", Article),
    "open-points.yaml": ("open_points", OpenPoint),
    "facts.yaml": ("facts", Fact),
    "sets.yaml": ("sets", NamedSet),
    "kinds.yaml": ("kinds", Kind),
    "actors.yaml": ("actors", Actor),
    "eligibility.yaml": ("eligibility", Eligibility),
    "vetoes.yaml": ("vetoes", Veto),
    "quotas.yaml": ("quotas", Quota),
    "preferences.yaml": ("preferences", Preference),
    "criteria.yaml": ("criteria", CriteriaSet),
    "scoring.yaml": ("scoring", Scoring),
    "obligations.yaml": ("obligations", Obligation),
    "outcomes.yaml": ("outcomes", Outcome),
    "grounds.yaml": ("grounds", Ground),
    "consequences.yaml": ("consequences", Consequence),
    "funding.yaml": ("funding", Programme),
    "targets.yaml": ("targets", Target),
    "measures.yaml": ("measures", Measure),
    "registers.yaml": ("registers", Register),
}
FOLDERS: Final[dict[str, tuple[str, type[BaseModel]]]] = {
    "procedures": ("procedures", Procedure),
    "forms": ("forms", Form),
    "documents": ("documents", OfficialDocument),
}
HEADER: Final = "pack.yaml"
EXAMPLES: Final = "examples"


class Raw:
    """The raw data of a pack by file, with line numbers: what the loader reads and what mutants are made of."""

    def __init__(self, files: dict[str, Located], validated: dict[str, Any] | None = None) -> None:
        self.files = files
        # What each file's data was validated to; a mutant of one file reuses the rest (nothing here ever changes).
        self.validated: dict[str, Any] = {} if validated is None else validated

    def data(self) -> dict[str, Any]:
        """Return the data of all files by file name."""
        return {name: located.data for name, located in sorted(self.files.items())}

    def replaced(self, file: str, data: Any) -> Raw:
        """Return the same pack with the data of one file exchanged (lines stay those of the original)."""
        old = self.files[file]
        validated = {name: entries for name, entries in self.validated.items() if name != file}
        return Raw({**self.files, file: Located(file, data, old.lines)}, validated)


def read_pack(folder: Path) -> Raw:
    """Read all files of a pack; raise :class:`PackError` when one cannot be read or does not belong here."""
    if not folder.is_dir():
        raise PackError([Problem(str(folder), 0, "", "is no folder; a pack is a folder with pack.yaml in it")])
    problems: list[Problem] = []
    files: dict[str, Located] = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith(".")):
        shown = path.relative_to(folder).as_posix()
        if path.suffix in {".md", ".txt"}:
            continue
        if not _belongs(shown):
            known = [HEADER, *LISTS, *(f"{name}/*.yaml" for name in (*FOLDERS, EXAMPLES))]
            problems.append(Problem(shown, 0, "", f"is no file of a pack; {allowed_words(shown, known)}"))
            continue
        files[shown] = read_file(path, shown)
        problems += files[shown].problems
    if HEADER not in files:
        problems.append(Problem(HEADER, 0, "", "is missing; a pack begins with it"))
    if problems:
        raise PackError(problems)
    return Raw(files)


def load_pack(folder: Path) -> Pack:
    """Load and check a pack and its worked examples; raise :class:`PackError` with all problems found."""
    raw = read_pack(folder)
    pack = build_pack(raw)
    found = example_problems(pack, raw.files)
    if found:
        raise PackError(found)
    return pack


def build_pack(raw: Raw) -> Pack:
    """Build and check a pack from its raw data; raise :class:`PackError` with all problems found."""
    problems: list[Problem] = []
    header = raw.validated.get(HEADER) or _one(Header, raw.files[HEADER], problems)
    raw.validated[HEADER] = header
    sections: dict[str, dict[str, Any]] = {}
    for file, located in raw.files.items():
        section, model = _section_of(file)
        if section:
            if file not in raw.validated:
                raw.validated[file] = _entries(model, located, problems, single=file not in LISTS)
            _merge(sections.setdefault(section, {}), raw.validated[file], located, problems)
    if EXAMPLES not in raw.validated:
        raw.validated[EXAMPLES] = tuple(_examples(raw, problems))
    if problems or header is None:
        raise PackError(problems)
    pack = _assembled(header, raw.validated[EXAMPLES], digest_of_data(raw.data()), sections)
    found = check_pack(pack)
    if found:
        raise PackError(_placed(found, raw))
    return pack


def _assembled(header: Header, examples: tuple[Example, ...], digest: str, sections: dict[str, dict[str, Any]]) -> Pack:
    """Put validated parts together without validating them again (a mutant changes one entry of hundreds)."""
    values: dict[str, Any] = {"header": header, "examples": examples, "digest": digest}
    values |= {name: sections.get(name, {}) for name in Pack.model_fields if name not in values}
    return Pack.model_construct(**values)


def _belongs(shown: str) -> bool:
    head, _, tail = shown.partition("/")
    if tail:
        return head in {*FOLDERS, EXAMPLES} and tail.endswith(".yaml") and "/" not in tail
    return shown == HEADER or shown in LISTS


def _section_of(file: str) -> tuple[str, type[BaseModel]]:
    head, _, tail = file.partition("/")
    if tail and head in FOLDERS:
        return FOLDERS[head]
    return LISTS.get(file, ("", BaseModel))


def _one(model: type[BaseModel], located: Located, problems: list[Problem]) -> Any:
    if not isinstance(located.data, dict):
        problems.append(Problem(located.file, 1, "", f"holds {_kind(located.data)}; needs {in_words(model)}"))
        return None
    return _validated(model, located.data, (), located, problems)


def _validated(
    model: type[BaseModel], data: Any, at: tuple[str | int, ...], located: Located, problems: list[Problem]
) -> Any:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        problems += explain(error, model, located, at)
        return None


def _entries(
    model: type[BaseModel], located: Located, problems: list[Problem], *, single: bool
) -> list[tuple[Any, Any]]:
    data = located.data
    if single:
        entry = _one(model, located, problems)
        return [] if entry is None else [((), entry)]
    if data is None:
        return []
    if isinstance(data, dict):
        pairs: Iterable[tuple[Any, Any]] = (
            (key, {"id": key, **body} if isinstance(body, dict) else body) for key, body in data.items()
        )
    elif isinstance(data, list):
        pairs = enumerate(data)
    else:
        problems.append(Problem(located.file, 1, "", f"holds {_kind(data)}; needs a list of entries, each with its id"))
        return []
    entries = [((key,), _validated(model, body, (key,), located, problems)) for key, body in pairs]
    return [(path, entry) for path, entry in entries if entry is not None]


def _merge(section: dict[str, Any], entries: list[tuple[Any, Any]], located: Located, problems: list[Problem]) -> None:
    for path, entry in entries:
        if entry.id in section:
            line = located.line_of(path)
            problems.append(Problem(located.file, line, entry.id, "is the id of another entry too; ids are used once"))
        section.setdefault(entry.id, entry)


def _examples(raw: Raw, problems: list[Problem]) -> Iterable[Example]:
    seen: dict[str, str] = {}
    for file, located in sorted(raw.files.items()):
        if not file.startswith(f"{EXAMPLES}/"):
            continue
        if not isinstance(located.data, list):
            problems.append(Problem(file, 1, "", f"holds {_kind(located.data)}; needs a list of examples"))
            continue
        for place, body in enumerate(located.data):
            entry = _validated(Example, body, (place,), located, problems)
            if entry is None:
                continue
            line = located.line_of((place,))
            if entry.name in seen:
                problems.append(
                    Problem(file, line, "example", f"{entry.name!r} is named twice (also in {seen[entry.name]})")
                )
            seen[entry.name] = f"{file}:{line}"
            yield entry.model_copy(update={"file": file, "line": line})


def _kind(data: Any) -> str:
    return {type(None): "nothing", list: "a list", dict: "keys with values"}.get(type(data), repr(data))


def placed_problems(pack: Pack, others: Sequence[Pack], raw: Raw) -> list[Problem]:
    """Return what is wrong with a loaded pack once the packs it leans on are at hand (see ``names.leans_on``)."""
    return sorted(_placed(check_pack(pack, others), raw))


def _placed(found: Iterable[tuple[str, str, str, str]], raw: Raw) -> list[Problem]:
    """Give problems of the whole pack (section, entry, key, message) their file and line."""
    return [_place(section, entry, key, message, raw) for section, entry, key, message in found]


def _place(section: str, entry: str, key: str, message: str, raw: Raw) -> Problem:
    head, _, nested = entry.partition("/")
    for file, located in raw.files.items():
        if _section_of(file)[0] != section and file != section:
            continue
        at = _path_of(located.data, head, file not in LISTS)
        if at is None:
            continue
        if nested:
            at = _nested_path(located.data, at, nested)
        line = located.line_of((*at, *key.split("."))) if key else located.line_of(at)
        return Problem(file, line, f"{entry}.{key}".strip(".") if entry else key, message)
    return Problem(section, 0, entry, message)


def _path_of(data: Any, entry: str, single: bool) -> tuple[str | int, ...] | None:
    if single:
        return () if isinstance(data, Mapping) and data.get("id", entry) == entry else None
    if isinstance(data, Mapping):
        return (entry,) if entry in data else None
    places = (i for i, body in enumerate(data or ()) if isinstance(body, Mapping) and body.get("id") == entry)
    return next(((i,) for i in places), None)


def _nested_path(data: Any, at: tuple[str | int, ...], nested: str) -> tuple[str | int, ...]:
    for step in at:
        data = data[step]
    for word in ("steps", "leaves"):
        for place, body in enumerate(data.get(word, ())):
            if isinstance(body, Mapping) and body.get("id") == nested:
                return (*at, word, place)
    return at
