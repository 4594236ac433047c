"""The cage: how much memory and time this process may use, and that it speaks to nobody and starts nothing."""

from __future__ import annotations

import ctypes
import platform
import resource
import struct
import sys
from pathlib import Path
from typing import Any, Final

MEMORY: Final = 512 * 1024 * 1024
"""Bytes of address space: a file that needs more is turned away, and the site does not notice."""
SECONDS: Final = 10
"""Seconds of processor time."""

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _FILTER = 38, 22, 2
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _EPERM = 0x7FFF0000, 0x00050001
# socket, connect, bind, socketpair, clone, clone3, fork, vfork, execve, execveat, ptrace, kill
_CALLS: Final[dict[str, tuple[int, tuple[int, ...]]]] = {
    "x86_64": (0xC000003E, (41, 42, 49, 53, 56, 435, 57, 58, 59, 322, 101, 62)),
    "aarch64": (0xC00000B7, (198, 203, 200, 199, 220, 435, 221, 281, 117, 129)),
}
_EVENTS: Final = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "os.kill", "ctypes.")


def shut(written: int = 0) -> None:
    """Close the cage. ``written`` is how many bytes a file it writes may have; 0 means it writes none.

    What the kernel cannot do here (no seccomp in some containers) the interpreter does: the file's content never runs
    as a program of ours, so this is a second wall, not the first.
    """
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, written),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))
    _filter_calls()
    sys.addaudithook(_refuse)


def _refuse(event: str, _: tuple[Any, ...]) -> None:
    if event.startswith(_EVENTS):
        raise PermissionError(f"{event}: not from here")


def _filter_calls() -> bool:
    """Have the kernel answer "not permitted" to the calls that open sockets or start processes."""
    known = _CALLS.get(platform.machine()) if sys.platform == "linux" else None
    if known is None:
        return False
    machine, calls = known
    steps = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, machine), (_RETURN, 0, 0, _ALLOW), (_LOAD, 0, 0, 0)]
    for at, call in enumerate(calls):
        steps.append((_EQUAL, len(calls) - at, 0, call))
    steps += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _EPERM)]
    code = b"".join(struct.pack("HBBI", *step) for step in steps)
    buffer = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("HL", len(steps), ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(_PR_SET_SECCOMP, _FILTER, ctypes.create_string_buffer(program, len(program)), 0, 0) == 0)


def peak() -> int:
    """The most memory this process held so far, in bytes."""
    status = Path("/proc/self/status")
    # Not ru_maxrss where it can be helped: before it became this program, the process held its parent's memory.
    for line in status.read_text().splitlines() if status.exists() else ():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
