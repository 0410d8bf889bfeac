"""The yearly ledger (年度台账): the register of a year as it stood when it was made, kept as an official table."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lianxiao.core.models import StoredFile
from lianxiao.organisations.models import User


class YearlyLedger(models.Model):
    """Asked for by an official, made by the worker; each stays as it was made. Funding is in 万元."""

    year = models.PositiveSmallIntegerField(_("year"))
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    project_count = models.PositiveIntegerField(_("number of projects"), default=0)
    funding = models.DecimalField(max_digits=16, decimal_places=2, default=0)
    pdf = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    workbook = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name=_("workbook"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(made_at__isnull=True, pdf__isnull=True, workbook__isnull=True)
                | Q(made_at__isnull=False, pdf__isnull=False, workbook__isnull=False),
                name="yearly_ledger_made_whole",
            ),
            models.CheckConstraint(condition=Q(year__gte=2000, year__lte=2100), name="yearly_ledger_year"),
            models.UniqueConstraint(
                fields=["year"], condition=Q(made_at__isnull=True), name="yearly_ledger_one_being_made"
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)
