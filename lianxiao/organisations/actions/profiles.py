"""What an expert says of himself."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.organisations import access
from lianxiao.organisations.models import ExpertProfile


@transaction.atomic
def save_expert_profile(*, values: Mapping[str, Any], by: Actor) -> ExpertProfile:
    """The actor's own. Recorded with the declared conflicts, which later assignments are judged by."""
    if not access.may_keep_expert_profile(by) or by.user_id is None:
        raise PermissionDenied
    plain = {name: value for name, value in values.items() if name != "conflicts"}
    profile, _new = ExpertProfile.objects.update_or_create(user_id=by.user_id, defaults=plain)
    profile.conflicts.set(values["conflicts"])
    steps.record(profile, "save", by=by, details={"conflicts": sorted(one.pk for one in values["conflicts"])})
    return profile
