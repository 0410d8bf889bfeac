"""Whose address a request comes from, when proxies stand before the platform.

A proxy appends the address that it was called from to X-Forwarded-For; whatever stands there before may be made up by
the caller. So the header is read from its end, only where a proxy of our own sent it, and only as far as they go.
"""

from collections.abc import Callable, Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

Network = IPv4Network | IPv6Network


class ClientAddressMiddleware:
    """REMOTE_ADDR is the client's from here on; nobody behind this reads X-Forwarded-For any more."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.trusted = [ip_network(one, strict=False) for one in settings.TRUSTED_PROXIES]

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        forwarded = request.META.pop("HTTP_X_FORWARDED_FOR", "")
        request.META["REMOTE_ADDR"] = client_address(request.META.get("REMOTE_ADDR", ""), forwarded, self.trusted)
        return self.get_response(request)


def client_address(peer: str, forwarded: str, trusted: Iterable[Network]) -> str:
    """The nearest address that is no proxy of ours; the last one that can be read, if what is before it cannot."""
    networks = list(trusted)
    address = peer
    for hop in reversed(forwarded.split(",")):
        if not _is_in(address, networks) or not _reads(hop.strip()):
            break
        address = hop.strip()
    return address


def _reads(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_in(address: str, networks: list[Network]) -> bool:
    return _reads(address) and any(ip_address(address) in network for network in networks)
