"""The ledger (台账): the province's register of cooperation projects, fed by approvals, and once by earlier years."""

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from lianxiao.calls.models import Application, ApplicationMember
from lianxiao.calls.states import Hand
from lianxiao.core.actors import Actor
from lianxiao.ledger import access
from lianxiao.ledger.models.importing import ProjectImport
from lianxiao.ledger.states import ProjectState
from lianxiao.mandate.models import Category, Target
from lianxiao.organisations.models import City, Organisation
from lianxiao.organisations.roles import Right


def hand_of(actor: Actor, project: str = "") -> Coalesce | Case:
    """What the actor is in the application that the project at the end of this path came from; "" for a stranger.

    Nobody wrote an application for an imported one: the liaison of its university sees to it.
    """
    member = ApplicationMember.objects.filter(
        application=OuterRef(f"{project}application"),
        user_id=actor.user_id or 0,
        organisation_id=actor.organisation_id or 0,
    )
    wrote = Coalesce(Subquery(member.values("hand")[:1]), Value(""))
    if not actor.may(Right.RELEASE_PROGRESS):
        return wrote
    imported = Q(**{f"{project}application__isnull": True, f"{project}university_id": actor.organisation_id})
    return Case(When(imported, then=Value(str(Hand.OWNER))), default=wrote)


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, actor: Actor) -> "ProjectQuerySet":
        conditions = access.visible_projects(actor)
        if len(conditions) == 1:
            return self.filter(conditions[0])
        first, *others = (Project.objects.filter(condition).values("pk") for condition in conditions)
        return self.filter(pk__in=first.union(*others))

    def with_hand(self, actor: Actor) -> "ProjectQuerySet":
        """What the actor is in the application that it came from."""
        standing: dict[str, Any] = {"hand": hand_of(actor)}
        return self.annotate(**standing)


class Project(models.Model):
    """One cooperation project. Money is in 万元 (10,000 yuan)."""

    number = models.CharField(_("project number"), max_length=40, unique=True)
    # Where it came from: one of the two.
    application = models.OneToOneField(Application, models.PROTECT, null=True, related_name="project")
    imported_in = models.ForeignKey(
        ProjectImport,
        models.PROTECT,
        null=True,
        db_index=False,  # project_of_import, which leaves out all others
        related_name="projects",
        verbose_name=_("imported in"),
    )
    title = models.CharField(_("title"), max_length=200)
    category = models.ForeignKey(Category, models.PROTECT, related_name="projects", verbose_name=_("category"))
    university = models.ForeignKey(
        Organisation, models.PROTECT, related_name="projects", verbose_name=_("lead university")
    )
    # The lead university's city at the time of approval.
    city = models.ForeignKey(City, models.PROTECT, null=True, related_name="projects", verbose_name=_("city"))
    lead_office = models.ForeignKey(
        Organisation, models.PROTECT, related_name="supervised_projects", verbose_name=_("lead office")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    leader_name = models.CharField(_("project leader"), max_length=100)
    summary = models.TextField(_("summary"), blank=True)
    start_date = models.DateField(_("begins"), null=True)
    end_date = models.DateField(_("ends"), null=True)
    funding = models.DecimalField(_("funding (10,000 yuan)"), max_digits=14, decimal_places=2, default=0)
    state = models.CharField(_("state"), max_length=20, choices=ProjectState.choices, default=ProjectState.RUNNING)
    approved_at = models.DateTimeField(_("approved"))
    # Words of number, title, leader, university and partners, for the filter by text.
    words = SearchVectorField(null=True, editable=False)
    is_demo = models.BooleanField(default=False)

    # What the one who asks is in the project; `with_hand` fills it.
    hand = ""

    objects = ProjectQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(application__isnull=False, imported_in__isnull=True)
                | Q(application__isnull=True, imported_in__isnull=False),
                name="project_origin",
            ),
            models.CheckConstraint(condition=Q(state__in=ProjectState.values), name="project_state"),
            models.CheckConstraint(condition=Q(funding__gte=0), name="project_funding"),
            models.CheckConstraint(
                condition=Q(start_date__isnull=True) | Q(end_date__isnull=True) | Q(start_date__lte=F("end_date")),
                name="project_period",
            ),
        ]
        indexes = [
            models.Index(fields=["university", "-id"], name="project_university"),
            models.Index(fields=["category", "-id"], name="project_category"),
            models.Index(fields=["city", "-id"], name="project_city"),
            models.Index(fields=["year", "-id"], name="project_year"),
            models.Index(fields=["lead_office", "-id"], name="project_office"),
            # One for each column by which the list can be sorted alone.
            models.Index(fields=["title", "id"], name="project_by_title"),
            models.Index(fields=["leader_name", "id"], name="project_by_leader"),
            models.Index(fields=["start_date", "id"], name="project_by_start"),
            models.Index(fields=["funding", "id"], name="project_by_funding"),
            models.Index(fields=["state", "id"], name="project_by_state"),
            GinIndex(fields=["words"], name="project_words"),
            models.Index(
                fields=["imported_in", "id"], condition=Q(imported_in__isnull=False), name="project_of_import"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def partner_count(self) -> int:
        return len(self.parties.all())


class ProjectParty(models.Model):
    project = models.ForeignKey(Project, models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="project_parties")
    name = models.CharField(max_length=200)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="project_party_once")]
        indexes = [models.Index(fields=["organisation", "project"], name="project_party_projects")]

    def __str__(self) -> str:
        return self.name


class ProjectMilestone(models.Model):
    project = models.ForeignKey(Project, models.CASCADE, related_name="milestones")
    name = models.CharField(max_length=200)
    due_date = models.DateField(null=True)
    deliverable = models.TextField(blank=True)
    # When it was reached, as the lead office confirmed it.
    reached_date = models.DateField(null=True)
    # When an approved change took it out; the reports that speak of it stay.
    dropped_at = models.DateTimeField(null=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "order"], name="project_milestone_order")]

    def __str__(self) -> str:
        return self.name


class ProjectIndicator(models.Model):
    """A figure promised in the application; it counts toward a target of the mandate."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="indicators")
    target = models.ForeignKey(Target, models.PROTECT, related_name="promises")
    promised = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "target"], name="project_indicator_once"),
            models.CheckConstraint(condition=Q(promised__gte=0), name="project_indicator_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.target_id}: {self.promised}"
