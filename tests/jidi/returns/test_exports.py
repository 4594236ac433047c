"""The parcel for another platform: its table in the order the form prints."""

from __future__ import annotations

import io
import zipfile

from jidi.returns.queries import filling
from jidi.returns.queries.exports import prepared
from tests.jidi.returns.ferry import Ferry


def test_the_table_of_the_parcel_is_in_the_order_the_form_prints(year: Ferry) -> None:
    duty = year.duty("figures", "2023-Q1", year.base)
    duty = year.day("2023-04-03").filed(duty, year.cast.city_officer)
    version = filling.latest_of(duty)
    assert version is not None
    with zipfile.ZipFile(io.BytesIO(prepared(year.cast.city_officer, duty, version.filing, version))) as box:
        rows = box.read("数据.csv").decode("utf-8-sig").splitlines()
    assert [row.split(",")[0] for row in rows] == ["项", "产值", "出口额"]
