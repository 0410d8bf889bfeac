"""Runs the whole platform on this machine: database, web and worker, until Ctrl-C or TERM.

What a start has to prepare (migrations, shipped facts, the demo world) is skipped when neither the
sources nor the database have changed since, which makes the second start quick. The demo world is loaded
while the platform runs already.
"""

from __future__ import annotations

import fcntl
import http.client
import os
import secrets
import signal
import socket
import sys
import time
from pathlib import Path
from typing import IO, NoReturn

import psycopg

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from config.os_user import NoAccountError  # noqa: E402  (found only once the root is on the path)
from config.postgres import WEB_ROLE, Server, ServerError  # noqa: E402
from tools.preparation import GROWN, PreparationError, Prepared, accounts_file, finish, prepare  # noqa: E402
from tools.supervise import MARK, Child, Supervisor, end_strays, say  # noqa: E402

BEGAN = time.monotonic()
DATA = Path(os.environ.get("LIANXIAO_DATA") or ROOT / "var").absolute()
HOST = os.environ.get("HOST") or "127.0.0.1"
PORT = int(os.environ.get("PORT") or "8000")
SHOWN_HOST = "127.0.0.1" if HOST in {"0.0.0.0", "::"} else HOST
THREADS = 4
PORT_SECONDS = 2
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
BIN = Path(sys.executable).parent


def main() -> None:
    for number in STOP_SIGNALS:
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup means it
            signal.signal(number, stop_now)
    DATA.mkdir(parents=True, exist_ok=True)
    lock = take_lock()
    end_strays(str(DATA))
    check_port()
    server = None if os.environ.get("DATABASE_URL") else Server(DATA / "postgres")
    supervisor = Supervisor([], server)
    try:
        env = environment(server)
        prepared = prepare(DATA, env)
        env["LIANXIAO_DEMO"] = "1" if prepared.demo else "0"
        serving = {**env, "DATABASE_URL": serving_address(server, env)}
        supervisor.children = [Child("web", web_command(), serving), Child("worker", worker_command(), serving)]
        demo = Child("demo", demo_command(), env, once=True) if prepared.demo and not prepared.accounts else None
        supervisor.run(Announcement(prepared, supervisor, demo))
    except KeyboardInterrupt:
        say("Stopping …")
    except (ServerError, NoAccountError, PreparationError, psycopg.OperationalError) as error:
        fail(str(error))
    finally:
        ignore_signals()
        supervisor.stop()
        lock.close()
    say("Stopped.")


def stop_now(_number: int, _frame: object) -> NoReturn:
    ignore_signals()
    raise KeyboardInterrupt


def ignore_signals() -> None:
    """A second Ctrl-C, or the copy of a TERM that make passes on, must not cut the clean end short."""
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def fail(message: str) -> NoReturn:
    print(f"\n{message}", file=sys.stderr, flush=True)
    raise SystemExit(1)


def take_lock() -> IO[str]:
    """One platform per data folder; the lock ends with the process, however that ends."""
    try:
        lock = (DATA / "lock").open("a+")
    except PermissionError:
        fail(f"{DATA} belongs to another user. LIANXIAO_DATA=<folder> make run takes another one.")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        fail(f"The platform is already running with {DATA}: {lock.read().strip()}")
    lock.truncate(0)
    lock.write(f"process {os.getpid()}, http://{SHOWN_HOST}:{PORT}\n")
    lock.flush()
    return lock


def check_port() -> None:
    """A process that was killed a moment ago gives its port back a little later than its memory."""
    deadline = time.monotonic() + PORT_SECONDS
    while problem := port_problem():
        if time.monotonic() > deadline:
            fail(f"Port {PORT} on {HOST} cannot be used: {problem}. PORT=8001 make run takes another.")
        time.sleep(0.05)


def port_problem() -> str:
    family = socket.AF_INET6 if ":" in HOST else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, PORT))
        except OSError as error:
            return error.strerror or str(error)
    return ""


def environment(server: Server | None) -> dict[str, str]:
    """What web, worker and the preparation need to know."""
    return {
        "DATABASE_URL": server.start() if server else os.environ["DATABASE_URL"],
        "SECRET_KEY": os.environ.get("SECRET_KEY") or own_secret("secret_key"),
        "PERSONAL_KEYS": os.environ.get("PERSONAL_KEYS") or f"first={own_secret('personal_key')}",
        "PERSONAL_INDEX_KEY": os.environ.get("PERSONAL_INDEX_KEY") or own_secret("personal_index_key"),
        "RECORD_KEY": os.environ.get("RECORD_KEY") or own_secret("record_key"),
        "LIANXIAO_DATA": str(DATA),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PORT": str(PORT),
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "",  # without compiled modules every process starts two seconds later
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
        MARK: str(DATA),
    }


def serving_address(server: Server | None, env: dict[str, str]) -> str:
    """What web and worker connect to: with fewer rights than the owner, who migrates."""
    if server is not None:
        return server.url(role=WEB_ROLE)
    return os.environ.get("WEB_DATABASE_URL") or env["DATABASE_URL"]


def own_secret(name: str) -> str:
    """A secret made on the first start and kept in the data folder, readable by its owner only."""
    path = DATA / "secrets" / name
    if not path.exists():
        path.parent.mkdir(mode=0o700, exist_ok=True)
        fresh = path.with_name(f"{name}.new")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(50))
        fresh.rename(path)  # whole or not at all
    return path.read_text()


def web_command() -> list[str]:
    workers = os.environ.get("WEB_WORKERS") or str(min(4, max(2, os.cpu_count() or 2)))
    return [
        *(str(BIN / "granian"), "--interface", "wsgi", "--host", HOST, "--port", str(PORT), "--no-ws"),
        *("--workers", workers, "--blocking-threads", str(THREADS), "--respawn-failed-workers"),
        *(
            "--workers-kill-timeout",
            "8",
            "--log-level",
            "warning",
            "--working-dir",
            str(ROOT),
            "config.wsgi:application",
        ),
    ]


def worker_command() -> list[str]:
    return [sys.executable, str(ROOT / "manage.py"), "procrastinate", "worker"]


def demo_command() -> list[str]:
    grown = ["--grown"] if os.environ.get("LIANXIAO_DEMO") == GROWN else []
    return [sys.executable, "-m", "tools.prepare", "--demo", str(accounts_file(DATA)), *grown]


# --- telling ---------------------------------------------------------------------------------------


class Announcement:
    """Says once that the first page can be had, and where; and who may sign in, as soon as the demo world is there."""

    def __init__(self, prepared: Prepared, supervisor: Supervisor, demo: Child | None) -> None:
        self.prepared, self.supervisor, self.demo = prepared, supervisor, demo
        self.address, self.accounts = False, False

    def __call__(self) -> None:
        if self.demo is not None and self.demo.exit_code is not None:
            finish(DATA, self.prepared, self.demo.exit_code)
            self.demo = None
        if not self.address and answers():
            self.address = True
            seconds = time.monotonic() - BEGAN
            say(f"\n  Lianxiao 联校 is running at http://{SHOWN_HOST}:{PORT}   (after {seconds:.1f} s)")
            say(f"  Data: {DATA}   Stop with Ctrl-C.\n")
            if self.demo is not None:
                say("  The demo world is still being loaded; its accounts are told here.\n")
                self.supervisor.children.append(self.demo)  # the first page was not to wait for it
        if self.address and self.prepared.accounts and not self.accounts:
            self.accounts = True
            say("".join(f"  {line}\n" for line in self.prepared.accounts.splitlines()))


def answers() -> bool:
    """Whether the first page can be had, which is what people wait for."""
    connection = http.client.HTTPConnection(SHOWN_HOST, PORT, timeout=2)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    main()
