"""Changes to a draft version: each names the revision it was based on, and is recorded."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.definitions import DefinitionError, editing, parse
from lianxiao.core.definitions.editing import NotThere, Raw, Spot
from lianxiao.core.definitions.fields import TYPES
from lianxiao.core.definitions.fields.tables import COLUMN_TYPES
from lianxiao.core.refusals import LostUpdate
from lianxiao.core.sealed_answers import sealed
from lianxiao.forms import access
from lianxiao.forms.models import FormVersion, Trial
from lianxiao.forms.queries.frame import missing

# What a change leaves behind: the definition, and the spot that the author looks at next.
Changed = tuple[Raw, Spot]
VERBS: dict[str, Callable[[Raw, Spot], Raw]] = {
    "up": lambda raw, spot: editing.move(raw, spot, -1),
    "down": lambda raw, spot: editing.move(raw, spot, 1),
    "duplicate": editing.duplicate,
    "remove": editing.remove,
}


def change(
    *,
    version: FormVersion,
    revision: int,
    spot: Spot,
    values: Mapping[str, Any],
    by: Actor,
    section: str = "",
    do: str = "",
    kind: str = "",
) -> Spot:
    """Set properties of one thing, and take a step with it or with something in it when `do` says so.

    `section` is where a field is to stand. Raises LostUpdate when somebody saved in between, NotThere for what is gone.
    """
    with transaction.atomic():
        locked = _locked(version, revision, by)
        raw = editing.change(locked.definition, spot, values)
        if section:
            raw = editing.put_in_section(raw, spot, section)
        after = spot
        if do:
            raw, after = stepped(raw, do, kind, locked.form.purpose)
        _store(locked, raw, "change", {"spot": str(spot), "do": do}, by)
    return after


def operate(*, version: FormVersion, revision: int, do: str, kind: str, by: Actor) -> Spot:
    """One step of the outline: "up field:title", "add section:cover" with the kind of what is added."""
    with transaction.atomic():
        locked = _locked(version, revision, by)
        raw, after = stepped(locked.definition, do, kind, locked.form.purpose)
        _store(locked, raw, "design", {"do": do, "kind": kind}, by)
    return after


def stepped(raw: Raw, do: str, kind: str, purpose: str) -> Changed:
    """Raises NotThere for a step that does not exist."""
    verb, _space, where = do.partition(" ")
    spot = Spot.read(where)
    if verb == "add":
        return _added(raw, spot, kind, purpose)
    if verb not in VERBS or spot.kind == "form":
        raise NotThere(do)
    new = VERBS[verb](raw, spot)
    if spot.inner or verb == "remove":
        return new, spot.owner
    return new, _copy_of(new, spot) if verb == "duplicate" else spot


def _copy_of(new: Raw, spot: Spot) -> Spot:
    items, number = editing.place_of(new, spot)
    return Spot(spot.kind, str(items[number + 1]["key"]))


def _added(raw: Raw, owner: Spot, kind: str, purpose: str) -> Changed:
    if owner.kind == "form" and kind == "section":
        item, what = editing.new_section(raw), "section"
    elif owner.kind == "form" and kind in ("at_most", "not_before", "sum_equals", "required_if"):
        item, what = editing.new_check(raw, kind), "check"
    elif owner.kind == "section":
        item, what = _new_field(raw, kind, purpose), "field"
    elif owner.kind == "field" and kind in COLUMN_TYPES:
        item, what = editing.new_column(raw, owner.key, kind), "column"
    else:
        raise NotThere(kind)
    spot = Spot("column", owner.key, str(item["key"])) if what == "column" else Spot(what, str(item["key"]))
    return editing.add(raw, owner, what, item), spot


def _new_field(raw: Raw, kind: str, purpose: str) -> Raw:
    if kind in TYPES:
        return editing.new_field(raw, kind)
    for one in missing(purpose, raw):
        if kind == f"frame:{one.key}":
            return one.field()
    raise NotThere(kind)


def _locked(version: FormVersion, revision: int, by: Actor) -> FormVersion:
    locked = FormVersion.objects.select_for_update(of=("self",)).select_related("form__category").get(pk=version.pk)
    if not access.may_edit_version(by, locked):
        if not access.may_edit_version(by, version):
            raise PermissionDenied
        raise LostUpdate(_("The form has been handed in meanwhile; nothing was changed."))
    if locked.revision != revision:
        raise LostUpdate(_("Somebody changed this form in the meantime; nothing was overwritten."))
    return locked


def _store(locked: FormVersion, raw: Raw, verb: str, details: Mapping[str, object], by: Actor) -> None:
    if raw == locked.definition:
        return
    locked.definition = raw
    locked.revision += 1
    locked.changed_by_id, locked.changed_at = by.user_id, database_now()
    locked.save(update_fields=["definition", "revision", "changed_by", "changed_at"])
    steps.record(locked, verb, by=by, details=details)


def keep_trial(*, version: FormVersion, answers: Mapping[str, Any], by: Actor) -> None:
    """Test data of one's own; on no record, since it counts for nothing."""
    if not access.may_read_forms(by):
        raise PermissionDenied
    definition = parse(version.definition)
    kept = {key: sealed(version, definition, values) for key, values in answers.items()}
    Trial.objects.update_or_create(version=version, user_id=by.person_id, defaults={"answers": kept})


def seal_trials() -> int:
    """Contacts in test data stored before they were sealed; how many rows held some. Can be run again at any time."""
    count = 0
    for trial in Trial.objects.select_related("version").order_by("id"):
        try:
            definition = parse(trial.version.definition)
        except DefinitionError:  # nobody can see what it holds until the version can be read again
            trial.delete()
            continue
        kept = {key: sealed(trial.version, definition, values) for key, values in trial.answers.items()}
        if kept != trial.answers:
            Trial.objects.filter(pk=trial.pk).update(answers=kept)
            count += 1
    return count
