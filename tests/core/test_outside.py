"""Hosts outside: what is not allowed is refused by its spelling, its address, or the moment that it changes."""

import ssl
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from lianxiao.core.outside import NoAnswer, NotAllowed, Target, is_public, post, resolved, target_of
from tests.peer import Peer

HOSTS = {"hooks.example.org", "xn--fiq228c.example.org"}
NAME = "hooks.example.org"


def answers(*addresses: str) -> Any:
    """A resolver that gives one set of answers after the other."""
    turns = [turn.split() for turn in addresses]

    def resolve(_host: str, port: int, **_options: object) -> list[tuple[Any, ...]]:
        return [(0, 0, 0, "", (one, port)) for one in turns.pop(0)]

    return resolve


# --- by its spelling -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0177.0.0.1/",
        "https://0x7f.0.0.1/",
        "https://127.1/",
        "https://127.0.0.0x1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:7f00:1]/",
        "https://[fe80::1%25eth0]/",
        "https://[64:ff9b::7f00:1]/",
        "https://localhost/",
        "https://localhost.localdomain/",
        "https://hooks.example.org./",
        "https://hooks.example.org.evil.example/",
        "https://evil.example/hooks.example.org",
        "https://user@hooks.example.org/",
        "https://user:word@hooks.example.org/",
        "https://hooks.example.org@evil.example/",
        "https://evil.example#@hooks.example.org/",
        "https://evil.example\\@hooks.example.org/",
        "https://evil.example\\.hooks.example.org/",
        "https://hooks.example.org:22/",
        "https://hooks.example.org:8443/",
        "https://hooks.example.org:80/",
        "https://hooks.example.org:99999/",
        "https://hooks.example.org:x/",
        "https://hoоks.example.org/",  # a Cyrillic о
        "https://hooks。example。org/",
        "https://①②⑦.⓪.⓪.①/",
        "https://中国.example.org/",
        "https://hooks.example.org /",
        "https://hooks.example.org\t/",
        "https://hooks.example.org\r\nX: y/",
        "https:///path",
        "https:hooks.example.org/",
        "//hooks.example.org/",
        "ftp://hooks.example.org/",
        "file:///etc/passwd",
        "gopher://hooks.example.org/",
        "javascript:alert(1)",
        "https://[hooks.example.org/",
        "",
    ],
)
def test_what_is_not_an_allowed_name_is_refused_by_its_spelling(address: str) -> None:
    with pytest.raises(NotAllowed):
        target_of(address, HOSTS)


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f000001", "0x7f.1", "localhost", "::1", "127.0.0.0x1"])
def test_a_number_is_refused_even_when_somebody_wrote_it_on_the_list(host: str) -> None:
    with pytest.raises(NotAllowed):
        target_of(f"https://{host if ':' not in host else f'[{host}]'}/", {host})


def test_an_allowed_name_is_called_at_the_usual_port() -> None:
    """Negative control of the tables above."""
    assert target_of("https://hooks.example.org/robot/send?token=a&b=c#d", HOSTS) == Target(
        NAME, 443, "/robot/send?token=a&b=c", secure=True
    )
    assert target_of("https://HOOKS.example.org:443", HOSTS) == Target(NAME, 443, "/", secure=True)
    assert target_of("https://xn--fiq228c.example.org/", HOSTS).host == "xn--fiq228c.example.org"


def test_plain_http_is_for_development_alone(settings: Settings) -> None:
    settings.PRODUCTION = False
    assert target_of("http://hooks.example.org/", HOSTS).port == 80
    settings.PRODUCTION = True
    with pytest.raises(NotAllowed):
        target_of("http://hooks.example.org/", HOSTS)


# --- by its address --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "127.8.8.8",
            "0.0.0.0",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "100.64.0.1",
            "169.254.169.254",
        ),
        *("192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1"),
        *("255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "fc00::1", "fd00:ec2::254", "fe80::1"),
        *("fe80::1%eth0", "fec0::1", "ff02::1", "2001:db8::1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::1"),
        *("2001:0:7f00:1::1", "100::1"),
    ],
)
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    assert not is_public(address)
    with pytest.raises(NotAllowed):
        resolved(target_of(f"https://{NAME}/", HOSTS), answers(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "223.5.5.5", "2400:3200::1"])
def test_a_public_address_is_the_one_that_is_called(address: str) -> None:
    assert resolved(target_of(f"https://{NAME}/", HOSTS), answers(address)) == address


def test_one_private_answer_among_public_ones_is_one_too_many() -> None:
    with pytest.raises(NotAllowed):
        resolved(target_of(f"https://{NAME}/", HOSTS), answers("8.8.8.8 10.0.0.1"))


def test_a_name_without_an_answer_is_not_called() -> None:
    with pytest.raises(NoAnswer):
        resolved(target_of(f"https://{NAME}/", HOSTS), answers(""))


# --- the call --------------------------------------------------------------------------------------


@pytest.fixture
def peer(settings: Settings) -> Any:
    settings.WEB_HOOKS_ON_LOOPBACK = True
    with Peer() as peer:
        yield peer


def test_a_name_is_resolved_once_and_the_connection_goes_to_that_address(peer: Peer) -> None:
    """The second answer would be refused; nobody asks for it."""
    answer = post(target_of(peer.address, ()), b"{}", {}, resolve=answers("127.0.0.1", "10.0.0.1"))
    assert (answer.status, answer.text, len(peer.received)) == (200, "ok", 1)


def test_a_name_that_turned_private_reaches_nothing(peer: Peer, settings: Settings) -> None:
    target = Target(NAME, peer.port, "/", secure=False)
    with pytest.raises(NotAllowed):
        post(target, b"{}", {}, resolve=answers("127.0.0.1"))
    assert peer.received == []


def test_an_answer_that_leads_elsewhere_is_not_followed(peer: Peer) -> None:
    peer.answers = [(302, "elsewhere", {"Location": f"{peer.address}other"})]
    answer = post(target_of(peer.address, ()), b"{}", {})
    assert (answer.status, answer.is_good, [path for path, _h, _b in peer.received]) == (302, False, ["/hook"])


def test_of_an_answer_without_end_only_the_beginning_is_read(peer: Peer) -> None:
    peer.answers = [(200, "长" * 1_000_000, {})]
    assert post(target_of(peer.address, ()), b"{}", {}).text == "长" * 500


def test_an_answer_that_drips_is_cut_off(peer: Peer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lianxiao.core.outside.SECONDS_IN_ALL", 0.4)
    peer.drip = True
    with pytest.raises(NoAnswer):
        post(target_of(peer.address, ()), b"{}", {})


def test_a_certificate_is_asked_for(peer: Peer) -> None:
    """Spoken to in TLS, a peer without any is no peer."""
    secure = Target("localhost", peer.port, "/", secure=True)
    with pytest.raises(NoAnswer, match="SSL"):
        post(secure, b"{}", {})
    assert ssl.create_default_context().verify_mode == ssl.CERT_REQUIRED
