"""Filters of lists; each stands in the address."""

from datetime import date, datetime, time, timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lianxiao.core.lists import RowFilter
from lianxiao.core.models import Change, Step
from lianxiao.organisations.models import Membership, Organisation
from lianxiao.organisations.queries import people, register
from lianxiao.organisations.queries.changes import OPERATIONS
from lianxiao.organisations.queries.record import Words
from lianxiao.organisations.roles import Kind, Right, Role

STANDINGS = (("current", _("In force")), ("pending", _("Waits for confirmation")), ("ended", _("Ended")))


class PeopleFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Name, account or pinyin"), method="by_text")
    organisation = django_filters.CharFilter(label=_("Organisation"), method="by_organisation")
    role = django_filters.ChoiceFilter(label=_("Role"), choices=Role.choices)
    standing = django_filters.ChoiceFilter(label=_("State"), choices=STANDINGS, method="by_standing")
    waiting = django_filters.ChoiceFilter(
        label=_("Waiting for me"), choices=(("1", _("Roles to confirm")),), method="by_waiting"
    )

    class Meta:
        model = Membership
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        actor = self.request.actor
        if not actor.may(Right.GRANT_ROLES):
            del self.filters["waiting"]
            if not actor.may(Right.MANAGE_ALL_PEOPLE):
                del self.filters["organisation"]

    def by_text(self, rows: "QuerySet[Membership]", name: str, text: str) -> "QuerySet[Membership]":
        word = text.strip()
        return rows.filter(
            Q(user__name__icontains=word)
            | Q(user__username__icontains=word)
            | Q(user__initials__contains=word.lower().replace(" ", ""))
        )

    def by_organisation(self, rows: "QuerySet[Membership]", name: str, text: str) -> "QuerySet[Membership]":
        return people.at_organisation(rows, text)

    def by_standing(self, rows: "QuerySet[Membership]", name: str, standing: str) -> "QuerySet[Membership]":
        return people.in_standing(rows, standing)

    def by_waiting(self, rows: "QuerySet[Membership]", name: str, value: str) -> "QuerySet[Membership]":
        return rows.filter(pk__in=people.waiting_for(self.request.actor).values("pk"))


class OrganisationFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Name, code or pinyin initials"), method="by_text")
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=Kind.choices)
    city = RowFilter(label=_("City"), queryset=register.cities)

    class Meta:
        model = Organisation
        fields: tuple[str, ...] = ()

    def by_text(self, rows: "QuerySet[Organisation]", name: str, text: str) -> "QuerySet[Organisation]":
        return register.found_by(rows, text)


class RecordFilter(django_filters.FilterSet):
    person = django_filters.CharFilter(label=_("Person"), field_name="actor_name", lookup_expr="icontains")
    role = django_filters.ChoiceFilter(label=_("Role"), choices=[*Role.choices, ("system", _("The system"))])
    organisation = django_filters.CharFilter(
        label=_("Organisation"), field_name="organisation_name", lookup_expr="icontains"
    )
    case_kind = django_filters.ChoiceFilter(label=_("Kind of case"), choices=())
    case_id = django_filters.NumberFilter(label=_("Number of the case"))
    title = django_filters.CharFilter(label=_("Title of the case"), method="by_title")
    verb = django_filters.ChoiceFilter(label=_("Step"), choices=())
    address = django_filters.CharFilter(label=_("Network address"), lookup_expr="startswith")
    since = django_filters.DateFilter(
        label=_("From day"),
        method="from_day",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    until = django_filters.DateFilter(
        label=_("To day"),
        method="to_day",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    class Meta:
        model = Step
        fields: tuple[str, ...] = ()

    def from_day(self, rows: "QuerySet[Any]", name: str, day: date) -> "QuerySet[Any]":
        return rows.filter(at__gte=_midnight(day))

    def to_day(self, rows: "QuerySet[Any]", name: str, day: date) -> "QuerySet[Any]":
        return rows.filter(at__lt=_midnight(day + timedelta(days=1)))

    @property
    def in_words(self) -> list[tuple[str, str]]:
        """What was asked for, for the file and the record of its export."""
        told = ((str(field.label), field.form.data.get(field.html_name, "")) for field in self.form)
        return [(label, str(text)) for label, text in told if text]


def _midnight(day: date) -> datetime:
    """An index on the moment helps only where the moment stands alone."""
    return timezone.make_aware(datetime.combine(day, time()))


def record_filter(words: Words) -> type[RecordFilter]:
    """The filter with the names that the apps give their cases and steps."""

    class NamedRecordFilter(RecordFilter):
        case_kind = django_filters.ChoiceFilter(label=_("Kind of case"), choices=list(words.cases.items()))
        verb = django_filters.ChoiceFilter(label=_("Step"), choices=words.all_verbs)

        def by_title(self, rows: "QuerySet[Step]", name: str, text: str) -> "QuerySet[Step]":
            return rows.filter(words.about(text, "case_id"))

    return NamedRecordFilter


class ChangeFilter(RecordFilter):
    case_id = django_filters.CharFilter(label=_("Number of the case"), field_name="case_key")
    verb = None
    operation = django_filters.ChoiceFilter(label=_("Change"), choices=list(OPERATIONS.items()))
    request_id = django_filters.CharFilter(widget=forms.HiddenInput)

    class Meta:
        model = Change
        fields: tuple[str, ...] = ()


def change_filter(words: Words) -> type[ChangeFilter]:
    class NamedChangeFilter(ChangeFilter):
        case_kind = django_filters.ChoiceFilter(label=_("Kind of case"), choices=list(words.cases.items()))

        def by_title(self, rows: "QuerySet[Change]", name: str, text: str) -> "QuerySet[Change]":
            return rows.filter(words.about(text, "case_key"))

    return NamedChangeFilter
