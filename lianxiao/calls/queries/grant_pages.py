"""What the page of a grant shows beside its facts."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from lianxiao.calls.models import SlotGrant
from lianxiao.calls.queries.progress import TimelineStep, shown_step
from lianxiao.core import steps

VERBS: dict[str, tuple[str | Promise, str]] = {
    "ask": (gettext_lazy("Asked for"), ""),
    "grant": (gettext_lazy("Granted"), "success"),
    "refuse": (gettext_lazy("Refused"), "danger"),
    "revoke": (gettext_lazy("Revoked"), "warning"),
}


def steps_of(grant: SlotGrant) -> list[TimelineStep]:
    return [shown_step(step, VERBS) for step in steps.of_case(grant)]
