from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lianxiao.calls.access import places as access
from lianxiao.calls.models.application import Application
from lianxiao.calls.models.call import Call, CallCategory
from lianxiao.calls.models.selection import Selection
from lianxiao.core.actors import Actor
from lianxiao.mandate.models import Category
from lianxiao.organisations.models import Organisation, User


class SlotGrantQuerySet(models.QuerySet["SlotGrant"]):
    def visible_to(self, actor: Actor) -> "SlotGrantQuerySet":
        return self.filter(access.visible_grants(actor))


class SlotGrant(models.Model):
    """Places beyond the limit, asked for by an officer and granted by a leader of the department.

    `size` is what was asked for. `places` is what stands: empty until it is granted and after it is revoked.
    Slots refer to (id, category, university, places), so a grant that is in use cannot be revoked.
    """

    class Kind(models.TextChoices):
        POOL = "pool", _("Exempt pool for a purpose")
        LIMIT = "limit", _("Higher limit")

    call_category = models.ForeignKey(CallCategory, models.PROTECT, related_name="grants", verbose_name=_("category"))
    university = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("university"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    name = models.CharField(_("purpose"), max_length=60, blank=True)
    size = models.PositiveSmallIntegerField(_("places"))
    places = models.PositiveSmallIntegerField(null=True)
    reason = models.CharField(_("reason"), max_length=500)
    office = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    # Why it was refused or revoked.
    remark = models.CharField(max_length=500, blank=True)
    is_demo = models.BooleanField(default=False)

    objects = SlotGrantQuerySet.as_manager()

    class Meta:
        constraints = [
            # What slots refer to.
            models.UniqueConstraint(fields=["id", "call_category", "university", "places"], name="slot_grant_places"),
            models.CheckConstraint(condition=Q(size__gte=1, size__lte=20), name="slot_grant_size"),
            models.CheckConstraint(condition=~Q(reason=""), name="slot_grant_reason"),
            models.CheckConstraint(condition=~Q(kind="pool") | ~Q(name=""), name="slot_grant_pool_named"),
            models.CheckConstraint(
                condition=Q(granted_by__isnull=True) | ~Q(granted_by=F("asked_by")), name="slot_grant_two_people"
            ),
            models.CheckConstraint(
                condition=Q(granted_at__isnull=True, granted_by__isnull=True)
                | Q(granted_at__isnull=False, granted_by__isnull=False, refused_at__isnull=True),
                name="slot_grant_granted_pair",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False, granted_at__isnull=False),
                name="slot_grant_revoked_pair",
            ),
            models.CheckConstraint(
                condition=(Q(refused_at__isnull=True) & Q(revoked_at__isnull=True)) | ~Q(remark=""),
                name="slot_grant_ended_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(granted_at__isnull=False, revoked_at__isnull=True, places__isnull=False, places=F("size"))
                | (Q(places__isnull=True) & (Q(granted_at__isnull=True) | Q(revoked_at__isnull=False))),
                name="slot_grant_in_force",
            ),
            models.UniqueConstraint(
                fields=["call_category", "university", "kind", "name"],
                condition=Q(granted_at__isnull=True, refused_at__isnull=True),
                name="slot_grant_asked_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.get_kind_display())

    @property
    def state(self) -> str:
        """asked, granted, refused or revoked."""
        if self.revoked_at:
            return "revoked"
        return "granted" if self.granted_at else "refused" if self.refused_at else "asked"

    @property
    def state_label(self) -> str:
        labels = {"asked": _("Waiting"), "granted": _("Granted"), "refused": _("Refused"), "revoked": _("Revoked")}
        return str(labels[self.state])

    @property
    def tone(self) -> str:
        return {"asked": "warning", "granted": "success", "refused": "danger", "revoked": "neutral"}[self.state]


class Slot(models.Model):
    """A place of the submission limit (限报): used by what was submitted, or held for what was chosen on campus.

    The database alone keeps the limit (migrations 0002 and 0015). Ordinary numbers run to the category's limit,
    numbers of a grant to its places; none is given twice, whether held or used. A slot is its application's for
    good. Triggers refuse taking, using and giving back a used one outside the call's window by the database's clock.
    """

    history_of = "application"

    call_category = models.ForeignKey(CallCategory, models.PROTECT, related_name="slots")
    university = models.ForeignKey(Organisation, models.PROTECT, related_name="slots")
    number = models.PositiveSmallIntegerField()
    limit = models.PositiveSmallIntegerField()
    application = models.OneToOneField(Application, models.PROTECT, related_name="slot")
    # The grant that the number belongs to, with its places; neither for an ordinary number.
    grant = models.ForeignKey(SlotGrant, models.PROTECT, null=True, related_name="slots")
    grant_places = models.PositiveSmallIntegerField(null=True)
    # Held for a choice on campus and not submitted yet.
    held = models.BooleanField(default=False)
    selection = models.ForeignKey(Selection, models.PROTECT, null=True, related_name="slots")
    # Since when it stands as it stands: held, or used.
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["call_category", "university", "grant", "number"], nulls_distinct=False, name="slot_once"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1)
                & (
                    Q(grant__isnull=True, grant_places__isnull=True, number__lte=F("limit"))
                    | Q(grant__isnull=False, grant_places__isnull=False, number__lte=F("grant_places"))
                ),
                name="slot_within_limit",
            ),
            models.CheckConstraint(condition=Q(held=False) | Q(selection__isnull=False), name="slot_held_by_selection"),
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.limit}"


class PlaceLineQuerySet(models.QuerySet["PlaceLine"]):
    def visible_to(self, actor: Actor) -> "PlaceLineQuerySet":
        return self.filter(access.visible_place_lines(actor))


class PlaceLine(models.Model):
    """A university's places in a category of a published call: a line of the ledger of places (a view, 0015)."""

    no_history = "a view of other tables"

    id = models.BigIntegerField(primary_key=True)
    call = models.ForeignKey(Call, models.DO_NOTHING, related_name="+")
    call_category = models.ForeignKey(CallCategory, models.DO_NOTHING, related_name="+")
    category = models.ForeignKey(Category, models.DO_NOTHING, related_name="+")
    university = models.ForeignKey(Organisation, models.DO_NOTHING, related_name="+")
    limit = models.IntegerField()
    granted = models.IntegerField()
    used = models.IntegerField()
    held = models.IntegerField()
    free = models.IntegerField()

    objects = PlaceLineQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "calls_placeline"

    def __str__(self) -> str:
        return f"{self.university_id}: {self.used}/{self.limit}"
