"""Draws, uploads of scores, and the history of the tables in the schema of the reviews (`secret`)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lianxiao.core.actors import Actor
from lianxiao.organisations.models import User
from lianxiao.review import access
from lianxiao.review.models.secret import SCHEMA, Panel, Seat, random_key
from lianxiao.review.states import DrawState


class Draw(models.Model):
    """A draw of experts for a panel. First a seed is sealed and its digest put on record, then the list is frozen and
    drawn from; with the seed anybody can draw again (`docs/recompute_draw.py`)."""

    history_schema = SCHEMA
    history_of = "panel"
    history_hides = ("sealed_seed",)

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="draws")
    state = models.CharField(max_length=20, choices=DrawState.choices, default=DrawState.SEALED)
    # Draws one more expert for each application whose marks lie far apart.
    is_extra = models.BooleanField(_("of extra experts"), default=False, db_default=False)
    sealed_seed = models.TextField()
    seed_digest = models.CharField(max_length=64)
    sealed_by = models.ForeignKey(User, models.DO_NOTHING, related_name="+")
    sealed_at = models.DateTimeField()
    listed = models.JSONField(null=True)
    seed = models.CharField(max_length=64, blank=True)
    result = models.JSONField(null=True)
    drawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["panel"], condition=Q(state="sealed"), name="review_draw_one_sealed"),
            models.CheckConstraint(condition=Q(state__in=DrawState.values), name="review_draw_state"),
            models.CheckConstraint(
                condition=Q(state="sealed", seed="", listed__isnull=True, result__isnull=True, drawn_at__isnull=True)
                | (
                    Q(state="drawn", listed__isnull=False, result__isnull=False, drawn_at__gt=F("sealed_at"))
                    & ~Q(seed="")
                ),
                name="review_draw_drawn",
            ),
        ]

    def __str__(self) -> str:
        return self.seed_digest


class ScoreUploadQuerySet(models.QuerySet["ScoreUpload"]):
    def visible_to(self, actor: Actor) -> "ScoreUploadQuerySet":
        return self.filter(access.visible_uploads(actor))


class ScoreUpload(models.Model):
    """A workbook of scores that an expert uploaded: taken in whole, or refused with its reasons and nothing changed."""

    history_schema = SCHEMA
    history_of = "seat"
    history_skips = ("rows",)

    id = models.BigIntegerField(primary_key=True, default=random_key)
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="uploads")
    name = models.CharField(_("file"), max_length=100)
    uploaded_at = models.DateTimeField(_("uploaded at"))
    # How many sheets it filled; empty where it was refused: as a whole, or for [number, texts, {column: problem}].
    filled = models.PositiveSmallIntegerField(_("sheets filled"), null=True)
    refusal = models.CharField(_("reason"), max_length=500, blank=True)
    rows = models.JSONField(default=list)

    objects = ScoreUploadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(filled__gte=1, filled__isnull=False, refusal="", rows=[])
                | Q(filled__isnull=True) & (~Q(refusal="") | ~Q(rows=[])),
                name="score_upload_whole_or_not",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Change(models.Model):
    """The history of the tables above, as `core.Change` is of all others; triggers write it."""

    no_history = "the history itself"

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
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["case_kind", "case_key", "id"], name="review_change_case")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}: {self.operation}"
