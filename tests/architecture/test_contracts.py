"""The directions between apps and rooms: kept as they stand, and a wrong import is named."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.architecture.rules import ROOT


def test_one_wrong_import_breaks_one_contract_and_is_named(tmp_path: Path) -> None:
    """A copy of the source in which a query asks a view; the other contracts are kept as they are in the source."""
    for package in ("lianxiao", "config"):
        shutil.copytree(
            ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__", "locale", "templates")
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    planted = tmp_path / "lianxiao/calls/queries/overview.py"
    planted.write_text(
        f"from lianxiao.calls.views import checks\n{planted.read_text(encoding='utf-8')}", encoding="utf-8"
    )
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Contracts: 2 kept, 1 broken." in done.stdout
    assert "lianxiao.calls.queries.overview -> lianxiao.calls.views.checks" in done.stdout
