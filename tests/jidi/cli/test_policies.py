"""``jidi policy import|publish|decide|attach|prove``: what is done, what is said, what is refused in words."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from jidi.cli.main import find, main, overview
from jidi.cli.table import COMMANDS
from jidi.policies import proofs
from jidi.policies.models import OfficialText, PackVersion, PointDecision
from tests.jidi.packs import harbour
from tests.jidi.policies.conftest import edit

pytestmark = pytest.mark.django_db
Shown = pytest.CaptureFixture[str]

DECISIONS = """
- {point: first-day, value: true, act: 关于启动的通知, number: 商〔2022〕1号, date: 2022-03-08}
- {point: round-year, value: 2024, act: 关于启动的通知, date: 2022-03-08, from: 2022-04-01, scope: round, target: 2024-1}
"""


def written(folder: Path, text: str, name: str = "decisions.yaml") -> str:
    path = folder / name
    path.write_text(text, "utf-8")
    return str(path)


def test_two_words_win_over_one() -> None:
    assert find(["policy", "decide", "x"], COMMANDS) == ("policy decide", COMMANDS["policy decide"])
    assert find(["policy", "check"], COMMANDS) == ("policy", COMMANDS["policy"])
    assert "policy attach" in overview(COMMANDS)


def test_a_pack_is_imported_once_and_put_into_force(db: None, capsys: Shown) -> None:
    assert main(["policy", "import", str(harbour.FOLDER)]) == 0
    assert "《港口特色基地管理办法》第 1 版（草稿 draft）" in capsys.readouterr().out
    assert main(["policy", "import", str(harbour.FOLDER)]) == 0
    with harbour.upper_rooms():
        assert main(["policy", "publish", "harbour-2020", "--from", "2020-03-01"]) == 0
    assert "第 1 版自 2020-03-01 起用" in capsys.readouterr().out
    assert PackVersion.objects.get().in_force_from == date(2020, 3, 1)
    assert main(["policy", "import", str(harbour.FOLDER)]) == 0
    assert "已发布，内容相同" in capsys.readouterr().out


def test_a_pack_beside_the_code_is_found_by_its_name(db: None, capsys: Shown) -> None:
    names = sorted(path.parent.name for path in (Path(__file__).parents[3] / "policies").glob("*/pack.yaml"))
    assert main(["policy", "import", names[0]]) == 0
    assert PackVersion.objects.get().pack_id == names[0]


def test_what_is_wrong_with_a_pack_is_named_line_by_line(tmp_path: Path, capsys: Shown) -> None:
    folder = Path(shutil.copytree(harbour.FOLDER, tmp_path / "harbour-2020"))
    edit(folder, "vetoes.yaml", 'cite: "4"', 'cite: "44"')
    assert main(["policy", "import", str(folder)]) == 1
    said = capsys.readouterr().err
    assert said.startswith("政策包没有导入。")
    assert "\nvetoes.yaml:1: " in said
    assert main(["policy", "import", str(tmp_path / "nowhere")]) == 1
    assert "is no folder" in capsys.readouterr().err
    assert not PackVersion.objects.exists()


def test_what_no_room_carries_out_is_not_published_and_named(capsys: Shown) -> None:
    fixture = Path(__file__).parents[2] / "packs" / "fixture"
    assert main(["policy", "import", str(fixture)]) == 0
    assert main(["policy", "publish", "fixture", "--from", "2022-03-08"]) == 1
    said = capsys.readouterr().err
    assert "政策包没有发布。" in said
    assert "measures.yaml:1" in said


@pytest.mark.parametrize(
    "words",
    [
        ["publish", "nowhere"],
        ["publish", "harbour-2020", "--version", "7"],
        ["attach", "nowhere", "x.txt"],
        ["prove", "nowhere"],
    ],
)
def test_a_pack_the_site_does_not_have_is_said_with_those_it_has(words: list[str], capsys: Shown, cast: object) -> None:
    harbour.published()
    assert main(["policy", *words]) == 1
    said = capsys.readouterr().err
    assert "有：harbour-2020" in said
    assert "jidi policy import" in said


def test_a_day_that_is_none_is_not_understood(capsys: Shown) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["policy", "publish", "harbour-2020", "--from", "tomorrow"])
    assert ended.value.code == 2
    assert "不是日期" in capsys.readouterr().err


@pytest.mark.parametrize("head", ["", "pack: harbour-2020\ndecisions:"])
def test_a_file_of_decisions_is_recorded_whole(head: str, tmp_path: Path, capsys: Shown, cast: object) -> None:
    harbour.published()
    assert main(["policy", "decide", written(tmp_path, head + DECISIONS), "--demo"]) == 0
    said = capsys.readouterr().out
    assert "记录了 2 项决定" in said
    assert "注意：现在没有 round 2024-1" in said
    rows = {row.point: row for row in PointDecision.objects.all()}
    assert rows["first-day"].value is True
    assert rows["first-day"].act_number == "商〔2022〕1号"
    assert (rows["round-year"].scope, rows["round-year"].target) == ("round", "2024-1")
    assert rows["round-year"].valid_from == date(2022, 4, 1)
    assert all(row.is_demo for row in rows.values())


def test_one_wrong_line_and_nothing_is_recorded(tmp_path: Path, capsys: Shown, cast: object) -> None:
    harbour.published()
    wrong = DECISIONS.replace("value: 2024", "value: 1999").replace("first-day", "last-day")
    assert main(["policy", "decide", written(tmp_path, wrong), "--pack", "harbour-2020"]) == 1
    said = capsys.readouterr().err
    assert "第 2 行" in said
    assert "不是本文件的待定项" in said
    assert "第 3 行" in said
    assert "1999 小于下限 2020" in said
    assert not PointDecision.objects.exists()


def test_a_file_that_cannot_be_read_is_said_so(tmp_path: Path, capsys: Shown, cast: object) -> None:
    harbour.published()
    assert main(["policy", "decide", str(tmp_path / "nowhere.yaml")]) == 1
    assert "文件无法读取" in capsys.readouterr().err
    (tmp_path / "old.txt").write_bytes("第一条".encode("gb18030"))
    assert main(["policy", "attach", "harbour-2020", str(tmp_path / "old.txt")]) == 1
    assert "请核对路径，并保存为 UTF-8 文本" in capsys.readouterr().err


def test_the_official_text_is_split_and_what_is_missing_named(tmp_path: Path, capsys: Shown, cast: object) -> None:
    harbour.published()
    text = "第一条 由谁来办。\n第二条 怎样申报。\n第三条 省里审核。\n（一）公示五个工作日。\n第四条 不得造假。\n"
    assert main(["policy", "attach", "harbour-2020", written(tmp_path, text, "text.txt")]) == 1
    shown = capsys.readouterr()
    assert "按标题找到 5 处" in shown.out
    assert "没有找到 · not found: 5, 6" in shown.err
    assert OfficialText.objects.get(article="2").body == "第二条 怎样申报。"
    more = text + "第五条 满一年。\n第六条 推荐。\n"
    assert main(["policy", "attach", "harbour-2020", written(tmp_path, more, "text.txt")]) == 0


def test_proofs_are_kept_for_the_pages(capsys: Shown, cast: object) -> None:
    version = harbour.published()
    try:
        assert main(["policy", "prove", "harbour-2020"]) == 1
        assert "个要素中 0 个已验证" in capsys.readouterr().out
        found = proofs.kept(version.digest)
        assert found is not None
        assert found.survived["eligibility/a-year"]
    finally:
        proofs.file_of(version.digest).unlink(missing_ok=True)


def test_the_core_counts_by_the_known_years(capsys: Shown) -> None:
    assert main(["policy", "test", "fixture", "--policies", str(Path(__file__).parents[2] / "packs")]) in (0, 1)
    assert "examples as expected" in capsys.readouterr().out
