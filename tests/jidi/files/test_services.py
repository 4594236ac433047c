"""What has a row is on disk and whole; what is refused leaves nothing behind; who does not see the owner sees no file."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from jidi.accounts.acting import Actor, Permit
from jidi.audit.models import Entry
from jidi.audit.services import operation
from jidi.common.say import Say, Unknown
from jidi.files import refusals, registry, services, store
from jidi.files.models import Attachment
from jidi.files.queries import attachments_of, check_files, open_for, orphans
from jidi.files.refusals import FileRefused
from jidi.files.services import ATTACH, WITHDRAW, attach, sweep_orphans, withdraw
from tests.cast import Cast
from tests.jidi.files import samples

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
OWNER = "210283"

pytestmark = pytest.mark.usefixtures("cases")


def permit(actor: Actor, action: str = ATTACH, owner: str = OWNER, kind: str = "case") -> Permit:
    return Permit(actor, action, kind, owner, Say("您是申报单位。"))


def add(cast: Cast, content: bytes = samples.PDF, name: str = "申报书.pdf", owner: str = OWNER) -> Attachment:
    return attach(permit=permit(cast.county_officer, owner=owner), name=name, content=[content], area_code=owner, at=AT)


def files_on_disk(data: Path) -> list[Path]:
    return [path for path in data.rglob("*") if path.is_file()]


def test_a_file_is_kept_under_a_generated_name_with_its_digest(cast: Cast, data: Path) -> None:
    row = add(cast)
    path = store.place(row.stored)
    assert path.read_bytes() == samples.PDF
    assert path.is_relative_to(data / "files" / row.stored[:2])
    assert "申报书" not in str(path)
    assert row.sha256 == store.digest_of(path)
    assert (row.name, row.size, row.media_type) == ("申报书.pdf", len(samples.PDF), "application/pdf")
    assert (row.uploaded_by_id, row.uploaded_as) == (cast.county_officer.person_id, "外贸股经办")
    assert path.stat().st_mode & 0o077 == 0
    entry = Entry.objects.last()
    assert entry is not None
    assert (entry.action, entry.object_kind, entry.object_key) == ("file.attach", "case", OWNER)


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.pdf", "empty"),
        (b"MZ", "a.pdf", "type-mismatch"),
        (samples.docx("word/vbaProject.bin"), "a.docx", "macro"),
        (b"x" * 2000, "a.txt", "too-large"),
    ],
)
def test_a_refused_file_leaves_nothing_but_a_line_in_the_trail(
    cast: Cast, data: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, name: str, code: str
) -> None:
    if code == "too-large":
        monkeypatch.setattr(store.receive, "__defaults__", (1000,))
    with pytest.raises(FileRefused) as refused:
        add(cast, content, name)
    assert refused.value.code == code
    assert files_on_disk(data) == []
    assert not Attachment.objects.exists()
    entry = Entry.objects.last()
    assert entry is not None
    assert (entry.outcome, entry.detail["code"]) == ("refused", code)


def test_an_owner_has_room_for_so_many(cast: Cast, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "FILES_PER_OWNER", 2)
    first = add(cast)
    add(cast)
    with pytest.raises(FileRefused) as refused:
        add(cast)
    assert refused.value.code == "owner-full"
    assert len(files_on_disk(data)) == 2

    withdraw(permit=permit(cast.county_officer, WITHDRAW), key=first.key, at=AT)
    add(cast)
    monkeypatch.setattr(services, "FILES_PER_OWNER", refusals.FILES_PER_OWNER)
    monkeypatch.setattr(services, "PER_OWNER", 3 * len(samples.PDF) - 1)
    with pytest.raises(FileRefused):
        add(cast)


def test_who_sees_the_owner_gets_the_file_with_safe_headers(cast: Cast) -> None:
    row = add(cast)
    found = open_for(cast.city_officer, row.key)
    assert found.path.read_bytes() == samples.PDF
    assert found.headers == {
        "Content-Type": "application/pdf",
        "Content-Length": str(len(samples.PDF)),
        "Content-Disposition": "attachment; filename*=utf-8''%E7%94%B3%E6%8A%A5%E4%B9%A6.pdf",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    inline = open_for(cast.city_officer, row.key, inline=True).headers["Content-Disposition"]
    assert inline.startswith("inline")
    word = add(cast, samples.docx(), "a.docx")
    assert open_for(cast.city_officer, word.key, inline=True).headers["Content-Disposition"].startswith("attachment")


def test_who_does_not_see_the_owner_is_told_there_is_no_such_file(cast: Cast) -> None:
    row = add(cast)
    outsiders = (cast.other_city_officer, cast.sister_county_officer, cast.other_province_officer, cast.expert, None)
    for outsider in outsiders:
        with pytest.raises(Unknown):
            open_for(outsider, row.key)
        assert attachments_of(outsider, "case", [OWNER]) == {}
    with pytest.raises(Unknown):
        open_for(cast.province_officer, "0" * 32)


def test_a_kind_nobody_registered_shows_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    row = add(cast)
    monkeypatch.setattr(registry, "_owners", {})
    assert attachments_of(cast.province_officer, "case", [OWNER]) == {}
    with pytest.raises(Unknown):
        open_for(cast.province_officer, row.key)
    with pytest.raises(ValueError, match="no room registered"):
        add(cast)


def test_a_kind_is_registered_by_one_room() -> None:
    def somebody_else(actor: Actor | None, keys: object) -> list[str]:
        return []

    with pytest.raises(ValueError, match="already registered"):
        registry.register("case", somebody_else)


def test_attachments_of_many_owners_are_found_together_and_only_living_ones(cast: Cast) -> None:
    first, second = add(cast), add(cast, name="b.pdf")
    withdraw(permit=permit(cast.county_officer, WITHDRAW), key=first.key, at=AT)
    found = attachments_of(cast.city_officer, "case", [OWNER, "210213", "210882"])
    assert found == {OWNER: [second], "210213": []}


def test_a_withdrawn_file_is_no_longer_given_out_and_its_bytes_are_kept(cast: Cast) -> None:
    row = add(cast)
    withdraw(permit=permit(cast.county_officer, WITHDRAW), key=row.key, at=AT)
    with pytest.raises(Unknown):
        open_for(cast.county_officer, row.key)
    assert store.place(row.stored).is_file()
    with pytest.raises(Unknown):
        withdraw(permit=permit(cast.county_officer, WITHDRAW), key=row.key, at=AT)


def test_a_permit_for_another_owner_withdraws_nothing(cast: Cast) -> None:
    row = add(cast)
    with pytest.raises(Unknown):
        withdraw(permit=permit(cast.county_officer, WITHDRAW, "210213"), key=row.key, at=AT)
    with pytest.raises(ValueError, match="a permit for"):
        withdraw(permit=permit(cast.county_officer, ATTACH), key=row.key, at=AT)


def check(*, digests: bool = True, now: datetime | None = None) -> list[str]:
    return [finding.what.en for finding in check_files(now=now or datetime.now(UTC), digests=digests)]


def test_rows_and_files_agree(cast: Cast) -> None:
    add(cast)
    assert check() == []


def test_a_lost_a_changed_and_a_foreign_file_are_found(cast: Cast) -> None:
    lost, changed = add(cast), add(cast)
    store.place(lost.stored).unlink()
    store.place(changed.stored).write_bytes(samples.PDF.upper())
    foreign = store.place("ab" + "0" * 30)
    foreign.parent.mkdir(parents=True, exist_ok=True)
    foreign.write_bytes(b"x")
    later = datetime.now(UTC) + timedelta(hours=2)
    assert check(now=later) == ["has a row but no file", "is not what its digest says", "is a file without a row"]
    assert check(digests=False) == ["has a row but no file"]


def test_files_of_a_request_that_died_are_swept_and_those_in_flight_are_left(cast: Cast) -> None:
    kept = add(cast)
    died = store.keep(store.receive([b"rolled back"]))
    half = store.receive([b"never checked"]).path
    young = store.receive([b"in flight"]).path
    past = (datetime.now(UTC) - timedelta(hours=2)).timestamp()
    for path in (store.place(kept.stored), store.place(died), half):
        os.utime(path, (past, past))

    swept = sweep_orphans(at=datetime.now(UTC))

    assert swept == sorted([died, half.name])
    assert store.place(kept.stored).is_file()
    assert young.is_file()
    assert orphans(now=datetime.now(UTC)) == []
    assert sweep_orphans(at=datetime.now(UTC)) == []


def test_a_transaction_rolled_back_takes_its_file_along_or_leaves_it_to_the_sweep(cast: Cast, data: Path) -> None:
    def fail() -> None:
        with operation(at=AT):
            add(cast)
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert not Attachment.objects.exists()
    assert len(orphans(now=datetime.now(UTC) + timedelta(hours=2))) == len(files_on_disk(data)) == 1


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 32, "g" * 32])
def test_only_generated_names_lead_to_a_place(name: str) -> None:
    with pytest.raises(ValueError, match="no generated name"):
        store.place(name)


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [("files_attachment_size", {"size": 0}), ("files_attachment_withdrawn", {"withdrawn_at": AT})],
)
def test_the_database_refuses_what_must_never_be(cast: Cast, constraint: str, changes: dict[str, object]) -> None:
    row = add(cast)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Attachment.objects.filter(pk=row.pk).update(**changes)
