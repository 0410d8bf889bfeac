"""What a token of the API may be used for: a part of what its holder may do anyway."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from lianxiao.organisations.roles import Right


class Scope(TextChoices):
    READ_REGISTER = "register:read", _("Read the register of institutions")
    READ_CALLS = "calls:read", _("Read calls and their forms")
    READ_APPLICATIONS = "applications:read", _("Read applications")
    WRITE_APPLICATIONS = "applications:write", _("Begin applications, fill them in, hand them in and submit them")
    READ_PROJECTS = "projects:read", _("Read projects of the ledger")


_READ = frozenset({Right.READ_OWN_APPLICATIONS, Right.CHECK_APPLICATIONS, Right.READ_ALL_APPLICATIONS})
_WRITE = frozenset({Right.WRITE_APPLICATIONS, Right.RELEASE_APPLICATIONS})
# The rights that a scope leaves of those of the holder's role. A writer reads what he writes.
RIGHTS: dict[Scope, frozenset[Right]] = {
    Scope.READ_REGISTER: frozenset(),
    Scope.READ_CALLS: frozenset(),
    Scope.READ_APPLICATIONS: _READ | {Right.WRITE_APPLICATIONS},
    Scope.WRITE_APPLICATIONS: _READ | _WRITE,
    Scope.READ_PROJECTS: frozenset({Right.READ_LEDGER, Right.READ_OWN_PROJECTS, Right.WRITE_APPLICATIONS}),
}


def rights_within(scopes: list[str], rights: frozenset[str]) -> frozenset[str]:
    allowed = {right.value for scope in scopes for right in RIGHTS[Scope(scope)]}
    return rights & allowed
