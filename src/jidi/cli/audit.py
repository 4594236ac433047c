"""``jidi audit verify`` reads the whole chain; ``jidi audit head`` prints its end, to be kept outside the database."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from jidi.audit.chain import HeadNote
from jidi.audit.queries import head, verify


def main(arguments: Sequence[str]) -> int:
    """Run one of the two; 0 when the chain holds, 1 at a broken link, 2 when the file of heads cannot be read."""
    parser = argparse.ArgumentParser(prog="jidi audit", description="审计链 · the audit chain")
    verbs = parser.add_subparsers(dest="verb", required=True)
    checking = verbs.add_parser("verify", help="核对整条审计链，指出第一处断开 · name the first broken link")
    checking.add_argument("--heads", type=Path, help="外部留存的链头，每行一条 · heads noted outside, one a line")
    noting = verbs.add_parser("head", help="打印当前链头 · print the head of the chain")
    noting.add_argument("--append", type=Path, help="追加到该文件（应在别处保存） · append it to a file kept elsewhere")
    options = parser.parse_args(arguments)
    return _verify(options.heads) if options.verb == "verify" else _head(options.append)


def _verify(path: Path | None) -> int:
    try:
        notes = [HeadNote.parse(line) for line in path.read_text("utf-8").splitlines() if line.strip()] if path else []
    except (OSError, ValueError) as wrong:
        print(f"链头文件无法读取 · The file of heads cannot be read: {wrong}", file=sys.stderr)
        return 2
    found = verify(notes)
    if found.broken:
        seq, what = found.broken.seq, found.broken.what
        print(f"审计链在第 {seq} 条断开：{what.zh} · The chain breaks at entry {seq}: {what.en}")
        return 1
    print(f"审计链完整，共 {found.checked} 条 · The chain holds, {found.checked} entries")
    return 0


def _head(path: Path | None) -> int:
    found = head()
    if found is None:
        print("尚无审计记录 · Nothing was recorded yet")
        return 0
    if path:
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{found}\n")
    print(found)
    return 0
