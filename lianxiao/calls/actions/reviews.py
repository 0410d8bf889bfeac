"""Expert review as far as the platform carries it now: a review held outside, its conclusion on record.

Its place in the lifecycle is the one that a review on the platform takes: after the check, before the proposal.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lianxiao.calls import access
from lianxiao.calls.models import Application
from lianxiao.calls.queries.decisions import responsible_office_id, review_comes_first
from lianxiao.calls.states import APPLICATION
from lianxiao.core.actors import Actor
from lianxiao.core.refusals import Refused


class NoReviewNeeded(Refused):
    """The call was configured without review, or this application has been through it."""


class ConclusionMissing(Refused):
    """A review is closed with words."""


@transaction.atomic
def record_conclusion(*, application: Application, conclusion: str, by: Actor) -> Application:
    """Opened and closed in one act by the responsible office; afterwards a decision can be proposed."""
    if not access.may_review(by, application, responsible_office_id(application)):
        raise PermissionDenied
    if not conclusion.strip():
        raise ConclusionMissing(_("Give the experts' conclusion; the decision rests on it."))
    if not review_comes_first(application, proposed_before=application.proposals.exists()):
        raise NoReviewNeeded(_("This call is decided without expert review."))
    APPLICATION.move(application, "open_review", by=by)
    return APPLICATION.move(application, "close_review", by=by, remark=conclusion.strip())
