"""What duties are called."""

from __future__ import annotations

import pytest

from jidi.returns.words import of_the


@pytest.mark.parametrize(
    ("when", "what", "said"),
    [
        ("2026 年三季度", "季度数据", "2026 年三季度数据"),
        ("2026 年", "上半年数据", "2026 年上半年数据"),
        ("2026 年上半年", "上半年数据", "2026 年上半年数据"),
        ("2021 年", "外贸基地信息表", "2021 年外贸基地信息表"),
        ("2021 年", "上年工作总结和本年工作安排", "上年工作总结和本年工作安排（2021 年）"),
    ],
)
def test_a_period_and_what_it_is_of_are_said_once(when: str, what: str, said: str) -> None:
    assert of_the(when, what) == said
