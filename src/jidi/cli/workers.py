"""The server program: granian with the site loaded before it forks its workers, so that they share what is the same.

Run by ``jidi serve`` as ``python -m jidi.cli.workers ARGUMENTS-OF-GRANIAN``. A worker that is started again needs no
second loading either.
"""

from __future__ import annotations

import gc
from importlib import import_module

from django.db import connections
from django.urls import reverse


def load() -> None:
    """Import the site and its addresses, and put them out of the collector's sight: it would write to shared pages."""
    import_module("jidi.config.wsgi")
    reverse("desk:login")  # resolves every address once
    connections.close_all()  # a connection must never be shared by two processes
    gc.collect()
    gc.freeze()


def main() -> None:
    """Load, then become granian's own command line."""
    load()
    granian = import_module("granian.cli")
    granian.entrypoint()


if __name__ == "__main__":
    main()
