"""Keeps the processes of one machine alive, shows what they say, and ends them together.

One thread and one loop: the children are forked from it, and a forked thread's locks are nobody's.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from config.postgres import Server, ServerError

MARK = "LIANXIAO_RUN"  # in the environment of every child: whose it is
STOP_SECONDS = 10
PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


def say(text: str) -> None:
    """Print, and go on when nobody reads any more."""
    try:
        print(text, flush=True)
    except OSError:
        sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115  (until the end of the process)


def end_with_parent() -> None:
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


class Child:
    """A process that is started again when it dies, later and later while it keeps dying; `once` is an errand."""

    def __init__(self, name: str, command: list[str], env: Mapping[str, str], *, once: bool = False) -> None:
        self.name, self.command, self.env, self.once = name, command, env, once
        self.process: subprocess.Popen[bytes] | None = None
        self.started_at = 0.0
        self.restart_at = 0.0
        self.pause = 0.5
        self.unfinished = b""

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command,
            env={**os.environ, **self.env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            # Ctrl-C reaches the supervisor only, and a child's own children can be ended with its group.
            start_new_session=True,
            preexec_fn=end_with_parent,
        )
        self.started_at = time.monotonic()

    def signal(self, number: int) -> None:
        """To the child and all it has started."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                return

    @property
    def exit_code(self) -> int | None:
        """Of an errand that is done."""
        return self.process.poll() if self.process is not None else None

    def died(self) -> None:
        self.signal(signal.SIGKILL)
        self.pause = 0.5 if time.monotonic() - self.started_at > 30 else min(self.pause * 2, 10)
        self.restart_at = time.monotonic() + self.pause
        self.process = None

    def show(self, output: bytes) -> None:
        *lines, self.unfinished = (self.unfinished + output).split(b"\n")
        for line in lines:
            say(f"{self.name:<7}│ {line.decode(errors='replace')}")


class Supervisor:
    """Runs children, and the database server if there is one of ours, until told to stop."""

    def __init__(self, children: list[Child], server: Server | None) -> None:
        self.children, self.server = children, server
        self.selector = selectors.DefaultSelector()
        self.stopping = False

    def run(self, on_tick: Callable[[], None]) -> None:
        """Start everything and stay until SIGINT or SIGTERM; `on_tick` is called several times a second."""
        for child in self.children:
            self._start(child)
        while not self.stopping:
            self._pump(0.1)
            self._look_after()
            on_tick()

    def stop(self) -> None:
        """End web and worker, then the database they write to."""
        self.stopping = True
        for child in self.children:
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while any(running(child) for child in self.children) and time.monotonic() < deadline:
            self._pump(0.05)
        for child in self.children:
            child.signal(signal.SIGKILL)
        if self.server is not None:
            self.server.stop()

    def _start(self, child: Child) -> None:
        child.start()
        assert child.process is not None
        assert child.process.stdout is not None
        os.set_blocking(child.process.stdout.fileno(), False)
        self.selector.register(child.process.stdout, selectors.EVENT_READ, child)

    def _pump(self, seconds: float) -> None:
        if not self.selector.get_map():
            time.sleep(seconds)
        for key, _events in self.selector.select(seconds):
            output = os.read(key.fd, 65536)
            if output:
                key.data.show(output)
            else:
                self.selector.unregister(key.fileobj)

    def _look_after(self) -> None:
        if self.server is not None and self.server.process is not None and self.server.process.poll() is not None:
            say("database ended; starting it again")
            try:
                self.server.launch()
            except ServerError as error:
                say(str(error))
        for child in self.children:
            if child.process is None:
                if time.monotonic() >= child.restart_at:
                    self._start(child)
            elif child.process.poll() is not None and not child.once:
                say(f"{child.name} ended with {child.process.returncode}; starting it again")
                child.died()


def running(child: Child) -> bool:
    return child.process is not None and child.process.poll() is None


def end_strays(owner: str) -> None:
    """Kill what an earlier supervisor of the same data folder left behind, and wait until its port is free."""
    deadline = time.monotonic() + STOP_SECONDS
    while (left := strays(owner)) and time.monotonic() < deadline:
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.02)


def strays(owner: str) -> list[int]:
    """The processes of this account, or for root of all, that carry the mark of that owner."""
    wanted = f"{MARK}={owner}".encode()
    found = []
    for process in Path("/proc").iterdir():
        if not process.name.isdigit() or int(process.name) == os.getpid():
            continue
        try:
            if wanted in (process / "environ").read_bytes().split(b"\0"):
                found.append(int(process.name))
        except OSError:
            continue  # ended meanwhile, or somebody else's
    return found
