"""Every command ``jidi`` knows. A room's command line is a module in this room; here it gets its name."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """One command: the module whose ``main(arguments)`` runs it, what it does, and whether it needs Django.

    The words of a command are not passed on, except where ``passes_name`` says that the module serves several
    commands and needs to know which.
    """

    module: str
    zh: str
    en: str
    django: bool = True
    passes_name: bool = False


COMMANDS: dict[str, Command] = {
    "calendar": Command("jidi.cli.calendar", "计算期限，装入已公布年份", "count a window of days, seed the years"),
    "divisions": Command("jidi.cli.divisions", "装入行政区划，查找地名", "load the divisions, find a place"),
    "audit": Command("jidi.cli.audit", "核对审计链，打印链头", "verify the audit chain, print its head"),
    "admins": Command("jidi.cli.admins", "建立三名管理员（首次运行）", "create the three administrators (first run)"),
    "bases": Command("jidi.cli.bases", "导入基地名单，逐行报告", "import a list of bases, report row by row"),
    "policy": Command(
        "jidi.cli.core", "政策包：检查、样例、落实情况、对照、流程图", "policy packs", django=False, passes_name=True
    ),
    "policy import": Command("jidi.cli.policies", "把政策包导入为草稿", "bring a pack in", passes_name=True),
    "policy publish": Command("jidi.cli.policies", "从某日起用一个版本", "put a version into force", passes_name=True),
    "policy end": Command("jidi.cli.policies", "自某日起停用现行的版本", "end a version in force", passes_name=True),
    "policy withdraw": Command(
        "jidi.cli.policies", "撤回还没起用的版本", "take back a version that has not begun", passes_name=True
    ),
    "policy decide": Command("jidi.cli.policies", "记录一批待定项决定", "record decisions", passes_name=True),
    "policy attach": Command("jidi.cli.policies", "导入公文原文", "keep the official text", passes_name=True),
    "policy prove": Command("jidi.cli.policies", "逐条验证样例，存给网页", "try every mutant", passes_name=True),
    "invariants": Command(
        "jidi.cli.invariants", "逐项核对不变式，指出被改动的记录", "name every record changed by hand"
    ),
    "filings": Command("jidi.cli.filings", "按核查规则一次核查全部报表", "judge every return by the rules of its form"),
    "columns": Command("jidi.cli.columns", "重建分析副本", "rebuild the analytic copy"),
    "workbooks": Command(
        "jidi.cli.workbooks", "填报表：查看文件、接着办批量报送", "look into a workbook, work on a batch of returns"
    ),
    "tick": Command("jidi.cli.tick", "每日一次：期满的步骤、重算期限、清理残留文件", "once a day: what time has ended"),
    "serve": Command("jidi.cli.serve", "运行网站", "serve the site"),
    "migrate": Command("jidi.cli.migrate", "建立或更新数据库", "create or update the database"),
    "collect": Command("jidi.cli.collect", "汇集静态文件", "gather the static files", django=False),
}
