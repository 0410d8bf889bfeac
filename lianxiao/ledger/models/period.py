from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from lianxiao.core.actors import Actor
from lianxiao.ledger.access import progress as access
from lianxiao.ledger.states import PeriodState
from lianxiao.organisations.models import Organisation, User


class PeriodQuerySet(models.QuerySet["ReportingPeriod"]):
    def visible_to(self, actor: Actor) -> "PeriodQuerySet":
        return self.filter(access.visible_periods(actor))


class ReportingPeriod(models.Model):
    """A span of whole months about which every running project reports, once.

    Months are named by their first day. Two periods that are out never share a month, so that nothing is counted twice.
    """

    name = models.CharField(pgettext_lazy("of a thing", "name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=150, blank=True)
    first_month = models.DateField(_("first month"))
    last_month = models.DateField(_("last month"))
    # The first moment that is late. A late report is still taken, and stands as late.
    due_at = models.DateTimeField(_("reports are due"))
    note = models.TextField(_("what to observe"), blank=True)
    office = models.ForeignKey(Organisation, models.PROTECT, related_name="reporting_periods", verbose_name=_("office"))
    state = models.CharField(max_length=20, choices=PeriodState.choices, default=PeriodState.DRAFT)
    drafted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    is_demo = models.BooleanField(default=False)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PeriodState.values), name="period_state"),
            models.CheckConstraint(condition=Q(first_month__lte=F("last_month")), name="period_months"),
            models.CheckConstraint(condition=Q(first_month__day=1, last_month__day=1), name="period_whole_months"),
            models.CheckConstraint(
                condition=Q(state="draft", opened_by__isnull=True, opened_at__isnull=True)
                | (~Q(state="draft") & Q(opened_by__isnull=False, opened_at__isnull=False)),
                name="period_opened_pair",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | (~Q(state="closed") & Q(closed_at__isnull=True)),
                name="period_closed_pair",
            ),
            ExclusionConstraint(
                name="period_months_once",
                expressions=[
                    (
                        Func(
                            "first_month",
                            "last_month",
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    )
                ],
                condition=~Q(state="draft"),
            ),
        ]

    def __str__(self) -> str:
        return (self.name_en or self.name) if get_language() == "en" else self.name

    def validate_constraints(self, exclude: Any = None) -> None:
        """A draft may share months with others: the database refuses when it is opened, and forms edit drafts alone."""
