"""Calls to hosts outside that people here have named: only allowed names, only public addresses, no redirects.

The name is resolved once, every answer has to be a public address, and the connection goes to the address that was
looked at: a name that stands for something else a moment later reaches nothing. Answers are read to a limit.
"""

import http.client
import ipaddress
import re
import socket
import ssl
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from threading import Timer
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

SECONDS_TO_CONNECT, SECONDS_IN_ALL = 5, 10
MOST_CHARACTERS = 500
# A name with a dot whose last part begins with a letter: no spelling of a number is one.
HOST = r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(HOST)
_ADDRESS = re.compile(r"[!-\[\]-~]+")  # printable signs of ASCII without the backslash, which readers disagree about
_LOOPBACK = "localhost"
# Addresses in which another address travels; what is inside is nobody's to judge.
_TUNNELS = tuple(
    map(ipaddress.ip_network, ("::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))
)

Resolve = Callable[..., list[tuple[Any, ...]]]


class NotAllowed(Exception):
    """A sentence for people about why this address is not called."""


class NoAnswer(Exception):
    """A sentence for the record about what went wrong."""


@dataclass(frozen=True, slots=True)
class Target:
    host: str
    port: int
    path: str
    secure: bool

    @property
    def on_loopback(self) -> bool:
        return self.host == _LOOPBACK


@dataclass(frozen=True, slots=True)
class Answer:
    """`text` is the beginning of the body."""

    status: int
    text: str

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300


def target_of(address: str, hosts: Collection[str]) -> Target:
    """Raises NotAllowed by the spelling alone."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise NotAllowed(_("This is no address of a host.")) from error
    if not _ADDRESS.fullmatch(address) or "@" in parts.netloc or parts.scheme not in ("https", "http"):
        raise NotAllowed(_("Only plain https addresses are called, without user names."))
    secure = parts.scheme == "https"
    port = (443 if secure else 80) if port is None else port
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    if host == _LOOPBACK and settings.WEB_HOOKS_ON_LOOPBACK:
        return Target(host, port, path, secure)
    if host not in hosts or not _HOST.fullmatch(host):
        raise NotAllowed(_("The host %(host)s is not on the list of allowed hosts.") % {"host": host})
    if not secure and settings.PRODUCTION:
        raise NotAllowed(_("Only plain https addresses are called, without user names."))
    if port != (443 if secure else 80):
        raise NotAllowed(_("Only the usual port is called, 443."))
    return Target(host, port, path, secure)


def is_public(address: str) -> bool:
    """Neither private, loopback, link-local (where clouds keep their metadata), multicast, nor a tunnel to any."""
    ip = ipaddress.ip_address(address.split("%")[0])
    if ip.version == 6 and any(ip in net for net in _TUNNELS):
        return False
    if ip.version == 6 and ip.is_site_local:
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def resolved(target: Target, resolve: Resolve = socket.getaddrinfo) -> str:
    """The one address that will be connected to. Raises NotAllowed when any answer is not public."""
    try:
        found = [str(entry[4][0]) for entry in resolve(target.host, target.port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as error:
        raise NoAnswer(_("The host %(host)s is not known.") % {"host": target.host}) from error
    if not found:
        raise NoAnswer(_("The host %(host)s is not known.") % {"host": target.host})
    if target.on_loopback:
        return found[0]
    if not all(is_public(one) for one in found):
        raise NotAllowed(_("%(host)s stands for an address that is not public.") % {"host": target.host})
    return found[0]


def post(target: Target, body: bytes, headers: Mapping[str, str], *, resolve: Resolve = socket.getaddrinfo) -> Answer:
    """Raises NotAllowed and NoAnswer. An answer that leads elsewhere is an answer, and not followed."""
    connection = _Pinned(target, resolved(target, resolve))
    timer = Timer(SECONDS_IN_ALL, connection.cut)
    timer.start()
    try:
        connection.request("POST", target.path, body=body, headers=dict(headers))
        response = connection.getresponse()
        text = response.read(4 * MOST_CHARACTERS).decode(errors="replace").replace("\0", "")
        return Answer(response.status, text[:MOST_CHARACTERS])
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NoAnswer(f"{type(error).__name__}: {error}"[:MOST_CHARACTERS]) from error
    finally:
        timer.cancel()
        connection.close()


class _Pinned(http.client.HTTPConnection):
    """Speaks to one address in the name of the host."""

    def __init__(self, target: Target, address: str) -> None:
        super().__init__(target.host, target.port, timeout=SECONDS_TO_CONNECT)
        if target.secure:
            self.default_port = 443
        self._target, self._address = target, address

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self._target.port), SECONDS_TO_CONNECT)
        if self._target.secure:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self._target.host)

    def cut(self) -> None:
        """Ends an answer that drips."""
        if self.sock is not None:
            self.sock.shutdown(socket.SHUT_RDWR)
