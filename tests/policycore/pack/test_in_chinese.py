"""Every way a pack can be wrong is told in Chinese, with the English beside it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from policycore.pack import PackError, load_pack
from policycore.pack.in_chinese import in_chinese

from .test_broken import ALL, made_from_tiny


@pytest.mark.parametrize("broken", ALL, ids=lambda path: path.name)
def test_what_is_wrong_is_said_in_chinese(broken: Path, tmp_path: Path) -> None:
    with pytest.raises(PackError) as caught:
        load_pack(made_from_tiny(broken, tmp_path / "tiny"))
    for problem in caught.value.problems:
        said = in_chinese(problem.message)
        assert re.search("[一-鿿]", said), problem.message
        assert not re.search(r"did you mean|allowed:|; (?:needs|write|here|found)", said), said
        assert problem.shown() == str(problem).replace(problem.message, f"{said}（{problem.message}）")


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("is no key here; did you mean 'at'? allowed: at, id", "这里没有这个键；是不是想写 at？可以写：at, id"),
        ("'town' is no actor of this pack; allowed: city, county", "没有叫「town」的办理主体；可以写：city, county"),
        ("is missing here; it needs the id of an actor", "这里缺这一项；要写 一个办理主体的 id"),
        ("units do not go together: money:CNY and number; write the unit, like 5 亿元 (at: '[a] > 5') in the formula: [a] > 5",
         "单位合不到一起：money:CNY 和 number；写上单位，如 5 亿元（在 [a] > 5 处），公式：[a] > 5"),
        ("something nobody has put into the catalogue", ""),
    ],
)  # fmt: skip
def test_a_sentence_is_put_together_from_its_parts(message: str, said: str) -> None:
    assert in_chinese(message) == said
