from django.db import models
from django.db.models import Q

from lianxiao.calls.models.application import Application
from lianxiao.calls.models.consent import PartnerConsent
from lianxiao.calls.models.version import ApplicationVersion
from lianxiao.calls.states import ScanState
from lianxiao.core.models import StoredFile
from lianxiao.organisations.models import User

TONES: dict[str, str] = {
    ScanState.READING: "info",
    ScanState.COMPLETE: "success",
    ScanState.FAULTY: "danger",
    ScanState.ACCEPTED: "success",
    ScanState.REPLACED: "neutral",
}


class VersionPrint(models.Model):
    """The print of a version for signature and seal (用印稿): a code, and on each page a code of the page."""

    version = models.OneToOneField(ApplicationVersion, models.PROTECT, related_name="print")
    code = models.CharField(max_length=24, unique=True)
    made_at = models.DateTimeField()
    # Made by the worker and kept as it was made.
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    pages = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(file__isnull=True, pages__isnull=True) | Q(file__isnull=False, pages__gte=1),
                name="version_print_file_pages",
            )
        ]

    def __str__(self) -> str:
        return self.code


class SealedScan(models.Model):
    """What came back signed and sealed, page by page compared with the print (盖章扫描件).

    `consent` says which partner sealed it; without one it is the lead university.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="scans")
    print = models.ForeignKey(VersionPrint, models.PROTECT, related_name="scans")
    consent = models.ForeignKey(PartnerConsent, models.PROTECT, null=True, related_name="scans")
    state = models.CharField(max_length=20, choices=ScanState.choices, default=ScanState.READING)
    uploaded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    uploader_name = models.CharField(max_length=100)
    uploaded_at = models.DateTimeField()
    # [{"file", "page", "found": "page" | "other" | "none", "number", "code"}] in the order of the scan.
    findings = models.JSONField(default=list)
    checked_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ScanState.values), name="scan_state"),
            models.UniqueConstraint(
                fields=["print", "consent"],
                condition=~Q(state="replaced"),
                nulls_distinct=False,
                name="scan_one_a_party",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["complete", "faulty", "accepted"]) | Q(checked_at__isnull=False),
                name="scan_checked",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted")
                | (Q(accepted_by__isnull=False, accepted_at__isnull=False) & ~Q(reason="")),
                name="scan_accepted_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(uploaded_by__isnull=False) | Q(consent__isnull=False), name="scan_of_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.print_id}: {self.state}"

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def is_being_read(self) -> bool:
        return self.state == ScanState.READING

    @property
    def is_complete(self) -> bool:
        return self.state == ScanState.COMPLETE


class ScanFile(models.Model):
    """A file of a scan: a PDF with all pages, or pictures in their order."""

    scan = models.ForeignKey(SealedScan, models.PROTECT, related_name="files")
    order = models.PositiveSmallIntegerField()
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scan", "order"], name="scan_file_once")]

    def __str__(self) -> str:
        return self.name
