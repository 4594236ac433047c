"""Whatever is uploaded: an answer in words, never an error of ours, and nothing left behind."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jidi.common.keys import new_key
from jidi.files import store
from jidi.files.queries import check_files
from jidi.filings.models import Upload
from jidi.filings.workbooks import running, uploads
from jidi.filings.workbooks.child import cage
from jidi.filings.workbooks.running import ONE_UNPACKED, WorkbookRefused
from tests.jidi.filings.workbooks.conftest import Office
from tests.jidi.filings.workbooks.hostile import BAD_CELL, CASES, mutated
from tests.jidi.web.conftest import enter as enter

pytestmark = pytest.mark.django_db


class Watch:
    """What the reading processes answered: how they ended, how much memory they held."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.codes: list[str] = []
        self.peaks: list[int] = []
        real = running.run

        def watched(job: Any, **more: Any) -> Any:
            try:
                answer, peak = real(job, **more)
            except WorkbookRefused as refused:
                self.codes.append(refused.code)
                raise
            self.peaks.append(peak)
            return answer, peak

        monkeypatch.setattr(uploads, "run", watched)


def test_each_file_gets_its_answer(office: Office, enter: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    watch, client, good = Watch(monkeypatch), enter(office.clerk), office.download()
    wrong: list[str] = []
    for name, case in CASES.items():
        file, begun = SimpleUploadedFile(case.name, case.make(good)), time.monotonic()
        answer = client.post(f"/workbooks/{office.filing.pk}/upload/", {"file": file, "once": new_key()})
        took = time.monotonic() - begun
        wrong += [f"{name}: {said}" for said in _wrong(case.code, name, answer, client, watch)]
        if took > 20:
            wrong.append(f"{name}: took {took:.0f} s")
    assert not wrong, "\n".join(wrong)
    assert max(watch.peaks) < cage.MEMORY
    assert not list(tmp_path.iterdir())
    assert not list((store.root() / "incoming").iterdir())
    assert not list(check_files(now=office.clock))


def _wrong(code: str, name: str, answer: Any, client: Any, watch: Watch) -> list[str]:
    allowed = code.split("|")
    if answer.status_code == 302:
        if "ok" not in allowed:
            return [f"was read; expected {code}"]
        shown = client.get(answer.url)
        said = BAD_CELL.get(name, "")
        return [] if shown.status_code == 200 and said in shown.content.decode() else [f"the page lacks {said}"]
    if answer.status_code != 422:
        return [f"answered {answer.status_code}"]
    got = watch.codes[-1] if watch.codes else ""
    text = answer.content.decode()
    ours = {"type-unknown": "不是 .xlsx 文件", "too-large": "超过 20 MB", "empty": "文件是空的"}
    stamps = {"no-stamp": "不是从本系统下载", "wrong-base": "工作簿是「", "wrong-period": "2024 期"}
    stamps |= {"wrong-form": "另一张表", "wrong-duty": "另一项报送"}
    words = {**ours, **stamps}
    if code in words:
        return [] if words[code] in text else [f"does not say {words[code]}"]
    return [] if got in allowed else [f"ended as {got}, expected {code}"]


def test_a_process_that_wants_too_much_dies_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"x")
    with pytest.raises(WorkbookRefused) as refused:
        running.run({"do": "probe", "what": "memory", "path": str(path)})
    assert refused.value.code == "too-heavy"


@pytest.mark.parametrize("what", ["socket", "process", "file"])
def test_a_reading_process_speaks_to_nobody_starts_nothing_and_writes_nothing(what: str, tmp_path: Path) -> None:
    answer, _ = running.run({"do": "probe", "what": what, "path": str(tmp_path / "x")})
    assert answer == "refused"
    assert not (tmp_path / "x").exists() or not (tmp_path / "x").stat().st_size


def test_a_process_that_never_ends_is_ended(tmp_path: Path) -> None:
    begun = time.monotonic()
    with pytest.raises(WorkbookRefused) as refused:
        running.run({"do": "probe", "what": "wait", "path": ""}, wall=2)
    assert (refused.value.code, time.monotonic() - begun < 10) == ("too-heavy", True)


@pytest.mark.slow
def test_two_hundred_mutated_files_are_read_or_refused(office: Office, tmp_path: Path) -> None:
    good, path, read, heavy = office.download(), tmp_path / "mutated", 0, 0
    door = office.house.door(office.clerk, office.filing, office.house.rules.on)
    for seed in range(200):
        path.write_bytes(mutated(good, seed))
        try:
            raw, peak = running.run({"do": "read", "path": str(path), "unpacked": ONE_UNPACKED})
            uploads._understood(office.filing, door, office.clerk, raw)
        except WorkbookRefused as refused:
            heavy += refused.code == "too-heavy"
            continue
        assert peak < cage.MEMORY
        read += 1
    assert read
    assert not heavy, "a reader died of a file"
    assert not Upload.objects.exists()
