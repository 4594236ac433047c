"""What may not stand in our files: hosts we lean on, styles old browsers drop, rules that belong in a pack."""

from __future__ import annotations

import csv
import re

from tests.house.written import ROOT, texts

# Spelled in pieces, so that this file names none of them either.
REGISTRIES = [
    "py" + "pi.org", "files.python" + "hosted.org", "registry.npm" + "js.org", "registry.yarn" + "pkg.com",
    "npm" + "mirror.com", "tuna.tsing" + "hua", "mirrors.ali" + "yun", "mirrors.cloud.ten" + "cent",
    "js" + "delivr", "un" + "pkg.com", "cdn" + "js.", "googleapis" + ".com",
]  # fmt: skip

BANNED_IN_SHEETS = {
    "color-mix": r"color-mix\(",
    "oklch": r"okl(?:ch|ab)\(",
    ":has": r":has\(",
    "container query": r"@container|container-type",
    "nesting": r"&",
    "subgrid": r"subgrid",
    "another host": r"https?://|url\(\s*['\"]?//",
}


def test_no_file_names_a_registry() -> None:
    wrong = [f"{name}: {host}" for name, text in texts() for host in REGISTRIES if host in text]
    assert wrong == []


def test_sheets_use_nothing_that_makes_older_browsers_drop_whole_rules() -> None:
    wrong = []
    for name, text in texts(".css"):
        rules = re.sub(r"/\*.*?\*/|\"[^\"]*\"|'[^']*'", "", text, flags=re.DOTALL)
        wrong += [f"{name}: {what}" for what, pattern in BANNED_IN_SHEETS.items() if re.search(pattern, rules)]
    assert wrong == []


def templates() -> list[tuple[str, str]]:
    return [(name, text) for name, text in texts(".html", ".svg", ".txt", under="src/") if "/templates/" in name]


def test_templates_load_nothing_from_another_host() -> None:
    asset = re.compile(r"(?:src|href|action|poster|data|hx-\w+)\s*=\s*[\"']?\s*(?:https?:)?//", re.IGNORECASE)
    wrong = [f"{name}: {found.group()}" for name, text in templates() if (found := asset.search(text))]
    assert wrong == []


def test_an_address_somebody_typed_is_never_put_into_a_template_bare() -> None:
    bare = re.compile(r"""(href|src|action)=["']?\{\{\s*[\w.]*\.(link|url|website|homepage)\s*(\||\}\})""")
    wrong = [f"{name}: {found.group()}" for name, text in templates() if (found := bare.search(text))]
    assert wrong == []


def test_templates_need_no_exception_from_the_policy_for_content() -> None:
    inline = re.compile(
        r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<script(?![^>]*\bsrc=)|javascript:", re.IGNORECASE
    )
    wrong = [f"{name}: {found.group()}" for name, text in templates() if (found := inline.search(text))]
    assert wrong == []


def without_demo() -> list[tuple[str, str]]:
    return [(name, text) for name, text in texts(under="src/") if not name.startswith("src/jidi/demo/")]


def test_the_code_names_no_province() -> None:
    table = ROOT / "data" / "divisions" / "provinces.csv"
    with table.open(encoding="utf-8", newline="") as handle:
        full = [row["name"] for row in csv.DictReader(handle)]
    short = [re.sub(r"(?:壮族|回族|维吾尔)?自治区$|特别行政区$|[省市]$", "", name) for name in full]
    assert "北京" in short
    wrong = [f"{name}: {found}" for name, text in without_demo() for found in short if found in text]
    assert wrong == []


def test_the_code_names_no_pack() -> None:
    packs = sorted(path.parent.name for path in (ROOT / "policies").glob("*/pack.yaml"))
    words = set(packs) | {pack.split("-")[0] for pack in packs}
    pattern = re.compile("|".join(rf"\b{re.escape(word)}\b" for word in sorted(words)), re.IGNORECASE)
    wrong = [f"{name}: {found.group()}" for name, text in without_demo() if words and (found := pattern.search(text))]
    assert wrong == []
