from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lianxiao.organisations.models import User
from lianxiao.review.states import PoolImportState

MOST_LOAD = 200


class PoolExpert(models.Model):
    """Somebody who may be asked to review. What he can judge and whom he must not stands in his profile
    (`organisations.ExpertProfile`), which he keeps himself."""

    user = models.OneToOneField(User, models.PROTECT, related_name="in_pool")
    # How lists of draws name him.
    code = models.CharField(max_length=12, unique=True)
    most = models.PositiveSmallIntegerField(
        _("most applications at a time"), default=30, validators=[MinValueValidator(1), MaxValueValidator(MOST_LOAD)]
    )
    is_active = models.BooleanField(_("may be asked"), default=True)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(most__gte=1, most__lte=MOST_LOAD), name="pool_expert_most"),
        ]

    def __str__(self) -> str:
        return self.user.name


class PoolImport(models.Model):
    """An uploaded table of experts: checked, shown, confirmed, then taken in whole or not at all."""

    history_skips = ("good", "bad")

    name = models.CharField(_("file"), max_length=100)
    state = models.CharField(max_length=20, choices=PoolImportState.choices, default=PoolImportState.UPLOADED)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    # Rows as they are kept, and rows with errors: [number, texts, {column: problem}].
    good = models.JSONField(default=list)
    bad = models.JSONField(default=list)
    imported_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PoolImportState.values), name="pool_import_state"),
            models.CheckConstraint(
                condition=~Q(state__in=["ready", "done"]) | Q(bad=[]), name="pool_import_without_errors"
            ),
            models.CheckConstraint(
                condition=Q(state="done", imported_at__isnull=False) | (~Q(state="done") & Q(imported_at__isnull=True)),
                name="pool_import_done_at",
            ),
        ]

    def __str__(self) -> str:
        return self.name
