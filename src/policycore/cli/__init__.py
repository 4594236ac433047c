"""The command line of the core: ``jidi policy …`` and ``jidi calendar …``, on folders of packs, without any database."""

from .main import main

__all__ = ["main"]
