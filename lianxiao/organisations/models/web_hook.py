import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lianxiao.core.actors import Actor
from lianxiao.core.outside import HOST, MOST_CHARACTERS
from lianxiao.organisations import access
from lianxiao.organisations.models.organisation import Organisation
from lianxiao.organisations.models.person import User
from lianxiao.organisations.occasions import HOOKED, Group


class AllowedHost(models.Model):
    """A host outside that web hooks may call; kept by the system administrator."""

    host = models.CharField(_("host"), max_length=253, unique=True)
    note = models.CharField(_("what it is"), max_length=100)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(host__regex=f"^{HOST}$"), name="allowed_host_is_a_name")]

    def __str__(self) -> str:
        return self.host


class WebHookQuerySet(models.QuerySet["WebHook"]):
    def visible_to(self, actor: Actor) -> "WebHookQuerySet":
        return self.filter(access.visible_web_hooks(actor))


class WebHook(models.Model):
    """An address of an organisation, such as a group of its messenger, that is told what happened. No content."""

    history_hides = ("sealed_secret",)

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="web_hooks", verbose_name=_("organisation")
    )
    name = models.CharField(_("what it is for"), max_length=60)
    address = models.CharField(_("address"), max_length=500)
    groups = ArrayField(models.CharField(max_length=20, choices=Group.choices), verbose_name=_("messages"))
    sealed_secret = models.TextField()
    is_on = models.BooleanField(_("switched on"), default=True)
    failures = models.PositiveSmallIntegerField(_("failures in a row"), default=0)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    objects = WebHookQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "address"], name="web_hook_once"),
            models.CheckConstraint(
                condition=Q(groups__contained_by=[str(group) for group in HOOKED]) & ~Q(groups=[]),
                name="web_hook_groups",
            ),
            models.CheckConstraint(condition=Q(address__regex=r"^https?://[^@\\]+$"), name="web_hook_address"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def group_labels(self) -> list[str]:
        return [str(Group(group).label) for group in self.groups]


class HookDelivery(models.Model):
    """One message to one address: what it says, when it is tried next, when it arrived or was given up."""

    no_history = "every attempt is a row of its own"

    hook = models.ForeignKey(WebHook, models.CASCADE, related_name="deliveries")
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=300)
    path = models.CharField(max_length=200)
    happened_at = models.DateTimeField()
    # Empty once it arrived or was given up.
    due_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="hook_delivery_due"),
            models.Index(fields=["hook", "-id"], name="hook_delivery_of_hook"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_at__isnull=True) | Q(delivered_at__isnull=True), name="hook_delivery_ends"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.hook_id}"


class HookAttempt(models.Model):
    no_history = "written once"

    delivery = models.ForeignKey(HookDelivery, models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    # The beginning of the answer's body, or what went wrong before there was one.
    said = models.CharField(max_length=MOST_CHARACTERS, blank=True)

    def __str__(self) -> str:
        return f"{self.delivery_id}: {self.status}"
