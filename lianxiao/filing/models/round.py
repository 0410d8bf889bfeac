from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from lianxiao.core.actors import Actor
from lianxiao.filing import access
from lianxiao.filing.states import RoundState
from lianxiao.forms.models import FormVersion
from lianxiao.organisations.models import Organisation, User


class RoundQuerySet(models.QuerySet["Round"]):
    def visible_to(self, actor: Actor) -> "RoundQuerySet":
        return self.filter(access.visible_rounds(actor))


class Round(models.Model):
    """A filing round (填报任务): what is asked, about which period, of whom, until when.

    `closes_at` is the first moment that is too late. Respondents become returns when the round is opened.
    """

    class Part(models.TextChoices):
        """The part of the year that the figures are about."""

        YEAR = "", _("The whole year")
        H1 = "H1", _("First half")
        H2 = "H2", _("Second half")
        Q1 = "Q1", _("First quarter")
        Q2 = "Q2", _("Second quarter")
        Q3 = "Q3", _("Third quarter")
        Q4 = "Q4", _("Fourth quarter")

    title = models.CharField(_("title"), max_length=200)
    title_en = models.CharField(_("English title"), max_length=300, blank=True)
    purpose_text = models.TextField(
        _("What it is for"),
        help_text=_("The universities read it first: why it is asked, and what has to be observed."),
    )
    form = models.ForeignKey(FormVersion, models.PROTECT, related_name="rounds", verbose_name=_("table"))
    year = models.PositiveSmallIntegerField(_("year of the figures"))
    part = models.CharField(_("part of the year"), max_length=2, choices=Part.choices, default=Part.YEAR, blank=True)
    office = models.ForeignKey(Organisation, models.PROTECT, related_name="rounds", verbose_name=_("office"))
    kinds = ArrayField(models.CharField(max_length=30), default=list, blank=True, verbose_name=_("who has to answer"))
    named = models.ManyToManyField(
        Organisation, related_name="named_in_rounds", blank=True, verbose_name=_("further institutions by name")
    )
    opens_at = models.DateTimeField(pgettext_lazy("of a filing", "Opens"))
    closes_at = models.DateTimeField(pgettext_lazy("of a filing", "Closes"))
    needs_release = models.BooleanField(
        _("the university leader releases it"),
        default=False,
        help_text=_("The liaison passes the return on, and the leader submits it."),
    )
    previous = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="following", verbose_name=_("to compare with")
    )
    threshold = models.PositiveSmallIntegerField(
        _("change that has to be explained (%)"),
        default=30,
        help_text=_("A figure that changed by more than this needs an explanation before submission."),
    )
    state = models.CharField(max_length=20, choices=RoundState.choices, default=RoundState.DRAFT)
    drafted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    concluded_at = models.DateTimeField(null=True)
    is_demo = models.BooleanField(default=False)

    objects = RoundQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RoundState.values), name="round_state"),
            models.CheckConstraint(condition=Q(opens_at__lt=F("closes_at")), name="round_window"),
            models.CheckConstraint(condition=Q(year__gte=2000, year__lte=2199), name="round_year"),
            models.CheckConstraint(condition=Q(threshold__gte=1, threshold__lte=1000), name="round_threshold"),
            models.CheckConstraint(
                condition=Q(state="draft", opened_by__isnull=True, opened_at__isnull=True)
                | (~Q(state="draft") & Q(opened_by__isnull=False, opened_at__isnull=False)),
                name="round_opened_pair",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["closed", "concluded"], closed_at__isnull=False)
                | Q(state__in=["draft", "open"], closed_at__isnull=True),
                name="round_closed_pair",
            ),
            models.CheckConstraint(
                condition=Q(state="concluded", concluded_at__isnull=False)
                | (~Q(state="concluded") & Q(concluded_at__isnull=True)),
                name="round_concluded_pair",
            ),
            models.CheckConstraint(
                condition=Q(previous__isnull=True) | ~Q(previous=F("id")), name="round_not_after_itself"
            ),
        ]
        indexes = [models.Index(fields=["office", "-id"], name="round_office")]

    def __str__(self) -> str:
        return (self.title_en or self.title) if get_language() == "en" else self.title


class RoundExtension(models.Model):
    """A later deadline for everybody, asked for with a reason by one person and granted by another."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="extensions")
    old_closes_at = models.DateTimeField()
    new_closes_at = models.DateTimeField(_("new deadline"))
    reason = models.CharField(_("reason"), max_length=500)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(new_closes_at__gt=F("old_closes_at")), name="round_extension_later"),
            models.CheckConstraint(condition=~Q(reason=""), name="round_extension_reason"),
            models.CheckConstraint(
                condition=Q(granted_by__isnull=True) | ~Q(granted_by=F("asked_by")), name="round_extension_two_people"
            ),
            models.CheckConstraint(
                condition=Q(granted_at__isnull=True, granted_by__isnull=True)
                | Q(granted_at__isnull=False, granted_by__isnull=False, refused_at__isnull=True),
                name="round_extension_granted_pair",
            ),
            models.UniqueConstraint(
                fields=["round"],
                condition=Q(granted_at__isnull=True, refused_at__isnull=True),
                name="round_extension_one_pending",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.new_closes_at}"
