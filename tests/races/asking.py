"""Asking a server over real sockets: small, so that a hundred clients on the same two cores measure it and not themselves."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

TOKEN = "a" * 32
"""What stands in the cookie and in the form against forged forms: a browser gets one with its first page."""
WAIT = 60.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    @property
    def to(self) -> str:
        """Where it leads."""
        return self.headers.get("location", "")


class Lost(ConnectionError):  # noqa: N818 - it reads as what happened
    """The connection ended before the whole answer was there."""


def request(
    port: int, method: str, address: str, session: str = "", body: bytes = b"", headers: Mapping[str, str] | None = None
) -> bytes:
    """One request as bytes."""
    cookie = f"jidi_csrf={TOKEN}" + (f"; jidi_session={session}" if session else "")
    lines = {"Host": f"127.0.0.1:{port}", "Cookie": cookie, **(headers or {})}
    if method == "POST":
        lines |= {"Content-Length": str(len(body)), "Origin": f"http://127.0.0.1:{port}"}
    head = f"{method} {address} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return head.encode() + b"\r\n" + body


def form(values: Mapping[str, Any] | Iterable[tuple[str, Any]]) -> tuple[bytes, dict[str, str]]:
    """The body and headers of a form."""
    pairs = list(values.items()) if isinstance(values, Mapping) else list(values)
    body = urlencode([*pairs, ("csrfmiddlewaretoken", TOKEN)], doseq=True).encode()
    return body, {"Content-Type": "application/x-www-form-urlencoded"}


def form_with_files(values: Mapping[str, str], files: Mapping[str, tuple[str, bytes]]) -> tuple[bytes, dict[str, str]]:
    """The body and headers of a form with files: name of the field, then name and content of the file."""
    edge = "jidi-edge-7f3a"
    parts = []
    for name, value in {**values, "csrfmiddlewaretoken": TOKEN}.items():
        parts.append(f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode())
    for name, (filename, content) in files.items():
        head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
        parts.append(head.encode() + b"Content-Type: application/pdf\r\n\r\n" + content + b"\r\n")
    parts.append(f"--{edge}--\r\n".encode())
    return b"".join(parts), {"Content-Type": f"multipart/form-data; boundary={edge}"}


class Link:
    """One connection that is kept open. Raises Lost where the server goes away."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._socket: socket.socket | None = None
        self._rest = b""

    def __enter__(self) -> Link:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def send(self, asked: bytes) -> Answer:
        """Send a request, wait for the whole answer."""
        try:
            if self._socket is None:
                self._socket = socket.create_connection(("127.0.0.1", self.port), timeout=WAIT)
                self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._socket.sendall(asked)
            return self._read()
        except OSError as why:
            self.close()
            raise Lost(str(why)) from why

    def get(self, address: str, session: str = "", headers: Mapping[str, str] | None = None) -> Answer:
        """GET an address."""
        return self.send(request(self.port, "GET", address, session, headers=headers))

    def post(
        self, address: str, values: Mapping[str, Any] | Iterable[tuple[str, Any]], session: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:  # fmt: skip
        """POST a form."""
        body, own = form(values)
        return self.send(request(self.port, "POST", address, session, body, {**own, **(headers or {})}))

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        if self._socket is not None:
            self._socket.close()
        self._socket, self._rest = None, b""

    def _more(self) -> bytes:
        assert self._socket is not None
        got = self._socket.recv(262144)
        if not got:
            raise Lost("closed")
        return got

    def _read(self) -> Answer:
        data = self._rest
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self._more()
        first, *lines = data[:end].decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        data = data[end + 4 :]
        if headers.get("transfer-encoding") == "chunked":
            body, data = self._chunks(data)
        else:
            length = int(headers.get("content-length", "0"))
            while len(data) < length:
                data += self._more()
            body, data = data[:length], data[length:]
        self._rest = data
        return Answer(int(first.split()[1]), headers, body)

    def _chunks(self, data: bytes) -> tuple[bytes, bytes]:
        body = b""
        while True:
            while b"\r\n" not in data:
                data += self._more()
            size_text, _, data = data.partition(b"\r\n")
            size = int(size_text, 16)
            while len(data) < size + 2:
                data += self._more()
            body, data = body + data[:size], data[size + 2 :]
            if not size:
                return body, data


def together(works: Iterable[Callable[[], Any]], wait: float = 120.0) -> list[Any]:
    """Run all at once, released by one gate; give each result, or the Lost it met. Anything else is raised."""
    todo = list(works)
    gate, results = threading.Barrier(len(todo)), [None] * len(todo)
    faults: list[BaseException] = []

    def run(place: int, work: Callable[[], Any]) -> None:
        try:
            gate.wait()
            results[place] = work()
        except Lost as lost:
            results[place] = lost  # type: ignore[call-overload]
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=run, args=(place, work), daemon=True) for place, work in enumerate(todo)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(wait)
    if faults:
        raise faults[0]
    assert not any(thread.is_alive() for thread in threads), "a client hangs"
    return results
