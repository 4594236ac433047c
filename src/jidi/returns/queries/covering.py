"""What goes with a city's totals: the covering letter, the table as a workbook, and all of it in one zip."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from jidi.accounts.acting import Actor
from jidi.files.queries import attachments_of
from jidi.files.store import place
from jidi.filings.workbooks import looks, uploads
from jidi.returns.queries.duties import OWNER
from jidi.returns.queries.totals import Row, Totals
from jidi.returns.words import of_the, period_words

ONE_SENTENCE = 5
"""Sums a sentence of the letter holds; more stand one below the other."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends the letter to whom: the office (``by``), what it calls its own area (我市), and the level above (``to``)."""

    by: str
    ours: str
    to: str


def named(found: Totals) -> str:
    """What the totals are of, as printed: the obligation with its period."""
    return of_the(period_words(found.period).zh, found.title)


def letter(found: Totals, sender: Sender, on: date) -> str:
    """The covering letter, to be pasted into a document: to whom, what, how many, who is missing, which sums."""
    lines = [
        f"关于报送{named(found)}的函",
        "",
        f"{sender.to}：",
        "",
        f"    现报送{sender.ours}{named(found)}。本期应报 {found.owed} 个，已报 {found.filed} 个。",
    ]
    sums = [
        f"{column.called}{'平均' if column.mean else '合计'} {total:,.{column.places}f} {column.unit}".rstrip()
        for column, total in zip(found.columns, found.sums, strict=True)
        if total is not None
    ]
    if len(sums) > ONE_SENTENCE:
        lines += ["    经汇总：", *(f"    {one}；" for one in sums[:-1]), f"    {sums[-1]}。"]
    elif sums:
        lines.append(f"    经汇总，{'，'.join(sums)}。")
    if found.back:
        lines.append(f"    退回补正、改好再计入的有：{'、'.join(found.back)}。")
    if found.missing:
        lines.append(f"    尚未报送的有：{'、'.join(found.missing)}，收到后补报。")
    lines += ["    附件：1. 汇总表", f"          2. 各单位报表（{found.counted} 份）", "", sender.by]
    lines.append(f"{on.year} 年 {on.month} 月 {on.day} 日")
    return "\n".join(lines)


def state_words(row: Row) -> str:
    """How a row of the table stands, in a word."""
    if not row.owed:
        return "豁免"
    if row.back:
        return "退回补正，未计入"
    if row.filed:
        return "已报"
    return "未报（下级已提供）" if row.supplied else "未报"


def table(found: Totals) -> bytes:
    """The summary table as a workbook: rows, units in the head, sums as formulas that agree with what is shown."""
    import xlsxwriter

    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    sheet = book.add_worksheet("汇总表")
    head = book.add_format({"bold": True, "border": 1, "text_wrap": True})
    numbers = [
        book.add_format({"num_format": f"#,##0.{'0' * places}".rstrip("."), "border": 1}) for places in found.places
    ]
    plain = book.add_format({"border": 1})
    looks.page(sheet, f"{named(found)}汇总表", landscape=True)
    sheet.repeat_rows(2)
    sheet.write(
        0,
        0,
        f"{named(found)}汇总表",
        book.add_format({"bold": True, "font_size": 14}),
    )
    sheet.write_row(
        2, 0, ["单位", "状态", *(f"{f.zh}（{f.unit_beside}）" if f.unit_beside else f.zh for f in found.columns)], head
    )
    for line, row in enumerate(found.rows, 3):
        sheet.write_row(line, 0, [_safe(row.name), state_words(row)], plain)
        for place_, value in enumerate(row.values, 2):
            # What was not filled in or does not count stays empty: nothing is no zero.
            sheet.write_blank(line, place_, None, plain) if value is None else sheet.write_number(
                line, place_, float(value), numbers[place_ - 2]
            )
    last = len(found.rows) + 3
    sheet.write_row(last, 0, ["合计", f"应报 {found.owed} 个，计入 {found.counted} 个"], head)
    for place_, total in enumerate(found.sums, 2):
        added = sum((row.values[place_ - 2] or Decimal() for row in found.rows), Decimal())
        if total is None:  # nothing there, or a ratio: it has no sum
            sheet.write_string(last, place_, "—", plain)
        elif total == added:
            letter_ = xlsxwriter.utility.xl_col_to_name(place_)
            sheet.write_formula(last, place_, f"=SUM({letter_}4:{letter_}{last})", numbers[place_ - 2], float(total))
        else:  # averaged, or something several of them name counted once
            sheet.write_number(last, place_, float(total), numbers[place_ - 2])
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, len(found.columns) + 1, 16)
    book.close()
    return made.getvalue()


def _safe(text: str) -> str:
    """A name that a spreadsheet does not take for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@"} else text


def parcel(found: Totals, sender: Sender | None, *, actor: Actor, on: date, at: datetime) -> bytes:
    """Letter, table, the sheet of every unit whose figures are counted, and the attachments, in one zip.

    Without a level above there is no letter.
    """
    made = io.BytesIO()
    keys = [f"{row.duty.pk}{part}" for row in found.rows for part in ("", ":elsewhere", ":document")]
    seen = attachments_of(actor, OWNER, keys)
    files = sorted((file for there in seen.values() for file in there), key=lambda file: file.pk)
    names = {str(row.duty.pk): row.name for row in found.rows}
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as box:
        if sender is not None:
            box.writestr("报送函.txt", ("\ufeff" + letter(found, sender, on).replace("\n", "\r\n")).encode())
        box.writestr("汇总表.xlsx", table(found))
        for number, row in enumerate((row for row in found.rows if row.filing is not None), 1):
            assert row.filing is not None
            sheet = uploads.download(actor=actor, filing=row.filing, on=on, at=at)
            box.writestr(f"各单位报表/{number:02d}-{_in_zip(row.name)}.xlsx", sheet.content)
        for number, file in enumerate(files, 1):
            folder = _in_zip(names[file.owner_key.partition(":")[0]])
            box.writestr(f"附件/{folder}/{number:03d}-{file.name}", place(file.stored).read_bytes())
    return made.getvalue()


def _in_zip(name: str) -> str:
    return name.replace("/", "／").replace("\\", "＼")
