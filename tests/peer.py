"""A real HTTP server that receives what the platform sends outside."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Self


class Peer:
    """`answers` are given first, as (status, text, headers); then all is well."""

    def __init__(self) -> None:
        self.received: list[tuple[str, dict[str, str], bytes]] = []
        self.answers: list[tuple[int, str, dict[str, str]]] = []
        self.drip = False
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.port: int = self.server.server_address[1]
        self.address = f"http://localhost:{self.port}/hook"

    def __enter__(self) -> Self:
        Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_raised: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def wait_for(self, count: int) -> None:
        self.until(lambda: len(self.received) >= count)

    def until(
        self, holds: Callable[[], object], within: Callable[[], AbstractContextManager[object]] = nullcontext
    ) -> None:
        for _n in range(600):
            with within():
                if holds():
                    return
            time.sleep(0.05)
        raise TimeoutError

    def handler(self) -> type[BaseHTTPRequestHandler]:
        peer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                peer.received.append((self.path, dict(self.headers), body))
                with suppress(OSError):  # the other side may have read enough
                    drip(self) if peer.drip else answer(self, *peer.next())

            def log_message(self, *_args: Any) -> None:
                """Quietly."""

        return Handler

    def next(self) -> tuple[int, str, dict[str, str]]:
        return self.answers.pop(0) if self.answers else (200, "ok", {})


def answer(handler: BaseHTTPRequestHandler, status: int, text: str, headers: dict[str, str]) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(text.encode())


def drip(handler: BaseHTTPRequestHandler) -> None:
    for _n in range(40):
        handler.wfile.write(b"H")
        handler.wfile.flush()
        time.sleep(0.1)
