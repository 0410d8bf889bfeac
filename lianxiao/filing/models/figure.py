from django.db import models
from django.db.models import Q

from lianxiao.filing.models.filing import Return
from lianxiao.organisations.models import User


class Figure(models.Model):
    """A figure of the newest frozen copy of a return: of a field, or of a table's column ("table.column").

    Kept when the copy is made, so that totals over a round are sums over a few numbers.
    """

    no_history = "follows from the frozen copies"

    filing = models.ForeignKey(Return, models.CASCADE, related_name="figures")
    key = models.CharField(max_length=130)
    total = models.DecimalField(max_digits=30, decimal_places=6)
    # How many figures it adds up: one for a field, the filled rows of a column.
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["filing", "key"], name="figure_once"),
            models.CheckConstraint(condition=Q(count__gte=1), name="figure_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.total}"


class Explanation(models.Model):
    """Why a figure changed so much against the round before."""

    filing = models.ForeignKey(Return, models.CASCADE, related_name="explanations")
    key = models.CharField(max_length=130)
    text = models.CharField(max_length=500)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["filing", "key"], name="explanation_once"),
            models.CheckConstraint(condition=~Q(text=""), name="explanation_said"),
        ]

    def __str__(self) -> str:
        return self.key
