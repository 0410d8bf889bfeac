from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lianxiao.calls.models import CallCategory
from lianxiao.core.actors import Actor
from lianxiao.organisations.models import User
from lianxiao.review import access
from lianxiao.review.scoring import MEAN, NEAREST, TRIMMED, WITH_OTHERS, Z_SCORE
from lianxiao.review.states import PlanState


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, actor: Actor) -> "PlanQuerySet":
        return self.filter(access.visible_plans(actor))


class Plan(models.Model):
    """How the applications of one category of one call are reviewed. Fixed when the review opens: a trigger refuses
    any later change of method, number of scores, spread and what an extra score counts, blindness and criteria.

    Nothing here says who reviews what; that is in the schema of the reviews.
    """

    class Method(models.TextChoices):
        MEAN = MEAN, _("Mean")
        TRIMMED = TRIMMED, _("Trimmed mean (a fifth cut off at each end)")
        Z_SCORE = Z_SCORE, _("Mean of z-scores per expert")

    class ExtraRule(models.TextChoices):
        WITH_OTHERS = WITH_OTHERS, _("It counts with all others")
        NEAREST = NEAREST, _("The mark farthest from it is left out")

    call_category = models.OneToOneField(CallCategory, models.PROTECT, related_name="review_plan")
    method = models.CharField(_("how scores are put together"), max_length=10, choices=Method.choices, default=MEAN)
    wanted = models.PositiveSmallIntegerField(
        _("scores per application"), default=5, validators=[MinValueValidator(1), MaxValueValidator(15)]
    )
    spread_limit = models.PositiveSmallIntegerField(
        _("wide spread from"),
        default=15,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
        help_text=_("Standard deviation of the totals, in points of 100; beyond it an extra review can be asked for."),
    )
    extra_rule = models.CharField(
        _("an extra score"),
        max_length=15,
        choices=ExtraRule.choices,
        default=ExtraRule.WITH_OTHERS,
        db_default=ExtraRule.WITH_OTHERS,
        help_text=_("Where marks lie far apart, one more expert can be asked before scores are opened."),
    )
    is_blind = models.BooleanField(
        _("blind review"),
        default=False,
        db_default=False,
        help_text=_("Experts read no names of people or institutions; attachments that name one are withheld."),
    )
    due_at = models.DateTimeField(_("scores due"), null=True)
    state = models.CharField(max_length=20, choices=PlanState.choices, default=PlanState.DRAFT)
    begun_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    scores_opened_at = models.DateTimeField(null=True)
    second_begun_at = models.DateTimeField(_("second round begun at"), null=True)
    second_due_at = models.DateTimeField(_("scores of the second round due"), null=True)
    second_opened_at = models.DateTimeField(_("second round opened at"), null=True)
    closed_at = models.DateTimeField(null=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PlanState.values), name="review_plan_state"),
            models.CheckConstraint(
                condition=Q(extra_rule__in=["with_others", "nearest"]), name="review_plan_extra_rule"
            ),
            models.CheckConstraint(condition=Q(wanted__gte=1, wanted__lte=15), name="review_plan_wanted"),
            models.CheckConstraint(condition=Q(spread_limit__gte=1, spread_limit__lte=50), name="review_plan_spread"),
            models.CheckConstraint(
                condition=Q(state="draft", opened_at__isnull=True)
                | (~Q(state="draft") & Q(opened_at__isnull=False, due_at__isnull=False)),
                name="review_plan_opened_pair",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "running"], scores_opened_at__isnull=True)
                | Q(state__in=["opened", "second", "closed"], scores_opened_at__isnull=False)
                & Q(scores_opened_at__gte=F("opened_at")),
                name="review_plan_scores_pair",
            ),
            models.CheckConstraint(
                condition=Q(second_begun_at=None, second_due_at=None, second_opened_at=None) & ~Q(state="second")
                | Q(second_begun_at__isnull=False, second_due_at__isnull=False)
                & Q(second_begun_at__gte=F("scores_opened_at"), second_due_at__gt=F("second_begun_at"))
                & (
                    Q(state="second", second_opened_at=None)
                    | Q(state__in=["opened", "closed"], second_opened_at__isnull=False)
                    & Q(second_opened_at__gte=F("second_begun_at"))
                ),
                name="review_plan_second_pair",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | (~Q(state="closed") & Q(closed_at__isnull=True)),
                name="review_plan_closed_pair",
            ),
        ]

    def __str__(self) -> str:
        return str(self.call_category)

    @property
    def round(self) -> int:
        """The one at work."""
        return 2 if self.state == PlanState.SECOND else 1


class Criterion(models.Model):
    """A line of the rubric. Weights of a plan add up to 100 when its review opens."""

    history_of = "plan"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="criteria")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(_("criterion"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    guidance = models.CharField(_("what is looked at"), max_length=300, blank=True)
    guidance_en = models.CharField(_("the same in English"), max_length=500, blank=True)
    weight = models.PositiveSmallIntegerField(_("weight"), validators=[MinValueValidator(1), MaxValueValidator(100)])
    points = models.PositiveSmallIntegerField(
        _("points"), default=10, validators=[MinValueValidator(2), MaxValueValidator(100)]
    )
    needs_comment = models.BooleanField(_("comment required"), default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "order"], name="review_criterion_once"),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=100), name="review_criterion_weight"),
            models.CheckConstraint(condition=Q(points__gte=2, points__lte=100), name="review_criterion_points"),
        ]

    def __str__(self) -> str:
        return (self.name_en or self.name) if get_language() == "en" else self.name

    @property
    def said(self) -> str:
        return (self.guidance_en or self.guidance) if get_language() == "en" else self.guidance
