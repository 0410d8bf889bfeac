from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lianxiao.core.actors import Actor
from lianxiao.organisations.access import transfers as access
from lianxiao.organisations.models.organisation import Organisation
from lianxiao.organisations.models.person import User


class TransferQuerySet(models.QuerySet["Transfer"]):
    def visible_to(self, actor: Actor) -> "TransferQuerySet":
        return self.filter(access.visible_transfers(actor))

    def standing(self) -> "TransferQuerySet":
        return self.filter(ended_at__isnull=True)


class Transfer(models.Model):
    """转办: who of an organisation sees to a task that waits for all in a role. Nobody loses the right to do it.

    It counts as long as the task waits; afterwards it is a line of the past.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    role = models.CharField(max_length=30)
    # What is transferred, by the names of `site.transfers`.
    kind = models.CharField(max_length=20)
    case_id = models.BigIntegerField()
    from_user = models.ForeignKey(User, models.PROTECT, related_name="+")
    to_user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("colleague"))
    reason = models.CharField(_("reason"), max_length=300)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = TransferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(from_user=F("to_user")), name="transfer_two_people"),
            models.CheckConstraint(condition=~Q(reason=""), name="transfer_reason"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="transfer_ended_pair",
            ),
            models.UniqueConstraint(
                fields=["organisation", "kind", "case_id"],
                condition=Q(ended_at__isnull=True),
                name="transfer_one_standing",
            ),
        ]
        indexes = [
            models.Index(fields=["to_user"], condition=Q(ended_at__isnull=True), name="transfer_to"),
            models.Index(fields=["from_user"], condition=Q(ended_at__isnull=True), name="transfer_from"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.case_id}: {self.from_user_id} → {self.to_user_id}"
