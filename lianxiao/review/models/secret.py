"""What ties a person to an application. These tables stand in the schema `review`, which the web role cannot enter
(migration 0002): only `review_role` opens it for as long as a page or a step needs it.

Keys of seats and sheets are random, so that neither they nor their order say anything. Rows of other schemas are
referred to without Django's own deletions, which would have to look in here; the database refuses them instead.
"""

import secrets
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lianxiao.calls.models import Application
from lianxiao.core.actors import Actor
from lianxiao.organisations.models import User
from lianxiao.review import access
from lianxiao.review.models.plan import Criterion, Plan
from lianxiao.review.states import SeatState, SheetState

SCHEMA = "review"
SECOND = 2
MOST_REMINDERS = 3  # by the clock; then the office is told
TONES: dict[str, str] = {
    SeatState.INVITED: "warning",
    SeatState.ACCEPTED: "success",
    SeatState.DECLINED: "danger",
    SheetState.ASSIGNED: "warning",
    SheetState.SUBMITTED: "success",
    SheetState.RECUSED: "danger",
}


def random_key() -> int:
    """Of 52 bits, which every program reads exactly."""
    return secrets.randbits(52) | 1


class PanelQuerySet(models.QuerySet["Panel"]):
    def visible_to(self, actor: Actor) -> "PanelQuerySet":
        return self.filter(access.visible_panels(actor))


class Panel(models.Model):
    """A panel of a plan (评审组), with the applications that it reviews side by side."""

    history_schema = SCHEMA

    plan = models.ForeignKey(Plan, models.DO_NOTHING, related_name="panels")
    name = models.CharField(_("panel"), max_length=60)
    # 2: of the second round, to which chosen applications move; sheets of the first stay with its seats.
    round = models.PositiveSmallIntegerField(_("round"), default=1, db_default=1)
    # Classes of majors (2 digits: a discipline, 4: a class, 6: a major) that its applications are about.
    major_codes = ArrayField(models.CharField(max_length=10), default=list, blank=True, verbose_name=_("disciplines"))

    objects = PanelQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "name"], name="review_panel_once"),
            models.CheckConstraint(condition=Q(round__in=[1, 2]), name="review_panel_round"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def due_at(self) -> datetime:
        found = self.plan.second_due_at if self.round == SECOND else self.plan.due_at
        assert found is not None
        return found


class Entry(models.Model):
    """An application on a panel; on one at a time."""

    history_schema = SCHEMA
    history_of = "panel"

    application = models.OneToOneField(Application, models.DO_NOTHING, related_name="review_entry")
    panel = models.ForeignKey(Panel, models.PROTECT, related_name="entries")

    def __str__(self) -> str:
        return f"{self.panel_id}: {self.application_id}"


class SeatQuerySet(models.QuerySet["Seat"]):
    def visible_to(self, actor: Actor) -> "SeatQuerySet":
        return self.filter(access.visible_seats(actor))


class Seat(models.Model):
    """An expert on a panel. `declared_at` is when he signed that he judges without prejudice."""

    history_schema = SCHEMA
    history_of = "panel"

    id = models.BigIntegerField(primary_key=True, default=random_key)
    panel = models.ForeignKey(Panel, models.PROTECT, related_name="seats")
    expert = models.ForeignKey(User, models.DO_NOTHING, related_name="review_seats")
    state = models.CharField(max_length=20, choices=SeatState.choices, default=SeatState.PREPARED)
    due_at = models.DateTimeField()
    invited_at = models.DateTimeField(null=True)
    declared_at = models.DateTimeField(null=True)
    declined_because = models.CharField(_("reason"), max_length=500, blank=True)
    reminded_at = models.DateTimeField(_("last reminded at"), null=True)
    # Since he was invited, and again since he accepted; a trigger keeps a day between two.
    reminders = models.PositiveSmallIntegerField(_("reminders"), default=0, db_default=0)
    office_told_at = models.DateTimeField(_("office told at"), null=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["panel", "expert"],
                condition=Q(state__in=["prepared", "invited", "accepted"]),
                name="review_seat_once",
            ),
            models.CheckConstraint(condition=Q(state__in=SeatState.values), name="review_seat_state"),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(declared_at__isnull=False), name="review_seat_declared"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["invited", "accepted", "declined"]) | Q(invited_at__isnull=False),
                name="review_seat_invited",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(declined_because=""), name="review_seat_declined_because"
            ),
            models.CheckConstraint(
                condition=Q(reminders=0) | Q(reminded_at__isnull=False), name="review_seat_reminded"
            ),
            models.CheckConstraint(
                condition=Q(office_told_at__isnull=True) | Q(reminders__gte=MOST_REMINDERS),
                name="review_seat_told_after_reminders",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.panel_id}: {self.expert_id}"

    @property
    def tone(self) -> str:
        return TONES.get(self.state, "neutral")

    @property
    def is_asked(self) -> bool:
        return self.state in (SeatState.INVITED, SeatState.ACCEPTED)


class SheetQuerySet(models.QuerySet["Sheet"]):
    def visible_to(self, actor: Actor) -> "SheetQuerySet":
        return self.filter(access.visible_sheets(actor))


class Sheet(models.Model):
    """An application in the hands of one expert, with what he thinks of it: his own until it is submitted, fixed then.

    A trigger refuses one for an application that he must not judge; `round` 2 is a second review of a disputed one.
    """

    history_schema = SCHEMA
    history_of = "seat"

    class How(models.TextChoices):
        HAND = "hand", _("by hand")
        RULE = "rule", _("by rule")
        DRAW = "draw", _("by draw")

    id = models.BigIntegerField(primary_key=True, default=random_key)
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="sheets")
    application = models.ForeignKey(Application, models.DO_NOTHING, related_name="review_sheets")
    round = models.PositiveSmallIntegerField(default=1)
    how = models.CharField(max_length=10, choices=How.choices)
    # Asked for where the marks lie far apart; a trigger refuses it elsewhere.
    is_extra = models.BooleanField(_("extra review"), default=False, db_default=False)
    state = models.CharField(max_length=20, choices=SheetState.choices, default=SheetState.ASSIGNED)
    # What an expert under blind review reads instead of the title; written when the application is assigned.
    blind_title = models.CharField(_("title under blind review"), max_length=500, blank=True, default="", db_default="")
    overall = models.TextField(_("overall opinion"), blank=True)
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    total = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    recused_because = models.CharField(_("reason"), max_length=500, blank=True)

    objects = SheetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seat", "application", "round"],
                condition=Q(state__in=["assigned", "submitted"]),
                name="review_sheet_once",
            ),
            models.CheckConstraint(condition=Q(state__in=SheetState.values), name="review_sheet_state"),
            models.CheckConstraint(condition=Q(round__in=[1, 2]), name="review_sheet_round"),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(is_extra=True, state__in=["assigned", "submitted"]),
                name="review_sheet_one_extra",
            ),
            models.CheckConstraint(condition=Q(is_extra=False) | Q(round=1), name="review_sheet_extra_first_round"),
            models.CheckConstraint(
                condition=Q(state="submitted", submitted_at__isnull=False, total__gte=0, total__lte=100)
                & ~Q(overall="")
                | (~Q(state="submitted") & Q(submitted_at__isnull=True, total__isnull=True)),
                name="review_sheet_submitted",
            ),
            models.CheckConstraint(
                condition=~Q(state="recused") | ~Q(recused_because=""), name="review_sheet_recused_because"
            ),
        ]
        indexes = [models.Index(fields=["application", "state"], name="review_sheet_of_application")]

    def __str__(self) -> str:
        return f"{self.seat_id}: {self.application_id}"

    @property
    def tone(self) -> str:
        return TONES.get(self.state, "neutral")

    @property
    def is_waiting(self) -> bool:
        return self.state == SheetState.ASSIGNED

    @property
    def is_blind(self) -> bool:
        return self.seat.panel.plan.is_blind

    @property
    def title(self) -> str:
        """As its expert may read it."""
        if not self.is_blind:
            return str(self.application)
        return self.blind_title or str(self.application.number)

    @property
    def house(self) -> str:
        """The lead university; empty where it is hidden."""
        return "" if self.is_blind else str(self.application.university)


class Score(models.Model):
    """What a sheet says to one criterion. A trigger keeps points within it, and submitted ones as they are."""

    history_schema = SCHEMA
    history_of = "sheet"

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.DO_NOTHING, related_name="+")
    points = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    comment = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "criterion"], name="review_score_once"),
            models.CheckConstraint(condition=Q(points__isnull=True) | Q(points__gte=0), name="review_score_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id}: {self.criterion_id}"
