from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lianxiao.calls.access import similar as access
from lianxiao.calls.models.application import Application
from lianxiao.core.actors import Actor
from lianxiao.organisations.models import User


class ApplicationPrint(models.Model):
    """What an application's texts are found by when another one resembles it (`core.similarity`)."""

    no_history = "follows from the answers"

    application = models.OneToOneField(Application, models.CASCADE, related_name="text_print")
    prints = ArrayField(models.BigIntegerField(), default=list)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [GinIndex(fields=["prints"], name="application_print_prints")]

    def __str__(self) -> str:
        return f"{self.application_id}: {len(self.prints)}"


class SimilarPairQuerySet(models.QuerySet["SimilarPair"]):
    def visible_to(self, actor: Actor) -> "SimilarPairQuerySet":
        """Pairs of applications that the actor may see; of the other side as much as `access` allows."""
        seen = Application.objects.visible_to(actor).values("pk")
        return self.filter(access.visible_pairs(actor), application__in=seen)


class SimilarPair(models.Model):
    """That `application` resembles `other`. `share` is how much of its own text stands in the other, 0 to 1.

    Each resemblance is kept from both sides; what it is worth is said in words, never decided by the figure.
    """

    class Trait(models.TextChoices):
        TEXT = "text", _("passages in common")
        TITLE = "title", _("much the same title")
        LEADER = "leader", _("same project leader")

    # From here on the university says why it submits all the same.
    STRONG = 0.3

    no_history = "follows from the answers"

    application = models.ForeignKey(Application, models.CASCADE, related_name="similar")
    other = models.ForeignKey(Application, models.CASCADE, related_name="+")
    share = models.FloatField()
    traits = ArrayField(models.CharField(max_length=10, choices=Trait.choices))
    found_at = models.DateTimeField()

    objects = SimilarPairQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "other"], name="similar_pair_once"),
            models.CheckConstraint(condition=~Q(application=F("other")), name="similar_pair_of_two"),
            models.CheckConstraint(condition=Q(share__gte=0, share__lte=1), name="similar_pair_share"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} ~ {self.other_id}: {self.percent} %"

    @property
    def percent(self) -> int:
        return round(self.share * 100)

    @property
    def is_strong(self) -> bool:
        return self.share >= self.STRONG


class SimilarityReason(models.Model):
    """Why the university submits an application although it resembles another; read at the formal check."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="similarity_reasons")
    other = models.ForeignKey(Application, models.CASCADE, related_name="+")
    reason = models.TextField(_("why they are two projects"))
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "other"], name="similarity_reason_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="similarity_reason_given"),
        ]

    def __str__(self) -> str:
        return self.reason
