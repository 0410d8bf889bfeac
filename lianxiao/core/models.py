"""What every app needs and no domain owns: the record of steps, kept answers, files, search, numbers."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Step(models.Model):
    """One thing that happened to one case. Written once: a trigger refuses update and delete.

    The person, role and organisation are kept by name as well, so that the record stays readable when
    they are gone.
    """

    no_history = "it is the record itself"

    case_kind = models.CharField(max_length=40)
    case_id = models.BigIntegerField()
    verb = models.CharField(max_length=40)
    before = models.CharField(max_length=40, blank=True)
    after = models.CharField(max_length=40, blank=True)
    remark = models.TextField(blank=True)
    details = models.JSONField(default=dict)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=100)
    role = models.CharField(max_length=40)
    organisation_id = models.BigIntegerField(null=True)
    organisation_name = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=45, blank=True)
    request_id = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [
            models.Index(fields=["case_kind", "case_id", "id"], name="core_step_case"),
            models.Index(fields=["actor_id", "at"], name="core_step_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.case_kind} {self.case_id}: {self.verb}"

    @property
    def who(self) -> str:
        """Who took it and, where he stood in for somebody, for whom."""
        behalf = self.details.get("behalf")
        if not behalf:
            return self.actor_name
        return str(_("%(person)s for %(other)s") % {"person": self.actor_name, "other": behalf["name"]})


class Change(models.Model):
    """One row of one table as it was and as it became. Kept by triggers alone (`core.history`), never altered.

    `kind` and `key` name the row, `case_*` the case under which it is told. Of an update `before` and `after` hold
    only what differs, of a JSON object only the keys that differ.
    """

    no_history = "it is the history itself"

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=64)
    case_kind = models.CharField(max_length=60)
    case_key = models.CharField(max_length=64)
    operation = models.CharField(max_length=6)
    before = models.JSONField()
    after = models.JSONField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=100)
    role = models.CharField(max_length=40)
    organisation_id = models.BigIntegerField(null=True)
    organisation_name = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=45, blank=True)
    request_id = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "key", "id"], name="core_change_row"),
            models.Index(fields=["case_kind", "case_key", "id"], name="core_change_case"),
            models.Index(fields=["actor_id", "at"], name="core_change_actor"),
            models.Index(fields=["request_id"], name="core_change_request"),
            GinIndex(fields=["actor_name"], name="core_change_name", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}: {self.operation}"


class PersonalKey(models.Model):
    """The key of one person's numbers, or of the contacts in one case, wrapped by a key of the settings.

    Destroyed, it takes all they say with it.
    """

    no_history = "nothing may outlive its destruction"

    wrapped = models.BinaryField(null=True)
    # The name of the wrapping key in settings.PERSONAL_KEYS.
    wrapped_by = models.CharField(max_length=40)
    made_at = models.DateTimeField(auto_now_add=True)
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(wrapped__isnull=True, destroyed_at__isnull=False)
                | Q(wrapped__isnull=False, destroyed_at__isnull=True),
                name="core_personal_key_destroyed",
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk} ({self.wrapped_by})"


class CaseKey(models.Model):
    """Under which key the contacts in a case's answers are sealed: one of its own for each case."""

    no_history = "nothing may outlive the key that it leads to"

    case_kind = models.CharField(max_length=60)
    case_id = models.BigIntegerField()
    key = models.OneToOneField(PersonalKey, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case_kind", "case_id"], name="core_case_key_once")]

    def __str__(self) -> str:
        return f"{self.case_kind} {self.case_id}"


class Log(models.TextChoices):
    """The two logs of the record, each under a tree of its own."""

    STEPS = "steps", _("Record of steps")
    CHANGES = "changes", _("History of changes")


class RecordLeaf(models.Model):
    """A sealed row of a log: its place and its digest (RFC 6962 with SHA-256). Written once."""

    no_history = "it is part of the seal"

    log = models.CharField(max_length=10, choices=Log.choices)
    position = models.BigIntegerField()
    row_id = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["log", "position"], name="core_leaf_place"),
            models.UniqueConstraint(fields=["log", "row_id"], name="core_leaf_row"),
        ]

    def __str__(self) -> str:
        return f"{self.log} {self.position}"


class RecordNode(models.Model):
    """The digest over `size` leaves from `start` on (256 or 65,536 of them), so that no proof reads the whole log."""

    no_history = "it is part of the seal"

    log = models.CharField(max_length=10, choices=Log.choices)
    size = models.IntegerField()
    start = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "size", "start"], name="core_node_place")]

    def __str__(self) -> str:
        return f"{self.log} {self.start}+{self.size}"


class RecordHead(models.Model):
    """A signed tree head: after so many rows the log had this root. Names the head before it. Written once."""

    no_history = "it is part of the seal"

    log = models.CharField(max_length=10, choices=Log.choices)
    size = models.BigIntegerField()
    root = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    signature = models.CharField(max_length=128)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["log", "size"], name="core_head_size"),
            models.CheckConstraint(condition=Q(size__gt=0, root__regex=r"^[0-9a-f]{64}$"), name="core_head_root"),
        ]

    def __str__(self) -> str:
        return f"{self.log}: {self.size}"


class Effect(models.Model):
    """The answer given to one unsafe request, so that the same request sent again has no second effect."""

    no_history = "answers kept for retries"

    actor_key = models.CharField(max_length=40)
    request_id = models.UUIDField()
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=b"")
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint("actor_key", "request_id", name="core_effect_once")]

    def __str__(self) -> str:
        return str(self.request_id)


class StoredFile(models.Model):
    """The content of a file, once per content. Who may read it is decided by the row that points here."""

    no_history = "the content of its own digest: it cannot change"

    digest = models.CharField(max_length=64, primary_key=True)
    sm3 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    stored_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="core_file_digest")]

    def __str__(self) -> str:
        return self.digest


class SearchEntry(models.Model):
    """What is public and can be found. One row per public thing; gone when the thing is withdrawn."""

    no_history = "follows from what is published"

    kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    title = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300, blank=True)
    summary = models.TextField(blank=True)
    path = models.CharField(max_length=200)
    words = SearchVectorField()
    initials = models.CharField(max_length=300)
    published_at = models.DateTimeField(null=True, blank=True)  # what was never published, but is public, has none

    class Meta:
        constraints = [models.UniqueConstraint("kind", "object_id", name="core_search_once")]
        indexes = [
            GinIndex(fields=["words"], name="core_search_words"),
            GinIndex(fields=["initials"], name="core_search_initials", opclasses=["gin_trgm_ops"]),
            GinIndex(fields=["title"], name="core_search_title", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.title


class WorkDay(models.Model):
    """A day that is not what its weekday says: a public holiday, or a weekend day worked to make up."""

    date = models.DateField(primary_key=True)
    working = models.BooleanField()
    name = models.CharField(max_length=50)

    def __str__(self) -> str:
        return f"{self.date} {self.name}"


class NumberSeries(models.Model):
    """The last number given in a series such as project numbers of one category and year."""

    name = models.CharField(max_length=60, unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}: {self.last}"
