"""Lights follow what they rest on: in the same transaction where a step changes it, every morning for all."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from lianxiao.core.clock import database_now
from lianxiao.ledger.models import ProjectLight
from lianxiao.ledger.queries.lights import light_of, owed_by
from lianxiao.ledger.states import ProjectState


@transaction.atomic
def refresh(project_ids: Iterable[int] | None = None) -> int:
    """By the rule, of these projects or of all. Returns how many lights changed or are new."""
    on = timezone.localdate(database_now())
    chosen = None if project_ids is None else list(project_ids)
    put_out(chosen)
    owed = owed_by(chosen, on)
    rows = ProjectLight.objects.select_for_update(of=("self",)).filter(project__in=owed).order_by("project_id")
    kept = {one.project_id: one for one in rows}
    fresh, changed = [], []
    for project_id, facts in owed.items():
        light, reasons = light_of(facts, on)
        said = [list(reason) for reason in reasons]
        one = kept.get(project_id)
        if one is None:
            fresh.append(ProjectLight(project_id=project_id, light=light, reasons=said, since_date=on, on_date=on))
            continue
        if (one.light, one.reasons) != (light, said):
            changed.append(one)
            one.since_date = on if one.light != light else one.since_date
        one.light, one.reasons = light, said
        one.on_date, one.since_date = on, min(one.since_date, on)
    ProjectLight.objects.bulk_create(fresh, ignore_conflicts=True)
    ProjectLight.objects.bulk_update(kept.values(), ["light", "reasons", "since_date", "on_date"], batch_size=1_000)
    return len(fresh) + len(changed)


def put_out(project_ids: list[int] | None) -> None:
    """Of those that are withdrawn."""
    rows = ProjectLight.objects.filter(project__state=ProjectState.WITHDRAWN)
    (rows if project_ids is None else rows.filter(project__in=project_ids)).delete()
