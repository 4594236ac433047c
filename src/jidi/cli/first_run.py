"""``jidi first-run``: load the divisions and create the three administrators, whose passwords are shown this once."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from jidi.accounts.codes import NATION
from jidi.accounts.models import Division
from jidi.accounts.services.divisions import load_divisions
from jidi.accounts.services.first_run import create_administrators
from jidi.common.clock import clock


def main(arguments: Sequence[str]) -> int:
    """Do it once; a site that has accounts is left alone (the refusal says so); 2 for an unknown area."""
    parser = argparse.ArgumentParser(prog="jidi first-run", description="首次运行 · the first run of a site")
    parser.add_argument("--area", default=NATION, help="管理员管理的区域代码 · code of the area they look after")
    options = parser.parse_args(arguments)
    now = clock.now()
    load_divisions(at=now)
    if not Division.objects.filter(pk=options.area).exists():
        print(f"没有代码为 {options.area} 的行政区划 · There is no division {options.area}")
        return 2
    made = create_administrators(at=now, area_code=options.area)
    print(
        "三位管理员，请由三个人分别保管（口令只显示这一次） · three administrators for three people, shown this once:"
    )
    for account in (made.system, made.security, made.audit):
        person = account.person
        print(f"  {person.name} · {person.name_en}\n    {person.login_name}  {account.password}")
    return 0
