"""Every check that needs no test run, each reported, all of them run even when one fails."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from config.postgres import Server, spacious_folder

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTHON = sys.executable

CHECKS: list[tuple[str, list[str]]] = [
    ("ruff", [str(BIN / "ruff"), "check", "--quiet", "."]),
    ("format", [str(BIN / "ruff"), "format", "--check", "--quiet", "."]),
    ("imports", [str(BIN / "lint-imports"), "--no-cache"]),
    ("templates", [str(BIN / "djlint"), "lianxiao", "--lint", "--quiet"]),
    ("texts", [PYTHON, "-m", "tools.messages", "--check"]),
    ("Django", [PYTHON, "manage.py", "check", "--fail-level", "WARNING"]),
    ("migrations made", [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"]),
    ("migrations lock", [PYTHON, "-m", "tools.lint_migrations"]),
    ("types", [str(BIN / "mypy")]),
]


def main() -> None:
    wanted = sys.argv[1:]
    failed = []
    with tempfile.TemporaryDirectory(prefix="lianxiao-check-", dir=spacious_folder()) as folder:
        os.chmod(folder, 0o755)  # noqa: PTH101  (the server's account passes through)
        server = Server(Path(folder) / "postgres", fast=True)
        try:
            env = {**os.environ, "DATABASE_URL": server.start(), "PYTHONUTF8": "1"}
            failed = [name for name, command in CHECKS if not passes(name, command, env, wanted)]
        finally:
            server.stop()
    print(f"failed: {', '.join(failed)}" if failed else "All checks pass.")
    raise SystemExit(bool(failed))


def passes(name: str, command: list[str], env: dict[str, str], wanted: list[str]) -> bool:
    if wanted and name not in wanted:
        return True
    began = time.monotonic()
    done = subprocess.run(
        command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    print(
        f"  {name:<18}{'ok' if done.returncode == 0 else 'FAILED':<8}{time.monotonic() - began:5.1f} s",
        flush=True,
    )
    if done.returncode:
        print(done.stdout.rstrip(), flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    main()
