"""The record and the lock-out see the client's address, and nobody can make one up."""

from ipaddress import ip_network

import pytest
from django.test import Client

from lianxiao.core.models import Step
from lianxiao.core.proxies import client_address
from tests.world import World, user_of

PROXIES = [ip_network("10.1.0.0/16"), ip_network("fd00::/8")]


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("202.118.1.9", "", "202.118.1.9"),
        ("202.118.1.9", "1.2.3.4", "202.118.1.9"),
        ("10.1.0.4", "202.118.1.9", "202.118.1.9"),
        ("10.1.0.4", "1.2.3.4, 202.118.1.9", "202.118.1.9"),
        ("10.1.0.4", "1.2.3.4, 202.118.1.9, 10.1.7.7", "202.118.1.9"),
        ("10.1.0.4", "fd00::7,2001:da8::1 , fd00::8", "2001:da8::1"),
        ("10.1.0.4", "10.1.0.5", "10.1.0.5"),
        ("10.1.0.4", "", "10.1.0.4"),
        ("10.1.0.4", "unknown", "10.1.0.4"),
        ("", "1.2.3.4", ""),
    ],
)
def test_the_client_is_the_nearest_address_that_is_no_proxy_of_ours(peer: str, forwarded: str, client: str) -> None:
    assert client_address(peer, forwarded, PROXIES) == client


@pytest.mark.django_db
@pytest.mark.parametrize(("proxies", "recorded"), [(["10.1.0.0/16"], "202.118.1.9"), ([], "10.1.0.4")])
def test_the_record_has_the_address_from_a_proxy_that_is_trusted_only(
    settings,
    proxies: list[str],
    recorded: str,  # type: ignore[no-untyped-def]
) -> None:
    settings.TRUSTED_PROXIES = proxies
    user = user_of(World(with_call=False).student)
    user.set_password("A-long-enough-1")
    user.save()
    answer = Client().post(
        "/account/login/",
        {"login": user.username, "password": "A-long-enough-1"},
        REMOTE_ADDR="10.1.0.4",
        headers={"X-Forwarded-For": "202.118.1.9"},
    )
    assert answer.status_code == 302
    assert Step.objects.get(verb="sign_in", actor_id=user.pk).address == recorded
