from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lianxiao.core.actors import Actor
from lianxiao.organisations import access
from lianxiao.organisations.models.organisation import Organisation
from lianxiao.organisations.models.person import User


class SignOnQuerySet(models.QuerySet["SignOn"]):
    def visible_to(self, actor: Actor) -> "SignOnQuerySet":
        return self.filter(access.visible_sign_ons(actor))

    def in_use(self) -> "SignOnQuerySet":
        return self.filter(released_at__isnull=False, organisation__is_active=True)


class SignOn(models.Model):
    """A university's own sign-on. Whoever changes it, a second person switches it on."""

    class Kind(models.TextChoices):
        OIDC = "oidc", "OpenID Connect"
        CAS = "cas", "CAS"
        SAML = "saml", "SAML 2.0 (CARSI)"

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="sign_ons", verbose_name=_("organisation")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    label = models.CharField(_("name of the sign-on"), max_length=100)
    address = models.CharField(_("address"), max_length=300, blank=True)
    client_id = models.CharField(_("client id"), max_length=200, blank=True)
    sealed_secret = models.TextField(blank=True)
    metadata = models.TextField(_("metadata of the identity provider"), blank=True)
    id_attribute = models.CharField(_("attribute with the lasting id"), max_length=200, blank=True)
    name_attribute = models.CharField(_("attribute with the name"), max_length=200, blank=True)
    is_demo = models.BooleanField(default=False)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)
    released_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)

    objects = SignOnQuerySet.as_manager()
    history_hides = ("sealed_secret",)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind="oidc") & ~Q(address="") & ~Q(client_id=""))
                | (Q(kind="cas") & ~Q(address=""))
                | (Q(kind="saml") & ~Q(metadata="")),
                name="sign_on_facts_of_its_kind",
            ),
            models.CheckConstraint(
                condition=Q(address="") | Q(address__regex=r"^(https://|http://(localhost|127\.0\.0\.1)[:/])"),
                name="sign_on_https",
            ),
            models.CheckConstraint(
                condition=Q(released_by__isnull=True, released_at__isnull=True)
                | Q(released_by__isnull=False, released_at__isnull=False),
                name="sign_on_released_pair",
            ),
            models.CheckConstraint(
                condition=Q(released_by__isnull=True) | (Q(changed_by__isnull=False) & ~Q(changed_by=F("released_by"))),
                name="sign_on_two_people",
            ),
            models.CheckConstraint(condition=Q(is_demo=False) | Q(released_at__isnull=True), name="sign_on_demo_off"),
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(released_at__isnull=False), name="sign_on_one_in_use"
            ),
        ]

    def __str__(self) -> str:
        return self.label


class BindingCode(models.Model):
    """A code with which a person binds the university's id to the account once, made by who keeps the account."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    sign_on = models.ForeignKey(SignOn, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    history_hides = ("digest",)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(made_by=F("user")), name="binding_code_by_another"),
            models.UniqueConstraint(
                fields=["user", "sign_on"], condition=Q(used_at__isnull=True), name="binding_code_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} → {self.sign_on_id}"


class Binding(models.Model):
    """An id at a provider belongs to one person here, and the other way round. Ended, never deleted."""

    class How(models.TextChoices):
        PASSWORD = "password", _("by the local password")
        CODE = "code", _("by a binding code")

    user = models.ForeignKey(User, models.PROTECT, related_name="bindings")
    sign_on = models.ForeignKey(SignOn, models.PROTECT, related_name="bindings")
    opaque_id = models.CharField(max_length=255)
    name = models.CharField(max_length=100, blank=True)
    how = models.CharField(max_length=10, choices=How.choices)
    code = models.OneToOneField(BindingCode, models.PROTECT, null=True, related_name="+")
    bound_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    history_hides = ("opaque_id",)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sign_on", "opaque_id"], condition=Q(ended_at__isnull=True), name="binding_one_person_per_id"
            ),
            models.UniqueConstraint(
                fields=["sign_on", "user"], condition=Q(ended_at__isnull=True), name="binding_one_id_per_person"
            ),
            models.CheckConstraint(
                condition=Q(how="password", code__isnull=True) | Q(how="code", code__isnull=False),
                name="binding_how_it_came",
            ),
            models.CheckConstraint(condition=~Q(opaque_id=""), name="binding_has_an_id"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="binding_ended_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} ↔ {self.sign_on_id}"
