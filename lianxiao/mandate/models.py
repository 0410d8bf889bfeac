"""The department's mandate: categories of cooperation with their lead offices, targets, the year's tasks."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from lianxiao.organisations.models import Organisation


class Category(models.Model):
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(pgettext_lazy("of a thing", "name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=100)
    # Two letters that stand in project numbers.
    letters = models.CharField(_("letters in project numbers"), max_length=4, unique=True)
    description = models.TextField(_("content of the work"), blank=True)
    description_en = models.TextField(_("content of the work in English"), blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    offices = models.ManyToManyField(Organisation, through="CategoryLead", related_name="led_categories")

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name


class CategoryLead(models.Model):
    """A lead office (牵头处室) of a category. The first in order answers for the decision."""

    category = models.ForeignKey(Category, models.CASCADE, related_name="leads")
    office = models.ForeignKey(Organisation, models.PROTECT, related_name="category_leads")
    order = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["category", "office"], name="category_lead_once"),
            models.UniqueConstraint(
                fields=["category", "order"], name="category_lead_order", deferrable=models.Deferrable.DEFERRED
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category} – {self.office}"


class Target(models.Model):
    """A figure to reach in a year, province-wide; without a value it is a task described in words."""

    year = models.PositiveSmallIntegerField(_("year"))
    code = models.CharField(max_length=40)
    category = models.ForeignKey(Category, models.PROTECT, related_name="targets")
    name = models.CharField(pgettext_lazy("of a thing", "name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    unit_en = models.CharField(_("unit in English"), max_length=40, blank=True)
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2, null=True, blank=True)
    approximate = models.BooleanField(_("about"), default=False)
    source = models.CharField(_("source"), max_length=100, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "code"], name="target_once"),
            models.CheckConstraint(condition=Q(value__isnull=True) | Q(value__gt=0), name="target_positive"),
        ]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name

    @property
    def shown_unit(self) -> str:
        return self.unit_en if get_language() == "en" else self.unit


class MandateTask(models.Model):
    """A task of the year's mandate with the day it is due, its lead office and those in support."""

    year = models.PositiveSmallIntegerField(_("year"))
    code = models.CharField(max_length=40)
    name = models.CharField(_("task"), max_length=300)
    name_en = models.CharField(_("task in English"), max_length=300)
    description = models.TextField(_("content of the work"), blank=True)
    description_en = models.TextField(_("content of the work in English"), blank=True)
    due_date = models.DateField(_("due"), null=True, blank=True)
    due_note = models.CharField(_("due, in words"), max_length=60, blank=True)
    due_note_en = models.CharField(_("due, in words, in English"), max_length=60, blank=True)
    done_date = models.DateField(_("done on"), null=True, blank=True)
    # Empty: the lead offices of each category, each for its own.
    lead = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="led_tasks", verbose_name=_("leads")
    )
    supports = models.ManyToManyField(
        Organisation, blank=True, related_name="supported_tasks", verbose_name=_("supports")
    )
    source = models.CharField(_("source"), max_length=100, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["year", "code"], name="mandate_task_once")]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name

    @property
    def shown_due_note(self) -> str:
        return self.due_note_en if get_language() == "en" else self.due_note


class StockPhrase(models.Model):
    """A reason that offices often give, put into a text box by a click."""

    class Use(models.TextChoices):
        SEND_BACK = "send_back", _("Sending back on campus")
        RETURN = "return", _("Returning for correction")
        REJECT = "reject", _("Not passing the formal check")
        NOT_APPROVE = "not_approve", _("Proposing not to approve")
        APPROVE_WITH_CHANGES = "approve_with_changes", _("Proposing to approve with changes")
        EXTEND = "extend", _("Extending a deadline")

    code = models.CharField(max_length=40, unique=True)
    use = models.CharField(_("used for"), max_length=30, choices=Use.choices)
    text = models.CharField(_("text"), max_length=500)
    text_en = models.CharField(_("text in English"), max_length=500)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(use__in=["send_back", "return", "reject", "not_approve", "approve_with_changes", "extend"]),
                name="stock_phrase_use",
            )
        ]

    def __str__(self) -> str:
        return self.text_en if get_language() == "en" else self.text


class Major(models.Model):
    """An undergraduate major of the Ministry's catalogue."""

    code = models.CharField(max_length=10, primary_key=True)
    name = models.CharField(max_length=60)
    class_code = models.CharField(max_length=6)
    class_name = models.CharField(max_length=60)
    category_code = models.CharField(max_length=4)
    category_name = models.CharField(max_length=30)
    note = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
