"""A set-up does each step once, goes on where it stopped, and copies only what the platform serves."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tools import frontend, setup

ROOT = Path(__file__).resolve().parent.parent.parent


class Recorded:
    """A step that notes how often it was done."""

    def __init__(self, made_from: str, result: Path) -> None:
        self.made_from, self.result, self.times = made_from, result, 0

    def action(self) -> None:
        self.times += 1
        self.result.touch()

    def run(self) -> bool:
        return setup.run_step(("a step", lambda: self.made_from, self.action, (self.result,)))


@pytest.fixture
def step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Recorded:
    monkeypatch.setattr(setup, "BUILD", tmp_path)
    return Recorded("version 1", tmp_path / "result")


def test_a_step_is_done_once(step: Recorded) -> None:
    assert [step.run(), step.run(), step.times] == [True, False, 1]


def test_a_step_is_done_again_when_what_it_is_made_from_changed(step: Recorded) -> None:
    step.run()
    step.made_from = "version 2"
    assert [step.run(), step.run(), step.times] == [True, False, 2]


def test_a_step_is_done_again_when_its_result_is_gone(step: Recorded) -> None:
    step.run()
    step.result.unlink()
    assert [step.run(), step.times] == [True, 2]


def test_a_step_that_failed_is_tried_again(step: Recorded) -> None:
    def fails() -> None:
        raise setup.SetupError

    with pytest.raises(setup.SetupError):
        setup.run_step(("a step", lambda: "version 1", fails, ()))
    assert step.run()


def test_a_failed_command_shows_what_it_said_and_what_to_do() -> None:
    with pytest.raises(setup.SetupError, match=r"(?s)no such luck.*Try again\."):
        setup.call("sh", "-c", "echo no such luck; exit 3", hint="Try again.")


def test_front_end_files_lose_their_reference_to_maps_that_are_not_shipped(tmp_path: Path) -> None:
    packages = tmp_path / "node_modules"
    packages.mkdir()
    (packages / "a.css").write_text("a{}\n/*# sourceMappingURL=a.css.map */")
    (packages / "b.js").write_text("b()\n//# sourceMappingURL=b.js.map\n")
    (packages / "c.json").write_text("{}")
    frontend.fill(packages, {"a.css": "x/a.css", "b.js": "x/b.js", "c.json": "c.json"}, tmp_path / "vendor")
    written = {path.name: path.read_text() for path in (tmp_path / "vendor").rglob("*") if path.is_file()}
    assert written == {"a.css": "a{}\n", "b.js": "b()\n", "c.json": "{}"}


def test_the_lock_of_front_end_files_names_versions_and_digests_but_no_place() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert [name for name, entry in packages.items() if not entry.get("integrity")] == []


def test_the_locks_of_python_packages_name_digests_but_no_place() -> None:
    for path in (ROOT / "requirements.lock", *(ROOT / "tools").glob("*.lock")):
        text = path.read_text()
        assert "://" not in text, path.name
        pinned = [line for line in text.splitlines() if "==" in line]
        assert [line for line in pinned if not line.endswith("\\")] == [], path.name
