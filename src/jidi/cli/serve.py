"""``jidi serve``: the site on granian (WSGI), two workers with four threads each."""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from django.conf import settings

from jidi.cli import migrate

WORKERS = 2
THREADS = 4


def parser() -> argparse.ArgumentParser:
    """What may be said on the command line."""
    made = argparse.ArgumentParser(prog="jidi serve", description="运行网站 · serve the site")
    made.add_argument("--host", default="127.0.0.1", help="监听地址 · address to listen on (127.0.0.1)")
    made.add_argument("--port", type=int, help="端口 · port (from JIDI_PUBLIC_URL on this machine, else 8000)")
    made.add_argument("--workers", type=int, default=WORKERS, help=f"进程数 · worker processes ({WORKERS})")
    made.add_argument("--threads", type=int, default=THREADS, help=f"每个进程的线程数 · threads each ({THREADS})")
    made.add_argument("--certificate", type=Path, help="TLS 证书 · TLS certificate (PEM)")
    made.add_argument("--key", type=Path, help="TLS 私钥 · TLS key (PKCS#8)")
    return made


def objection(options: argparse.Namespace) -> str:
    """Why the site may not be served this way, in words; nothing when it may."""
    public = settings.PUBLIC
    if bool(options.certificate) != bool(options.key):
        return "--certificate 和 --key 要同时给出 · --certificate and --key go together."
    if not public.may_listen(options.host):
        return (
            f"明文 http 只可监听本机地址（本系统规则），不能监听 {options.host}。请设 JIDI_PUBLIC_URL=https://… · "
            f"Plain http listens on a loopback address only (rule of the house), not on {options.host}. "
            "Set JIDI_PUBLIC_URL=https://…"
        )
    if public.secure and not options.certificate and not settings.BEHIND_PROXY:
        return (
            "对外地址是 https，但没有证书，也没有声明前面有代理 · The public address is https, but there is neither a "
            "certificate (--certificate, --key) nor a proxy that ends TLS (JIDI_BEHIND_PROXY=1)."
        )
    if count := migrate.pending():
        return f"数据库还差 {count} 项迁移，请先运行 jidi migrate · {count} migrations pending; run jidi migrate first."
    return ""


def taken(host: str, port: int) -> bool:
    """Whether something listens there already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.settimeout(1)
        return probe.connect_ex((host.strip("[]"), port)) == 0


def command(options: argparse.Namespace, port: int) -> list[str]:
    """The granian command line. Read from here only: its own environment variables are not passed on."""
    line = [sys.executable, "-m", "jidi.cli.workers", "--interface", "wsgi", "--no-ws", "--log-level", "warning"]
    line += ["--host", options.host, "--port", str(port)]
    line += ["--workers", str(options.workers), "--blocking-threads", str(options.threads)]
    line += ["--respawn-failed-workers", "--workers-kill-timeout", "10"]
    if options.certificate:
        line += ["--ssl-certificate", str(options.certificate), "--ssl-keyfile", str(options.key)]
        line += ["--ssl-protocol-min", "tls1.2"]
    return [*line, "jidi.config.wsgi:application"]


def become(line: list[str], environment: dict[str, str]) -> NoReturn:
    """Turn this process into the server, so that its signals and its exit status are the server's."""
    os.execve(line[0], line, environment)  # noqa: S606 - no shell is what we want


def main(arguments: Sequence[str]) -> int:
    """Check, gather the static files, say the address, and become the server."""
    options = parser().parse_args(arguments)
    if said := objection(options):
        print(f"不能启动 · Cannot start: {said}", file=sys.stderr)
        return 2
    public = settings.PUBLIC
    port = options.port or (public.port if public.loopback else 8000)
    if taken(options.host, port):
        print(f"端口 {port} 已被占用，请换一个 --port · Port {port} is taken; choose another --port.", file=sys.stderr)
        return 2
    subprocess.run([sys.executable, "-m", "jidi", "collect"], check=True)
    shown = public.url if public.secure or "JIDI_PUBLIC_URL" in os.environ else f"http://{options.host}:{port}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GRANIAN_")}
    environment["JIDI_PUBLIC_URL"] = shown
    print(f"网址 · Open {shown}   （停止 · stop: Ctrl-C）", flush=True)
    become(command(options, port), environment)
