"""The web server and the database are killed while people submit and begin: nothing that was acknowledged is lost,
and nothing is there twice. Whoever got no answer, or the answer was lost on its way, asks again."""

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import psycopg
import pytest

from tests.sizes import seed
from tests.tools.platform import ROOT, Platform, processes, wait_until

pytestmark = pytest.mark.slow
EACH = 2  # applications to submit in every category of three universities
BEGUN = 10  # drafts that every author begins
PATIENCE = 90
TOKEN = "c" * 32


@dataclass
class Wish:
    """One effect that a person wants, once."""

    session: str
    path: str
    named: bool
    request_id: str = field(default_factory=lambda: str(uuid4()))
    location: str = ""

    def ask(self, port: int, *, lose: bool = False) -> bool:
        """Whether it was acknowledged; the place it leads to is kept."""
        body = urlencode({"request_id": self.request_id} if self.named else {})
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"sessionid={self.session}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
        }
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("POST", self.path, body, headers)
            answer = connection.getresponse()
            said = answer.read().decode()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        if lose or answer.status >= http.client.INTERNAL_SERVER_ERROR:
            return False
        assert answer.status == http.client.FOUND, f"{self.path}: {answer.status} {said[-4000:]}"
        self.location = answer.headers["Location"]
        return True

    def insist(self, port: int, *, lose: bool) -> None:
        deadline = time.monotonic() + PATIENCE
        while not self.ask(port, lose=lose):
            assert time.monotonic() < deadline, f"{self.path}: no answer any more"
            lose = False
            time.sleep(0.2)


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    platform = Platform(tmp_path_factory.mktemp("killed") / "data", WEB_WORKERS="2")
    platform.start()
    yield platform
    platform.end()


@pytest.fixture(scope="module")
def people(platform: Platform) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.tools.crowd", str(EACH)],
        cwd=ROOT,
        env={**os.environ, **environment(platform)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def environment(platform: Platform) -> dict[str, str]:
    """What the worker of the platform knows: its database and its keys."""
    worker = platform.child("procrastinate worker")
    (found,) = (known for pid, known, _command in processes() if pid == worker)
    return dict(line.split("=", 1) for line in found if "=" in line)


def wishes(people: list[dict[str, Any]], *, named: bool = True) -> tuple[list[Wish], list[Wish]]:
    submits = [
        Wish(one["session"], f"/applications/{pk}/submit/now/", named) for one in people for pk in one["submits"]
    ]
    begins = [
        Wish(one["session"], f"/applications/begin/{one['begins'][n % len(one['begins'])]}/", named)
        for one in people
        if one["begins"]
        for n in range(BEGUN)
    ]
    return submits, begins


def counted(platform: Platform, sql: str) -> int:
    with psycopg.connect(environment(platform)["DATABASE_URL"]) as connection:
        row = connection.execute(sql).fetchone()  # type: ignore[call-overload]
    return int(row[0])


DRAFTS = "SELECT count(*) FROM calls_application WHERE state = 'draft'"


def kill(platform: Platform, part: str) -> int:
    """How many processes it was."""
    found = [pid for pid, command in platform.children().items() if part in command]
    for pid in found:
        os.kill(pid, signal.SIGKILL)
    return len(found)


def all_at_once(platform: Platform, wanted: list[Wish], killed: list[str]) -> None:
    """By eight people; each of `killed` when another share of the wishes is fulfilled. Every fifth answer is lost."""
    chance = random.Random(seed())
    chance.shuffle(wanted)
    over = threading.Event()
    hit: list[str] = []

    def trouble() -> None:
        for n, part in enumerate(killed, 1):
            share = n * len(wanted) // (len(killed) + 1)
            while sum(bool(one.location) for one in wanted) < share and not over.wait(0.01):
                continue
            if kill(platform, part):
                hit.append(part)
            wait_until(platform.serves, 60)

    killer = threading.Thread(target=trouble)
    killer.start()
    try:
        with ThreadPoolExecutor(8) as crowd:
            list(crowd.map(lambda n: wanted[n].insist(platform.port, lose=n % 5 == 0), range(len(wanted))))
    finally:
        over.set()
        killer.join()
    assert hit == killed


def test_what_was_acknowledged_is_there_and_there_once(platform: Platform, people: list[dict[str, Any]]) -> None:
    submits, begins = wishes(people)
    before = counted(platform, DRAFTS)
    all_at_once(platform, [*submits, *begins], ["granian", "postgres -D", "granian", "granian", "postgres -D"])
    assert counted(platform, "SELECT count(*) FROM calls_application WHERE state = 'submitted'") == len(submits)
    assert counted(platform, "SELECT count(*) FROM calls_submission") == len(submits)
    assert counted(platform, DRAFTS) == before + len(begins)
    assert len({one.location for one in begins}) == len(begins)


def test_without_a_request_id_a_lost_answer_doubles(platform: Platform, people: list[dict[str, Any]]) -> None:
    """The control: the same crowd, nobody killed."""
    _submits, begins = wishes(people, named=False)
    before = counted(platform, DRAFTS)
    all_at_once(platform, begins, [])
    assert counted(platform, DRAFTS) > before + len(begins)


def test_the_record_and_every_rule_hold_afterwards(platform: Platform, people: list[dict[str, Any]]) -> None:
    done = subprocess.run(
        [sys.executable, str(Path(ROOT) / "manage.py"), "check_invariants"],
        env={**os.environ, **environment(platform)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
