"""LibreOffice without a screen: opens a workbook, computes it anew, saves it as another."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

SOFFICE = shutil.which("soffice")
WHY_NOT = "soffice is not installed (apt-get install libreoffice-calc): the workbook was not opened in LibreOffice"
_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def recalculated(path: Path, folder: Path) -> Path:
    """Open and save a workbook in LibreOffice, every formula computed anew; return the new file."""
    return recalculated_all([path], folder)[0]


def recalculated_all(paths: Sequence[Path], folder: Path) -> list[Path]:
    """The same for several workbooks in one run. LibreOffice repairs nothing silently here: what it cannot open is missing."""
    assert SOFFICE is not None
    profile, out = folder / "profile", folder / "out"
    if not profile.exists():
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS, encoding="utf-8")
    command = [SOFFICE, f"-env:UserInstallation=file://{profile}", "--headless"]
    command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    made = [out / path.name for path in paths]
    assert [path.name for path in made if not path.exists()] == []
    return made
