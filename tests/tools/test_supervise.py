"""What the supervisor does with a process that ends: an errand is done, anything else is started again."""

import sys
from collections.abc import Callable

import pytest

from tools.supervise import Child, Supervisor


class Enough(Exception):
    pass


def run(child: Child, until: Callable[[], bool]) -> None:
    supervisor = Supervisor([child], None)
    ticks = 0

    def on_tick() -> None:
        nonlocal ticks
        ticks += 1
        if until() or ticks > 200:
            raise Enough

    with pytest.raises(Enough):
        supervisor.run(on_tick)
    supervisor.stop()


@pytest.mark.parametrize("code", [0, 3])
def test_an_errand_is_done_once_and_says_how_it_ended(code: int, capsys: pytest.CaptureFixture[str]) -> None:
    errand = Child("demo", [sys.executable, "-c", f"print('done'); raise SystemExit({code})"], {}, once=True)
    seen: list[int | None] = []

    def ended_a_while_ago() -> bool:
        seen.append(errand.exit_code)
        return seen[-10:] == [code] * 10

    run(errand, ended_a_while_ago)
    assert capsys.readouterr().out == "demo   │ done\n"


def test_anything_else_is_started_again(capsys: pytest.CaptureFixture[str]) -> None:
    said = ""

    def said_twice() -> bool:
        nonlocal said
        said += capsys.readouterr().out
        return said.count("│ here") == 2

    run(Child("web", [sys.executable, "-c", "print('here')"], {}), said_twice)
    assert "web ended with 0; starting it again" in said
