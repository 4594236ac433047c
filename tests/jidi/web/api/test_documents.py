"""Documents, papers, articles and what was done elsewhere, handed in by a program: the same rules as on the pages."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jidi.audit.models import Entry
from jidi.common.clock import Clock
from jidi.common.keys import new_key
from jidi.files.models import Attachment
from jidi.returns.enums import DutyState
from jidi.returns.invariants import check
from jidi.returns.models import Act, Article, Duty, Paper
from tests.cast import Cast
from tests.jidi.returns.conftest import ferry as ferry
from tests.jidi.returns.conftest import year as year
from tests.jidi.returns.ferry import PNG, Ferry, play
from tests.jidi.returns.test_fulfilments import changed
from tests.jidi.web.api.conftest import Program, Programs

pytestmark = pytest.mark.django_db
TOLD = {"title": "通航许可证", "number": "测航〔2023〕3号", "dated": "2023-02-20"}


def send(asked: Program, path: str, content: bytes = PNG, name: str = "许可.png", key: str = "") -> tuple[int, Any]:
    """Send a file as multipart."""
    answer = Client().post(
        f"/api/v1{path}",
        {"file": SimpleUploadedFile(name, content)},
        headers={"authorization": f"Bearer {asked.secret}", "idempotency-key": key or new_key()},
    )
    return answer.status_code, json.loads(answer.content)


@pytest.fixture
def more(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ferry:
    """The changed document (a licence to hand in) on 1 March 2023."""
    changed(tmp_path, monkeypatch)
    ferry = play(cast)
    ferry.day("2023-03-01")
    monkeypatch.setattr(Clock, "now", lambda self: datetime(2023, 3, 1, 2, tzinfo=UTC))
    ferry.compute()
    return ferry


@pytest.fixture
def licence(more: Ferry) -> Duty:
    return more.duty("licence", "2023", more.base)


def test_a_document_is_uploaded_and_handed_in_by_a_program(more: Ferry, licence: Duty, program: Programs) -> None:
    asked, base = program(more.cast.base_clerk), f"/duties/{licence.pk}/document"
    said = asked.get(base)[1]
    assert (said["document"]["zh"], said["may_hand_in"], said["files"]) == ("通航许可证", True, [])
    status, kept = send(asked, f"{base}/files")
    assert (status, kept["name"], kept["size"]) == (200, "许可.png", len(PNG))
    assert [one["key"] for one in asked.get(base)[1]["files"]] == [kept["key"]]
    status, said = asked.ask("POST", f"{base}/hand-in", {**TOLD, "files": [kept["key"]]})
    assert (status, said["act"], said["duty"]["status"]) == (200, "document", "filed")
    (paper,) = asked.get(base)[1]["handed_in"]
    assert (paper["title"], paper["number"], paper["files"][0]["sha256"]) == (
        TOLD["title"],
        TOLD["number"],
        kept["sha256"],
    )
    assert program(more.cast.city_officer).get(base)[1]["handed_in"] == [paper]
    assert more.again(licence).state == DutyState.FILED
    assert not list(check())


def test_sent_twice_under_one_key_a_file_is_kept_once_and_a_document_handed_in_once(
    more: Ferry, licence: Duty, program: Programs
) -> None:
    asked, base, key, second = program(more.cast.base_clerk), f"/duties/{licence.pk}/document", new_key(), new_key()
    first = send(asked, f"{base}/files", key=key)
    assert send(asked, f"{base}/files", key=key) == first
    assert Attachment.objects.count() == 1
    status, said = send(asked, f"{base}/files", content=PNG + b"x", key=key)
    assert (status, said["code"]) == (409, "key-other-content")
    answers = [asked.ask("POST", f"{base}/hand-in", {**TOLD, "files": [first[1]["key"]]}, second) for _ in range(2)]
    assert [status for status, _ in answers] == [200, 200]
    assert (Paper.objects.count(), Act.objects.filter(duty=licence, kind="document").count()) == (1, 1)


def hostile() -> list[tuple[str, bytes, str]]:
    """Files that are turned down on the pages too."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as box:
        box.writestr("[Content_Types].xml", "<Types/>")
        box.writestr("word/document.xml", "<w/>")
        box.writestr("word/vbaProject.bin", "macro")
    return [
        ("许可.exe", b"MZ\x90\x00" + b"\0" * 64, "type-unknown"),
        ("许可.png", b"MZ\x90\x00" + b"\0" * 64, ""),
        ("许可.docx", packed.getvalue(), ""),
        ("许可.png", b"", ""),
    ]


@pytest.mark.parametrize(("name", "content", "code"), hostile())
def test_hostile_files_are_turned_down_in_both_languages_and_on_record(
    more: Ferry, licence: Duty, program: Programs, name: str, content: bytes, code: str
) -> None:
    asked = program(more.cast.base_clerk)
    before = Entry.objects.count()
    status, said = send(asked, f"/duties/{licence.pk}/document/files", content, name)
    assert status == 422
    assert not code or said["code"] == code
    assert said["why"]["zh"]
    assert said["why"]["en"]
    assert not Attachment.objects.exists()
    assert Entry.objects.count() == before + 1


def test_who_may_not_hand_in_may_not_upload_either(more: Ferry, licence: Duty, program: Programs) -> None:
    base = f"/duties/{licence.pk}/document"
    assert send(program(more.cast.province_officer), f"{base}/files")[0] == 403
    for other in (more.cast.other_city_officer, more.cast.other_province_officer, more.cast.expert):
        assert program(other).get(base)[0] == 404
        assert send(program(other), f"{base}/files")[0] == 404
        assert program(other).ask("POST", f"{base}/hand-in", TOLD)[0] == 404
    assert not Attachment.objects.exists()
    assert send(Program("jidi_wrong"), f"{base}/files")[0] == 401


def test_files_of_something_else_and_files_handed_in_before_are_no_document(
    more: Ferry, licence: Duty, program: Programs
) -> None:
    asked, base = program(more.cast.base_clerk), f"/duties/{licence.pk}/document"
    status, said = asked.ask("POST", f"{base}/hand-in", TOLD)
    assert (status, said["code"]) == (422, "no-file")
    status, said = asked.ask("POST", f"{base}/hand-in", {**TOLD, "files": ["0" * 32]})
    assert (status, said["code"]) == (422, "file-unknown")
    assert not Paper.objects.exists()


@pytest.mark.parametrize("missing", ["key", "file"])
def test_without_key_or_file_the_refusal_says_which(
    more: Ferry, licence: Duty, program: Programs, missing: str
) -> None:
    headers = {"authorization": f"Bearer {program(more.cast.base_clerk).secret}"}
    headers |= {} if missing == "key" else {"idempotency-key": new_key()}
    data = {} if missing == "file" else {"file": SimpleUploadedFile("a.png", PNG)}
    answer = Client().post(f"/api/v1/duties/{licence.pk}/document/files", data, headers=headers)
    said = json.loads(answer.content)
    assert (answer.status_code, said["code"]) == ((400, "bad-key") if missing == "key" else (422, "unreadable"))
    assert missing == "key" or "file" in said["why"]["zh"]


def test_a_torn_multipart_is_answered_in_words(more: Ferry, licence: Duty, program: Programs) -> None:
    headers = {"authorization": f"Bearer {program(more.cast.base_clerk).secret}", "idempotency-key": new_key()}
    answer = Client().generic(
        "POST", f"/api/v1/duties/{licence.pk}/document/files", b"torn", content_type="multipart/form-data",
        headers=headers,
    )  # fmt: skip
    assert (answer.status_code, json.loads(answer.content)["code"]) == (422, "unreadable")


def test_an_article_with_a_picture_is_written_and_counted(
    cast: Cast, year: Ferry, program: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    year.day("2023-03-02")
    monkeypatch.setattr(Clock, "now", lambda self: datetime(2023, 3, 2, 2, tzinfo=UTC))
    asked, key = program(cast.base_clerk), new_key()
    told = {"title": "渡口夜航", "body": "三条航线。", "base": year.base.pk}
    status, made = asked.ask("POST", "/articles", told, key)
    assert (status, made["state"], made["duty"]) == (200, "draft", None)
    assert asked.ask("POST", "/articles", told, key)[1]["id"] == made["id"]
    mine = f"/articles/{made['id']}"
    assert asked.ask("PUT", mine, {**told, "body": "四条航线。"})[0] == 200
    assert send(asked, f"{mine}/pictures", name="夜航.png")[0] == 200
    assert send(asked, f"{mine}/pictures", b"words", "夜航.txt")[1]["code"] == "no-picture"
    status, filed = asked.ask("POST", f"{mine}/hand-in")
    assert (status, filed["state"], filed["pictures"]) == (200, "filed", 1)
    assert Article.objects.get(pk=made["id"]).duty_id == filed["duty"]
    whole = asked.get(mine)[1]
    assert (whole["body"], [one["name"] for one in whole["files"]]) == ("四条航线。", ["夜航.png"])
    assert asked.get("/articles?state=filed")[1]["total"] == 1
    assert asked.get("/articles?state=nonsense")[0] == 422
    assert program(cast.other_city_officer).get(mine)[0] == 404


def test_an_urgent_article_says_why(cast: Cast, year: Ferry, program: Programs) -> None:
    told = {"title": "停航", "body": "大风。", "urgent": True}
    status, said = program(cast.base_clerk).ask("POST", "/articles", told)
    assert (status, said["code"]) == (422, "urgent-why")


def test_the_description_says_multipart_and_names_the_key(cast: Cast, program: Programs) -> None:
    paths = program(cast.city_officer).get("/openapi.json")[1]["paths"]
    uploads = [
        "/api/v1/duties/{duty_id}/document/files",
        "/api/v1/duties/{duty_id}/form/papers",
        "/api/v1/duties/{duty_id}/elsewhere/files",
        "/api/v1/articles/{article_id}/pictures",
    ]
    for path in uploads:
        described = paths[path]["post"]
        assert "multipart/form-data" in described["requestBody"]["content"]
        assert {"Idempotency-Key"} <= {one["name"] for one in described["parameters"] if one.get("required")}
    writing = [one for path in paths.values() for method, one in path.items() if method in {"post", "put"}]
    assert all(one["responses"]["422"] for one in writing)


def test_an_explanation_gets_its_paper_and_then_the_form_is_handed_in(
    cast: Cast, program: Programs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed(tmp_path, monkeypatch)
    place = tmp_path / "ferry-2023" / "forms" / "quarter.yaml"
    text = place.read_text("utf-8").replace("severity: explain, basis", "severity: explain, evidence: [合同], basis")
    place.write_text(text.replace("[合同]", "合同"), "utf-8")
    ferry = play(cast)
    ferry.day("2023-04-05")
    monkeypatch.setattr(Clock, "now", lambda self: datetime(2023, 4, 5, 2, tzinfo=UTC))
    ferry.compute()
    duty = ferry.duty("figures", "2023-Q1", base=ferry.base)
    asked, form = program(cast.city_officer), f"/duties/{duty.pk}/form"
    revision = asked.ask("POST", form)[1]["revision"]
    values = {"output": "20000", "exports": "9", "why:large": "甲公司新船交付两艘，计入本季产值"}
    revision = asked.ask("PUT", form, {"revision": revision, "values": values})[1]["revision"]
    (found,) = [one for one in asked.get(form)[1]["findings"]["findings"] if one["check"] == "large"]
    assert (found["kind"], found["blocks"]) == ("reason", True)
    assert asked.ask("POST", f"/duties/{duty.pk}/hand-in", {"revision": revision})[1]["code"] == "filing-incomplete"
    status, said = send(asked, f"{form}/papers?check=within", name="合同.png")
    assert (status, said["code"]) == (422, "no-paper")
    assert send(program(cast.province_officer), f"{form}/papers?check=large", name="合同.png")[0] == 403
    assert send(asked, f"{form}/papers?check=large", name="合同.png")[0] == 200
    status, said = asked.ask("POST", f"/duties/{duty.pk}/hand-in", {"revision": revision})
    assert (status, said["duty"]["status"]) == (200, "filed")


def test_what_was_done_elsewhere_is_recorded_with_what_shows_it(
    cast: Cast, year: Ferry, program: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    half = year.duty("half-year", "2023", year.base)
    year.day("2023-08-20")
    monkeypatch.setattr(Clock, "now", lambda self: datetime(2023, 8, 20, 2, tzinfo=UTC))
    asked, mine = program(cast.base_clerk), f"/duties/{half.pk}/elsewhere"
    told = {"what": "更新上半年数据", "where": "国家平台", "on": "2023-08-20", "said_by": "冯静"}
    assert asked.ask("POST", mine, told)[1]["code"] == "no-evidence"
    assert asked.ask("POST", mine, {**told, "link": "javascript:alert(1)"})[1]["code"] == "link"
    assert send(asked, f"{mine}/files", name="截图.png")[0] == 200
    key = new_key()
    status, said = asked.ask("POST", mine, told, key)
    assert (status, said["act"], said["duty"]["status"]) == (200, "elsewhere", "done-elsewhere")
    assert asked.ask("POST", mine, told, key)[0] == 200
    quarter = year.duty("figures", "2023-Q2", year.base)
    assert send(program(cast.city_officer), f"/duties/{quarter.pk}/elsewhere/files")[0] == 403
