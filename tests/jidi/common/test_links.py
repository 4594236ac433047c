"""Which texts are addresses of the web."""

from __future__ import annotations

import pytest

from jidi.common.links import is_web_address


@pytest.mark.parametrize("text", ["https://example.org/1", "http://10.0.0.8/a?b=c", " HTTPS://例子.测试/图 "])
def test_an_address_of_the_web_is_one(text: str) -> None:
    assert is_web_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "javascript:alert(1)", "JavaScript:alert(1)", "java\tscript:alert(1)", "data:text/html,x", "vbscript:x",
        "//example.org/1", "https://", "https:///x", "example.org", "见附件", "http://a b", "file:///etc/passwd", "http://[",
        "https://example.org/\u202etxt",
    ],
)  # fmt: skip
def test_anything_else_is_text(text: str) -> None:
    assert not is_web_address(text)
