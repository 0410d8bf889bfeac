"""Who may see and do what with forms and their versions. Pure: no request, no query."""

from typing import TYPE_CHECKING

from django.db.models import Q

from lianxiao.core.actors import Actor
from lianxiao.forms.states import VERSION, VersionState
from lianxiao.organisations.roles import Right

if TYPE_CHECKING:
    from lianxiao.forms.models import FormVersion

NOBODY = Q(pk__in=())
# The department's side: whoever designs forms, publishes calls or reads what comes in on them.
READERS = (Right.DESIGN_FORMS, Right.PUBLISH_CALLS, Right.READ_ALL_APPLICATIONS)


def may_read_forms(actor: Actor) -> bool:
    return any(actor.may(right) for right in READERS)


def visible_versions(actor: Actor) -> Q:
    """Officials read what is published; designers also what waits for a check, and their office's drafts."""
    if not may_read_forms(actor):
        return NOBODY
    published = Q(state=VersionState.PUBLISHED)
    if not actor.may(Right.DESIGN_FORMS):
        return published
    return published | Q(state=VersionState.CHECKING) | _designed_by(actor)


def _designed_by(actor: Actor) -> Q:
    """An application form is designed by the lead offices of its category, a filing form by its own office."""
    return Q(form__office_id=actor.organisation_id) | Q(form__category__leads__office_id=actor.organisation_id)


def may_begin_forms(actor: Actor) -> bool:
    return actor.may(Right.DESIGN_FORMS) and actor.organisation_id is not None


def may_design(actor: Actor, offices: frozenset[int]) -> bool:
    """`offices` are those that design the form: see `FormVersion.designing_offices`."""
    return actor.may(Right.DESIGN_FORMS) and actor.organisation_id in offices


def may_edit_version(actor: Actor, version: "FormVersion") -> bool:
    return version.state == VersionState.DRAFT and may_design(actor, version.designing_offices)


def may_hand_in(actor: Actor, version: "FormVersion") -> bool:
    return may_edit_version(actor, version)


def may_discard(actor: Actor, version: "FormVersion") -> bool:
    return VERSION.allows(version.state, "discard") and may_design(actor, version.designing_offices)


def may_check(actor: Actor, version: "FormVersion") -> bool:
    """Another person than those who began it, changed it last or handed it in."""
    own = (version.begun_by_id, version.changed_by_id, version.handed_in_by_id)
    return actor.may(Right.DESIGN_FORMS) and actor.is_none_of(*own) and version.state == VersionState.CHECKING


def may_publish(actor: Actor, version: "FormVersion") -> bool:
    return may_check(actor, version)


def may_send_back(actor: Actor, version: "FormVersion") -> bool:
    """Whoever checks it; and the office that designs it, as long as nobody has."""
    return version.state == VersionState.CHECKING and (
        may_check(actor, version) or may_design(actor, version.designing_offices)
    )
