"""The unprivileged account that PostgreSQL needs when the platform is started by root.

PostgreSQL refuses to run as root. Its folder belongs to another account then, and the server is started
as that one. Where that account cannot enter the folder (a clone below /root), the server gets one
capability, to pass through folders that are closed to it, and nothing else.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import signal
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

CANDIDATES = ("lianxiao", "postgres", "nobody")
PR_SET_PDEATHSIG, PR_SET_KEEPCAPS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 1, 8, 47, 2
CAPABILITY_VERSION_3 = 0x20080522
# Reading and passing folders is enough; containers mostly leave only the wider one.
CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 1, 2

_libc = ctypes.CDLL(None, use_errno=True)


class NoAccountError(Exception):
    """Root has no account to run PostgreSQL under."""


class _Header(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


class _Sets(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint32) for name in ("effective", "permitted", "inheritable")]


@dataclass(frozen=True)
class Account:
    """Whom the server runs as; `uid` None means as whoever started us. `capability` as in capabilities(7)."""

    uid: int | None = None
    gid: int = 0
    capability: int | None = None

    def own(self, folder: Path) -> None:
        if self.uid is not None:
            os.chown(folder, self.uid, self.gid)

    def prepare(self, *, die_with_parent: bool = True) -> Callable[[], None]:
        """What a child does between fork and exec: become the account, and end when its parent is killed."""

        def become() -> None:
            if self.uid is not None:
                os.setgroups([])
                os.setgid(self.gid)
                if self.capability is not None:
                    _prctl(PR_SET_KEEPCAPS, 1)
                os.setuid(self.uid)
                if self.capability is not None:
                    _keep(self.capability)
            if die_with_parent:  # after setuid, which clears it
                _prctl(PR_SET_PDEATHSIG, signal.SIGINT)

        return become

    def can_run(self, program: Path) -> bool:
        return self._succeeds('test -x "$1" && exec "$1" --version', program)

    def can_enter(self, folder: Path) -> bool:
        return self._succeeds('cd "$1" && exec ls', folder)

    def _succeeds(self, script: str, path: Path) -> bool:
        command = ["/bin/sh", "-c", script, "sh", str(path)]
        try:
            done = subprocess.run(
                command, cwd="/", preexec_fn=self.prepare(), capture_output=True, check=False, timeout=30
            )
        except (OSError, subprocess.SubprocessError):
            return False
        return done.returncode == 0


def _prctl(option: int, value: int, further: int = 0) -> None:
    if _libc.prctl(option, value, further, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")


def _keep(capability: int) -> None:
    bit = 1 << capability
    sets = (_Sets * 2)(_Sets(bit, bit, bit), _Sets(0, 0, 0))
    if _libc.capset(ctypes.byref(_Header(CAPABILITY_VERSION_3, 0)), sets):
        raise OSError(ctypes.get_errno(), "capset")
    _prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability)


def account_for(folder: Path) -> Account:
    """The account for a server with its data in `folder`: the folder's owner, else the first candidate.

    The folder exists. Ordinary users run it themselves. Raises NoAccountError.
    """
    if os.geteuid() != 0:
        return Account()
    owner = folder.stat()
    account = Account(owner.st_uid, owner.st_gid) if owner.st_uid else _candidate()
    account.own(folder)
    for capability in (None, CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE):
        attempt = Account(account.uid, account.gid, capability)
        if attempt.can_enter(folder):
            return attempt
    raise NoAccountError(f"User id {account.uid} cannot enter {folder}; choose LIANXIAO_DATA elsewhere.")


def _candidate() -> Account:
    for name in CANDIDATES:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(found.pw_uid, found.pw_gid)
    raise NoAccountError(f"PostgreSQL does not run as root and none of the users {', '.join(CANDIDATES)} exists.")
