"""The words a formula's names are shown by."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

from policycore.formula import say_formula
from policycore.pack import load_pack
from policycore.pack.words import words_of

PACK = load_pack(Path(__file__).parents[3] / "tests" / "packs" / "fixture")


def test_a_choice_of_an_open_point_is_shown_by_its_words() -> None:
    offered: dict[str, set[str]] = {}
    for point in PACK.open_points.values():
        for key, words in (point.choices or {}).items():
            offered.setdefault(key, set()).add(words.zh)
    alone = {key: found.pop() for key, found in offered.items() if len(found) == 1}
    assert alone
    assert all(words_of(PACK, key).zh != key for key in alone)


def test_a_name_nobody_declares_reads_as_itself() -> None:
    assert words_of(PACK, "no-such-name").zh == "no-such-name"


LIAONING = load_pack(Path(__file__).parents[3] / "policies" / "liaoning-2022")


def test_a_value_is_called_as_its_column_calls_it() -> None:
    """Three sets of this pack have a member ``other``; an incident's is the one of the kinds of incidents."""
    assert words_of(LIAONING, "other").zh == "other", "which other is not said"
    assert words_of(LIAONING, "incidents.kind=other").zh == "其他情况"
    assert words_of(LIAONING, "kind=quality").zh == "产品质量问题"
    assert words_of(LIAONING, "level=national").zh == "国家级"
    assert words_of(LIAONING, "incidents.kind=no-such").zh == "incidents.kind=no-such"


def test_a_veto_over_records_reads_without_a_single_code_name() -> None:
    label = partial(words_of, LIAONING)
    said = say_formula(LIAONING.vetoes["serious-events"].when.node, label)
    assert "种类 不等于 产品质量问题" in said.zh
    assert "涉及谁 不等于 企业" in said.zh
    assert not re.search("[a-z]{3}", said.zh), said.zh


def test_a_column_of_a_form_is_not_called_like_a_field_of_the_same_name() -> None:
    sichuan = load_pack(Path(__file__).parents[3] / "policies" / "sichuan-2020")
    tables = [field for form in sichuan.forms.values() for field in form.fields() if field.columns]
    column = next(c for c in tables[0].columns if c.id == "research")
    assert words_of(sichuan, f"{tables[0].id}.research").zh == column.zh
    assert words_of(sichuan, "research").zh != column.zh
