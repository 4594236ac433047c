"""Reading, checking and comparing packs."""

from .loader import Raw, build_pack, load_pack, read_pack
from .model import Article, ArticleStatus, Example, Header, Pack
from .problems import PackError, Problem

__all__ = [
    "Article",
    "ArticleStatus",
    "Example",
    "Header",
    "Pack",
    "PackError",
    "Problem",
    "Raw",
    "build_pack",
    "load_pack",
    "read_pack",
]
