"""The protocols by which universities vouch for their people: each module can `begin`, `finish` and be `tried`."""

from lianxiao.organisations.providers import cas, oidc, saml
from lianxiao.organisations.providers.outcome import Protocol

PROTOCOLS: dict[str, Protocol] = {"oidc": oidc, "cas": cas, "saml": saml}
