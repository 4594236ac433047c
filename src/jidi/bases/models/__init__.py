"""Tables of this room, by thing."""

from jidi.bases.models.bases import (
    Base,
    BaseHelper,
    BaseHost,
    BaseLink,
    BaseName,
    BaseProduct,
    BaseProducts,
    BaseScheme,
    Dated,
)
from jidi.bases.models.registers import OpeningRecord, RegisterEntry
from jidi.bases.models.titles import TitleEvent, TitleHolding

__all__ = [
    "Base",
    "BaseHelper",
    "BaseHost",
    "BaseLink",
    "BaseName",
    "BaseProduct",
    "BaseProducts",
    "BaseScheme",
    "Dated",
    "OpeningRecord",
    "RegisterEntry",
    "TitleEvent",
    "TitleHolding",
]
