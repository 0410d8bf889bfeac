from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lianxiao.core.actors import Actor
from lianxiao.core.models import StoredFile
from lianxiao.letters import access
from lianxiao.letters.states import Kind, LetterState, TemplateState
from lianxiao.organisations.models import Organisation, User


class DocumentCode(models.Model):
    """The code (机关代字) that stands in the document numbers of an office or of the department."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="document_code")
    code = models.CharField(_("code in document numbers"), max_length=20, unique=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(code=""), name="document_code_given")]

    def __str__(self) -> str:
        return self.code


class TemplateVersion(models.Model):
    """A Word file with fields, versions in a line for each kind of letter. Its file never changes (migration 0002)."""

    kind = models.CharField(_("kind of letter"), max_length=20, choices=Kind.choices)
    version = models.PositiveSmallIntegerField(_("version"))
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField(_("file"), max_length=200)
    change = models.CharField(_("what changed"), max_length=300, blank=True)
    state = models.CharField(max_length=20, choices=TemplateState.choices, default=TemplateState.CHECKING)
    # Nobody uploaded what ships.
    uploaded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "version"], name="template_version_once"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="template_kind"),
            models.CheckConstraint(condition=Q(state__in=TemplateState.values), name="template_state"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("uploaded_by")), name="template_two_people"
            ),
            models.CheckConstraint(
                condition=Q(state="checking", decided_at__isnull=True)
                | Q(state__in=["published", "refused"], decided_at__isnull=False),
                name="template_decided_pair",
            ),
            models.CheckConstraint(
                condition=Q(uploaded_by__isnull=True) | Q(state="checking") | Q(decided_by__isnull=False),
                name="template_decided_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(reason=""), name="template_refused_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.version}"


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(self, actor: Actor) -> "LetterQuerySet":
        return self.filter(access.outbox(actor))


class Letter(models.Model):
    """An official letter about a case, from its draft in the outbox to its issue.

    What is issued stays: a trigger refuses to change it, and a number that leaves a gap (migration 0002).
    """

    kind = models.CharField(_("kind of letter"), max_length=20, choices=Kind.choices)
    template = models.ForeignKey(TemplateVersion, models.PROTECT, related_name="letters")
    office = models.ForeignKey(Organisation, models.PROTECT, related_name="letters", verbose_name=_("office"))
    # What it is about: shown in lists, and where it is found.
    subject = models.CharField(_("about"), max_length=300)
    case_kind = models.CharField(max_length=60)
    case_id = models.BigIntegerField()
    case_path = models.CharField(max_length=200)
    # The case as it stood when the letter was drafted, by the names of the template's fields.
    facts = models.JSONField()
    addressee = models.CharField(
        _("addressee"), max_length=200, help_text=_("Whom the letter addresses, without the colon.")
    )
    text = models.TextField(
        _("further text"),
        blank=True,
        max_length=4000,
        help_text=_("Stands after the text of the template. One paragraph a line."),
    )
    copies = models.CharField(
        _("copies to"), max_length=300, blank=True, help_text=_("Who is named in the imprint as getting a copy.")
    )
    state = models.CharField(max_length=20, choices=LetterState.choices, default=LetterState.DRAFT)
    # Counts what was saved, so that a check is of the text that was read.
    revision = models.PositiveIntegerField(default=0)
    written_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField(null=True)
    document_date = models.DateField(null=True)
    series = models.CharField(max_length=20, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    serial = models.PositiveIntegerField(null=True)
    number = models.CharField(_("document number"), max_length=60, blank=True)
    code = models.CharField(max_length=24, unique=True, null=True)
    word = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    pdf = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    pages = models.PositiveSmallIntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(_("reason for withdrawal"), max_length=500, blank=True)
    is_demo = models.BooleanField(default=False)

    objects = LetterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="letter_kind"),
            models.CheckConstraint(condition=Q(state__in=LetterState.values), name="letter_state"),
            models.UniqueConstraint(fields=["series", "year", "serial"], name="letter_number_once"),
            models.UniqueConstraint(
                fields=["case_kind", "case_id", "kind"],
                condition=Q(kind__in=["approval", "list"], state__in=["draft", "checked", "issued"]),
                name="letter_one_standing",
            ),
            # All that leaves has its number, its files with their digests, and who let it out; nothing else has any.
            models.CheckConstraint(
                condition=Q(
                    state__in=["issued", "withdrawn"],
                    serial__gte=1,
                    year__isnull=False,
                    document_date__isnull=False,
                    code__isnull=False,
                    word__isnull=False,
                    pdf__isnull=False,
                    pages__gte=1,
                    issued_by__isnull=False,
                    issued_at__isnull=False,
                    checked_by__isnull=False,
                )
                & ~Q(series="")
                & ~Q(number="")
                | Q(
                    state__in=["draft", "checked", "discarded"],
                    serial__isnull=True,
                    year__isnull=True,
                    document_date__isnull=True,
                    code__isnull=True,
                    word__isnull=True,
                    pdf__isnull=True,
                    pages__isnull=True,
                    issued_by__isnull=True,
                    issued_at__isnull=True,
                    series="",
                    number="",
                ),
                name="letter_whole_when_issued",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True, checked_at__isnull=True)
                | Q(checked_by__isnull=False, checked_at__isnull=False),
                name="letter_checked_pair",
            ),
            models.CheckConstraint(
                condition=~Q(state="checked") | Q(checked_by__isnull=False), name="letter_checked_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True)
                | (
                    (Q(written_by__isnull=True) | ~Q(checked_by=F("written_by")))
                    & (Q(issued_by__isnull=True) | ~Q(checked_by=F("issued_by")))
                ),
                name="letter_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")
                | ~Q(state="withdrawn") & Q(withdrawn_at__isnull=True, withdrawn_reason=""),
                name="letter_withdrawn_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["case_kind", "case_id"], name="letter_case"),
            models.Index(fields=["state", "-id"], name="letter_outbox"),
        ]

    def __str__(self) -> str:
        return self.subject


class LetterDelivery(models.Model):
    """To whom a letter goes when it is issued, and who confirmed there that it arrived (签收)."""

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="deliveries")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    delivered_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    received_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["letter", "organisation"], name="letter_delivered_once"),
            models.CheckConstraint(
                condition=Q(received_at__isnull=True, received_by__isnull=True)
                | Q(received_at__isnull=False, received_by__isnull=False, delivered_at__isnull=False),
                name="letter_received_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter_id} → {self.organisation_id}"
