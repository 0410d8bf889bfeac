"""What a protocol is asked and what it answers, whichever it is."""

import typing
from collections.abc import Mapping
from dataclasses import dataclass

from lianxiao.core.refusals import Refused


class NotAccepted(Refused):
    """The provider cannot be reached, or its answer does not prove anything."""


@dataclass(frozen=True, slots=True)
class Config:
    """A provider as its protocol needs it. `address` is an issuer (OIDC) or the server's address (CAS)."""

    address: str = ""
    client_id: str = ""
    secret: str = ""
    metadata: str = ""
    id_attribute: str = ""
    name_attribute: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """Where the browser goes, and what is kept in its session to check the answer against."""

    address: str
    kept: dict[str, str]


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the provider says it is: an id that means something to the provider only, and a name to show."""

    opaque_id: str
    name: str
    sign_out: str = ""


class Protocol(typing.Protocol):
    def begin(self, config: Config, *, back: str, state: str) -> Way:
        """`back` is the address to come back to."""

    def finish(self, config: Config, *, answer: Mapping[str, str], kept: Mapping[str, str], back: str) -> Identity:
        """`answer` is what came back with the browser. Raises NotAccepted."""

    def tried(self, config: Config) -> str:
        """What was found at the provider, in one line. Raises NotAccepted."""


def one(value: object) -> str:
    """An attribute's text; of several values the first."""
    if isinstance(value, list | tuple):
        value = value[0] if value else ""
    return str(value or "").strip()
