"""How long a second `make run` takes to its first page, after a clean end and after kill -9 of everything; and how
soon the page is back when only the web server, or only the database, was killed."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.harness import ROOT, Row
from tools.supervise import end_strays, strays

GOAL_SECONDS = 5
GOAL_DATABASE = 15
FIRST_START_SECONDS = 300


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory(prefix="lianxiao-bench-") as folder:
        Path(folder).chmod(0o755)
        data = Path(folder) / "data"
        first, _seconds = start(data)
        while not json.loads((data / "prepared.json").read_text())["accounts"]:
            time.sleep(0.5)  # the demo world is still being loaded
        end(first, signal.SIGTERM)
        clean, seconds = start(data)
        yield Row("start: second start to first page", round(seconds, 2), "s", GOAL_SECONDS)
        end(clean, signal.SIGKILL)
        end_strays(str(data))
        killed, seconds = start(data)
        yield Row("start: after kill -9 to first page", round(seconds, 2), "s", GOAL_SECONDS)
        yield Row("web server killed: back after", round(back_after(data, web_servers), 2), "s", GOAL_SECONDS)
        yield Row("PostgreSQL killed: back after", round(back_after(data, database), 2), "s", GOAL_DATABASE)
        end(killed, signal.SIGTERM)


def back_after(data: Path, victims: Callable[[Path], list[int]]) -> float:
    """Seconds from kill -9 to the next whole first page."""
    port = int((data / "lock").read_text().strip().rpartition(":")[2])
    began = time.monotonic()
    for pid in victims(data):
        os.kill(pid, signal.SIGKILL)
    while not serves(port):
        time.sleep(0.02)
    return time.monotonic() - began


def web_servers(data: Path) -> list[int]:
    return [pid for pid in strays(str(data)) if b"granian" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def database(data: Path) -> list[int]:
    return [int((data / "postgres" / "postmaster.pid").read_text().split()[0])]


def start(data: Path) -> tuple[subprocess.Popen[bytes], float]:
    """The running platform, and the seconds from its start to the whole first page."""
    port = free_port()
    began = time.monotonic()
    process = subprocess.Popen(
        ["make", "--no-print-directory", "run"],
        cwd=ROOT,
        env={**os.environ, "LIANXIAO_DATA": str(data), "PORT": str(port), "PYTHON": sys.executable},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    while time.monotonic() - began < FIRST_START_SECONDS and process.poll() is None:
        if serves(port):
            return process, time.monotonic() - began
        time.sleep(0.02)
    process.terminate()
    raise RuntimeError("The platform did not start.")


def end(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Signal make and the platform's supervisor, and wait for both."""
    os.killpg(process.pid, number)
    process.wait()
    while group_is_alive(process.pid):
        time.sleep(0.02)


def group_is_alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def serves(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/")
        answer = connection.getresponse()
        return answer.status == http.client.OK and len(answer.read()) > 0
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
