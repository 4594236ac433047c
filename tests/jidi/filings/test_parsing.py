"""People write numbers, days and codes in many ways; what is meant is read, what is not clear is never guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from jidi.filings.parsing import MAX_DIGITS, clean, read
from policycore.forms import FieldKind, FormField

MONEY = FormField(id="m", zh="销售额", kind=FieldKind.NUMBER, unit="亿元")
SMALL = FormField(id="s", zh="研发投入", kind=FieldKind.NUMBER, unit="万元")
PEOPLE = FormField(id="p", zh="从业人数", kind=FieldKind.INTEGER, unit="人")
SHARE = FormField(id="h", zh="占比", kind=FieldKind.PERCENT, unit="%")
DAY = FormField(id="d", zh="设立日期", kind=FieldKind.DATE)
FLAG = FormField(id="f", zh="有无事故", kind=FieldKind.FLAG)
CODES = FormField(id="c", zh="海关编码", kind=FieldKind.HS_CODES)
TEXT = FormField.model_validate({"id": "t", "zh": "情况", "kind": "long-text", "max-length": 100})

amounts = st.decimals(min_value=Decimal(-999999999), max_value=Decimal(999999999), places=2)


def wide(text: str) -> str:
    """As an input method in full-width mode writes it."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


@given(amounts)
def test_a_number_is_read_back_however_it_is_grouped_or_written(amount: Decimal) -> None:
    for typed in (
        f"{amount:f}",
        f"{amount:,f}",
        f"{amount:,f}".replace(",", "，"),
        f"{amount:,f}".replace(",", " "),
        f"{amount:,f}".replace(",", "'"),
        wide(f"{amount:,f}"),
        f"  {amount:f}　",
        f"{amount:f}".replace("-", "−"),
        f"{amount:f}".replace("-", "－"),
        f"{amount:f}".replace(".", "。"),
        f"{amount:f}亿元",
        f"{amount:f} 亿元",
    ):
        reading = read(MONEY, typed)
        assert (reading.value, reading.problem) == (amount, None), typed


@given(amounts)
def test_what_is_written_down_reads_back_as_itself(amount: Decimal) -> None:
    text = read(MONEY, f"{amount:,f}").text
    assert read(MONEY, text).text == text
    assert text.isascii()
    assert "," not in text


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_of_any_kind(typed: str) -> None:
    for field in (MONEY, PEOPLE, SHARE, DAY, FLAG, CODES, TEXT):
        reading = read(field, typed)
        if reading.value is not None:
            assert read(field, reading.text) == read(field, reading.text)
            assert read(field, reading.text).value == reading.value


@pytest.mark.parametrize(
    ("field", "typed", "amount"),
    [
        (SMALL, "1.5亿元", "15000"),
        (MONEY, "3500万元", "0.35"),
        (SMALL, "350000元", "35"),
        (PEOPLE, "3.5万", "35000"),
        (PEOPLE, "1.2万人", "12000"),
        (PEOPLE, "31,250", "31250"),
        (PEOPLE, "68.0", "68"),
        (SHARE, "85.5%", "85.5"),
        (SHARE, "８５．５％", "85.5"),
        (MONEY, ".5", "0.5"),
        (MONEY, "5.", "5"),
        (MONEY, "007", "7"),
        (MONEY, "-0.00", "0"),
        (MONEY, "0", "0"),
    ],
)
def test_a_unit_that_is_written_out_is_converted(field: FormField, typed: str, amount: str) -> None:
    assert read(field, typed).value == Decimal(amount)


@pytest.mark.parametrize("typed", ["—", "－", "-", "——", "/", "／", "无", " 无 ", "N/A", "不适用"])
def test_a_dash_is_no_number_and_no_zero(typed: str) -> None:
    reading = read(MONEY, typed)
    assert (reading.value, reading.text, reading.problem) == (None, "", None)
    assert reading.note is not None


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        (MONEY, "约 5 亿元", "只写一个数"),
        (MONEY, "3.5万", "写全单位"),
        (MONEY, "5美元", "单位是亿元"),
        (MONEY, "1,23", "只写一个数"),
        (MONEY, "1,234 567", "只写一个数"),
        (MONEY, "3²", "只写一个数"),
        (MONEY, "1e5", "只写一个数"),
        (MONEY, "3-5", "只写一个数"),
        (MONEY, "1.234", "2 位小数"),
        (MONEY, "9" * (MAX_DIGITS + 1), "超过"),
        (MONEY, "NaN", "只写一个数"),
        (MONEY, ".", "只写一个数"),
        (PEOPLE, "3.5", "整数"),
        (PEOPLE, "8家", "单位是人"),
        (SHARE, "0.5亿", "单位是%"),
        (DAY, "2026年3月", "年-月-日"),
        (DAY, "2026-02-30", "年-月-日"),
        (FLAG, "大概", "有"),
        (CODES, "0304.1", "海关编码"),
    ],
)
def test_what_leaves_something_open_is_said_not_guessed(field: FormField, typed: str, words: str) -> None:
    reading = read(field, typed)
    assert reading.value is None
    assert reading.problem is not None
    assert words in reading.problem.zh
    assert reading.problem.en


@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_day_is_read_however_people_write_it(day: date) -> None:
    for typed in (
        day.isoformat(),
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        wide(f"{day.year}.{day.month}.{day.day}"),
        f"{day:%Y%m%d}",
    ):
        assert read(DAY, typed).value == day, typed


def test_a_choice_is_taken_by_its_key_or_its_words() -> None:
    nature = FormField(id="n", zh="性质", kind=FieldKind.CHOICE, choices={"private": "民营", "joint": "中外合资"})
    assert read(nature, "private").value == read(nature, "民营").value == "private"
    assert "民营、中外合资" in (read(nature, "国有").problem or nature).zh


def test_a_code_written_twice_is_said() -> None:
    reading = read(CODES, "0304、030489，0304")
    assert reading.problem is not None
    assert "0304 写了两次" in reading.problem.zh


def test_a_form_that_wants_whole_codes_says_which_is_too_short() -> None:
    whole = CODES.model_copy(update={"digits": 6})
    assert read(whole, "030749、03079190").value == ("030749", "03079190")
    reading = read(whole, "0307、030749")
    assert reading.problem is not None
    assert "0307 只有 4 位，本表每个编码要 6 位以上" in reading.problem.zh


def test_only_customs_codes_have_digits() -> None:
    with pytest.raises(ValidationError, match="only customs codes"):
        FormField.model_validate({"id": "t", "zh": "情况", "digits": 6})


def test_codes_are_parted_by_any_mark() -> None:
    reading = read(CODES, "0304、030489 8708.29.51")
    assert reading.value == ("0304", "030489", "87082951")


def test_a_text_keeps_its_lines_and_loses_only_what_no_database_holds() -> None:
    assert clean("一\r\n二\x00\t三\ud800") == "一\n二\t三"
    assert read(TEXT, "无").value == "无"


def test_a_text_that_is_too_long_says_by_how_much() -> None:
    reading = read(TEXT, "字" * 130)
    assert reading.problem is not None
    assert "请删减 30 字" in reading.problem.zh
