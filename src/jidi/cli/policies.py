"""``jidi policy import|publish|end|withdraw|decide|attach|prove``: what the site does with packs; the rest of ``policy`` is the core's."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from django.conf import settings

from jidi.applications.services import settle_points
from jidi.calendars.queries import work_calendar
from jidi.cases.services import settle_dues
from jidi.common.clock import clock
from jidi.common.say import Refused, Say, house
from jidi.policies import proofs
from jidi.policies.enums import VersionStatus
from jidi.policies.models import PackVersion, PointDecision
from jidi.policies.queries import pack as pack_of
from jidi.policies.queries import version_named
from jidi.policies.reach import no_such_target
from jidi.policies.services import (
    Instrument,
    PackRefused,
    attach,
    decide_many,
    end,
    import_pack,
    publish,
    read_decisions,
    withdraw,
)
from policycore.engine.mutation import prove
from policycore.open_points import Scope
from policycore.pack.reading import read_text
from policycore.pack.stored import raw_of_texts

BY_NAME = house("按名称找政策包", "packs are found by their name")


def main(arguments: Sequence[str]) -> int:
    """Run one of the commands; the first two words are its name."""
    verb, rest = arguments[1], arguments[2:]
    try:
        return _VERBS[verb](rest)
    except PackRefused as refused:
        print(f"{refused.what.zh} {refused.what.en}", file=sys.stderr)
        for line in refused.lines:
            print(line, file=sys.stderr)
        print(f"{refused.next_step.zh} {refused.next_step.en}", file=sys.stderr)
        return 1


def _parser(verb: str, zh: str, en: str) -> argparse.ArgumentParser:
    return argparse.ArgumentParser(prog=f"jidi policy {verb}", description=f"{zh} · {en}")


# --- packs ---------------------------------------------------------------------------------------------------------


def _import(arguments: Sequence[str]) -> int:
    parser = _parser("import", "把政策包导入为草稿", "bring a pack in as a draft")
    parser.add_argument("folder", help="政策包的目录，或 policies 下的名称 · folder, or the name of one in policies")
    options = parser.parse_args(arguments)
    version = import_pack(folder=_folder(options.folder), actor=None, at=clock.now())
    kept = "草稿 draft" if version.status == VersionStatus.DRAFT else "已发布，内容相同 published, the same content"
    print(f"《{version.zh}》第 {version.version_no} 版（{kept}）· {version} · {version.digest[:12]}")
    return 0


def _folder(name: str) -> Path:
    """The folder of a pack by its path, or by its name in the packs beside the code."""
    given = Path(name)
    beside: Path = settings.ROOT / "policies" / name
    return beside if not given.is_dir() and beside.is_dir() else given


def _publish(arguments: Sequence[str]) -> int:
    parser = _parser("publish", "从某日起用一个版本", "put a version into force from a day")
    parser.add_argument("pack", help="政策包名称 · name of the pack")
    parser.add_argument("--from", dest="from_on", type=_day, help="起用日，默认今天 · first day, today if not given")
    parser.add_argument("--version", type=int, help="版本号，默认最新 · number, the latest if not given")
    _grounds(parser)
    options = parser.parse_args(arguments)
    found = _version(options.pack, options.version)
    version = publish(
        version_id=found.pk,
        from_on=options.from_on or clock.today(),
        actor=None,
        at=clock.now(),
        by=_instrument(options),
    )
    print(
        f"《{version.zh}》第 {version.version_no} 版自 {version.in_force_from} 起用 · "
        f"{version} in force from {version.in_force_from}"
    )
    return 0


def _end(arguments: Sequence[str]) -> int:
    parser = _parser("end", "自某日起停用现行的版本", "let a version in force end")
    parser.add_argument("pack", help="政策包名称 · name of the pack")
    parser.add_argument(
        "--from", dest="on", type=_day, help="停用的第一天，默认今天 · first day without it, else today"
    )
    parser.add_argument("--version", type=int, help="版本号，默认最新 · number, the latest if not given")
    _grounds(parser, reason=True)
    options = parser.parse_args(arguments)
    found = _version(options.pack, options.version)
    on = options.on or clock.today()
    version = end(version_id=found.pk, on=on, actor=None, at=clock.now(), by=_instrument(options))
    print(f"《{version.zh}》第 {version.version_no} 版自 {on} 起停用 · {version} ends on {on}")
    return 0


def _withdraw(arguments: Sequence[str]) -> int:
    parser = _parser("withdraw", "撤回还没起用的版本", "take back a version that has not begun")
    parser.add_argument("pack", help="政策包名称 · name of the pack")
    parser.add_argument("--version", type=int, help="版本号，默认最新 · number, the latest if not given")
    _grounds(parser, reason=True)
    options = parser.parse_args(arguments)
    found = _version(options.pack, options.version)
    version = withdraw(version_id=found.pk, actor=None, at=clock.now(), by=_instrument(options))
    print(f"《{version.zh}》第 {version.version_no} 版已撤回 · {version} withdrawn")
    return 0


def _grounds(parser: argparse.ArgumentParser, *, reason: bool = False) -> None:
    parser.add_argument("--act", default="", help="依据的文件或会议 · document or meeting it rests on")
    parser.add_argument("--number", default="", help="文号 · its number")
    if reason:
        parser.add_argument("--reason", required=True, help="理由 · why")


def _instrument(options: argparse.Namespace) -> Instrument:
    return Instrument(options.act, options.number, getattr(options, "reason", ""))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} 不是日期，如 2026-03-15 · is no day like 2026-03-15") from None


def _version(pack: str, number: int | None = None) -> PackVersion:
    """A version of a pack on this site, the latest one without a number; says which packs there are otherwise."""
    found = version_named(pack, number)
    if found is not None:
        return found
    there = sorted(set(PackVersion.objects.values_list("pack_id", flat=True)))
    listed = "、".join(there) or "（还没有）"
    what = f"{pack} 第 {number} 版" if number else pack
    raise Refused(
        Say("没有办理。", "Nothing was done."),
        Say(f"本站没有 {what}；有：{listed}。", f"This site has no {what}; it has: {', '.join(there) or 'none'}."),
        Say("请先用 jidi policy import 导入。", "Import it first: jidi policy import."),
        cite=BY_NAME,
        code="no-pack",
    )


# --- decisions and texts -------------------------------------------------------------------------------------------


def _decide(arguments: Sequence[str]) -> int:
    parser = _parser("decide", "把文件里的各项决定一次记录", "record all decisions of a file at once")
    parser.add_argument("file", type=Path, help="YAML：point value act number date from scope target")
    parser.add_argument(
        "--pack", help="政策包名称；文件里写了 pack 的可以不给 · name of the pack, unless the file says it"
    )
    parser.add_argument("--demo", action="store_true", help="记为演示决定 · mark them as decisions of a demo")
    options = parser.parse_args(arguments)
    text = _text(options.file)
    version = _version(options.pack or _pack_in(text))
    rows = decide_many(
        version_id=version.pk,
        lines=read_decisions(text, options.file.name),
        actor=None,
        at=clock.now(),
        is_demo=options.demo,
    )
    settle_dues(pack_id=version.pack_id, at=clock.now(), on=clock.today())
    settle_points(pack_id=version.pack_id, at=clock.now(), on=clock.today())
    for row in rows:
        reach = f"{row.scope} {row.target}".strip()
        print(f"{row.point}: {row.value_json} · {reach} · {row.act} {row.act_number} · {row.valid_from}")
    print(f"记录了 {len(rows)} 项决定 · {len(rows)} decisions recorded")
    _say_what_is_not_there(version, rows)
    return 0


def _say_what_is_not_there(version: PackVersion, rows: Sequence[PointDecision]) -> None:
    """A notice may decide for a round before it is announced: that is allowed here, and said, for it may be a typo."""
    whole, said = pack_of(version), set()
    for row in rows:
        if (row.scope, row.target) in said or no_such_target(whole, Scope(row.scope), row.target) is None:
            continue
        said.add((row.scope, row.target))
        print(f"注意：现在没有 {row.scope} {row.target}，有了同名的才用得上 · there is no {row.scope} {row.target} yet")


def _pack_in(text: str) -> str:
    """The pack a file of decisions is about: what it says itself, else the only one there is."""
    data = read_text(text, "").data
    if isinstance(data, dict) and isinstance(data.get("pack"), str):
        return data["pack"]
    there = sorted(set(PackVersion.objects.values_list("pack_id", flat=True)))
    return there[0] if len(there) == 1 else "?"


def _text(path: Path) -> str:
    """The text of a file; says in words why it cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as wrong:
        raise Refused(
            Say("文件无法读取。", "The file cannot be read."),
            Say(f"{path}：{wrong}", f"{path}: {wrong}"),
            Say("请核对路径，并保存为 UTF-8 文本。", "Check the path, and save it as UTF-8 text."),
            cite=house("只读 UTF-8 文本", "files are UTF-8 text"),
            code="unreadable",
        ) from None


def _attach(arguments: Sequence[str]) -> int:
    parser = _parser("attach", "导入公文原文，按条文标题拆分", "keep the official text, split at the headings")
    parser.add_argument("pack", help="政策包名称 · name of the pack")
    parser.add_argument("file", type=Path, help="原文（UTF-8 文本） · the text")
    options = parser.parse_args(arguments)
    done = attach(pack_id=_version(options.pack).pack_id, text=_text(options.file), actor=None, at=clock.now())
    print(f"按标题找到 {len(done.found)} 处 · {len(done.found)} headings found")
    if done.missing:
        print(f"没有找到 · not found: {', '.join(done.missing)}", file=sys.stderr)
    return 1 if done.missing else 0


# --- proofs --------------------------------------------------------------------------------------------------------


def _prove(arguments: Sequence[str]) -> int:
    parser = _parser(
        "prove", "逐条改动规则，看样例是否察觉，存给网页", "try every mutant and keep the result for the pages"
    )
    parser.add_argument("pack", help="政策包名称 · name of the pack")
    parser.add_argument("--version", type=int, help="版本号，默认最新 · number, the latest if not given")
    options = parser.parse_args(arguments)
    version = _version(options.pack, options.version)
    counted = [0]

    def progress(_: object) -> None:
        counted[0] += 1
        if counted[0] % 100 == 0 and sys.stderr.isatty():
            print(f"\r{counted[0]}", end="", file=sys.stderr)

    found = prove(raw_of_texts(version.files), work_calendar(), progress=progress)
    kept = proofs.keep(version.digest, found, clock.today())
    print(
        f"{version}: {kept.total} 个要素中 {kept.proven} 个已验证，试了 {counted[0]} 处改动 · "
        f"{kept.proven} of {kept.total} elements proven, {counted[0]} mutants tried"
    )
    return 0 if kept.proven == kept.total else 1


_VERBS: dict[str, Callable[[Sequence[str]], int]] = {
    "import": _import,
    "publish": _publish,
    "end": _end,
    "withdraw": _withdraw,
    "decide": _decide,
    "attach": _attach,
    "prove": _prove,
}
