"""A real mail server that receives what the platform sends."""

import socket
from collections.abc import Callable
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from typing import Any


class Mailbox:
    """A mail server that keeps what it is given."""

    def __init__(self) -> None:
        self.received: list[tuple[list[str], Message]] = []
        self.answers: list[str] = []
        self.on_data: Callable[[], object] = lambda: None

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  (aiosmtpd's name)
        """Kept only when the answer says so; `answers` are given first, then all is well."""
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            self.received.append((envelope.rcpt_tos, message_from_bytes(envelope.content)))
        self.on_data()
        return answer

    def read(self) -> list[tuple[str, str, str]]:
        """Recipient, subject, body."""
        return [(to[0], subject_of(message), body_of(message)) for to, message in self.received]

    def ids(self) -> list[str]:
        return [str(message["Message-ID"]) for _to, message in self.received]


def subject_of(message: Message) -> str:
    return str(make_header(decode_header(str(message["Subject"]))))


def body_of(message: Message) -> str:
    content = message.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode().replace("\r\n", "\n").strip()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
