"""``jidi bases import``: what it prints, the report it writes."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from jidi.bases.models import Base
from jidi.cli.main import main

HERE = Path(__file__).parents[1] / "bases" / "importing"


@pytest.mark.django_db
def test_the_list_is_imported_and_the_report_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "report.csv"
    asked = ["bases", "import", str(HERE / "list.csv"), "--report", str(path), "--counts", str(HERE / "counts.csv")]
    assert main([*asked, "--dry-run"]) == 0
    assert "没有保存任何内容" in capsys.readouterr().out
    assert Base.objects.count() == 0

    assert main(asked) == 0
    told = capsys.readouterr().out
    assert "    13  已登记 placed" in told
    assert "第 17 行 row 17  虚拟不明所在基地(伞)" in told
    assert "公布 stated 5, 登记 register 2. 登记至少少 3 个" in told
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][:3] == ["行 row", "基地 base", "结果 outcome"]
    assert rows[1][:3] == ["2", "虚拟庄河国家外贸转型升级基地(贝类)", "已登记 placed"]
    assert rows[16][2] == "未登记 not placed"
    assert rows[16][5]


@pytest.mark.django_db
def test_a_name_that_would_be_a_formula_is_shown_as_text(tmp_path: Path) -> None:
    lines = (HERE / "list.csv").read_text("utf-8").splitlines()
    path, report = tmp_path / "list.csv", tmp_path / "report.csv"
    path.write_text(f"{lines[0]}\n{lines[1].replace('虚拟庄河', '=cmd庄河', 1)}\n", "utf-8")
    assert main(["bases", "import", str(path), "--report", str(report)]) == 0
    assert "'=cmd庄河" in report.read_text("utf-8-sig")


@pytest.mark.django_db
def test_a_file_that_is_not_there_ends_with_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bases", "import", "nowhere.csv"]) == 1
    assert "文件无法读取" in capsys.readouterr().err


@pytest.mark.django_db
def test_hosts_follow_the_divisions_of_today(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bases", "import", str(HERE / "list.csv")]) == 0
    capsys.readouterr()
    assert main(["bases", "follow"]) == 0
    assert capsys.readouterr().out.startswith("0 个基地")
