"""OpenID Connect: authorization code with PKCE, state and nonce (OpenID Connect Core 1.0, RFC 7636)."""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from hmac import compare_digest
from typing import Any
from urllib.parse import urlencode, urlsplit

import jwt
from django.utils.translation import gettext as _

from lianxiao.organisations.providers.outcome import Config, Identity, NotAccepted, Way, one
from lianxiao.organisations.providers.outside import Outside, check, json_of

SIGNATURES = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
SKEW = 120  # seconds that clocks may differ


def begin(config: Config, *, back: str, state: str) -> Way:
    found = _discovered(config)
    verifier, nonce = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    asked = {
        "response_type": "code",
        "client_id": config.client_id,
        "redirect_uri": back,
        "scope": "openid profile",
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    return Way(_with(found["authorization_endpoint"], asked), {"verifier": verifier, "nonce": nonce})


def finish(config: Config, *, answer: Mapping[str, str], kept: Mapping[str, str], back: str) -> Identity:
    if "code" not in answer:
        raise NotAccepted(_("The university's sign-on let nobody in."))
    found = _discovered(config)
    tokens = _tokens(config, found, code=answer["code"], verifier=kept["verifier"], back=back)
    claims = _verified(config, found, one(tokens.get("id_token")))
    if not compare_digest(one(claims.get("nonce")), kept["nonce"]):
        raise _wrong()
    claims = {**_told(config, found, claims, one(tokens.get("access_token"))), **claims}
    opaque_id = one(claims.get(config.id_attribute or "sub"))
    if not opaque_id:
        raise _wrong()
    return Identity(opaque_id, one(claims.get(config.name_attribute or "name")), _sign_out(config, found))


def tried(config: Config) -> str:
    found = _discovered(config)
    keys = json_of(Outside().get(found["jwks_uri"])).get("keys", [])
    return _("Issuer %(issuer)s, %(n)s signing keys") % {"issuer": found["issuer"], "n": len(keys)}


# --- inside ----------------------------------------------------------------------------------------


def _discovered(config: Config) -> dict[str, Any]:
    """OpenID Connect Discovery 1.0; the issuer must name itself as it was configured."""
    found = json_of(Outside().get(f"{config.address.rstrip('/')}/.well-known/openid-configuration"))
    if one(found.get("issuer")).rstrip("/") != config.address.rstrip("/"):
        raise _wrong()
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        check(one(found.get(name)))
    return found


def _tokens(config: Config, found: dict[str, Any], *, code: str, verifier: str, back: str) -> dict[str, Any]:
    asked = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
    basic = "client_secret_basic" in found.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    if not basic:
        asked |= {"client_id": config.client_id, "client_secret": config.secret}
    with Outside() as outside:
        outside.auth = (config.client_id, config.secret) if basic else None
        return json_of(outside.post(found["token_endpoint"], data=asked))


def _verified(config: Config, found: dict[str, Any], token: str) -> dict[str, Any]:
    """Signature, issuer, audience, times."""
    keys = json_of(Outside().get(found["jwks_uri"]))
    try:
        key = _key(jwt.PyJWKSet.from_dict(keys), one(jwt.get_unverified_header(token).get("kid")))
        claims = jwt.decode(
            token,
            key,
            algorithms=SIGNATURES,
            audience=config.client_id,
            issuer=found["issuer"],
            leeway=SKEW,
            options={"require": ["exp", "iat", "sub"]},
        )
    except jwt.PyJWTError as error:
        raise _wrong() from error
    if claims.get("azp", config.client_id) != config.client_id:
        raise _wrong()
    return dict(claims)


def _key(keys: jwt.PyJWKSet, name: str) -> jwt.PyJWK:
    fits = [key for key in keys.keys if not name or key.key_id == name]
    if len(fits) != 1:
        raise _wrong()
    return fits[0]


def _told(config: Config, found: dict[str, Any], claims: dict[str, Any], token: str) -> dict[str, Any]:
    """What the userinfo endpoint adds, asked only when something is missing and believed only of the same subject."""
    wanted = (config.id_attribute or "sub", config.name_attribute or "name")
    if all(name in claims for name in wanted) or not token or "userinfo_endpoint" not in found:
        return {}
    told = json_of(Outside().get(found["userinfo_endpoint"], headers={"Authorization": f"Bearer {token}"}))
    return told if told.get("sub") == claims["sub"] else {}


def _sign_out(config: Config, found: dict[str, Any]) -> str:
    """OpenID Connect RP-Initiated Logout 1.0, where the provider has it."""
    address = one(found.get("end_session_endpoint"))
    return _with(address, {"client_id": config.client_id}) if address else ""


def _with(address: str, asked: dict[str, str]) -> str:
    return f"{address}{'&' if urlsplit(address).query else '?'}{urlencode(asked)}"


def _wrong() -> NotAccepted:
    return NotAccepted(_("The answer of the university's sign-on proves nothing. Begin again."))
