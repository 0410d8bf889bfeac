"""Where CI is set, journeys in a browser run or fail; they are never skipped."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
JOURNEY = """
import pytest

@pytest.mark.browser
def test_journey():
    pytest.skip("no browser here")

def test_other():
    pytest.skip("not today")
"""


@pytest.mark.parametrize(("ci", "said"), [("", "2 skipped"), ("true", "1 failed, 1 skipped")])
def test_a_skipped_journey_is_a_failure_in_ci_only(tmp_path: Path, ci: str, said: str) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = browser\npythonpath = " + str(ROOT))
    (tmp_path / "conftest.py").write_text("from tests.conftest import pytest_runtest_makereport  # noqa: F401\n")
    (tmp_path / "test_journey.py").write_text(JOURNEY)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:django", "-p", "no:cacheprovider", str(tmp_path)],
        cwd=tmp_path,
        env={**os.environ, "CI": ci, "DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert said in done.stdout, done.stdout + done.stderr
