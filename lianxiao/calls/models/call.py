from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lianxiao.calls import access
from lianxiao.calls.states import CallState
from lianxiao.core.actors import Actor
from lianxiao.core.models import StoredFile
from lianxiao.forms.models import FormVersion
from lianxiao.mandate.models import Category
from lianxiao.organisations.models import Organisation, User


class CallQuerySet(models.QuerySet["Call"]):
    def visible_to(self, actor: Actor) -> "CallQuerySet":
        return self.filter(access.visible_calls(actor))

    def open_now(self) -> "CallQuerySet":
        """Published and inside its window by the database's clock."""
        return self.filter(state=CallState.PUBLISHED, opens_at__lte=Now(), closes_at__gt=Now())


class Call(models.Model):
    """A call for applications (申报通知). `closes_at` is the first moment that is too late."""

    class Disclosure(models.TextChoices):
        PROACTIVE = "proactive", _("Proactively disclosed")
        ON_REQUEST = "on_request", _("Disclosed on request")

    year = models.PositiveSmallIntegerField(_("year"))
    title = models.CharField(_("title"), max_length=200)
    title_en = models.CharField(_("English title"), max_length=300, blank=True)
    document_number = models.CharField(_("document number"), max_length=60, blank=True)
    # The body whose red head stands above the document, when it is not the department itself.
    issuer = models.CharField(_("issued by"), max_length=100, blank=True)
    addressees = models.CharField(_("addressees"), max_length=200, blank=True)
    addressees_en = models.CharField(_("addressees in English"), max_length=200, blank=True)
    body = models.TextField(
        _("text"), help_text=_("One paragraph a line; lines with the numbers of headings become headings.")
    )
    body_en = models.TextField(_("text in English"), blank=True)
    disclosure = models.CharField(
        _("disclosure"), max_length=20, choices=Disclosure.choices, default=Disclosure.PROACTIVE
    )
    office = models.ForeignKey(Organisation, models.PROTECT, related_name="calls", verbose_name=_("office"))
    eligible_kinds = ArrayField(models.CharField(max_length=30), verbose_name=_("who may apply"))
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    with_review = models.BooleanField(_("with expert review"), default=False)
    needs_consent = models.BooleanField(
        _("partners confirm before submission"),
        default=True,
        help_text=_("Every partner named in the form confirms exactly the version that is submitted."),
    )
    needs_seal = models.BooleanField(
        _("with a sealed scan of the lead university"),
        default=False,
        help_text=_("The print is signed and sealed, and its scan is uploaded before submission."),
    )
    notice_working_days = models.PositiveSmallIntegerField(_("working days of public notice"), default=5)
    correction_working_days = models.PositiveSmallIntegerField(_("working days for corrections"), default=5)
    state = models.CharField(max_length=20, choices=CallState.choices, default=CallState.DRAFT)
    # Nobody drafted the example that ships; it stays a draft that others are begun from.
    drafted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField(auto_now_add=True)
    handed_in_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    # Sealed at closing: how many applications were in, and the digest over their copies.
    sealed_count = models.PositiveIntegerField(null=True)
    sealed_digest = models.CharField(max_length=64, blank=True)
    is_example = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False)
    categories = models.ManyToManyField(Category, through="CallCategory", related_name="calls")

    objects = CallQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(opens_at__lt=F("closes_at")), name="call_window"),
            models.CheckConstraint(condition=Q(state__in=CallState.values), name="call_state"),
            models.CheckConstraint(condition=Q(notice_working_days__gte=1), name="call_notice_has_days"),
            models.CheckConstraint(
                condition=Q(checked_at__isnull=True, checked_by__isnull=True)
                | Q(checked_at__isnull=False, checked_by__isnull=False),
                name="call_checked_pair",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True)
                | (~Q(checked_by=F("drafted_by")) & ~Q(checked_by=F("handed_in_by"))),
                name="call_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(drafted_by__isnull=False, handed_in_by__isnull=False),
                name="call_drafted_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["checked", "published", "closed", "concluded"]) | Q(checked_by__isnull=False),
                name="call_checked_before_published",
            ),
            models.CheckConstraint(condition=Q(is_example=False) | Q(state="draft"), name="call_example_is_draft"),
            models.CheckConstraint(
                condition=~Q(state__in=["closed", "concluded"])
                | (Q(closed_at__isnull=False, sealed_count__isnull=False) & ~Q(sealed_digest="")),
                name="call_sealed_when_closed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "checking", "checked"])
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="call_published_pair",
            ),
        ]

    def __str__(self) -> str:
        return (self.title_en or self.title) if get_language() == "en" else self.title


class CallCategory(models.Model):
    """A category within a call: its limit per university and its form."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="call_categories")
    category = models.ForeignKey(Category, models.PROTECT, related_name="call_categories")
    limit = models.PositiveSmallIntegerField(_("limit per university"), default=5)
    form = models.ForeignKey(FormVersion, models.PROTECT, related_name="+", verbose_name=_("form"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "category"], name="call_category_once"),
            # The pair that slots refer to, so that a slot can never lie above its category's limit.
            models.UniqueConstraint(fields=["id", "limit"], name="call_category_limit"),
            models.CheckConstraint(condition=Q(limit__gte=1, limit__lte=100), name="call_category_limit_range"),
        ]

    def __str__(self) -> str:
        return f"{self.call} – {self.category}"


class CallAttachment(models.Model):
    call = models.ForeignKey(Call, models.CASCADE, related_name="attachments")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name


class CallExtension(models.Model):
    """A later deadline, asked for with a reason by one person and granted by another; public once granted."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="extensions")
    old_closes_at = models.DateTimeField()
    new_closes_at = models.DateTimeField(_("new deadline"))
    reason = models.CharField(_("reason"), max_length=500)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(new_closes_at__gt=F("old_closes_at")), name="extension_later"),
            models.CheckConstraint(condition=~Q(reason=""), name="extension_reason"),
            models.CheckConstraint(
                condition=Q(granted_by__isnull=True) | ~Q(granted_by=F("asked_by")), name="extension_two_people"
            ),
            models.CheckConstraint(
                condition=Q(granted_at__isnull=True)
                | Q(granted_at__isnull=False, granted_by__isnull=False, refused_at__isnull=True),
                name="extension_granted_pair",
            ),
            models.UniqueConstraint(
                fields=["call"],
                condition=Q(granted_at__isnull=True, refused_at__isnull=True),
                name="extension_one_pending",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call_id}: {self.new_closes_at}"
