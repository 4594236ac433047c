"""What rules may ask this room: the figures filed. Serves every fact a pack declares with ``source: filing``.

The fact's id is the indicator of the series. A figure accepted by the level above goes before one only filed; one
handed back for correction is not known.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from jidi.filings.series import current, read
from policycore.facts import FactKey, FactSource, Known, Subject
from policycore.verdict import Missing

Facts = dict[tuple[FactKey, Subject], Known | Missing]


class FiledFigures:
    """Figures by indicator, with their unit; flags as yes and no."""

    def read_many(self, keys: Collection[FactKey], subjects: Sequence[Subject], as_of: date) -> Facts:
        """Read figures of many subjects as they stood on a day; one query. Asked without a period: the latest."""
        names = {key.name for key in keys}
        periods = {key.period for key in keys}
        figures = current(
            read(
                subjects=subjects,
                indicators=names,
                periods=None if "" in periods else periods,
                as_of=as_of,
            )
        )
        latest = {(one.subject, one.indicator): one for _, one in sorted(figures.items(), key=lambda item: item[0][2])}
        found: Facts = {}
        for key in keys:
            for subject in subjects:
                one = figures.get((subject, key.name, key.period)) if key.period else latest.get((subject, key.name))
                if one is not None:
                    found[key, subject] = Known(one.value, f"filing:{one.filing_id}")
        return found


def register() -> None:
    """Tell the registry of facts what this room serves. Called when the site starts."""
    from jidi.facts.registry import register_source

    register_source(FactSource.FILING.value, FiledFigures())
