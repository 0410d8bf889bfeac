"""The whole platform as `make run` starts it, on a port and a data folder of its own."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tools.supervise import MARK

ROOT = Path(__file__).resolve().parent.parent.parent


class Platform:
    """A supervisor under test. Output goes to a file, as without a terminal."""

    def __init__(self, data: Path, **env: str) -> None:
        self.data = data
        self.port = free_port()
        self.env = {"LIANXIAO_DEMO": "0", **env}
        self.output = data.with_suffix(".out")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, seconds: float = 120) -> float:
        """Start, wait for the first page, return how long it took."""
        began = time.monotonic()
        process = self.spawn()
        wait_until(lambda: self.is_up() or process.poll() is not None, seconds)
        assert process.poll() is None, self.said()
        return time.monotonic() - began

    def is_up(self) -> bool:
        return "is running at" in self.said() and self.serves()

    def spawn(self) -> subprocess.Popen[bytes]:
        env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, str(ROOT / "tools" / "run.py")],
                env={**env, "LIANXIAO_DATA": str(self.data), "PORT": str(self.port), **self.env},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self.process

    def end(self, number: int = signal.SIGTERM) -> int:
        """Signal the supervisor only; returns its exit code."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(60)

    def said(self) -> str:
        return self.output.read_text(errors="replace")

    def serves(self, path: str = "/") -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status == http.client.OK and len(answer.read()) > 0
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def children(self) -> dict[int, str]:
        """Every process of this platform but the supervisor, with its command."""
        return {
            pid: command
            for pid, environment, command in processes()
            if f"{MARK}={self.data}" in environment or f"-D {self.data}/postgres" in command
        }

    def child(self, part: str) -> int:
        """The oldest process whose command contains that part."""
        return min(pid for pid, command in self.children().items() if part in command)


def processes() -> list[tuple[int, list[str], str]]:
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            environment = (entry / "environ").read_bytes().decode(errors="replace").split("\0")
            command = (entry / "cmdline").read_bytes().decode(errors="replace").replace("\0", " ")
            state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if state != "Z":
            found.append((int(entry.name), environment, command))
    return found


def wait_until(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
