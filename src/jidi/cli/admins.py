"""``jidi admins create``: the first run of a site makes its three administrators, each with a one-time password."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from jidi.accounts.codes import NATION
from jidi.accounts.services.divisions import load_divisions
from jidi.accounts.services.first_run import create_administrators
from jidi.common.clock import clock


def main(arguments: Sequence[str]) -> int:
    """Load the divisions, create the three, and print their passwords once; refused when there is any account."""
    parser = argparse.ArgumentParser(prog="jidi admins", description="三员：系统、安全、审计管理员 · administrators")
    verbs = parser.add_subparsers(dest="verb", required=True)
    creating = verbs.add_parser("create", help="首次运行时建立三名管理员 · create the three of the first run")
    creating.add_argument(
        "--area", default=NATION, help=f"所管区域的区划代码 · code of the area they look after ({NATION})"
    )
    options = parser.parse_args(arguments)
    at = clock.now()
    load_divisions(at=at)
    made = create_administrators(at=at, area_code=options.area)
    print("已建立三名管理员。口令只显示这一次，首次登录后必须更改。")
    print(
        "Three administrators were created. The passwords are shown this once and must be changed at the first log-in.\n"
    )
    for account in (made.system, made.security, made.audit):
        print(f"  {account.person.name}\t{account.person.login_name}\t{account.password}")
    return 0
