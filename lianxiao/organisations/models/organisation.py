from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lianxiao.organisations.roles import Kind


class City(models.Model):
    """One of the 14 cities of the province; `code` is GB/T 2260."""

    code = models.CharField(max_length=6, primary_key=True)
    name = models.CharField(max_length=30)
    name_en = models.CharField(max_length=60)
    order = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def in_official_order(self) -> "OrganisationQuerySet":
        return self.order_by("official_order", "id")

    def active(self) -> "OrganisationQuerySet":
        return self.filter(is_active=True)


class Organisation(models.Model):
    """The department, its offices, institutions and partners. Names and codes are public facts."""

    kind = models.CharField(_("kind"), max_length=30, choices=Kind.choices)
    # The Ministry's 学校标识码 for institutions, a short word for offices, empty for most partners.
    code = models.CharField(_("code"), max_length=30, unique=True, null=True, blank=True)
    uscc = models.CharField(_("unified social credit code"), max_length=18, unique=True, null=True, blank=True)
    name = models.CharField(_("name of the organisation"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    initials = models.CharField(max_length=200, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    city = models.ForeignKey(City, models.PROTECT, null=True, blank=True, verbose_name=_("city"))
    authority = models.CharField(_("authority"), max_length=60, blank=True)
    level = models.CharField(_("level"), max_length=20, blank=True)
    website = models.URLField(_("website"), blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    official_order = models.PositiveIntegerField(default=100_000)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="organisation_kind"),
            models.CheckConstraint(
                condition=~Q(kind=Kind.OFFICE) | Q(parent__isnull=False), name="organisation_office_has_parent"
            ),
        ]
        indexes = [GinIndex(fields=["initials"], name="organisation_initials", opclasses=["gin_trgm_ops"])]

    def __str__(self) -> str:
        return (self.name_en or self.name) if get_language() == "en" else self.name


class LeadingGroupMember(models.Model):
    """The leading group (领导小组) of the department or of a university, as named in its own notice."""

    class Duty(models.TextChoices):
        HEAD = "head", _("Head")
        DEPUTY = "deputy", _("Deputy head")
        MEMBER = "member", _("Member")

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="leading_group")
    name = models.CharField(_("name"), max_length=100)
    position = models.CharField(_("position"), max_length=100, blank=True)
    duty = models.CharField(_("duty"), max_length=10, choices=Duty.choices, default=Duty.MEMBER)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation"], condition=Q(duty="head"), name="leading_group_one_head")
        ]

    def __str__(self) -> str:
        return self.name
