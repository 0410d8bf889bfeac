"""The lists of people, organisations and steps."""

from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from lianxiao.core.models import Change, Step
from lianxiao.core.templatetags.lianxiao import day, moment
from lianxiao.organisations.models import Membership, Organisation
from lianxiao.organisations.queries import changes
from lianxiao.organisations.queries.people import standing_of
from lianxiao.organisations.queries.record import Words, role_label, who

CELLS = "organisations/cells/"
WRAP = {"td": {"class": "wrap"}}
WRAP_SHORT = {"td": {"class": "wrap-short"}}
TITLE = {"td": {"class": "title"}}


class PeopleTable(tables.Table):
    name = tables.Column(accessor="user__name", verbose_name=_("Name"), order_by=("user__initials", "id"), attrs=TITLE)
    username = tables.Column(accessor="user__username", verbose_name=_("Account"), order_by=("user__username", "id"))
    organisation = tables.Column(
        verbose_name=_("Organisation"), order_by=("organisation__official_order", "id"), attrs=WRAP
    )
    role = tables.Column(verbose_name=_("Role"), order_by=("role", "id"))
    position = tables.Column(verbose_name=_("Position"), order_by=("position", "id"))
    standing = tables.Column(accessor="pk", verbose_name=_("State"), orderable=False)
    started_at = tables.Column(verbose_name=_("Since"), order_by=("started_at", "id"))

    class Meta:
        attrs = {"aria-label": _("People and their roles")}
        empty_text = _("Nobody here. Reset the filters, or open an account.")

    def render_name(self, record: Membership) -> str:
        return render_to_string(f"{CELLS}person.html", {"membership": record})

    def render_role(self, record: Membership) -> str:
        return str(record.get_role_display())

    def value_name(self, record: Membership) -> str:
        return record.user.name

    def value_standing(self, record: Membership) -> str:
        return str(standing_of(record).label)

    def render_standing(self, record: Membership) -> str:
        return render_to_string(f"{CELLS}badge.html", {"cell": standing_of(record)})

    def render_started_at(self, value: Any) -> str:
        return day(value)


class OrganisationTable(tables.Table):
    name = tables.Column(
        verbose_name=_("Name of the organisation"), order_by=("initials", "id"), attrs={"td": {"class": "title wrap"}}
    )
    kind = tables.Column(verbose_name=_("Kind"), order_by=("kind", "id"))
    code = tables.Column(verbose_name=_("Code"), order_by=("code", "id"))
    city = tables.Column(verbose_name=_("City"), order_by=("city__order", "id"))
    authority = tables.Column(verbose_name=_("Authority"), order_by=("authority", "id"), attrs=WRAP)

    class Meta:
        attrs = {"aria-label": _("Register of organisations")}
        empty_text = _("No organisation fits. Reset the filters.")

    def render_name(self, record: Organisation) -> str:
        return render_to_string(f"{CELLS}organisation.html", {"organisation": record})


class RecordTable(tables.Table):
    at = tables.Column(verbose_name=_("Time"), order_by=("at", "id"))
    actor_name = tables.Column(verbose_name=_("Person"), order_by=("actor_name", "id"), attrs=TITLE)
    role = tables.Column(verbose_name=_("Acting as"), order_by=("role", "id"), attrs=WRAP_SHORT)
    organisation_name = tables.Column(
        verbose_name=_("Organisation"), order_by=("organisation_name", "id"), attrs=WRAP_SHORT
    )
    case = tables.Column(
        accessor="case_kind", verbose_name=_("Case"), order_by=("case_kind", "case_id", "id"), attrs=WRAP_SHORT
    )
    verb = tables.Column(verbose_name=_("Step"), order_by=("verb", "id"), attrs=WRAP_SHORT)
    change = tables.Column(
        accessor="after", verbose_name=_("State"), orderable=False, empty_values=(), attrs=WRAP_SHORT
    )
    remark = tables.Column(verbose_name=_("Remark"), orderable=False, attrs=WRAP_SHORT)
    address = tables.Column(verbose_name=_("Network address"), order_by=("address", "id"))

    class Meta:
        attrs = {"aria-label": _("Record of steps")}
        empty_text = _("No step fits. Widen the filters.")

    # Of the cases on this page, set by the page: (kind, number) to title.
    titles: dict[tuple[str, str], str] = {}

    def __init__(self, *args: Any, words: Words, **kwargs: Any) -> None:
        self.words = words
        super().__init__(*args, **kwargs)

    def render_at(self, record: Step) -> str:
        return format_html('<a href="{}">{}</a>', reverse("site:record_step", args=[record.pk]), moment(record.at))

    def value_at(self, value: Any) -> str:
        return moment(value)

    def render_actor_name(self, record: Step) -> str:
        return who(record)

    def render_role(self, value: str) -> str:
        return role_label(value) or "—"

    def render_case(self, record: Step) -> str:
        title = self.titles.get((record.case_kind, str(record.case_id)), "")
        return f"{self.words.case(record)} {title}".strip()

    def render_verb(self, record: Step) -> str:
        return self.words.verb(record)

    def render_change(self, record: Step) -> str:
        return self.words.change(record) or "—"


class ChangeTable(tables.Table):
    at = tables.Column(verbose_name=_("Time"), order_by=("id",))
    actor_name = tables.Column(verbose_name=_("Person"), orderable=False, attrs=TITLE, empty_values=())
    role = tables.Column(verbose_name=_("Acting as"), orderable=False, attrs=WRAP_SHORT)
    organisation_name = tables.Column(verbose_name=_("Organisation"), orderable=False, attrs=WRAP_SHORT)
    case = tables.Column(accessor="case_kind", verbose_name=_("Case"), orderable=False, attrs=WRAP_SHORT)
    operation = tables.Column(verbose_name=_("Change"), orderable=False)
    fields = tables.Column(accessor="pk", verbose_name=_("Before → after"), orderable=False, attrs=WRAP)
    address = tables.Column(verbose_name=_("Network address"), orderable=False)

    class Meta:
        attrs = {"aria-label": _("History of changes")}
        empty_text = _("No change fits. Widen the filters.")

    titles: dict[tuple[str, str], str] = {}

    def __init__(self, *args: Any, words: Words, **kwargs: Any) -> None:
        self.words = words
        super().__init__(*args, **kwargs)

    def render_at(self, record: Change) -> str:
        return format_html('<a href="{}">{}</a>', reverse("site:record_change", args=[record.pk]), moment(record.at))

    def value_at(self, value: Any) -> str:
        return moment(value)

    def render_actor_name(self, record: Change) -> str:
        return changes.who(record)

    def render_role(self, value: str) -> str:
        return role_label(value)

    def render_case(self, record: Change) -> str:
        title = self.titles.get((record.case_kind, record.case_key), "")
        return f"{self.words.kind(record.case_kind)} {record.case_key} {title}".strip()

    def render_operation(self, record: Change) -> str:
        return changes.operation(record)

    def render_fields(self, record: Change) -> str:
        return render_to_string(f"{CELLS}fields.html", {"lines": changes.lines(record)})

    def value_fields(self, record: Change) -> str:
        return "\n".join(f"{one.label}: {one.before} → {one.after}" for one in changes.lines(record))
