"""The PostgreSQL that the tests run against: one fast server for a whole run, one database per worker."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from config.postgres import ROLE, Server, spacious_folder

PREFIX = "lianxiao-tests-"


class TestServer:
    """Started by the process that controls the run; its workers find it by DATABASE_URL."""

    __test__ = False

    def __init__(self) -> None:
        place = Path(spacious_folder() or tempfile.gettempdir())
        remove_leftovers(place)
        self.folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=place))
        self.folder.chmod(0o755)  # the server's account, if it has one of its own, passes through
        self.server = Server(self.folder / "db", fast=True)
        os.environ["DATABASE_URL"] = self.server.start()
        with self.server.connect("postgres") as connection:
            connection.execute(f"GRANT pg_signal_backend TO {ROLE}")  # copies are dropped while the web role is in them

    def stop(self) -> None:
        self.server.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def remove_leftovers(place: Path) -> None:
    """What runs left behind that were killed: their servers ended with them, their files did not."""
    for folder in place.glob(f"{PREFIX}*"):
        owner = folder.name.removeprefix(PREFIX).partition("-")[0]
        if os.access(folder, os.W_OK) and not Path("/proc", owner).exists():
            shutil.rmtree(folder, ignore_errors=True)
