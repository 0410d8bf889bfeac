import secrets

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from lianxiao.core.digests import sha256_hex
from lianxiao.organisations.models.person import Membership
from lianxiao.organisations.scopes import Scope

MARK = "lx_"  # so that scanners find a token that was committed somewhere by mistake
SHOWN = 8


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def valid(self) -> "ApiTokenQuerySet":
        """Not withdrawn, not run out by the database's clock; whether its holder is still there, acting looks."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=Now())


class ApiToken(models.Model):
    """A key with which a program acts for an organisation, as the person who made it and in that role.

    The key itself is shown once; its digest is kept. It ends with the role of its holder.
    """

    history_hides = ("digest",)

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="api_tokens")
    name = models.CharField(_("what it is for"), max_length=60)
    scopes = ArrayField(models.CharField(max_length=30, choices=Scope.choices), verbose_name=_("may"))
    beginning = models.CharField(max_length=SHOWN)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(_("valid until"))
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey("organisations.User", models.PROTECT, null=True, related_name="+")

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="api_token_has_a_time"),
            models.CheckConstraint(condition=~Q(scopes=[]), name="api_token_has_scopes"),
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="api_token_digest"),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="api_token_revoked_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.beginning}…)"

    @property
    def scope_labels(self) -> list[str]:
        return [str(Scope(scope).label) for scope in self.scopes]


class ApiUse(models.Model):
    """How often a token was used in one minute: the limit of its rate, and when it was last used."""

    no_history = "counts of a minute"

    token = models.ForeignKey(ApiToken, models.CASCADE, related_name="uses")
    minute = models.DateTimeField()
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "minute"], name="api_use_once")]

    def __str__(self) -> str:
        return f"{self.token_id} {self.minute}: {self.count}"


def new_key() -> str:
    return MARK + secrets.token_urlsafe(32)


def digest_of(key: str) -> str:
    return sha256_hex(key.encode())
