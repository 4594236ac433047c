"""A city's totals in one click: the table of all its returns with their sum, the covering letter, the attachments."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from jidi.accounts.acting import Actor
from jidi.accounts.codes import span
from jidi.files.models import Attachment
from jidi.files.store import place
from jidi.filings.models import Version
from jidi.filings.queries import form_in, latest_versions, typed_values
from jidi.returns.models import Duty
from jidi.returns.queries.board import is_filed
from jidi.returns.queries.duties import OWNER, reads_filings, visible_to
from jidi.returns.queries.filling import filings_by_duty
from jidi.returns.words import of_the, period_words
from policycore.forms import FieldKind, FormField

_SUMMED = frozenset({FieldKind.NUMBER, FieldKind.INTEGER, FieldKind.NAMED_COUNT, FieldKind.DERIVED})


@dataclass(frozen=True, slots=True)
class Row:
    """One return: whose, and its figures in the order of the columns (None: not filled in)."""

    duty: Duty
    name: str
    values: tuple[Decimal | None, ...]
    filed: bool


@dataclass(frozen=True, slots=True)
class Totals:
    """The table of one obligation for one period: columns with their units, rows, sums, and who is missing.

    A sum counts what was filed and nothing else; ``partial`` says that somebody is missing from it.
    """

    title: str
    period: str
    columns: tuple[FormField, ...]
    rows: tuple[Row, ...]
    sums: tuple[Decimal | None, ...]
    missing: tuple[str, ...]
    debtor: str
    to: str

    @property
    def partial(self) -> bool:
        """Whether somebody is missing from the sums."""
        return bool(self.missing)


def totals(actor: Actor, pack_id: str, rule: str, period: str, area_code: str = "") -> Totals | None:
    """The totals of an obligation for a period, of one city or of all an actor sees; None where there is nothing.

    Only figures the actor may read now are in it. Four queries.
    """
    rows = visible_to(actor).filter(reads_filings(actor), version__pack_id=pack_id, rule=rule, period=period, link=0)
    if area_code:
        rows = rows.filter(Q(debtor_area=area_code) | Q(area_code__range=span(area_code)))
    duties = list(rows.select_related("version").defer("version__files_json").order_by("area_code", "about_zh", "pk"))
    filings = filings_by_duty(duties)
    versions = latest_versions(list(filings.values()))
    if not duties or not filings:
        return None
    form = form_in(next(iter(filings.values())))
    columns = tuple(field for field in form.fields() if field.kind in _SUMMED and not field.columns)
    lines = tuple(
        _row(duty, versions.get(filings[duty.pk].pk) if duty.pk in filings else None, columns) for duty in duties
    )
    sums = tuple(_sum([line.values[i] for line in lines]) for i in range(len(columns)))
    levels = duties[0].levels.order_by("-place")
    missing = tuple(line.name for line in lines if not line.filed)
    return Totals(
        duties[0].zh, duties[0].of_period, columns, lines, sums, missing, duties[0].debtor_zh, levels[0].to_zh
    )


def _row(duty: Duty, version: Version | None, columns: Sequence[FormField]) -> Row:
    values = typed_values(version) if version is not None else {}
    name = duty.about_zh or duty.debtor_zh
    return Row(duty, name, tuple(_value(values, field, duty.of_period) for field in columns), is_filed(duty))


def _value(values: Mapping[str, object], field: FormField, period: str) -> Decimal | None:
    found = values.get(field.id, values.get(f"{field.id}.{period}"))
    return found if isinstance(found, Decimal) else None


def _sum(values: Sequence[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal()) if known else None


def letter(found: Totals, on: date) -> str:
    """The covering letter, to be pasted into a document: to whom, what, how many, who is missing, which sums."""
    named = of_the(period_words(found.period).zh, found.title)
    units = len(found.rows)
    sums = "，".join(
        f"{field.zh}合计 {_plain(total)} {field.unit}".rstrip()
        for field, total in zip(found.columns, found.sums, strict=True)
        if total is not None
    )
    lines = [
        f"关于报送{named}的函",
        "",
        f"{found.to or '上级主管部门'}：",
        "",
        f"    现报送我市{named}。本期应报 {units} 个，已报 {units - len(found.missing)} 个。",
    ]
    if sums:
        lines.append(f"    经汇总，{sums}。")
    if found.missing:
        lines.append(f"    尚未报送的有：{'、'.join(found.missing)}，收到后补报。")
    lines += ["    附件：1. 汇总表  2. 各单位报表", "", f"{found.debtor}", f"{on.year} 年 {on.month} 月 {on.day} 日"]
    return "\n".join(lines)


def _plain(number: Decimal) -> str:
    text = f"{number:,.2f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def table(found: Totals) -> bytes:
    """The summary table as a workbook: rows, units in the head, sums as formulas that agree with what is shown."""
    import xlsxwriter

    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    sheet = book.add_worksheet("汇总表")
    head, number = (
        book.add_format({"bold": True, "border": 1, "text_wrap": True}),
        book.add_format({"num_format": "#,##0.00", "border": 1}),
    )
    plain = book.add_format({"border": 1})
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.write(
        0,
        0,
        f"{of_the(period_words(found.period).zh, found.title)}汇总表",
        book.add_format({"bold": True, "font_size": 14}),
    )
    sheet.write_row(2, 0, ["单位", "状态", *(f"{f.zh}（{f.unit}）" if f.unit else f.zh for f in found.columns)], head)
    for line, row in enumerate(found.rows, 3):
        sheet.write_row(line, 0, [_safe(row.name), "已报" if row.filed else "未报"], plain)
        for place_, value in enumerate(row.values, 2):
            # What was not filled in stays empty: nothing is no zero.
            sheet.write_blank(line, place_, None, plain) if value is None else sheet.write_number(
                line, place_, float(value), number
            )
    last = len(found.rows) + 3
    sheet.write_row(last, 0, ["合计", f"缺 {len(found.missing)} 个" if found.missing else "齐"], head)
    for place_, total in enumerate(found.sums, 2):
        letter_ = xlsxwriter.utility.xl_col_to_name(place_)
        sheet.write_formula(last, place_, f"=SUM({letter_}4:{letter_}{last})", number, float(total or 0))
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, len(found.columns) + 1, 16)
    book.close()
    return made.getvalue()


def _safe(text: str) -> str:
    """A name that a spreadsheet does not take for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@"} else text


def parcel(found: Totals, on: date) -> bytes:
    """Letter, table and the attachments of every return in one zip."""
    made = io.BytesIO()
    keys = [f"{row.duty.pk}:elsewhere" for row in found.rows] + [str(row.duty.pk) for row in found.rows]
    files = Attachment.objects.filter(owner_kind=OWNER, owner_key__in=keys, withdrawn_at__isnull=True).order_by("pk")
    names = {str(row.duty.pk): row.name for row in found.rows}
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr("报送函.txt", ("\ufeff" + letter(found, on).replace("\n", "\r\n")).encode())
        box.writestr("汇总表.xlsx", table(found))
        for number, file in enumerate(files, 1):
            folder = names[file.owner_key.partition(":")[0]].replace("/", "／")
            box.writestr(f"附件/{folder}/{number:03d}-{file.name}", place(file.stored).read_bytes())
    return made.getvalue()
