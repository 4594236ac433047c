"""``jidi collect``: gather sheets, scripts and icons under names that carry their digest, compressed once."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence

from jidi.cli.main import set_up


def main(arguments: Sequence[str]) -> int:
    """Gather everything anew into the data directory; what is no longer there goes."""
    argparse.ArgumentParser(
        prog="jidi collect", description="汇集静态文件到数据目录 · gather the static files into the data directory"
    ).parse_args(arguments)
    # The settings choose the storage with digests in its names only for this command, or once its result is there.
    os.environ["JIDI_COLLECT"] = "1"
    set_up()
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    return 0
