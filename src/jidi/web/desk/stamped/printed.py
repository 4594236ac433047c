"""What stands on a stamped copy: number, version, digest, and the code that carries all three.

The code is an address of this site, so that whoever scans it lands on the page that compares; who may not see the filing
finds nothing there, as anywhere else.
"""

from __future__ import annotations

from io import BytesIO
from typing import Final

from django.conf import settings
from django.urls import reverse

from jidi.accounts.acting import Actor
from jidi.common.say import Say, Unknown
from jidi.filings.models import Version
from jidi.filings.queries import visible_to
from jidi.filings.services import seal

LETTERS: Final = 32
"""Hexadecimal letters of the digest in the code: 128 bits, more than anybody can forge, and a code a phone reads at once."""
_ALGORITHM: Final = "sha256:"


def version_for(actor: Actor, filing_id: int, ordinal: int) -> Version:
    """One version the actor may read. Raises Unknown where there is none and where they may not know of it, alike."""
    filing = visible_to(actor).filter(pk=filing_id).first()
    found = (
        filing.versions.select_related("filing", "previous", "standing").filter(ordinal=ordinal).first()
        if filing
        else None
    )
    if found is None:
        raise Unknown(Say("个版本", "version"))
    return found


def letters_of(version: Version) -> str:
    """The letters of the digest without the name of how it was made."""
    return version.digest.removeprefix(_ALGORITHM)


def address_of(version: Version) -> str:
    """The whole address the code says: which filing, which version, which digest."""
    printed = letters_of(version)[:LETTERS]
    return settings.PUBLIC.url + reverse("desk:stamped-check", args=[version.filing_id, version.ordinal, printed])


def code_of(version: Version) -> bytes:
    """The code as an SVG of its own, black on white with the quiet edge scanners need; a fourth of it may be soiled."""
    import segno  # only whoever prints needs it

    out = BytesIO()
    made = segno.make(address_of(version), error="q", micro=False)
    made.save(out, kind="svg", border=4, light="#fff", omitsize=True, svgclass=None, lineclass=None)
    return out.getvalue()


def on_paper(version: Version, printed: str) -> bool:
    """Whether the digest a paper carries is that of the version."""
    return bool(printed) and printed == letters_of(version)[:LETTERS]


def unchanged(version: Version) -> bool:
    """Whether what is stored now still gives the digest it was sealed with."""
    return seal(version) == version.digest


def later_than(version: Version) -> int:
    """The number of the newest version, 0 when this is the newest."""
    newest = version.filing.versions.order_by("-ordinal").values_list("ordinal", flat=True)[0]
    return newest if newest > version.ordinal else 0
