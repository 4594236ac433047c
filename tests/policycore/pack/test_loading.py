"""Loading a pack: many problems at once, a digest of what is said and not of how it is laid out."""

from __future__ import annotations

from pathlib import Path

import pytest

from policycore.pack import PackError, load_pack
from policycore.pack.checks import check_pack

from .packs import TINY, made_from_tiny


def changed(tmp_path: Path, file: str, old: str, new: str) -> Path:
    folder = made_from_tiny(tmp_path / "nothing", tmp_path / "tiny")
    change(folder, file, old, new)
    return folder


def change(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")


def test_the_digest_does_not_change_with_layout_or_the_order_of_keys(tmp_path: Path) -> None:
    folder = changed(
        tmp_path, "kinds.yaml", '{id: town, zh: 镇, cite: "2"}', '\n  cite: "2"   # 第二条\n  zh: 镇\n  id: town'
    )
    assert load_pack(folder).digest == load_pack(TINY).digest


def test_the_digest_changes_with_a_word_and_with_an_example(tmp_path: Path) -> None:
    digests = {load_pack(TINY).digest}
    digests.add(load_pack(changed(tmp_path / "a", "kinds.yaml", "zh: 镇", "zh: 乡镇")).digest)
    digests.add(load_pack(changed(tmp_path / "b", "examples/first.yaml", "2023-01-01", "2023-01-02")).digest)
    assert len(digests) == 3


def test_entries_may_be_a_list_with_ids_or_keys_that_are_the_ids(tmp_path: Path) -> None:
    folder = made_from_tiny(tmp_path / "nothing", tmp_path / "tiny")
    (folder / "kinds.yaml").write_text(
        'town: {zh: 镇, cite: "2"}\nstreet: {zh: 街道, division: none, cite: "2"}\n', encoding="utf-8"
    )
    assert list(load_pack(folder).kinds) == ["town", "street"]


def test_all_problems_of_all_files_are_named_at_once(tmp_path: Path) -> None:
    folder = made_from_tiny(tmp_path / "nothing", tmp_path / "tiny")
    for file in ("kinds.yaml", "sets.yaml", "outcomes.yaml"):
        path = folder / file
        path.write_text(path.read_text(encoding="utf-8").replace('cite: "', 'sight: "'), encoding="utf-8")
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    assert {problem.file for problem in caught.value.problems} == {"kinds.yaml", "sets.yaml", "outcomes.yaml"}
    assert len(caught.value.problems) == 5


def test_notes_and_hidden_files_are_no_part_of_a_pack(tmp_path: Path) -> None:
    folder = made_from_tiny(tmp_path / "nothing", tmp_path / "tiny")
    (folder / "README.md").write_text("# notes\n", encoding="utf-8")
    (folder / ".hidden.yaml").write_text("x: 1\n", encoding="utf-8")
    assert load_pack(folder).digest == load_pack(TINY).digest


def test_a_path_that_is_no_folder_says_what_a_pack_is(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"is no folder; a pack is a folder with pack\.yaml in it"):
        load_pack(tmp_path / "nowhere")


def test_a_condition_in_parts_is_blamed_part_by_part(tmp_path: Path) -> None:
    condition = 'met: {all: ["[loans, 2023] > 5 件", {any: ["[lones] > 1 件", "[income] > 5"]}]}'
    folder = changed(tmp_path, "targets.yaml", 'met: "GROWTH([loans], 2023) >= 10%"', condition)
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    assert [problem.key for problem in caught.value.problems] == ["more.met.all.#2.any.#1", "more.met.all.#2.any.#2"]
    assert str(caught.value.problems[0]).endswith("(at: '[lones]') in the formula: [lones] > 1 件")


APPLIED = (
    "facts.yaml",
    "- {id: size,",
    '- {id: earlier, zh: 以往申报, type: applications, source: cases, cite: "2"}\n- {id: size,',
)
OTHER = ("pack.yaml", "version: 1", "version: 1\nreplaces: {pack: tiny-2011}")


@pytest.mark.parametrize(
    "asks",
    [
        'APPLIED(earlier, result = \\"refused\\")',
        'APPLIED(earlier, procedure = \\"award\\" AND result = \\"starred\\")',
        "COUNT(earlier WHERE result = withdrawn) = 0",
        'HELD(star, result = \\"lost\\")',
        'HELD(star, result = \\"revoked\\")',
    ],
)
def test_the_results_a_pack_has_may_be_asked_for(tmp_path: Path, asks: str) -> None:
    folder = changed(tmp_path, *APPLIED)
    change(folder, "preferences.yaml", "RANK([loans], 2023, AMONG rooms) <= 3", asks)
    assert load_pack(folder).preferences


def test_what_the_document_it_replaces_may_have_is_left_to_publishing(tmp_path: Path) -> None:
    folder = changed(tmp_path, *OTHER)
    change(folder, *APPLIED)
    change(folder, "preferences.yaml", "RANK([loans], 2023, AMONG rooms) <= 3", 'APPLIED(earlier, result = \\"gone\\")')
    change(folder, "registers.yaml", "id: events", "id: incident-book")
    pack = load_pack(folder)
    earlier = load_pack(made_from_tiny(tmp_path / "nothing", tmp_path / "tiny-2011"))
    said = [message for _, _, _, message in check_pack(pack, [])]
    assert [text.partition(";")[0] for text in said] == [
        "'events' is no register of this pack",
        "'gone' is no end of a procedure",
    ]
    assert [text.partition(";")[0] for _, _, _, text in check_pack(pack, [earlier])] == [
        "'gone' is no end of a procedure"
    ]
    change(folder, "pack.yaml", "{pack: tiny-2011}", "{pack: tiny-2011, earlier-results: do-not-count}")
    with pytest.raises(PackError, match="'gone' is no end of a procedure"):
        load_pack(folder)
