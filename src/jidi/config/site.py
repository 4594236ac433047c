"""What a site tells Jidi through its environment, read once and refused loudly when it cannot be right."""

from __future__ import annotations

import ipaddress
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parents[3]
"""The checkout (or the installed copy): policies/, data/ and frontend/ lie beside src/."""

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True, slots=True)
class PublicAddress:
    """The address people type. Cookies, redirects and the allowed host follow from it."""

    url: str
    host: str
    port: int
    secure: bool
    loopback: bool

    @property
    def allowed_hosts(self) -> list[str]:
        """The host names a request may name; on a loopback address all its spellings."""
        return list(LOOPBACK_NAMES) if self.loopback else [self.host]

    def may_listen(self, host: str) -> bool:
        """Whether the server may listen on a host: anywhere with https, on this machine only without."""
        return self.secure or is_loopback(host)


def whole_number(environment: Mapping[str, str], name: str) -> int:
    """Read a variable that is a number of something, 0 where it is not set. Raises ImproperlyConfigured for anything else."""
    text = environment.get(name, "").strip() or "0"
    if not text.isascii() or not text.isdigit():
        raise ImproperlyConfigured(f"{name}={text!r} 不是一个数 is no number. Write digits, for example 90; 0 is off.")
    return int(text)


def is_loopback(host: str) -> bool:
    """Whether a host name means this machine and only this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def public_address(text: str) -> PublicAddress:
    """Read ``JIDI_PUBLIC_URL``.

    Plain http is allowed on a loopback address only (house rule): a log-in must not cross a network in the clear.
    Raises ImproperlyConfigured with what was found and what is allowed.
    """
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError as wrong:
        raise ImproperlyConfigured(f"JIDI_PUBLIC_URL={text!r} is not an address: {wrong}.") from wrong
    if parts.scheme not in ("http", "https") or not host or parts.path not in ("", "/") or parts.query:
        raise ImproperlyConfigured(
            f"JIDI_PUBLIC_URL={text!r} 不是一个网址 is not an address. "
            "Write scheme and host only, for example https://jidi.example.gov.cn or http://127.0.0.1:8000."
        )
    loopback = is_loopback(host)
    if parts.scheme == "http" and not loopback:
        raise ImproperlyConfigured(
            f"JIDI_PUBLIC_URL={text!r}: 明文 http 只可用于本机地址（本系统规则）。 "
            "Plain http is allowed on a loopback address only (rule of the house), because passwords would cross the "
            "network in the clear. Use https://…, or http://127.0.0.1:PORT to try it on this machine."
        )
    secure = parts.scheme == "https"
    shown = f"[{host}]" if ":" in host else host
    suffix = f":{port}" if port else ""
    return PublicAddress(f"{parts.scheme}://{shown}{suffix}", shown, port or (443 if secure else 80), secure, loopback)


def data_directory(environ: Mapping[str, str]) -> Path:
    """Where everything a site stores lies: ``JIDI_DATA``, else ``var`` in the checkout. Made when missing, private."""
    path = Path(environ.get("JIDI_DATA") or ROOT / "var").expanduser().resolve()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as wrong:
        raise ImproperlyConfigured(
            f"JIDI_DATA={str(path)!r} cannot be made or entered ({wrong.strerror}). "
            "Name a directory this user may write."
        ) from wrong
    return path


def secret_key(directory: Path) -> str:
    """The site's secret, generated once and kept in the data directory, readable by its owner only.

    Two workers may start in the same moment on an empty directory: the first to create the file wins,
    the other reads it. The file appears whole or not at all (written aside, then linked into place).
    """
    path = directory / "secret"
    if not path.exists():
        aside = directory / f".secret-{os.getpid()}-{secrets.token_hex(4)}"
        aside.touch(mode=0o600)
        aside.write_text(secrets.token_urlsafe(64) + "\n", encoding="ascii")
        try:
            path.hardlink_to(aside)
        except FileExistsError:
            pass  # another process was first; its secret is the one
        finally:
            aside.unlink()
    text = path.read_text(encoding="ascii").strip()
    if len(text) < 50:
        raise ImproperlyConfigured(f"{path} is too short to be a secret. Restore it, or delete it to end all sessions.")
    if path.stat().st_mode & 0o077:
        raise ImproperlyConfigured(f"{path} may be read by others. Run: chmod 600 {path}")
    return text


def switched_on(environ: Mapping[str, str], name: str) -> bool:
    """Whether a yes/no variable says yes. Only 1 and 0 (or nothing) are understood."""
    value = environ.get(name, "")
    if value not in ("", "0", "1"):
        raise ImproperlyConfigured(f"{name}={value!r}: write 1 for yes, 0 or nothing for no.")
    return value == "1"
