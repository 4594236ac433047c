"""The official text of a document, imported by a site: split at the headings the pack knows, kept per article."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from jidi.accounts.acting import Actor, require
from jidi.audit.services import About, operation, record, refusals_audited
from jidi.audit.who import SYSTEM
from jidi.common.clock import day_of
from jidi.common.digests import digest
from jidi.common.say import Refused, Say, house
from jidi.policies.models import OfficialText
from jidi.policies.permissions import may_keep
from jidi.policies.queries import pack as pack_of
from jidi.policies.queries import version_named
from policycore.pack import Article

BY_HEADING = house("原文按条文标题拆分", "the official text is split at the printed headings")


@dataclass(frozen=True, slots=True)
class Attached:
    """What came of attaching a text: the articles found, and those whose heading the text does not have."""

    found: tuple[str, ...]
    missing: tuple[str, ...]


@refusals_audited("pack.attach", lambda named: About("pack", str(named["pack_id"])))
def attach(*, pack_id: str, text: str, actor: Actor | None, at: datetime) -> Attached:
    """Keep the official words of each article of a pack; an earlier text is replaced.

    Each heading is looked for at the beginning of a line, after the one before it. Raises Refused when there is no such
    pack or the text has none of the headings.
    """
    version = version_named(pack_id)
    if version is None:
        raise _refused(Say(f"没有名为 {pack_id} 的政策包。", f"There is no pack called {pack_id}."))
    pack = pack_of(version)
    if actor is not None:
        require(may_keep(actor, pack, day_of(at), action="pack.attach"))
    parts, missing = split(text, pack.articles.values())
    if not parts:
        raise _refused(Say("这份文本里没有找到任何一条的标题。", "The text has none of the headings."))
    with operation(at=at):
        OfficialText.objects.filter(pack_id=pack_id).delete()
        OfficialText.objects.bulk_create(
            OfficialText(
                pack_id=pack_id, article=article.id, heading=article.heading, body=body, place=place,
                attached_at=at, attached_by_id=actor.person_id if actor else None,
            )
            for place, (article, body) in enumerate(parts)
        )  # fmt: skip
        found = tuple(article.id for article, _ in parts)
        record(
            at=at, who=actor.who if actor else SYSTEM, action="pack.attached", kind="pack-text", key=pack_id,
            area_code=version.area_code, detail={"found": len(found), "missing": list(missing), "text": digest(text)},
        )  # fmt: skip
    return Attached(found, missing)


def split(text: str, articles: Iterable[Article]) -> tuple[list[tuple[Article, str]], tuple[str, ...]]:
    """Split a text at the headings of the articles, in their order; return the parts and the ids not found."""
    lines = [line.strip() for line in text.replace("\r\n", "\n").split("\n")]
    begins: list[tuple[int, Article]] = []
    missing: list[str] = []
    after = 0
    for article in (a for a in articles if a.heading):
        place = next((i for i in range(after, len(lines)) if _begins(lines[i], article.heading)), None)
        if place is None:
            missing.append(article.id)
            continue
        begins.append((place, article))
        after = place if article.heading != lines[place] else place + 1
    ends = [place for place, _ in [*begins[1:], (len(lines), None)]][: len(begins)]
    parts = [(article, "\n".join(lines[place:end]).strip()) for (place, article), end in zip(begins, ends, strict=True)]
    return parts, tuple(missing)


def _begins(line: str, heading: str) -> bool:
    """Whether a line begins with a heading and not with a longer one (第二十条 is not 第二十 …)."""
    bare, wanted = "".join(line.split()), "".join(heading.split())
    return bare.startswith(wanted)


def _refused(why: Say) -> Refused:
    return Refused(
        Say("原文没有导入。", "The text was not imported."),
        why,
        Say("请核对文件与政策包是否对应后再导入。", "Check that file and pack belong together, then import again."),
        cite=BY_HEADING,
        status=422,
        code="text-refused",
    )
