"""A liaison signs in for the first time, sets up a passkey, and needs it from then on."""

import pytest
from allauth.mfa.models import Authenticator

from lianxiao.core.actors import Actor
from tests.journeys.conftest import Come
from tests.journeys.visitor import DESK, PHONE, Visitor
from tests.world import World, user_of

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("screen", [DESK, PHONE], indirect=True, ids=str)]
PASSWORD = "Right-pass-2026"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
}


@pytest.fixture
def liaison(transactional_db: None) -> Actor:
    actor = World(with_call=False).lnu.liaison
    user = user_of(actor)
    user.set_password(PASSWORD)
    user.save()
    Authenticator.objects.filter(user=user).delete()
    return actor


def with_fingerprint(visitor: Visitor) -> None:
    """The browser's own virtual device, which answers as soon as it is asked."""
    device = visitor.context.new_cdp_session(visitor.page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


def sign_in(visitor: Visitor) -> Visitor:
    visitor.open("/account/login/").put("login", "lnu-liaison").put("password", PASSWORD)
    return visitor.press("Sign in")


def test_a_passkey_is_set_up_at_the_first_sign_in_and_asked_for_at_the_next(come: Come, liaison: Actor) -> None:
    visitor = come(None)
    with_fingerprint(visitor)
    sign_in(visitor)
    assert visitor.page.url.endswith("/account/second-factor/")
    visitor.open("/account/second-factor/passkey/").press("Make a passkey")
    assert visitor.page.locator(".factor-codes li").count() == 10
    visitor.follow("I have kept them")
    assert visitor.page.url.endswith("/workbench/")
    visitor.open("/account/second-factor/").open("/account/second-factor/app/")
    visitor.open("/account/logout/").press("Sign out")
    sign_in(visitor)
    assert visitor.page.url.endswith("/account/code/")
    visitor.press("Use a passkey")
    assert visitor.page.url.endswith("/workbench/")
