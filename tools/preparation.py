"""What a start has to prepare, and the note in the data folder by which the next start knows that it is done."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parent.parent


class PreparationError(Exception):
    """The preparation failed; it has said why."""


@dataclass
class Prepared:
    """What the last complete preparation was made from, and what it left to say."""

    sources: str = ""
    database: str = ""
    demo: bool = False
    accounts: str = ""


def note_in(data: Path) -> Path:
    return data / "prepared.json"


def accounts_file(data: Path) -> Path:
    """Where the errand that loads the demo world leaves who may sign in."""
    return data / "demo-accounts.txt"


def prepare(data: Path, env: dict[str, str]) -> Prepared:
    """Migrations and shipped facts; whether a demo world is wanted is asked on the first start only."""
    before = last_preparation(data)
    sources = sources_digest()
    found = database_state(env["DATABASE_URL"])
    if before.sources == sources and before.database == found:
        return before
    first = before.database.split()[:1] != found.split()[:1]
    done = subprocess.run(
        [sys.executable, "-m", "tools.prepare"],
        cwd=ROOT,
        env={**os.environ, **env},
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode:
        raise PreparationError("The database could not be prepared.")
    prepared = Prepared(sources, database_state(env["DATABASE_URL"]), demo_wanted() if first else before.demo)
    keep(data, prepared)
    return prepared


def keep(data: Path, prepared: Prepared) -> None:
    note = note_in(data)
    fresh = note.with_suffix(".new")
    fresh.write_text(json.dumps(asdict(prepared)))
    fresh.rename(note)  # whole or not at all


def last_preparation(data: Path) -> Prepared:
    """Nothing when there was none, or one that an older version wrote down otherwise."""
    try:
        return Prepared(**json.loads(note_in(data).read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return Prepared()


GROWN = "grown"


def demo_wanted() -> bool:
    """LIANXIAO_DEMO=grown adds three earlier years, 0 leaves the demo world out, and production has none."""
    return os.environ.get("LIANXIAO_DEMO") != "0" and not os.environ.get("LIANXIAO_PRODUCTION")


def sources_digest() -> str:
    """One digest over everything that a preparation reads."""
    sha = hashlib.sha256()
    paths = [ROOT / "requirements.lock", *(ROOT / "lianxiao").rglob("*.py"), *(ROOT / "data").rglob("*")]
    for path in sorted(paths):
        if path.is_file():
            sha.update(str(path.relative_to(ROOT)).encode())
            sha.update(path.read_bytes())
    return sha.hexdigest()


def database_state(url: str) -> str:
    """Which database this is and which migrations it has seen."""
    with psycopg.connect(url, connect_timeout=10) as connection:
        row = connection.execute(
            "SELECT (SELECT system_identifier FROM pg_control_system()) || '/' || oid FROM pg_database "
            "WHERE datname = current_database()"
        ).fetchone()
        identity = str(row[0]) if row else ""
        if connection.execute("SELECT to_regclass('django_migrations')").fetchone() == (None,):
            return f"{identity} empty"
        seen = connection.execute("SELECT count(*), max(id) FROM django_migrations").fetchone()
        return f"{identity} {seen}"


def finish(data: Path, prepared: Prepared, exit_code: int) -> None:
    """The demo world is there, and its accounts are known from now on."""
    if exit_code:
        raise PreparationError("The demo world could not be loaded.")
    prepared.accounts = accounts_file(data).read_text()
    keep(data, prepared)
    accounts_file(data).unlink()
