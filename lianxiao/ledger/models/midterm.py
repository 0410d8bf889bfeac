"""The mid-term check (中期检查): the universities conclude on their projects, the office on a sample drawn by lot."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from lianxiao.core.actors import Actor
from lianxiao.ledger.access import midterm as access
from lianxiao.ledger.models.attached import AttachedFile
from lianxiao.ledger.models.project import Project
from lianxiao.ledger.states import CheckedState, MidtermState
from lianxiao.organisations.models import Organisation, User


class Verdict(models.TextChoices):
    PASSED = "passed", pgettext_lazy("midterm", "Passed")
    MEND = "mend", pgettext_lazy("midterm", "Needs mending")
    FAILED = "failed", pgettext_lazy("midterm", "Not passed")


class MidtermQuerySet(models.QuerySet["MidtermCheck"]):
    def visible_to(self, actor: Actor) -> "MidtermQuerySet":
        return self.filter(access.visible_checks(actor))


class MidtermCheck(models.Model):
    """Of the running projects that its office chose among those that it leads."""

    # The seed is sealed when the check is opened, and disclosed with what was drawn from; so anybody can draw again.
    history_hides = ("sealed_seed",)

    name = models.CharField(pgettext_lazy("of a thing", "name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=150, blank=True)
    office = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("office"))
    due_at = models.DateTimeField(_("conclusions are due"))
    sample_size = models.PositiveSmallIntegerField(_("projects in the sample"))
    note = models.TextField(_("what to observe"), blank=True)
    state = models.CharField(max_length=20, choices=MidtermState.choices, default=MidtermState.DRAFT)
    drafted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(null=True)
    sealed_seed = models.TextField(blank=True)
    seed_digest = models.CharField(max_length=64, blank=True)
    # Numbers of the projects that were drawn from, and of those drawn, in their order.
    listed = models.JSONField(null=True)
    result = models.JSONField(null=True)
    seed = models.CharField(max_length=64, blank=True)
    drawn_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    is_demo = models.BooleanField(default=False)

    objects = MidtermQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MidtermState.values), name="midterm_state"),
            models.CheckConstraint(condition=Q(sample_size__gte=1), name="midterm_sample"),
            models.CheckConstraint(
                condition=Q(state="draft", opened_by__isnull=True, opened_at__isnull=True, seed_digest="")
                | (~Q(state="draft") & Q(opened_by__isnull=False, opened_at__isnull=False) & ~Q(seed_digest="")),
                name="midterm_opened_pair",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["draft", "open"],
                    drawn_at__isnull=True,
                    listed__isnull=True,
                    result__isnull=True,
                    seed="",
                )
                | (
                    Q(state__in=["drawn", "closed"], drawn_at__gt=F("opened_at"))
                    & Q(listed__isnull=False, result__isnull=False)
                    & ~Q(seed="")
                ),
                name="midterm_drawn",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | (~Q(state="closed") & Q(closed_at__isnull=True)),
                name="midterm_closed_pair",
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="midterm_by_state")]

    def __str__(self) -> str:
        return (self.name_en or self.name) if get_language() == "en" else self.name


class CheckedQuerySet(models.QuerySet["CheckedProject"]):
    def visible_to(self, actor: Actor) -> "CheckedQuerySet":
        return self.filter(pk__in=CheckedProject.objects.filter(access.visible_checked(actor)).values("pk"))


class CheckedProject(models.Model):
    """What the university concludes on its project; where the office looked itself, what it concludes stands."""

    check_of = models.ForeignKey(MidtermCheck, models.CASCADE, related_name="projects")
    # A project is checked once in the middle of its term.
    project = models.OneToOneField(Project, models.PROTECT, related_name="midterm")
    state = models.CharField(max_length=20, choices=CheckedState.choices, default=CheckedState.ASKED)
    in_sample = models.BooleanField(_("in the sample"), default=False)
    verdict = models.CharField(_("conclusion"), max_length=10, choices=Verdict.choices, blank=True)
    words = models.TextField(_("reasons of the conclusion"), blank=True)
    concluded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    concluded_at = models.DateTimeField(null=True)
    # What the office says when it returns it, or concludes itself.
    answer = models.TextField(blank=True)
    office_verdict = models.CharField(_("conclusion of the office"), max_length=10, choices=Verdict.choices, blank=True)
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)

    objects = CheckedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CheckedState.values), name="checked_state"),
            models.CheckConstraint(
                condition=Q(verdict__in=["", *Verdict.values], office_verdict__in=["", *Verdict.values]),
                name="checked_verdicts",
            ),
            models.CheckConstraint(
                condition=Q(concluded_by__isnull=True, concluded_at__isnull=True) & ~Q(state="concluded")
                | Q(concluded_by__isnull=False, concluded_at__isnull=False)
                & ~Q(state="asked")
                & ~Q(verdict="")
                & ~Q(words=""),
                name="checked_concluded",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state="checked", checked_by__isnull=False, checked_at__isnull=False)
                    & (Q(in_sample=True) | Q(concluded_at__isnull=True))
                    & ~Q(office_verdict="")
                    & ~Q(answer="")
                )
                | (~Q(state="checked") & Q(checked_by__isnull=True, checked_at__isnull=True, office_verdict="")),
                name="checked_by_the_office",
            ),
        ]
        indexes = [models.Index(fields=["check_of", "state"], name="checked_by_state")]

    def __str__(self) -> str:
        return f"{self.project_id}"

    @property
    def stands(self) -> str:
        """The conclusion that counts: the office's where there is one; none of what was returned."""
        return self.office_verdict or (self.verdict if self.concluded_at else "")

    @property
    def stands_in_words(self) -> str:
        return str(Verdict(self.stands).label) if self.stands else ""


class CheckedFile(AttachedFile):
    """Evidence of what the university concludes."""

    checked = models.ForeignKey(CheckedProject, models.CASCADE, related_name="files")
