from datetime import timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from lianxiao.core.actors import Actor
from lianxiao.organisations.access import delegations as access
from lianxiao.organisations.models.person import Membership, User
from lianxiao.organisations.roles import ADMINISTRATORS

LONGEST = timedelta(days=60)


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def visible_to(self, actor: Actor) -> "DelegationQuerySet":
        return self.filter(access.visible_delegations(actor))

    def in_force(self) -> "DelegationQuerySet":
        """By the database's clock: begun, not over, confirmed where that is needed, both still there."""
        deputy = Membership.objects.filter(user=OuterRef("deputy"), ended_at__isnull=True, confirmed_at__isnull=False)
        return self.filter(
            Q(needs_second=False) | Q(confirmed_at__isnull=False),
            Exists(deputy.filter(organisation=OuterRef("membership__organisation"))),
            ~Exists(deputy.filter(role__in=sorted(ADMINISTRATORS))),
            membership__in=Membership.objects.current(),
            deputy__is_active=True,
            ended_at__isnull=True,
            starts_at__lte=Now(),
            ends_at__gt=Now(),
        )

    def waiting(self) -> "DelegationQuerySet":
        """For the second person, as long as they have not run out."""
        return self.filter(needs_second=True, confirmed_at__isnull=True, ended_at__isnull=True, ends_at__gt=Now())


class Delegation(models.Model):
    """代办: a colleague stands in for a person in one role, for a time. Steps name both.

    A trigger sees to what a row cannot say by itself: a role that can be delegated, a deputy of the same organisation
    who is no administrator (migration 0006). It ends by itself with its time, with the role, with the deputy's leaving.
    """

    history_of = "membership"

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="delegations")
    deputy = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("deputy"))
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(_("reason"), max_length=300)
    made_at = models.DateTimeField()
    # Whether the deputy gains rights over others by it, so that a second person confirms.
    needs_second = models.BooleanField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = DelegationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at"), ends_at__lte=F("starts_at") + LONGEST),
                name="delegation_sixty_days",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="delegation_reason"),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="delegation_confirmed_pair",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("deputy")), name="delegation_two_people"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="delegation_ended_pair",
            ),
            # One deputy at a time.
            ExclusionConstraint(
                name="delegation_one_at_a_time",
                expressions=[
                    (F("membership"), RangeOperators.EQUAL),
                    (Func(F("starts_at"), F("ends_at"), function="tstzrange"), RangeOperators.OVERLAPS),
                ],
                condition=Q(ended_at__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["deputy", "ends_at"], name="delegation_of_deputy")]

    def __str__(self) -> str:
        return f"{self.membership_id} → {self.deputy_id}"

    @property
    def last_moment(self) -> object:
        return self.ends_at - timedelta(minutes=1)
