"""CAS 2 and 3 (Apereo CAS Protocol 3.0): a ticket that the server takes once, for the address it was given for."""

from collections.abc import Mapping
from urllib.parse import urlencode
from xml.etree.ElementTree import ParseError

from cas import CASClientBase, CASClientV2, CASClientV3, CASError
from django.utils.translation import gettext as _

from lianxiao.organisations.providers.outcome import Config, Identity, NotAccepted, Way, one
from lianxiao.organisations.providers.outside import Outside, check


def begin(config: Config, *, back: str, state: str) -> Way:
    """The state is part of the address that the ticket is good for."""
    check(config.address)
    return Way(_client(config, _service(back, state)).get_login_url(), {"state": state})


def finish(config: Config, *, answer: Mapping[str, str], kept: Mapping[str, str], back: str) -> Identity:
    client = _client(config, _service(back, kept["state"]))
    try:
        user, attributes, _proxy = client.verify_ticket(answer.get("ticket", ""))
    except (ParseError, CASError, AttributeError, IndexError, ValueError) as error:
        raise NotAccepted(_("The university's sign-on does not answer as it should.")) from error
    told = attributes or {}
    opaque_id = one(told.get(config.id_attribute)) if config.id_attribute else one(user)
    if not user or not opaque_id:
        raise NotAccepted(_("The university's sign-on let nobody in."))
    return Identity(opaque_id, one(told.get(config.name_attribute)), client.get_logout_url())


def tried(config: Config) -> str:
    """A ticket that nobody was given must be refused in the protocol's own words."""
    client = _client(config, "https://lianxiao.invalid/")
    try:
        user, _attributes, _proxy = client.verify_ticket("ST-none")
    except (ParseError, CASError, AttributeError, IndexError, ValueError) as error:
        raise NotAccepted(_("What answers there is no CAS server.")) from error
    if user:
        raise NotAccepted(_("This server takes a ticket that nobody was given."))
    return _("A CAS server answers at %(address)s") % {"address": config.address}


def _client(config: Config, service: str) -> CASClientBase:
    """Version 3 brings attributes; where none are asked for, servers of version 2 do."""
    kind = CASClientV3 if config.id_attribute or config.name_attribute else CASClientV2
    return kind(service_url=service, server_url=f"{config.address.rstrip('/')}/", session=Outside())


def _service(back: str, state: str) -> str:
    return f"{back}?{urlencode({'state': state})}"
