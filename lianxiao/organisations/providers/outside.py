"""Calls to providers: https to public addresses only, no redirects, in seconds, of a bounded size."""

import ipaddress
import socket
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.utils.translation import gettext as _

from lianxiao.organisations.providers.outcome import NotAccepted

SECONDS = 8
MOST_BYTES = 1024 * 1024
LOOPBACK = ("127.0.0.1", "localhost")


def is_allowed(address: str) -> bool:
    """By its spelling: https, or plain http to this machine where the installation is no production."""
    parts = urlsplit(address)
    if parts.username or not parts.hostname:
        return False
    return parts.scheme == "https" or (
        parts.scheme == "http" and parts.hostname in LOOPBACK and settings.SIGN_ON_ON_LOOPBACK
    )


def check(address: str) -> None:
    """Raises NotAccepted. What the name stands for must be public too, so that nothing inside is reached through us."""
    host = urlsplit(address).hostname or ""
    if not is_allowed(address):
        raise NotAccepted(_("Only https addresses of public hosts are called: %(address)s") % {"address": address})
    if host in LOOPBACK and settings.SIGN_ON_ON_LOOPBACK:
        return
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(host, None)}
    except OSError as error:
        raise NotAccepted(_("The host %(host)s is not known.") % {"host": host}) from error
    if not all(ipaddress.ip_address(str(one).split("%")[0]).is_global for one in found):
        raise NotAccepted(_("Only https addresses of public hosts are called: %(address)s") % {"address": address})


class Outside(requests.Session):
    """A session that libraries may be handed."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False

    def request(self, method: Any, url: Any, *args: Any, **kwargs: Any) -> requests.Response:
        check(str(url))
        kwargs |= {"allow_redirects": False, "timeout": SECONDS, "stream": True, "verify": True}
        try:
            response = super().request(method, url, *args, **kwargs)
            content = response.raw.read(MOST_BYTES + 1, decode_content=True)
        except (requests.RequestException, OSError) as error:
            raise NotAccepted(_("The university's sign-on does not answer. Try again later.")) from error
        if len(content) > MOST_BYTES:
            raise NotAccepted(_("The university's sign-on does not answer as it should."))
        response._content = content
        return response


def json_of(response: requests.Response) -> dict[str, Any]:
    """Raises NotAccepted unless it is a plain 200 with a JSON object."""
    try:
        content = response.json() if response.status_code == requests.codes.ok else None
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise NotAccepted(_("The university's sign-on does not answer as it should."))
    return content
