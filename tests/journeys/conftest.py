"""A real browser at a running platform. Without JavaScript, on a phone and on a desk: one journey, three ways."""

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, sync_playwright

from lianxiao.core.actors import Actor
from tests.journeys.visitor import DESK, PHONE, PLAIN, Screen, Visitor
from tests.world import World

# Playwright's loop runs in this thread; what the tests ask the database for is asked between its steps.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
Come = Callable[[Actor | None], Visitor]


@pytest.fixture(scope="session")
def browser(chromium: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium), args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def address(django_db_setup: None) -> Iterator[str]:
    """The platform as it is in service: also the style sheets come through its own middleware."""
    server = LiveServerThread("localhost", static_handler=lambda application: application, connections_override={})
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    yield f"http://localhost:{server.port}"
    server.terminate()
    server.join()


@pytest.fixture
def world(transactional_db: None) -> World:
    return World()


@pytest.fixture(params=[DESK, PHONE, PLAIN], ids=str)
def screen(request: pytest.FixtureRequest) -> Screen:
    chosen: Screen = request.param
    return chosen


@pytest.fixture
def come(browser: Browser, address: str, screen: Screen) -> Iterator[Come]:
    """Opens a browser window for somebody, signed in unless it is the public; whatever went wrong is told."""
    visitors: list[Visitor] = []

    def arrive(actor: Actor | None) -> Visitor:
        visitors.append(Visitor(browser, address, screen, actor))
        return visitors[-1]

    yield arrive
    faults = [fault for visitor in visitors for fault in visitor.leave()]
    wait_until_answered()
    if faults:
        pytest.fail("\n".join(dict.fromkeys(faults)))


def wait_until_answered() -> None:
    """What a page asked for last is still being answered when its window is closed: the database is not taken away."""
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(10)
