"""SAML 2.0 as CARSI and other Shibboleth federations speak it: a signed assertion for us, in answer to our question."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.errors import OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser
from onelogin.saml2.settings import OneLogin_Saml2_Settings

from lianxiao.organisations.providers.outcome import Config, Identity, NotAccepted, Way, one
from lianxiao.organisations.providers.outside import is_allowed

NAME_ID = "urn:oasis:names:tc:SAML:{}:nameid-format:{}"
TRANSIENT = NAME_ID.format("2.0", "transient")
REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
SECURITY = {
    "wantAssertionsSigned": True,
    "wantNameId": True,
    "rejectDeprecatedAlgorithm": True,
    "rejectUnsolicitedResponsesWithInResponseTo": True,
    "failOnAuthnContextMismatch": False,
    "requestedAuthnContext": False,
    "allowSingleLabelDomains": True,
}
ERRORS = (OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError, SyntaxError, ValueError, TypeError, KeyError)


def begin(config: Config, *, back: str, state: str) -> Way:
    """The state travels as RelayState; the number of our question is kept to know its answer by."""
    auth = _auth(config, back)
    address: str = auth.login(return_to=state)
    return Way(address, {"request_id": auth.get_last_request_id()})


def finish(config: Config, *, answer: Mapping[str, str], kept: Mapping[str, str], back: str) -> Identity:
    auth = _auth(config, back, response=answer.get("SAMLResponse", ""))
    try:
        auth.process_response(request_id=kept["request_id"])
    except ERRORS as error:
        raise _wrong() from error
    if auth.get_errors() or not auth.is_authenticated():
        raise _wrong()
    # The library takes an answer without InResponseTo for an unasked one; nothing unasked is taken here.
    if auth.get_last_response_in_response_to() != kept["request_id"]:
        raise _wrong()
    told = {**auth.get_attributes(), **auth.get_friendlyname_attributes()}
    opaque_id = one(told.get(config.id_attribute)) if config.id_attribute else _lasting_name(auth)
    if not opaque_id:
        raise NotAccepted(_("The university's sign-on does not say who it is in a way that lasts."))
    return Identity(opaque_id, one(told.get(config.name_attribute)))


def tried(config: Config) -> str:
    """Nothing is called: the metadata are all that the protocol needs."""
    idp = _idp(config)
    return _("Identity provider %(entity)s, sign-on at %(address)s") % {
        "entity": idp["entityId"],
        "address": idp["singleSignOnService"]["url"],
    }


def own_metadata(back: str) -> str:
    """What the university or the federation registers of us."""
    settings = OneLogin_Saml2_Settings(_own(back), sp_validation_only=True)
    metadata = settings.get_sp_metadata()
    return metadata.decode() if isinstance(metadata, bytes) else str(metadata)


# --- inside ----------------------------------------------------------------------------------------


def _idp(config: Config) -> dict[str, Any]:
    """Raises NotAccepted unless the metadata describe one provider with an address and a signing certificate."""
    try:
        idp = OneLogin_Saml2_IdPMetadataParser.parse(config.metadata, required_sso_binding=REDIRECT).get("idp", {})
    except ERRORS as error:
        raise NotAccepted(_("These are no metadata of a SAML identity provider.")) from error
    has_key = "x509cert" in idp or "x509certMulti" in idp
    if not has_key or "entityId" not in idp or not is_allowed(idp.get("singleSignOnService", {}).get("url", "")):
        raise NotAccepted(
            _("The metadata lack the provider's name, its https address for HTTP-Redirect, or its signing certificate.")
        )
    return dict(idp)


def _own(back: str) -> dict[str, Any]:
    return {
        "strict": True,
        "security": SECURITY,
        "sp": {
            "entityId": entity_id(back),
            "assertionConsumerService": {"url": back},
            "NameIDFormat": NAME_ID.format("1.1", "unspecified"),
        },
    }


def entity_id(back: str) -> str:
    """Beside the address that answers come to: …/acs/ and …/metadata/."""
    return back.removesuffix("acs/") + "metadata/"


def _auth(config: Config, back: str, *, response: str = "") -> OneLogin_Saml2_Auth:
    parts = urlsplit(back)
    request = {
        "https": "on" if parts.scheme == "https" else "off",
        "http_host": parts.netloc,
        "script_name": parts.path,
        "get_data": {},
        "post_data": {"SAMLResponse": response},
    }
    try:
        return OneLogin_Saml2_Auth(request, {**_own(back), "idp": _idp(config)})
    except ERRORS as error:
        raise NotAccepted(_("These are no metadata of a SAML identity provider.")) from error


def _lasting_name(auth: OneLogin_Saml2_Auth) -> str:
    return "" if auth.get_nameid_format() == TRANSIENT else one(auth.get_nameid())


def _wrong() -> NotAccepted:
    return NotAccepted(_("The answer of the university's sign-on proves nothing. Begin again."))
