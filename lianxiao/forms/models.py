"""Forms that officials design: what is asked in an application, what is filled in at a filing (信息填报)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from lianxiao.core.actors import Actor
from lianxiao.forms import access
from lianxiao.forms.states import VersionState
from lianxiao.mandate.models import Category
from lianxiao.organisations.models import Organisation, User


class FormQuerySet(models.QuerySet["Form"]):
    def visible_to(self, actor: Actor) -> "FormQuerySet":
        """Forms of which the actor sees at least one version."""
        return self.filter(pk__in=FormVersion.objects.visible_to(actor).values("form_id"))


class Form(models.Model):
    """A form for a purpose and a year; what it asks stands in its versions."""

    class Purpose(models.TextChoices):
        APPLICATION = "application", _("Application")
        FILING = "filing", _("Data filing")

    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose.choices)
    # Of an application form: the category that is applied for.
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="forms", verbose_name=_("category")
    )
    title = models.CharField(_("title"), max_length=120)
    title_en = models.CharField(_("English title"), max_length=200, blank=True)
    year = models.PositiveSmallIntegerField(_("year"))
    office = models.ForeignKey(Organisation, models.PROTECT, related_name="forms", verbose_name=_("office"))
    created_at = models.DateTimeField(auto_now_add=True)
    is_demo = models.BooleanField(default=False)

    objects = FormQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose="application", category__isnull=False) | Q(purpose="filing", category__isnull=True),
                name="form_purpose_and_category",
            ),
            models.CheckConstraint(condition=Q(year__gte=2000, year__lte=2199), name="form_year"),
            models.CheckConstraint(condition=~Q(title=""), name="form_title"),
        ]

    def __str__(self) -> str:
        return (self.title_en or self.title) if get_language() == "en" else self.title


class FormVersionQuerySet(models.QuerySet["FormVersion"]):
    def visible_to(self, actor: Actor) -> "FormVersionQuerySet":
        return self.filter(pk__in=FormVersion.objects.filter(access.visible_versions(actor)).values("pk"))

    def published(self) -> "FormVersionQuerySet":
        return self.filter(state=VersionState.PUBLISHED)


class FormVersion(models.Model):
    """What a form asks (see `core.definitions`). A published version never changes: a trigger refuses it.

    A draft may be incomplete; a save names the revision it was based on, and an older one is refused.
    """

    form = models.ForeignKey(Form, models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    definition = models.JSONField()
    revision = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=20, choices=VersionState.choices, default=VersionState.DRAFT)
    note = models.CharField(pgettext_lazy("form", "what is new"), max_length=200, blank=True)
    # The version that this one was copied from, of this or of another form.
    based_on = models.ForeignKey("self", models.PROTECT, null=True, related_name="copies")
    # Nobody began the forms that ship.
    begun_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    begun_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(null=True)
    handed_in_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    handed_in_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)

    objects = FormVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["form", "version"], name="form_version_once"),
            models.UniqueConstraint(
                fields=["form"], condition=Q(state__in=["draft", "checking"]), name="form_version_one_at_work"
            ),
            models.CheckConstraint(condition=Q(state__in=VersionState.values), name="form_version_state"),
            models.CheckConstraint(
                condition=Q(state="published", published_at__isnull=False)
                | (~Q(state="published") & Q(published_at__isnull=True, published_by__isnull=True)),
                name="form_version_published_pair",
            ),
            models.CheckConstraint(
                condition=Q(handed_in_by__isnull=True, handed_in_at__isnull=True)
                | Q(handed_in_by__isnull=False, handed_in_at__isnull=False),
                name="form_version_handed_in_pair",
            ),
            models.CheckConstraint(
                condition=~Q(state="checking") | Q(handed_in_by__isnull=False), name="form_version_handed_in"
            ),
            # Whoever publishes has not made it: not begun, not changed it last, not handed it in.
            models.CheckConstraint(
                condition=Q(published_by__isnull=True)
                | (
                    Q(handed_in_by__isnull=False)
                    & ~Q(published_by=F("begun_by"))
                    & ~Q(published_by=F("changed_by"))
                    & ~Q(published_by=F("handed_in_by"))
                ),
                name="form_version_two_people",
            ),
            models.CheckConstraint(
                condition=Q(begun_by__isnull=True) | ~Q(state="published") | Q(published_by__isnull=False),
                name="form_version_published_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(_("%(form)s, version %(n)d") % {"form": self.form, "n": self.version})

    @property
    def designing_offices(self) -> frozenset[int]:
        """The lead offices of the category, or the form's own office."""
        category = self.form.category
        leads = [lead.office_id for lead in category.leads.all()] if category else []
        return frozenset({self.form.office_id, *leads})


class SectionAnswers(models.Model):
    """The answers to one section of a form. A save names the revision it was based on; an older one is refused."""

    history_skips: tuple[str, ...] = ("saved_at", "saved_by", "revision")
    history_masks: tuple[str, ...] = ("answers",)

    key = models.CharField(max_length=40)
    answers = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)
    saved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.key


class Trial(models.Model):
    """What one person typed to try a version out. It counts nowhere and is nobody else's to see."""

    version = models.ForeignKey(FormVersion, models.CASCADE, related_name="trials")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    answers = models.JSONField(default=dict)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "user"], name="trial_once")]

    def __str__(self) -> str:
        return f"{self.version_id} – {self.user_id}"
