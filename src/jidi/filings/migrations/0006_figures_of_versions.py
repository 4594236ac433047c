"""Versions handed in before there were figures get theirs, and where they stand."""

from __future__ import annotations

import json
from typing import Any

from django.db import migrations


def fill(apps: Any, schema_editor: Any) -> None:
    """Give every version without a standing one, and the figures it says."""
    from jidi.filings.differences import computed_spot
    from jidi.filings.parsing import read
    from jidi.filings.series import plan_of, rows_of
    from jidi.filings.spots import layout_of

    version_model = apps.get_model("filings", "Version")
    observation, standing = apps.get_model("filings", "Observation"), apps.get_model("filings", "Standing")
    bare = version_model.objects.filter(standing__isnull=True).select_related("filing").order_by("filing_id", "ordinal")
    last = dict(version_model.objects.order_by("ordinal").values_list("filing_id", "ordinal"))
    for version in bare.iterator(chunk_size=200):
        filing = version.filing
        newest = last[filing.pk] == version.ordinal
        standing.objects.create(version=version, status="filed" if newest else "superseded", since=version.made_at)
        layout = layout_of(filing.form_json, filing.period)
        values = {
            address: read(spot.leaf, text).value
            for address, text in json.loads(version.values_json).items()
            if (spot := layout.spot(address) or computed_spot(layout, address)) is not None
        }
        observation.objects.bulk_create(
            observation(
                version=version,
                address=row.address,
                indicator=row.indicator,
                ref_period=row.period,
                subject_kind=row.subject_kind,
                subject_key=row.subject_key,
                number=row.number,
                unit=row.unit,
            )
            for row in rows_of(plan_of(filing.form_json, filing.period), values)
        )


class Migration(migrations.Migration):
    dependencies = [("filings", "0005_batches")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
