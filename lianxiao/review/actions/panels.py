"""Panels of a review, and on which of them an application stands."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from lianxiao.calls.models import Application
from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.refusals import Refused
from lianxiao.review import access
from lianxiao.review.actions.rules import locked
from lianxiao.review.models import Entry, Panel, Plan, Sheet
from lianxiao.review.queries import desk, pool
from lianxiao.review.states import STANDING


class BeingReviewed(Refused):
    """An application stays on the panel whose experts have it."""


class NameTaken(Refused):
    """Panels of a review have different names."""


@transaction.atomic
def set_up(*, plan: Plan, name: str, major_codes: Sequence[str], by: Actor) -> Panel:
    row = locked(plan, access.may_staff, by)
    _check_name(row, name, None)
    panel = Panel.objects.create(plan=row, name=name, major_codes=list(major_codes))
    steps.record(row, "panel", by=by, remark=name)
    return panel


@transaction.atomic
def rename(*, panel: Panel, name: str, major_codes: Sequence[str], by: Actor) -> Panel:
    row = locked(panel.plan, access.may_staff, by)
    _check_name(row, name, panel.pk)
    panel = Panel.objects.select_related("plan").get(pk=panel.pk)  # as it is now that nobody else changes it
    if (panel.name, panel.major_codes) == (name, list(major_codes)):
        return panel  # the same once more
    panel.name, panel.major_codes = name, list(major_codes)
    panel.save(update_fields=["name", "major_codes"])
    steps.record(row, "panel", by=by, remark=name)
    return panel


def _check_name(plan: Plan, name: str, own: int | None) -> None:
    if Panel.objects.filter(plan=plan, name=name).exclude(pk=own or 0).exists():
        raise NameTaken(_("There is a panel of this name already."))


@transaction.atomic
def move(*, entry: Entry, to: Panel, by: Actor) -> Entry:
    """To another panel of the same review, as long as no expert has it."""
    row = locked(to.plan, access.may_staff, by)
    if (
        entry.panel.plan_id != row.pk
        or Sheet.objects.filter(application=entry.application_id, state__in=STANDING).exists()
    ):
        raise BeingReviewed(_("Experts of its panel have this application already."))
    entry.panel = to
    entry.save(update_fields=["panel"])
    return entry


def place(plan: Plan, applications: Sequence[Application]) -> None:
    """Each on the panel of those that resemble it, else on the one nearest in discipline, else on the smallest."""
    panels = list(Panel.objects.filter(plan=plan).order_by("id")) or [
        Panel.objects.create(plan=plan, name=_("%(category)s, panel 1") % {"category": plan.call_category.category})
    ]
    there = dict(Entry.objects.filter(panel__plan=plan).order_by("id").values_list("application_id", "panel_id"))
    size = {panel.pk: sum(1 for one in there.values() if one == panel.pk) for panel in panels}
    alike = desk.similar_in([*there, *(one.pk for one in applications)])
    said = desk.subjects([one.pk for one in applications])
    names = pool.names_of_majors({code for panel in panels for code in panel.major_codes})
    for application in applications:
        beside = [there[other] for other in sorted(alike.get(application.pk, ())) if other in there]
        text = said.get(application.pk, "")
        near = {
            panel.pk: pool.fit(panel.major_codes, text, majors=(), terms=[names[one] for one in panel.major_codes])
            for panel in panels
        }
        chosen = beside[0] if beside else min(near, key=lambda pk, near=near: (-near[pk], size[pk], pk))  # type: ignore[misc]
        there[application.pk] = chosen
        size[chosen] += 1
    Entry.objects.bulk_create(Entry(application=one, panel_id=there[one.pk]) for one in applications)
