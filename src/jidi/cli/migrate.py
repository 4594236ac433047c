"""``jidi migrate``: create the database or bring it to this version."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def pending() -> int:
    """How many migrations this version has that the database has not."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def main(arguments: Sequence[str]) -> int:
    """Apply what is pending and say how much it was."""
    parser = argparse.ArgumentParser(
        prog="jidi migrate", description="建立或更新数据库 · create or update the database"
    )
    parser.add_argument("--check", action="store_true", help="只查不改；有未执行的迁移时退出码为 1 · only look")
    options = parser.parse_args(arguments)
    count = pending()
    if options.check or not count:
        print(f"未执行的迁移：{count} · migrations pending: {count}")
        return 1 if count else 0
    call_command("migrate", interactive=False, verbosity=0)
    print(f"已执行迁移 {count} 项 · {count} migrations applied")
    return 0
