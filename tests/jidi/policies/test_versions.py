"""Packs come in whole, are published only when everything in them can be carried out, and do not change afterwards."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from jidi.accounts.acting import Denied
from jidi.audit.models import Entry
from jidi.policies import queries
from jidi.policies.enums import VersionStatus
from jidi.policies.models import PackVersion
from jidi.policies.services import Instrument, PackRefused, import_pack, publish
from policycore.pack import load_pack
from tests.cast import Cast
from tests.jidi.packs import harbour
from tests.jidi.policies.conftest import edit

pytestmark = pytest.mark.django_db
AT = harbour.AT


def test_the_pack_built_from_the_database_is_the_pack_of_the_folder(version: PackVersion) -> None:
    assert queries.pack(version).digest == load_pack(harbour.FOLDER).digest
    assert queries.pack(version) is queries.pack(version)


def test_texts_changed_by_hand_are_noticed(version: PackVersion) -> None:
    files = version.files_json.replace("县商务局", "乡商务所")
    PackVersion.objects.filter(pk=version.pk).update(files_json=files, digest="0" * 64)
    with pytest.raises(queries.PackChangedError):
        queries.pack(PackVersion.objects.get(pk=version.pk))


def test_the_same_pack_again_adds_nothing(version: PackVersion) -> None:
    again = import_pack(folder=harbour.FOLDER, actor=None, at=AT)
    assert again.pk == version.pk
    assert PackVersion.objects.count() == 1


def test_a_pack_with_mistakes_names_each_file_and_line(cast: Cast, folder: Path) -> None:
    edit(folder, "vetoes.yaml", "ANSWER(false-material)", "ANSWER(never-declared)")
    edit(folder, "actors.yaml", "level: county", "level: village")
    with pytest.raises(PackRefused) as refused:
        import_pack(folder=folder, actor=None, at=AT)
    assert any(line.startswith("actors.yaml:1") for line in refused.value.lines)
    assert PackVersion.objects.count() == 0
    assert Entry.objects.get(action="pack.import").outcome == "refused"


def test_a_draft_may_be_imported_again_and_changed(cast: Cast, folder: Path) -> None:
    first = import_pack(folder=folder, actor=None, at=AT)
    edit(folder, "pack.yaml", "en: Harbour base measures", "en: Measures for harbour bases")
    second = import_pack(folder=folder, actor=None, at=AT)
    assert (second.pk, second.en) == (first.pk, "Measures for harbour bases")


def test_a_published_version_is_never_written_over(version: PackVersion, folder: Path) -> None:
    edit(folder, "pack.yaml", "en: Harbour base measures", "en: Other words")
    with pytest.raises(PackRefused, match="version"):
        import_pack(folder=folder, actor=None, at=AT)
    assert PackVersion.objects.get().en == "Harbour base measures"


def test_publishing_names_every_element_nobody_carries_out(cast: Cast, folder: Path) -> None:
    (folder / "targets.yaml").write_text(
        '- {id: more, zh: 更多, strength: strive, what: "[years]", cite: "5"}\n', "utf-8"
    )
    version = import_pack(folder=folder, actor=None, at=AT)
    with harbour.upper_rooms(), pytest.raises(PackRefused) as refused:
        publish(version_id=version.pk, from_on=harbour.IN_FORCE, actor=None, at=AT)
    (line,) = refused.value.lines
    assert line.startswith("targets.yaml:1: more: 内容类别「目标」")
    assert PackVersion.objects.get().status == VersionStatus.DRAFT


def test_a_choice_nobody_can_carry_out_is_named(cast: Cast, folder: Path) -> None:
    edit(folder, "open-points.yaml", "agrees: {", "perhaps: {")
    edit(folder, "open-points.yaml", "lead-decides: {", "by-lot: {")
    version = import_pack(folder=folder, actor=None, at=AT)
    with harbour.upper_rooms(), pytest.raises(PackRefused) as refused:
        publish(version_id=version.pk, from_on=harbour.IN_FORCE, actor=None, at=AT)
    assert [line.split("本系统")[0] for line in refused.value.lines] == [
        "actors.yaml:2: city: 几家意见不一时「by-lot」",
        "procedures/designation.yaml:48: designation/ask: 逾期未答时「perhaps」",
    ]


def test_a_consultation_draft_is_never_published(cast: Cast, folder: Path) -> None:
    edit(folder, "pack.yaml", "issuer: province", "issuer: province\nstatus: consultation")
    version = import_pack(folder=folder, actor=None, at=AT)
    with harbour.upper_rooms(), pytest.raises(PackRefused, match="征求意见"):
        publish(version_id=version.pk, from_on=harbour.IN_FORCE, actor=None, at=AT)


def test_a_document_is_not_in_force_before_its_own_first_day(cast: Cast) -> None:
    version = import_pack(folder=harbour.FOLDER, actor=None, at=AT)
    with harbour.upper_rooms(), pytest.raises(PackRefused, match="2020-03-01"):
        publish(version_id=version.pk, from_on=date(2020, 2, 1), actor=None, at=AT)


def test_the_next_version_ends_the_one_before_on_the_day_it_begins(version: PackVersion, folder: Path) -> None:
    edit(folder, "pack.yaml", "version: 1", "version: 2")
    with harbour.upper_rooms():
        second = import_pack(folder=folder, actor=None, at=AT)
        publish(version_id=second.pk, from_on=date(2021, 1, 1), actor=None, at=AT)
    in_force = [
        queries.version_in_force("harbour-base", "210283", day) for day in (date(2020, 12, 31), date(2021, 1, 1))
    ]
    assert in_force == [version, second]


def test_a_new_version_may_be_published_for_the_same_day(version: PackVersion, folder: Path) -> None:
    edit(folder, "pack.yaml", "version: 1", "version: 2")
    with harbour.upper_rooms():
        second = import_pack(folder=folder, actor=None, at=AT)
        publish(version_id=second.pk, from_on=harbour.IN_FORCE, actor=None, at=AT)
    assert queries.version_in_force("harbour-2020", "210000", harbour.IN_FORCE) == second


def test_a_version_holds_for_its_own_area_only(version: PackVersion) -> None:
    assert queries.version_in_force("harbour-base", "331003", date(2020, 6, 1)) is None
    assert queries.version_in_force("harbour-base", "210800", date(2020, 2, 29)) is None


def test_only_the_issuing_office_brings_a_pack_in_and_publishes_it(cast: Cast) -> None:
    for outsider in (cast.city_officer, cast.auditor, cast.finance_officer, cast.other_province_officer, cast.expert):
        with pytest.raises(Denied):
            import_pack(folder=harbour.FOLDER, actor=outsider, at=AT)
    version = import_pack(folder=harbour.FOLDER, actor=cast.province_officer, at=AT)
    with harbour.upper_rooms(), pytest.raises(Denied):
        publish(version_id=version.pk, from_on=harbour.IN_FORCE, actor=cast.county_officer, at=AT)
    with harbour.upper_rooms():
        publish(
            version_id=version.pk,
            from_on=harbour.IN_FORCE,
            actor=cast.province_officer,
            at=AT,
            by=Instrument("海港基地管理办法", "虚字〔2020〕3号"),
        )
    assert [e.who_name for e in Entry.objects.filter(action="pack.published")] == ["赵敏"]


def test_a_draft_cannot_be_in_force(version: PackVersion) -> None:
    with pytest.raises(IntegrityError, match="policies_version_published"), transaction.atomic():
        PackVersion.objects.filter(pk=version.pk).update(status=VersionStatus.DRAFT)


def test_article_pages_list_what_carries_an_article_out(version: PackVersion) -> None:
    found = queries.what_carries_out(queries.pack(version), "4")
    assert [(e.section, e.key) for e in found] == [("facts", "false-material"), ("vetoes", "false-material")]
    steps = queries.what_carries_out(queries.pack(version), "3.1")
    assert ("procedures", "designation/notice") in [(e.section, e.key) for e in steps]
