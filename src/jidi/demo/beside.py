"""What a pack uses beside the walk: it is named, and does not keep the pack from being walked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jidi.demo.steps import say
from jidi.policies.runtime import also, not_carried_out
from policycore.pack import Pack
from policycore.pack.loader import read_pack
from policycore.procedures import Procedure


@contextmanager
def beside_the_walk(folder: Path, whole: Pack, walked: Procedure | None) -> Iterator[None]:
    """Let a pack be published for the walk though the site cannot carry out yet what the walk does not touch; say what.

    What the walked procedure itself uses still stops the publication, as it does on any site.
    """
    own: set[str] = set()
    if walked is not None:
        own = {walked.id, *(f"{walked.id}/{one.id}" for one in walked.steps)}
        own |= {name for one in walked.steps for name in (one.actor, one.on) if isinstance(name, str)}
    raw = read_pack(folder)
    beside = [use for use in not_carried_out(whole, raw) if use.element not in own]
    if beside:
        named = "；".join(dict.fromkeys(f"{use.kind} {use.word}" for use in beside))
        say(f"本系统还不能执行、走查不涉及的 · not carried out here yet, and not walked: {named}")
    with also("demo", *((use.kind, use.word) for use in beside)):
        yield
