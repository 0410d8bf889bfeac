"""What every test may rely on: a real PostgreSQL of its own, and a browser that CI cannot do without."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Generator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from pytest_django import DjangoDbBlocker
from xdist.remote import Producer

from config.settings import database
from tests import sizes
from tests.database import TestServer
from tests.scheduling import Sharing
from tests.shuffling import leave_as_they_come, shuffle

SERVER = pytest.StashKey[TestServer]()
# The shell is the same browser without a window: a page takes three quarters of the time.
CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--heavy", action="store_true", help="every proof in its full size, hours rather than minutes")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not sizes.is_heavy():
        for item in items:
            if item.get_closest_marker("heavy"):
                item.add_marker(pytest.mark.skip(reason="only with --heavy"))


def pytest_configure(config: pytest.Config) -> None:
    """One server per run: the controlling process starts it, workers inherit its address."""
    # Else every worker reads every test anew, and every process that a test starts every module (Makefile).
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    if config.getoption("--heavy"):
        sizes.go_heavy()
    sizes.seed()  # drawn before there are workers
    if not hasattr(config, "workerinput"):
        config.stash[SERVER] = TestServer()
    # The settings were read before; no connection has been opened yet.
    settings.DATABASES["default"].update(database(os.environ["DATABASE_URL"]))
    shuffle()


def pytest_report_header(config: pytest.Config) -> str:
    return f"samples are drawn by {sizes.SEED}={sizes.seed()}"


def pytest_unconfigure(config: pytest.Config) -> None:
    leave_as_they_come()
    server = config.stash.get(SERVER, None)
    if server is not None:
        server.stop()


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Sharing:
    return Sharing(config, log)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Tests with real transactions leave a database that is emptied; the record refuses that (core/test_history.py)."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass, tgname FROM pg_trigger WHERE tgname LIKE '%_never_emptied'")
        for table, name in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The machine's browser. Without one, journeys are skipped at a desk and fail in CI."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        message = "No Chromium on this machine: apt install chromium-headless-shell fonts-noto-cjk"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    return Path(found)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if item.get_closest_marker("browser") and os.environ.get("CI"):
        refuse_skip(report)
    return report


def refuse_skip(report: pytest.TestReport) -> None:
    """A journey that did not run proves nothing: in CI that is a failure, whatever the reason."""
    if report.skipped:
        report.outcome = "failed"
        report.longrepr = f"A browser journey may not be skipped in CI: {report.longrepr}"
