"""Says what this machine lacks for running, testing and building the platform, and how to get it.

Standard library only, and nothing is changed: it has to work where nothing else does.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("LIANXIAO_DATA") or ROOT / "var").absolute()
FREE_GIB = 3
ACCOUNTS = ("lianxiao", "postgres", "nobody")


@dataclass(frozen=True)
class Finding:
    name: str
    found: str  # empty when it is missing
    remedy: str
    needed_for: str = "run"


def findings() -> Iterator[Finding]:
    yield from system()
    yield from set_up()
    yield from place()
    yield from browser()


def system() -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    new_enough = sys.version_info >= (3, 11)
    yield Finding("Python 3.11 or newer", version if new_enough else "", "apt install python3.11")
    venv = all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))
    yield Finding("venv", "there" if venv else "", "apt install python3-venv")
    for program in ("make", "git"):
        yield Finding(program, shutil.which(program) or "", f"apt install {program}")
    npm = shutil.which("npm")
    yield Finding("npm", npm or "comes in a wheel at set-up", "")
    yield Finding("machine", machine(), "elsewhere than on Linux with glibc, x86-64 or ARM: set DATABASE_URL")


def machine() -> str:
    system, _node, _release, _version, processor = os.uname()
    supported = system == "Linux" and processor in {"x86_64", "aarch64"} and not Path("/etc/alpine-release").exists()
    return f"{system} {processor}" if supported else ""


def set_up() -> Iterator[Finding]:
    python = ROOT / ".venv" / "bin" / "python"
    yield Finding("virtual environment", str(python) if works(python, "-c", "") else "", "make setup")
    packages = works(python, "-c", "import django, psycopg, granian, typst")
    yield Finding(
        "Python packages", "there" if packages else "", "make setup (needs the network once, or a pip mirror)"
    )
    files = (ROOT / "build" / "static-vendor").is_dir() and (ROOT / "build" / "fonts").is_dir()
    yield Finding(
        "front-end files, fonts",
        "there" if files else "",
        "make setup (needs the network once, or an npm mirror)",
    )


def works(*command: str | Path) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def place() -> Iterator[Finding]:
    existing = next(path for path in (DATA, *DATA.parents) if path.exists())
    writable = os.access(existing, os.W_OK)
    yield Finding("data folder", str(DATA) if writable else "", f"{DATA} cannot be written: LIANXIAO_DATA=<folder>")
    free = shutil.disk_usage(existing).free / 1024**3
    yield Finding(
        "disk",
        f"{free:.0f} GiB free" if free > FREE_GIB else "",
        f"free at least {FREE_GIB} GiB at {existing}",
    )
    port = int(os.environ.get("PORT") or "8000")
    yield Finding("port", f"{port} is free" if is_free(port) else "", f"{port} is in use: PORT=<other> make run")
    yield Finding("database account", account(), f"PostgreSQL does not run as root: useradd --system {ACCOUNTS[0]}")


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((os.environ.get("HOST") or "127.0.0.1", port))
        except OSError:
            return False
    return True


def account() -> str:
    if os.environ.get("DATABASE_URL"):
        return "not needed, DATABASE_URL is set"
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in ACCOUNTS if name in names), "")


def browser() -> Iterator[Finding]:
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    chromium = next(filter(None, map(shutil.which, names)), "")
    yield Finding("Chromium", chromium, "apt install chromium-headless-shell", "make test")
    fonts = (
        works("sh", "-c", "fc-list :lang=zh 2>/dev/null | grep -q .") or Path("/usr/share/fonts/opentype/noto").is_dir()
    )
    yield Finding("Chinese fonts", "there" if fonts else "", "apt install fonts-noto-cjk", "make test")
    yield Finding("pdftoppm", shutil.which("pdftoppm") or "", "apt install poppler-utils", "make test")


def main() -> None:
    missing = 0
    for finding in findings():
        state = "ok" if finding.found else "--"
        remedy = f"{finding.remedy}   (for {finding.needed_for})"
        print(f"  {state}  {finding.name:<24}{finding.found or remedy}")
        missing += not finding.found
    print(f"\n{missing} missing." if missing else "\nNothing is missing.")
    raise SystemExit(bool(missing))


if __name__ == "__main__":
    main()
