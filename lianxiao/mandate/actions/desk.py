"""Facts are edited in the product: every change is recorded with the values before and after."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models, transaction

from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.mandate import access
from lianxiao.mandate.models import Category, CategoryLead
from lianxiao.organisations.models import NoticeText
from lianxiao.organisations.queries.notice_texts import shipped

M = TypeVar("M", bound=models.Model)
LEADS = "leads"


@transaction.atomic
def add(*, kind: type[M], values: Mapping[str, Any], by: Actor) -> M:
    """A new fact. `values` by field name; lists for references to several rows."""
    if not access.may_manage_facts(by):
        raise PermissionDenied
    fact = kind(**{name: value for name, value in values.items() if not _is_several(kind, name)})
    fact.save(force_insert=True)
    _set_several(fact, values)
    steps.record(fact, "add", by=by, details={"changed": _differences({}, _snapshot(fact, values))})
    return fact


@transaction.atomic
def change(*, fact: M, values: Mapping[str, Any], by: Actor) -> M:
    """Set the values; nothing is recorded when nothing is different."""
    if not access.may_manage_facts(by):
        raise PermissionDenied
    locked = type(fact)._default_manager.select_for_update(of=("self",)).get(pk=fact.pk)
    before = _snapshot(locked, values)
    single = [name for name in values if not _is_several(type(fact), name)]
    for name in single:
        setattr(locked, name, values[name])
    locked.save(update_fields=single)
    _set_several(locked, values)
    locked.refresh_from_db(fields=single)  # as stored, so that 1200 and 1200.00 are no difference
    if changed := _differences(before, _snapshot(locked, values)):
        steps.record(locked, "change", by=by, details={"changed": changed})
    return locked


def reset_text(*, text: NoticeText, by: Actor) -> NoticeText:
    """Back to the words that came with the platform; a kind that shipped none keeps what it has."""
    return change(fact=text, values=shipped().get(text.kind, {}), by=by)


def _is_several(kind: type[models.Model], name: str) -> bool:
    return name == LEADS or bool(kind._meta.get_field(name).many_to_many)


def _set_several(fact: models.Model, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if name == LEADS and isinstance(fact, Category):
            _set_leads(fact, value)
        elif _is_several(type(fact), name):
            getattr(fact, name).set(value)


def _set_leads(category: Category, offices: Sequence[Any]) -> None:
    """The lead offices in order; the first answers for the decision."""
    category.leads.exclude(office__in=offices).delete()
    for order, office in enumerate(offices, start=1):
        CategoryLead.objects.update_or_create(category=category, office=office, defaults={"order": order})


def _snapshot(fact: models.Model, names: Mapping[str, Any]) -> dict[str, object]:
    shown: dict[str, object] = {}
    for name in names:
        if name == LEADS:
            shown[name] = list(fact.leads.order_by("order").values_list("office__name", flat=True))  # type: ignore[attr-defined]
        elif _is_several(type(fact), name):
            shown[name] = [str(one) for one in getattr(fact, name).order_by("id")]
        else:
            value = getattr(fact, name)
            shown[name] = value if isinstance(value, bool) or value is None else str(value)
    return shown


def _differences(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, list[object]]:
    return {
        name: [before.get(name), value] for name, value in after.items() if name not in before or before[name] != value
    }
