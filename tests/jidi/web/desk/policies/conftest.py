"""What the tests of 政策库 share: packs as drafts and in force, as the pages show them."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from jidi.policies import runtime
from jidi.policies.models import PackVersion
from jidi.policies.queries import pack
from jidi.policies.services import import_pack, publish
from policycore.pack.stored import raw_of_texts
from tests.cast import Cast
from tests.jidi.packs import harbour

ROOT = Path(__file__).resolve().parents[5]
AT = datetime(2022, 3, 8, 2, tzinfo=UTC)
IN_FORCE = date(2022, 3, 8)


def brought_in(folder: Path) -> PackVersion:
    """A pack as a draft."""
    return import_pack(folder=folder, actor=None, at=AT)


def in_force(folder: Path) -> PackVersion:
    """A pack in force, whatever of it the rooms carry out."""
    version = brought_in(folder)
    unable = runtime.not_carried_out(pack(version), raw_of_texts(version.files))
    with runtime.also("tests", *((use.kind, use.word) for use in unable)):
        return publish(version_id=version.pk, from_on=IN_FORCE, actor=None, at=AT)


@pytest.fixture
def harbour_version(cast: Cast) -> PackVersion:
    """The harbour document in force in the province of the cast."""
    return harbour.published()


@pytest.fixture
def tea(cast: Cast, tmp_path: Path) -> PackVersion:
    """The document that has everything the language can say, moved to the province of the cast."""
    folder = Path(shutil.copytree(ROOT / "tests" / "packs" / "fixture", tmp_path / "fixture"))
    head = folder / "pack.yaml"
    head.write_text(head.read_text("utf-8").replace('"980000"', '"210000"'), "utf-8")
    return in_force(folder)
