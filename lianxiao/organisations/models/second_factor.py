from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lianxiao.organisations.models.person import User


class FactorReset(models.Model):
    """A lost second factor: reported by who keeps the account, taken away when a second person agrees."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    is_granted = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True, decided_at__isnull=True, is_granted__isnull=True)
                | Q(decided_by__isnull=False, decided_at__isnull=False, is_granted__isnull=False),
                name="factor_reset_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")), name="factor_reset_two_people"
            ),
            models.CheckConstraint(
                condition=~Q(asked_by=F("user")) & (Q(decided_by__isnull=True) | ~Q(decided_by=F("user"))),
                name="factor_reset_not_by_oneself",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="factor_reset_reason"),
            models.UniqueConstraint(
                fields=["user"], condition=Q(decided_at__isnull=True), name="factor_reset_one_waits"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.reason}"
