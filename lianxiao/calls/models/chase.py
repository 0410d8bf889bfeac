from datetime import timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from lianxiao.calls.models.application import Application
from lianxiao.organisations.models import Organisation, User

APART = timedelta(hours=24)
# Those who owe the step are reminded so often; once more, and their leader is.
MOST = 3


class Owed(models.TextChoices):
    """What an application can wait for, each with somebody who owes it."""

    REVIEW = "review", _("Review on campus")
    ENDORSEMENT = "endorsement", _("Approval by the university")
    SUBMISSION = "submission", _("Submission to the lead offices")
    CHECK = "check", _("Formal check")
    CORRECTION = "correction", _("Correction of what was returned")
    COUNTERSIGN = "countersign", _("Countersigns")
    CONFIRMATION = "confirmation", _("Confirmation by the department")


# Owed by leaders themselves.
WITHOUT_LEADER = (Owed.ENDORSEMENT, Owed.CONFIRMATION)


class Chase(models.Model):
    """Somebody who waits has reminded those who owe the next step (催办).

    `occasion` is the step of the record since which they owe it: the next time it is owed, the count begins anew.
    """

    history_of = "application"

    application = models.ForeignKey(Application, models.PROTECT, related_name="chases")
    owed = models.CharField(max_length=20, choices=Owed.choices)
    occasion = models.BigIntegerField()
    number = models.SmallIntegerField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    by_organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # Before this moment nobody chases again.
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "owed", "occasion", "number"], name="chase_number_once"),
            models.CheckConstraint(
                condition=Q(number__gte=1)
                & (Q(number__lte=MOST) | Q(number=MOST + 1) & ~Q(owed__in=[str(one) for one in WITHOUT_LEADER])),
                name="chase_limit",
            ),
            models.CheckConstraint(condition=Q(until__gte=F("at") + APART), name="chase_a_day_apart"),
            ExclusionConstraint(
                name="chase_once_a_day",
                expressions=[
                    (F("application"), RangeOperators.EQUAL),
                    (F("owed"), RangeOperators.EQUAL),
                    (F("occasion"), RangeOperators.EQUAL),
                    (Func(F("at"), F("until"), function="tstzrange"), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [models.Index(fields=["application", "-id"], name="chase_of_application")]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.owed} {self.number}"

    @property
    def went_to_leader(self) -> bool:
        return self.number > MOST
